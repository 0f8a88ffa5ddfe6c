/** `/proc/PID/attr/current`: what the security module calls it, proc_pid_attr(5). */
import { decodeLatin1 } from '../model/text.ts'

/** The label, cleaned for the screen: `unconfined`, `system_u:system_r:sshd_t:s0`. Undefined where there is none. */
export function parseSecurityLabel(bytes: Buffer): string | undefined {
  // SELinux ends it with a NUL, AppArmor with a newline.
  const label = bytes.toString('latin1').replace(/[\0\n]+$/, '')
  return label === '' ? undefined : decodeLatin1(label)
}
