/**
 * The guard's part that closes the inspector that was opened for us. `inspector.close()` makes the program wait until every
 * client has gone: so it is called only once our connection is, for we may be stopped ourselves, and while nobody else has one,
 * who may be silent for as long as he likes. And it closes no other inspector than the one it was made for.
 */
export const CLOSING = `({ load, safe, path, link, closes, lookMs }) => {
  const { close, url } = load('inspector')
  const { setTimeout } = load('timers')
  const { readlinkSync, readFileSync } = load('fs')
  const ours = url()
  const port = safe(() => Number(/:(\\d+)\\//.exec(ours)[1]).toString(16).toUpperCase().padStart(4, '0'))
  // Columns of /proc/net/tcp: sockets of that port that somebody is connected to.
  const held = new RegExp('^ *\\\\d+: [0-9A-F]+:' + port + ' [0-9A-F]+:[0-9A-F]{4} 01 ', 'm')
  const isHeld = () => ['tcp', 'tcp6'].some(table =>
    safe(() => held.test(readFileSync('/proc/self/net/' + table, 'latin1')), false))
  const connected = () => safe(() => readlinkSync(path) === link, false)
  const closeOurs = () => safe(() => {
    if (!closes || url() !== ours) return
    if (isHeld()) setTimeout(closeOurs, lookMs).unref()
    else close()
  })
  const closeLater = over => safe(() => {
    if (connected()) setTimeout(closeLater, 20, over).unref()
    else { over(); closeOurs() }
  })
  return { connected, closeOurs, closeLater }
}`
