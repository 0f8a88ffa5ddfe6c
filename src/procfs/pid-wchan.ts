/** `/proc/PID/wchan` and `/proc/PID/task/TID/wchan`: the kernel function that a thread waits in, proc_pid_wchan(5). */

/**
 * Empty for who waits nowhere, and for who may not be looked at: both are a `0`, proc_pid_wchan in fs/proc/base.c. What a
 * compiler made of a function (`poll_schedule_timeout.constprop.0`) is called as the function is.
 */
export function parseWchan(bytes: Buffer): string {
  const name = /^([A-Za-z_]\w*)(?:\.[\w.]*)?\n?$/.exec(bytes.toString('latin1'))?.[1]
  return name ?? ''
}
