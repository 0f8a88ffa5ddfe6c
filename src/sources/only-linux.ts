/** What cannot be had where there is no Linux /proc, and the sentence that says so. */
import type { SourceKind } from './source.ts'

/** What the Linux source does, to go on after its name. */
const DOINGS = {
  inspect: 'tells what a process is made of',
  heap: 'tells of the heaps of programs',
  limits: 'tells the limits of a process',
  'set-limit': 'sets limits of other processes',
  files: 'tells what a process has open',
  locks: 'tells who has which file locked',
  stacks: 'tells where threads stand in the kernel',
  environment: 'tells the variables of a process',
  memory: 'tells what the memory of a process is made of',
  bounds: 'tells what bounds memory',
  threads: 'lists threads one by one',
  containers: 'tells who runs in a container',
  cgroups: 'tells control groups',
  'io-priority': 'sets I/O priorities',
  scheduling: 'sets scheduler policies',
  affinity: 'sets the CPUs of a process',
  'oom-adjust': 'sets whom the kernel ends first',
} as const satisfies Readonly<Record<string, string>>

/** Something that only the Linux source does. */
export type LinuxOnly = keyof typeof DOINGS

/** Why that cannot be had from another source. */
export function onlyLinux(what: LinuxOnly): string {
  return `only the Linux source ${DOINGS[what]}; this is the portable one`
}

/** The same; undefined where it can. */
export function unlessLinux(kind: SourceKind, what: LinuxOnly): string | undefined {
  return kind === 'linux' ? undefined : onlyLinux(what)
}

/** Why nothing is done to processes of a tree that was named: their pids are not those of this system. */
export const NOT_WITH_PROCFS = 'not with --procfs: these are not the processes of this system'
