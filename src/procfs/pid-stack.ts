/** `/proc/PID/task/TID/stack`: the functions of the kernel that a thread is in, proc_pid_stack(5). */
import { linesOf } from './lines.ts'

/** `[<0>] futex_wait_queue+0x5e/0x90`, `… [nfs]` of a module; before Linux 4.13 with an address, and an end that is none. */
const LINE = /^\[<[0-9a-f]+>\] ([A-Za-z_]\w*)[\w.]*\+0x[0-9a-f]+\/0x[0-9a-f]+( \[[\w-]+\])?$/

/**
 * The innermost first, as `wchan` calls them: `futex_wait_queue`, `nfs_wait_bit_killable [nfs]`. Empty of a thread that is
 * in none, or runs right now.
 */
export function parsePidStack(bytes: Buffer): string[] {
  return linesOf(bytes.toString('latin1')).flatMap(line => {
    const [, name, module = ''] = LINE.exec(line) ?? []
    return name === undefined ? [] : [name + module]
  })
}
