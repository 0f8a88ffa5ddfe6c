/**
 * The guard's part that calls us back, and lets us ask V8 over that connection: by a client of its own, whose messages go to and
 * fro as lines. Such a connection may break at any time and harms nobody; that of the inspector may not, see {@link CLIENTS}, and it
 * makes a program that wants to end wait for us. Nobody is interrupted over it: a program that is busy answers later.
 *
 * Once it is broken all ends that was begun over it.
 */
export const LINE = `({ load, safe, client, part }) => {
  const { connect } = load('net')
  const { readlinkSync } = load('fs')
  const { stringify, parse } = JSON
  const line = ({ host, port, word }) => {
    const socket = connect({ host, port })
    let asking, rest = ''
    const say = message => safe(() => socket.write(stringify(message) + '\\n'))
    const hear = text => {
      const { id, method, params } = parse(text)
      asking?.post(method, params, (error, result) => say(error ? { id, error: { message: error.message } } : { id, result }))
    }
    socket.unref()
    socket.setEncoding('utf8')
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('connect', () => safe(() => {
      asking = client(say)
      const path = '/proc/self/fd/' + socket._handle.fd
      socket.write(word)
      say({ path, link: readlinkSync(path) })
    }))
    socket.on('data', text => {
      const lines = (rest + text).split('\\n')
      rest = lines.pop()
      for (const one of lines) safe(() => hear(one))
    })
    socket.on('close', () => { if (asking !== undefined) part(asking); asking = undefined })
  }
  return { line, undo() {} }
}`
