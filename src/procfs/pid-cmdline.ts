/** `/proc/PID/cmdline`: a process's arguments, proc_pid_cmdline(5). */
import { decodeLatin1 } from '../model/text.ts'

/**
 * The arguments, cleaned for the screen; empty for kernel threads and zombies.
 *
 * The kernel shows that part of the process's own memory where the arguments once were, so a process may have written
 * something else there. By setproctitle(3) and its like a title in one piece with blanks stands there, without a NUL
 * at its end or with the whole rest filled up with them: such a title is split at its blanks, as psutil does
 * (https://github.com/giampaolo/psutil/issues/1179).
 */
export function parseCmdline(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return []
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  if (!text.endsWith('\0')) return argumentsOfTitle(text)
  const args = text.slice(0, -1).split('\0')
  const [first = '', ...rest] = args
  const alone = rest.every(argument => argument === '')
  if (!alone) return args.map(decodeLatin1)
  if (first === '') return []
  return first.includes(' ') ? argumentsOfTitle(first) : [decodeLatin1(first)]
}

function argumentsOfTitle(title: string): string[] {
  return title
    .split(/[ \0]/)
    .filter(word => word !== '')
    .map(decodeLatin1)
}
