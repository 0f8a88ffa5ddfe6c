/** `/proc/PID/status` and `/proc/PID/task/TID/status`, proc_pid_status(5). */
import type { Switches } from '../model/rare-facts.ts'
import { unescapeName } from './escapes.ts'
import { bytesOf, count, countsOf, keyValues, valueIn, wordsOf } from './lines.ts'

/** User or group ids as credentials(7) has them. */
export interface Ids {
  readonly real: number
  readonly effective: number
  readonly saved: number
  readonly filesystem: number
}

/** Capability sets as the kernel prints them: a mask in hexadecimal, capabilities(7). */
export interface CapabilitySets {
  readonly inheritable: string
  readonly permitted: string
  readonly effective: string
  readonly bounding: string
  /** Since 4.3. */
  readonly ambient: string | undefined
}

/** Sizes of the `Vm…` and `Rss…` lines in bytes. A kernel thread and a zombie have none of them. */
export interface StatusMemory {
  readonly vmPeakBytes: number | undefined
  readonly vmSizeBytes: number | undefined
  /** Locked by mlock(2). */
  readonly vmLckBytes: number | undefined
  /** Pinned, since 3.2. */
  readonly vmPinBytes: number | undefined
  /** Peak resident size; starts again at exec. */
  readonly vmHwmBytes: number | undefined
  readonly vmRssBytes: number | undefined
  /** The three parts of VmRSS, since 4.5. */
  readonly rssAnonBytes: number | undefined
  readonly rssFileBytes: number | undefined
  readonly rssShmemBytes: number | undefined
  readonly vmDataBytes: number | undefined
  readonly vmStkBytes: number | undefined
  readonly vmExeBytes: number | undefined
  readonly vmLibBytes: number | undefined
  /** Page tables. */
  readonly vmPteBytes: number | undefined
  /** Swapped out, since 2.6.34. */
  readonly vmSwapBytes: number | undefined
  /** In huge pages, which VmRSS leaves out; since 4.4. */
  readonly hugetlbBytes: number | undefined
}

/** What a kernel does not print is undefined. */
export interface PidStatus extends StatusMemory {
  /** Cleaned for the screen. */
  readonly name: string
  /** The letter of the state, as in {@link import('../model/process.ts').ProcessState}. */
  readonly state: string
  readonly tgid: number | undefined
  readonly ppid: number | undefined
  /** The process that traces it; 0 is none. */
  readonly tracerPid: number | undefined
  readonly uid: Ids | undefined
  readonly gid: Ids | undefined
  /** Supplementary groups. */
  readonly groups: readonly number[] | undefined
  readonly threads: number | undefined
  /** Signals queued for its real user, and how many may be. */
  readonly signalsQueued: number | undefined
  readonly signalsQueuedLimit: number | undefined
  /** 0 off, 1 strict, 2 filter, seccomp(2); since 3.8. */
  readonly seccomp: number | undefined
  /** How many filters were put one on the other; since 5.9. */
  readonly seccompFilters: number | undefined
  /** Since 4.10. */
  readonly noNewPrivs: boolean | undefined
  readonly capabilities: CapabilitySets | undefined
  /** Processors that it may run on, as in `0-3,8`. */
  readonly cpusAllowedList: string | undefined
  /** Of this thread alone, not of the process. */
  readonly voluntarySwitches: number | undefined
  readonly involuntarySwitches: number | undefined
  /** Its id in each pid namespace, the reader's first; since 4.1. */
  readonly nsPids: readonly number[] | undefined
}

export type LimitedUse = Pick<PidStatus, 'vmDataBytes' | 'vmLckBytes' | 'vmStkBytes' | 'signalsQueued'>

/** The same two counts alone: of many threads the rest would be cut up for nothing. Undefined where one is missing. */
export function parseSwitches(bytes: Buffer): Switches | undefined {
  const text = bytes.toString('latin1')
  const voluntary = count(valueIn(text, 'voluntary_ctxt_switches:'))
  const involuntary = count(valueIn(text, 'nonvoluntary_ctxt_switches:'))
  return voluntary === undefined || involuntary === undefined ? undefined : { voluntary, involuntary }
}

