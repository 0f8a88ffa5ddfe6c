/** What this process, and others, have open and have started: for programs that run a source alone. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What each descriptor of this process leads to, sorted; numbers of pipes and sockets left out. */
export function descriptors(): string[] {
  return readdirSync('/proc/self/fd')
    .map(fd => gone(() => readlinkSync(`/proc/self/fd/${fd}`)) ?? '')
    .filter(target => !/^(?:|\/proc\/(?:self|\d+)\/fd)$/.test(target))
    .map(target => target.replace(/:\[\d+\]$/, ''))
    .sort()
}

/** How many descriptors a process has open; none once it is gone. */
export function openOf(pid: number): number {
  return gone(() => readdirSync(`/proc/${pid}/fd`).length) ?? 0
}

/** Resident memory of a process, in bytes; none once it is gone. */
export function residentOf(pid: number): number {
  const status = gone(() => readFileSync(`/proc/${pid}/status`, 'latin1')) ?? ''
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}

/** Pids of whoever descends from a process, zombies too. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    const line = gone(() => readFileSync(`/proc/${name}/stat`, 'latin1'))
    if (line !== undefined) parents.set(Number(name), Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const found = new Set([pid])
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child)
  }
  found.delete(pid)
  return [...found]
}

/** Pids of all who were started, by whomever, with this in their environment. */
export function startedWith(variable: string): number[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .filter(pid => gone(() => readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable)))
    .map(Number)
}

/** What is read, undefined where the process has gone, is going, or is another user's. */
function gone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}
