/** `/proc/PID/ns/*`: the namespaces that a process is in, namespaces(7). */

/** In the order of their age; a kernel may have fewer. */
export const NAMESPACES = ['mnt', 'uts', 'ipc', 'pid', 'net', 'user', 'cgroup', 'time'] as const

export type NamespaceKind = (typeof NAMESPACES)[number]

/** The number that names it, of where a link leads: `pid:[4026531836]`. Undefined for anything else. */
export function namespaceNumber(target: Buffer): number | undefined {
  const digits = /^[a-z]+:\[(\d{1,15})\]$/.exec(target.toString('latin1'))?.[1]
  return digits === undefined ? undefined : Number(digits)
}