/** What counts for limits, alone, for the same reason. What is not printed is undefined. */
export function parseLimited(bytes: Buffer): LimitedUse {
  const text = bytes.toString('latin1')
  return {
    vmDataBytes: bytesOf(valueIn(text, 'VmData:')),
    vmLckBytes: bytesOf(valueIn(text, 'VmLck:')),
    vmStkBytes: bytesOf(valueIn(text, 'VmStk:')),
    signalsQueued: count(valueIn(text, 'SigQ:')?.split('/')[0]),
  }
}

/** Undefined if the bytes hold no name and state, as the empty answer for a vanished process does not. */
export function parsePidStatus(bytes: Buffer): PidStatus | undefined {
  const text = bytes.toString('latin1')
  const name = /^Name:\t([^\n]*)\n/.exec(text)?.[1]
  const values = keyValues(text)
  const state = values.get('State')?.charAt(0)
  if (name === undefined || !state) return undefined
  const number = (key: string) => count(values.get(key))
  const [queued, queuedLimit] = values.get('SigQ')?.split('/') ?? []
  const noNewPrivs = number('NoNewPrivs')
  return {
    name: unescapeName(name),
    state,
    tgid: number('Tgid'),
    ppid: number('PPid'),
    tracerPid: number('TracerPid'),
    uid: idsOf(values.get('Uid')),
    gid: idsOf(values.get('Gid')),
    groups: numbersOf(values.get('Groups')),
    ...memoryOf(values),
    threads: number('Threads'),
    signalsQueued: count(queued),
    signalsQueuedLimit: count(queuedLimit),
    seccomp: number('Seccomp'),
    seccompFilters: number('Seccomp_filters'),
    noNewPrivs: noNewPrivs === undefined ? undefined : noNewPrivs !== 0,
    capabilities: capabilitiesOf(values),
    cpusAllowedList: values.get('Cpus_allowed_list'),
    voluntarySwitches: number('voluntary_ctxt_switches'),
    involuntarySwitches: number('nonvoluntary_ctxt_switches'),
    nsPids: numbersOf(values.get('NSpid')),
  }
}

function memoryOf(values: ReadonlyMap<string, string>): StatusMemory {
  const bytes = (key: string) => bytesOf(values.get(key))
  return {
    vmPeakBytes: bytes('VmPeak'),
    vmSizeBytes: bytes('VmSize'),
    vmLckBytes: bytes('VmLck'),
    vmPinBytes: bytes('VmPin'),
    vmHwmBytes: bytes('VmHWM'),
    vmRssBytes: bytes('VmRSS'),
    rssAnonBytes: bytes('RssAnon'),
    rssFileBytes: bytes('RssFile'),
    rssShmemBytes: bytes('RssShmem'),
    vmDataBytes: bytes('VmData'),
    vmStkBytes: bytes('VmStk'),
    vmExeBytes: bytes('VmExe'),
    vmLibBytes: bytes('VmLib'),
    vmPteBytes: bytes('VmPTE'),
    vmSwapBytes: bytes('VmSwap'),
    hugetlbBytes: bytes('HugetlbPages'),
  }
}

function numbersOf(value: string | undefined): number[] | undefined {
  return value === undefined ? undefined : countsOf(wordsOf(value))
}

function idsOf(value: string | undefined): Ids | undefined {
  const [real, effective, saved, filesystem] = numbersOf(value) ?? []
  if (real === undefined || effective === undefined || saved === undefined || filesystem === undefined) return undefined
  return { real, effective, saved, filesystem }
}

function capabilitiesOf(values: ReadonlyMap<string, string>): CapabilitySets | undefined {
  const inheritable = values.get('CapInh')
  const permitted = values.get('CapPrm')
  const effective = values.get('CapEff')
  const bounding = values.get('CapBnd') // since 2.6.26
  if (inheritable === undefined || permitted === undefined) return undefined
  if (effective === undefined || bounding === undefined) return undefined
  return { inheritable, permitted, effective, bounding, ambient: values.get('CapAmb') }
}
