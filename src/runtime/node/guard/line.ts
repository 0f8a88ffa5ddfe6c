/**
 * The guard's part that calls us back, and lets us ask V8 over that connection: by a client of its own, whose messages go to and
 * fro as lines. Such a connection may break at any time and harms nobody; that of the inspector may not, see {@link CLIENTS}, and it
 * makes a program that wants to end wait for us. Nobody is interrupted over it: a program that is busy answers later.
 *
 * A busy program may connect when we have given up, and somebody else listens there. So we have to know a word, too.
 * Once the connection is broken all ends that was begun over it; and if what was said to us is not read it is broken, for it would
 * keep a program from ending.
 */
export const LINE = `({ load, safe, client, part, lookMs }) => {
  const { connect } = load('net')
  const { readlinkSync } = load('fs')
  const { setInterval, clearInterval } = load('timers')
  const { stringify, parse } = JSON
  let waiting
  const unline = () => { const socket = waiting; waiting = undefined; safe(() => socket?.destroy()) }
  const line = ({ host, port, word, answer }) => {
    unline()
    const socket = waiting = connect({ host, port })
    socket.on('error', () => {})
    let asking, rest = '', written = -1
    const say = message => safe(() => socket.write(stringify(message) + '\\n'))
    const hear = text => {
      const { id, method, params } = parse(text)
      asking.post(method, params, (error, result) => say(error ? { id, error: { message: error.message } } : { id, result }))
    }
    const open = () => {
      asking = client(say)
      waiting = undefined
      const path = '/proc/self/fd/' + socket._handle.fd
      say({ path, link: readlinkSync(path) })
    }
    const read = text => {
      rest += text
      for (let end = rest.indexOf('\\n'); end >= 0; end = rest.indexOf('\\n')) {
        const one = rest.slice(0, end)
        rest = rest.slice(end + 1)
        if (asking !== undefined) safe(() => hear(one))
        else if (one === answer) open()
        else return false
      }
      return asking !== undefined || rest.length <= answer.length
    }
    const watch = setInterval(() => safe(() => {
      if (socket.writableLength > 0 && socket.bytesWritten === written) socket.destroy()
      written = socket.bytesWritten
    }), lookMs)
    watch.unref()
    socket.unref()
    socket.setEncoding('utf8')
    socket.setNoDelay(true)
    socket.on('connect', () => safe(() => socket.write(word)))
    socket.on('data', text => { if (safe(() => read(text), false) !== true) safe(() => socket.destroy()) })
    socket.on('close', () => safe(() => {
      clearInterval(watch)
      if (asking !== undefined) part(asking)
      asking = undefined
    }))
  }
  return { line, unline, undo: unline }
}`
