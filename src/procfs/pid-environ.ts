/** `/proc/PID/environ`: a process's environment as it was when its program began, proc_pid_environ(5). */
import { decodeLatin1 } from '../model/text.ts'

export interface EnvironmentVariable {
  readonly name: string
  readonly value: string
}

/**
 * The variables in their order, cleaned for the screen. What has no `=` is a name without a value: a program may have
 * written something else over them.
 */
export function parseEnviron(bytes: Uint8Array): EnvironmentVariable[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return text
    .split('\0')
    .filter(entry => entry !== '')
    .map(entry => {
      const at = entry.indexOf('=')
      return at < 0
        ? { name: decodeLatin1(entry), value: '' }
        : { name: decodeLatin1(entry.slice(0, at)), value: decodeLatin1(entry.slice(at + 1)) }
    })
}
