/** The threads of a process, each by itself. */
import { percent } from '../model/rates.ts'
import { parsePidSchedstat } from '../procfs/pid-schedstat.ts'
import { parsePidStack } from '../procfs/pid-stack.ts'
import { type PidStat, parsePidStat } from '../procfs/pid-stat.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import { parseWchan } from '../procfs/pid-wchan.ts'
import { unitsWithPages } from '../procfs/units.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, fromFile, known, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'
import { MANY_THREADS } from './usage.ts'

export interface Thread {
  readonly tid: number
  /** Clock ticks after boot: the id alone may have been given to another one since. */
  readonly startTicks: number
  readonly name: string
  readonly state: string
  /** In percent of a processor since the look before; undefined at the first one. */
  readonly cpuPct: number | undefined
  readonly userMs: number
  readonly systemMs: number
  /** Time on a processor to the nanosecond, in ms; undefined where the kernel does not keep it. */
  readonly runMs: number | undefined
  readonly lastCpu: number | undefined
  readonly priority: number
  readonly nice: number
  readonly voluntarySwitches: Field<number>
  readonly involuntarySwitches: Field<number>
  /** The kernel function that it waits in; empty while it runs or where it may not be told. */
  readonly waitsIn: Field<string>
  /** The kernel functions that it is in, the innermost first; `costly` but in a thorough look. */
  readonly stack: Field<readonly string[]>
  /** Monotonic milliseconds at which it was read. */
  readonly readAtMs: number
}

/** In ascending order of tid. */
export type Threads = Field<readonly Thread[]>

export async function readThreads(look: Look, before: Threads | undefined): Promise<Threads> {
  const { files, record, thorough } = look
  const none = withoutMemory(record)
  // A kernel thread is one thread like others; a zombie has none that could be looked at.
  if (none === 'zombie' && (record.threads ?? 1) <= 1) return unknown('zombie')
  const tids = files.threads(record.pid)
  if (typeof tids === 'string') return unknown(tids === 'denied' ? 'denied' : 'untold')
  const earlier = new Map((before !== undefined && 'value' in before ? before.value : []).map(one => [one.tid, one]))
  const isWhole = thorough || tids.length <= MANY_THREADS
  const slices = new Slices()
  const threads: Thread[] = []
  for (const tid of tids) {
    const thread = await readThread(look, tid, isWhole, earlier.get(tid))
    // One that has ended since the listing is not there.
    if (thread !== undefined) threads.push(thread)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return known(threads)
}

/** @param isWhole with what takes a file more */
async function readThread(
  { files, record, snapshot, thorough }: Look,
  tid: number,
  isWhole: boolean,
  before: Thread | undefined,
): Promise<Thread | undefined> {
  const read = files.threadFile(record.pid, tid, 'stat')
  if (!read.ok) return undefined
  const units = unitsWithPages(snapshot.host.pageBytes)
  const stat = parsePidStat(read.bytes, read.bytes.length, units)
  if (stat === undefined) return undefined
  const schedule = isWhole ? files.threadFile(record.pid, tid, 'schedstat') : undefined
  const runMs = schedule?.ok ? parsePidSchedstat(schedule.bytes, schedule.bytes.length) : undefined
  const readAtMs = performance.now()
  const { name, state, startTicks, userMs, systemMs, lastCpu, priority, nice } = stat
  return {
    tid,
    startTicks,
    name,
    state,
    cpuPct: cpuPct(before, stat, runMs, readAtMs),
    userMs,
    systemMs,
    runMs,
    lastCpu,
    priority,
    nice,
    ...(isWhole ? readRest(files, record.pid, tid) : COSTLY),
    stack: thorough ? await readStack(files, record.pid, tid) : unknown('costly'),
    readAtMs,
  }
}

/** The kernel functions that a thread is in, the innermost first. */
export async function readStack(files: Look['files'], pid: number, tid: number): Promise<Field<readonly string[]>> {
  return fromFile(await files.threadStack(pid, tid), parsePidStack)
}

const COSTLY = {
  voluntarySwitches: unknown('costly'),
  involuntarySwitches: unknown('costly'),
  waitsIn: unknown('costly'),
}

type Rest = Pick<Thread, keyof typeof COSTLY>

function readRest(files: Look['files'], pid: number, tid: number): Rest {
  const read = files.threadFile(pid, tid, 'status')
  const status = read.ok ? parsePidStatus(read.bytes) : undefined
  const field = (value: number | undefined): Field<number> => (value === undefined ? unknown('untold') : known(value))
  const channel = files.threadFile(pid, tid, 'wchan')
  return {
    voluntarySwitches: field(status?.voluntarySwitches),
    involuntarySwitches: field(status?.involuntarySwitches),
    waitsIn: channel.ok ? known(parseWchan(channel.bytes)) : unknown(channel.why === 'denied' ? 'denied' : 'untold'),
  }
}

/** Of what the scheduler counts where it does, else of ticks of ten milliseconds. */
function cpuPct(
  before: Thread | undefined,
  { userMs, systemMs, startTicks }: PidStat,
  runMs: number | undefined,
  readAtMs: number,
): number | undefined {
  if (before?.startTicks !== startTicks) return undefined
  const elapsedMs = readAtMs - before.readAtMs
  const used =
    runMs !== undefined && before.runMs !== undefined
      ? runMs - before.runMs
      : userMs + systemMs - before.userMs - before.systemMs
  return elapsedMs <= 0 || used < 0 ? undefined : percent(used, elapsedMs)
}
