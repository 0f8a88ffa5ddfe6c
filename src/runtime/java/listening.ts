/** Whether a JVM listens for those who want to attach. */
import { parseNetUnix } from '../../procfs/net-unix.ts'
import type { ProcessFiles, Refusal } from '../../sources/process-files.ts'
import { eachInSlices, Slices } from '../../sources/slices.ts'

/** Where its socket is, in its `/tmp`. */
export function socketName(ownPid: number): string {
  return `.java_pid${ownPid}`
}

/** Whether a process has a listening socket open that was bound to such a name: to a passing one, it is renamed after. */
export async function isListening(files: ProcessFiles, pid: number, ownPid: number): Promise<boolean | Refusal> {
  const table = await files.large(pid, 'net/unix')
  if (!table.ok) return table.why
  const ends = [`/${socketName(ownPid)}.tmp`, `/${socketName(ownPid)}`]
  const links = new Set<string>()
  await eachInSlices(
    parseNetUnix(table.bytes, () => true),
    socket => {
      if (socket?.state === 'LISTEN' && ends.some(end => socket.local?.endsWith(end)))
        links.add(`socket:[${socket.inode}]`)
    },
  )
  if (links.size === 0) return false
  const fds = await files.descriptors(pid)
  if (typeof fds === 'string') return fds
  const slices = new Slices()
  for (const fd of fds) {
    const link = files.descriptorLink(pid, fd)
    if (link.ok && links.has(link.bytes.toString('latin1'))) return true
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return false
}
