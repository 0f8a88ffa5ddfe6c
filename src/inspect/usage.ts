/** What a process has used so far, as getrusage(2) tells a process of itself, as far as it can be seen from outside. */

import type { IoCounters } from '../model/process.ts'
import { perSecond } from '../model/rates.ts'
import { secondsOf } from '../model/units.ts'
import { parsePidIo } from '../procfs/pid-io.ts'
import { parseRunDelay } from '../procfs/pid-schedstat.ts'
import { parsePidStat } from '../procfs/pid-stat.ts'
import { parseBlockDelay } from '../procfs/pid-stat-delay.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import { unitsWithPages } from '../procfs/units.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, fromFile, knownValue, part, told, type Unknown, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'

/** What is counted, and so has a rate between two looks. */
export const COUNTED = [
  'userSec',
  'systemSec',
  'minorFaults',
  'majorFaults',
  'voluntarySwitches',
  'involuntarySwitches',
  'cpuDelaySec',
  'blockDelaySec',
  'readBytes',
  'writeBytes',
  'readChars',
  'writeChars',
] as const

export type Counted = (typeof COUNTED)[number]

export interface Usage {
  readonly userSec: Field<number>
  readonly systemSec: Field<number>
  /** Of children that ended and were waited for. */
  readonly childrenUserSec: Field<number>
  readonly childrenSystemSec: Field<number>
  /** VmHWM. Unlike getrusage's it starts again at exec: the other cannot be read from outside. */
  readonly maxRssBytes: Field<number>
  readonly minorFaults: Field<number>
  readonly majorFaults: Field<number>
  /** Of the threads that live: the kernel shows no sum, and those that ended take theirs along. */
  readonly voluntarySwitches: Field<number>
  readonly involuntarySwitches: Field<number>
  /** Time that its living threads were ready to run and had no processor: the scheduler's account. */
  readonly cpuDelaySec: Field<number>
  /** Time that its first thread waited for block I/O, where kernel.task_delayacct is on: elsewhere nothing is counted. */
  readonly blockDelaySec: Field<number>
  /** From and to storage, with that of children that ended and were waited for. */
  readonly readBytes: Field<number>
  readonly writeBytes: Field<number>
  /** Through read(2), write(2) and their like, pipes, terminals and the page cache included. */
  readonly readChars: Field<number>
  readonly writeChars: Field<number>
  /** A second, since the look before; nothing of what is unknown, went back or was looked at once only. */
  readonly perSec: Readonly<Partial<Record<Counted, number>>>
  /** Monotonic milliseconds. */
  readonly readAtMs: number
}

/** What is told of each thread by itself. */
interface OfThreads {
  readonly voluntary: Field<number>
  readonly involuntary: Field<number>
  readonly cpuDelayMs: Field<number>
}

/** More threads than this are only asked one by one when a thorough look was asked for. */
export const MANY_THREADS = 1000

/** @param before what the look before found, for rates */
export async function readUsage(look: Look, before?: Usage): Promise<Usage> {
  const { files, record, status, snapshot } = look
  const { pid } = record
  const none = withoutMemory(record)
  const readAtMs = performance.now()
  const line = files.prompt(pid, 'stat')
  const units = unitsWithPages(snapshot.host.pageBytes)
  // As of now, as all the rest: what the scan saw may be a second old.
  const stat = (line.ok ? parsePidStat(line.bytes, line.bytes.length, units) : undefined) ?? record
  const io: Field<IoCounters> = fromFile(files.prompt(pid, 'io'), bytes => parsePidIo(bytes.toString('latin1')))
  const ofThreads = await readThreads(look)
  const figures = {
    userSec: told(secondsOf(stat.userMs)),
    systemSec: told(secondsOf(stat.systemMs)),
    childrenUserSec: told(secondsOf(stat.childUserMs)),
    childrenSystemSec: told(secondsOf(stat.childSystemMs)),
    maxRssBytes: none === undefined ? part(status, s => s.vmHwmBytes) : unknown(none),
    minorFaults: told(stat.minorFaults),
    majorFaults: told(stat.majorFaults),
    voluntarySwitches: ofThreads.voluntary,
    involuntarySwitches: ofThreads.involuntary,
    cpuDelaySec: part(ofThreads.cpuDelayMs, ms => secondsOf(ms)),
    blockDelaySec: fromFile(line, bytes => parseBlockDelay(bytes.toString('latin1'))),
    readBytes: part(io, c => c.readBytes),
    writeBytes: part(io, c => c.writeBytes),
    readChars: part(io, c => c.readChars),
    writeChars: part(io, c => c.writeChars),
  }
  return { ...figures, readAtMs, perSec: rates(before, figures, readAtMs) }
}

function rates(
  before: Usage | undefined,
  now: Readonly<Record<Counted, Field<number>>>,
  nowMs: number,
): Partial<Record<Counted, number>> {
  if (before === undefined) return {}
  const elapsedMs = nowMs - before.readAtMs
  const told = COUNTED.map(key => [key, perSecond(knownValue(before[key]), knownValue(now[key]), elapsedMs)] as const)
  return Object.fromEntries(told.filter(([, rate]) => rate !== undefined))
}

/** The process's own `status` and `schedstat` count its first thread alone. */
async function readThreads({ files, record, status, thorough }: Look): Promise<OfThreads> {
  const { pid, threads = 1 } = record
  const first: OfThreads = {
    voluntary: part(status, s => s.voluntarySwitches),
    involuntary: part(status, s => s.involuntarySwitches),
    cpuDelayMs: fromFile(files.prompt(pid, 'schedstat'), parseRunDelay),
  }
  if (threads <= 1 || 'unknown' in first.voluntary) return first
  if (threads > MANY_THREADS && !thorough) return allUnknown('costly')
  const tids = files.threads(pid)
  if (typeof tids === 'string') return allUnknown(tids === 'denied' ? 'denied' : 'untold')
  let [voluntary, involuntary, cpuDelayMs] = [0, 0, 0]
  const slices = new Slices()
  for (const tid of tids) {
    if (tid === pid) continue
    // A thread that ended since the listing took its counts along.
    const read = files.threadFile(pid, tid, 'status')
    const own = read.ok ? parsePidStatus(read.bytes) : undefined
    voluntary += own?.voluntarySwitches ?? 0
    involuntary += own?.involuntarySwitches ?? 0
    const schedule = files.threadFile(pid, tid, 'schedstat')
    cpuDelayMs += (schedule.ok ? parseRunDelay(schedule.bytes) : undefined) ?? 0
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return {
    voluntary: part(first.voluntary, count => count + voluntary),
    involuntary: part(first.involuntary, count => count + involuntary),
    cpuDelayMs: part(first.cpuDelayMs, ms => ms + cpuDelayMs),
  }
}

function allUnknown(why: Unknown): OfThreads {
  return { voluntary: unknown(why), involuntary: unknown(why), cpuDelayMs: unknown(why) }
}
