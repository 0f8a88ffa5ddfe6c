/** `/proc/PID/limits`: a process's resource limits, getrlimit(2) and proc_pid_limits(5). */
import { count, valueIn } from './lines.ts'

export type LimitUnit = 'seconds' | 'bytes' | 'processes' | 'files' | 'locks' | 'signals' | 'microseconds' | ''

export type LimitName =
  | 'RLIMIT_AS'
  | 'RLIMIT_CORE'
  | 'RLIMIT_CPU'
  | 'RLIMIT_DATA'
  | 'RLIMIT_FSIZE'
  | 'RLIMIT_LOCKS'
  | 'RLIMIT_MEMLOCK'
  | 'RLIMIT_MSGQUEUE'
  | 'RLIMIT_NICE'
  | 'RLIMIT_NOFILE'
  | 'RLIMIT_NPROC'
  | 'RLIMIT_RSS'
  | 'RLIMIT_RTPRIO'
  | 'RLIMIT_RTTIME'
  | 'RLIMIT_SIGPENDING'
  | 'RLIMIT_STACK'

export interface LimitKind {
  readonly name: LimitName
  /** How the file calls it. */
  readonly title: string
  readonly unit: LimitUnit
  /** What it means, in one sentence. */
  readonly about: string
}

/** The sixteen, in the order of getrlimit(2). */
export const RLIMITS: readonly LimitKind[] = [
  {
    name: 'RLIMIT_AS',
    title: 'Max address space',
    unit: 'bytes',
    about: 'Virtual memory of the process; past it, asking for more memory fails.',
  },
  {
    name: 'RLIMIT_CORE',
    title: 'Max core file size',
    unit: 'bytes',
    about: 'Size of the core file that is written when it crashes; 0 writes none.',
  },
  {
    name: 'RLIMIT_CPU',
    title: 'Max cpu time',
    unit: 'seconds',
    about: 'CPU time of the process; at the soft limit it gets SIGXCPU every second, at the hard limit SIGKILL.',
  },
  {
    name: 'RLIMIT_DATA',
    title: 'Max data size',
    unit: 'bytes',
    about: 'Initialised data, heap and, since Linux 4.7, private writable mappings.',
  },
  {
    name: 'RLIMIT_FSIZE',
    title: 'Max file size',
    unit: 'bytes',
    about: 'Size of a file that it may write; past it, it gets SIGXFSZ.',
  },
  {
    name: 'RLIMIT_LOCKS',
    title: 'Max file locks',
    unit: 'locks',
    about: 'File locks and leases; Linux has not enforced it since 2.4.25.',
  },
  {
    name: 'RLIMIT_MEMLOCK',
    title: 'Max locked memory',
    unit: 'bytes',
    about: 'Memory that it may lock into RAM without the privilege to do so.',
  },
  {
    name: 'RLIMIT_MSGQUEUE',
    title: 'Max msgqueue size',
    unit: 'bytes',
    about: 'POSIX message queues of its real user, all processes together.',
  },
  {
    name: 'RLIMIT_NICE',
    title: 'Max nice priority',
    unit: '',
    about: 'How far it may lower its nice value: to 20 minus this.',
  },
  {
    name: 'RLIMIT_NOFILE',
    title: 'Max open files',
    unit: 'files',
    about: 'One more than the highest file descriptor that it may open.',
  },
  {
    name: 'RLIMIT_NPROC',
    title: 'Max processes',
    unit: 'processes',
    about: 'Processes and threads of its real user; past it, fork fails.',
  },
  {
    name: 'RLIMIT_RSS',
    title: 'Max resident set',
    unit: 'bytes',
    about: 'Resident memory; Linux has not enforced it since 2.4.30.',
  },
  {
    name: 'RLIMIT_RTPRIO',
    title: 'Max realtime priority',
    unit: '',
    about: 'The highest real-time priority that it may take without privilege.',
  },
  {
    name: 'RLIMIT_RTTIME',
    title: 'Max realtime timeout',
    unit: 'microseconds',
    about: 'CPU time under real-time scheduling without a blocking call; at the hard limit it gets SIGKILL.',
  },
  {
    name: 'RLIMIT_SIGPENDING',
    title: 'Max pending signals',
    unit: 'signals',
    about: 'Signals queued for its real user, all processes together.',
  },
  {
    name: 'RLIMIT_STACK',
    title: 'Max stack size',
    unit: 'bytes',
    about: "The main thread's stack, and the room for arguments and environment at exec.",
  },
]

/** Unknown where the kernel prints no such line. Above 2⁵³ a number is rounded. */
export type LimitValue = number | 'unlimited' | undefined

export interface Limit {
  readonly name: LimitName
  readonly soft: LimitValue
  readonly hard: LimitValue
  readonly unit: LimitUnit
}

/**
 * All sixteen limits in the order of {@link RLIMITS}; one that an old kernel lacks is unknown in both values.
 * Undefined if the text has none at all, as the empty answer for a vanished process.
 */
export function parsePidLimits(text: string): Limit[] | undefined {
  const limits = RLIMITS.map(({ name, title, unit }) => ({ name, ...valuesOf(text, title), unit }))
  return limits.some(({ soft }) => soft !== undefined) ? limits : undefined
}

/**
 * The soft limits alone, and only those that are set: what is looked at of many processes again and again. Undefined as
 * {@link parsePidLimits}.
 */
export function parseSoftLimits(text: string, names: readonly LimitName[]): Map<LimitName, number> | undefined {
  if (!text.startsWith('Limit ')) return undefined
  const limits = new Map<LimitName, number>()
  for (const { name, title } of RLIMITS) {
    const soft = names.includes(name) ? valuesOf(text, title).soft : undefined
    if (typeof soft === 'number') limits.set(name, soft)
  }
  return limits
}

/** Both unknown where there is no whole line of it. */
function valuesOf(text: string, title: string): Pick<Limit, 'soft' | 'hard'> {
  const value = valueIn(text, `${title} `) ?? ''
  const softEnd = value.indexOf(' ')
  if (softEnd < 0) return { soft: undefined, hard: undefined }
  const rest = value.slice(softEnd).trimStart()
  const hardEnd = rest.indexOf(' ')
  const soft = limitOf(value.slice(0, softEnd))
  const hard = limitOf(hardEnd < 0 ? rest : rest.slice(0, hardEnd))
  return soft === undefined || hard === undefined ? { soft: undefined, hard: undefined } : { soft, hard }
}

function limitOf(word: string): LimitValue {
  return word === 'unlimited' ? word : count(word)
}
