/**
 * The guard's part that takes a snapshot of the heap, and pours it into a connection of its own to us: it waits for us where we are
 * slower, and where we are gone the rest goes nowhere. Progress is not asked for: a program that asks itself for that crashes.
 */
export const HEAP = `({ load, safe, client, part }) => {
  const { connect } = load('net')
  const { writeSync } = load('fs')
  const { Buffer } = load('buffer')
  const { hrtime } = process
  const still = new Int32Array(new SharedArrayBuffer(4))
  const { wait } = Atomics
  let taking, hear = () => {}, poured
  const write = (fd, text, stillMs) => {
    const bytes = Buffer.from(text, 'latin1')
    let at = 0, since = hrtime()[0]
    while (at < bytes.length) {
      try {
        at += writeSync(fd, bytes, at)
        since = hrtime()[0]
      } catch (error) {
        if (error?.code !== 'EAGAIN') throw error
        if ((hrtime()[0] - since) * 1000 > stillMs) throw new Error('nobody reads it')
        wait(still, 0, 0, 1)
      }
    }
  }
  return {
    pour({ host, port, word, stillMs }) {
      const mine = poured = { bytes: 0, wrong: undefined, over: false }
      const over = error => { mine.wrong ??= error && String(error.code ?? error.message); mine.over = true }
      const socket = connect({ host, port })
      socket.unref()
      socket.on('error', over)
      socket.on('connect', () => safe(() => {
        const { fd } = socket._handle
        const into = text => {
          if (mine.wrong !== undefined) return
          try { write(fd, text, stillMs) } catch (error) { over(error) }
        }
        into(word)
        hear = ({ method, params }) => {
          if (method !== 'HeapProfiler.addHeapSnapshotChunk') return
          into(params.chunk)
          mine.bytes += params.chunk.length
        }
        // It stays: of objects that it has met V8 knows the numbers again in its next one.
        taking ??= client(message => hear(message))
        taking.post('HeapProfiler.takeHeapSnapshot', {}, error => { over(error); safe(() => socket.destroy()) })
      }))
    },
    poured: () => poured,
    undo() { if (taking !== undefined) part(taking); taking = undefined },
  }
}`
