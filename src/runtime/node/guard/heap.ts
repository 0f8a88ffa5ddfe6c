/**
 * The guard's part that takes a snapshot of the heap, and pours it into a connection of its own to us, once we have said the word: it
 * waits for us where we are slower, and where we are gone the rest goes nowhere. Progress is not asked for: a program that asks itself
 * for that crashes.
 */
export const HEAP = `({ load, safe, client, part }) => {
  const { connect } = load('net')
  const { writeSync } = load('fs')
  const { Buffer } = load('buffer')
  const { hrtime } = process
  let still, taking, hear = () => {}, poured, pouring
  const rest = () => {
    still ??= new Int32Array(new SharedArrayBuffer(4))
    Atomics.wait(still, 0, 0, 1)
  }
  const write = (mine, fd, text, stillMs) => {
    const bytes = Buffer.from(text, 'latin1')
    let at = 0, since = hrtime()[0]
    // Its descriptor may be another's as soon as it is given up.
    while (at < bytes.length && mine.wrong === undefined) {
      try {
        at += writeSync(fd, bytes, at)
        since = hrtime()[0]
      } catch (error) {
        if (error?.code !== 'EAGAIN') throw error
        if ((hrtime()[0] - since) * 1000 > stillMs) throw new Error('nobody reads it')
        rest()
      }
    }
  }
  const unpour = () => {
    if (poured !== undefined && !poured.over) poured.wrong ??= 'left'
    safe(() => pouring?.destroy())
    pouring = undefined
  }
  const pourInto = (socket, mine, stillMs) => {
    const { fd } = socket._handle
    const over = error => {
      if (error) mine.wrong ??= String(error.code ?? error.message)
      mine.over = true
      safe(() => socket.destroy())
    }
    hear = ({ method, params }) => {
      if (method !== 'HeapProfiler.addHeapSnapshotChunk' || mine.wrong !== undefined) return
      try { write(mine, fd, params.chunk, stillMs) } catch (error) { mine.wrong ??= String(error?.code ?? error?.message) }
      mine.bytes += params.chunk.length
    }
    // It stays: of objects that it has met V8 knows the numbers again in its next one.
    taking ??= client(message => hear(message))
    taking.post('HeapProfiler.takeHeapSnapshot', {}, over)
  }
  return {
    pour({ host, port, word, answer, stillMs }) {
      unpour()
      const mine = poured = { bytes: 0, wrong: undefined, over: false }
      const socket = pouring = connect({ host, port })
      socket.on('error', error => safe(() => { mine.wrong ??= String(error.code) }))
      socket.on('close', () => { if (!mine.over) mine.wrong ??= 'the connection ended' })
      let said = '', begun = false
      socket.unref()
      socket.setEncoding('latin1')
      socket.on('connect', () => safe(() => socket.write(word)))
      socket.on('data', text => safe(() => {
        if (begun) return
        said += text
        if (said === answer + '\\n') { begun = true; pourInto(socket, mine, stillMs) }
        else if (said.length > answer.length) socket.destroy()
      }))
    },
    unpour,
    poured: () => poured,
    undo() { unpour(); if (taking !== undefined) part(taking); taking = undefined },
  }
}`
