import {
  blankFacts,
  type ProcessCounters,
  type ProcessFacts,
  type ProcessRecord,
  processId,
  processRecord,
} from '../../model/process.ts'
import type { ListedProcess } from './answers.ts'
import type { Boot } from './host.ts'
import { isSame, type Sighting, shiftOf } from './identity.ts'
import { figure, type Platform } from './platform.ts'
import { processState } from './process-state.ts'

/** Who runs this program: the only user whose number is known. */
export interface OwnUser {
  readonly name: string
  readonly uid: number
}

export interface PortableTableOptions {
  readonly platform: Platform
  readonly ownUser?: OwnUser | undefined
}

interface Known extends Sighting {
  readonly record: ProcessRecord
}

/** So much earlier than it can have been the start of a newcomer may seem to be. */
const EARLY_MS = 2_000
/** A process's id has its start in hundredths of a second. */
const TICK_MS = 10

/**
 * The processes of one listing after the other. A process about which nothing changed keeps its record, and one that is
 * the same as before keeps the start that it was first seen with, and so its id.
 */
export class PortableTable {
  readonly #options: PortableTableOptions
  #known = new Map<number, Known>()
  /** When the last listing was read, in milliseconds after boot. */
  #listedMs: number | undefined

  constructor(options: PortableTableOptions) {
    this.#options = options
  }

  /**
   * Records of these processes, in ascending order of pid.
   *
   * @param boot of the machine, by the clocks of now
   */
  update(list: readonly ListedProcess[], boot: Boot): ProcessRecord[] {
    const { platform } = this.#options
    const working = list.filter(process => !isIdleTime(process, platform))
    const sightings = working.map(process => ({ process, sighting: sightingOf(process, boot) }))
    const shiftMs = shiftOf(
      sightings.flatMap(({ process, sighting }) => {
        const known = this.#known.get(process.pid)
        return known === undefined ? [] : [sighting.startMs - known.startMs]
      }),
    )
    const present = new Map<number, Known>()
    let listedMs = Number.POSITIVE_INFINITY
    for (const { process, sighting } of sightings) {
      const seenMs = process.readAtMs - boot.monotonicMs
      listedMs = Math.min(listedMs, seenMs)
      const before = this.#known.get(process.pid)
      const known = before !== undefined && isSame(before, sighting, shiftMs, platform) ? before : undefined
      const startMs = known?.record.startMs ?? this.#startOf(sighting.startMs, seenMs, before)
      const record = this.#recordOf(process, startMs, known?.record)
      present.set(process.pid, { ...sighting, cpuMs: sighting.cpuMs ?? known?.cpuMs, record })
    }
    this.#known = present
    if (working.length > 0) this.#listedMs = listedMs
    return [...present.values()].map(({ record }) => record).sort((a, b) => a.pid - b.pid)
  }

  /**
   * The start of one who is new. It was there when it was seen, and was not when the last listing was made: where what is
   * told is off by as little as may be, that says it better, and that it was born since.
   */
  #startOf(toldMs: number, seenMs: number, before: Known | undefined): number {
    const listedMs = this.#listedMs
    const isEarly = listedMs !== undefined && toldMs < listedMs && toldMs >= listedMs - EARLY_MS
    const startMs = Math.max(0, Math.min(isEarly ? listedMs : toldMs, seenMs))
    // Whoever had the pid before was born before.
    return Math.max(Math.round(startMs / TICK_MS) * TICK_MS, (before?.record.startMs ?? -TICK_MS) + TICK_MS)
  }

  #recordOf(process: ListedProcess, startMs: number, before: ProcessRecord | undefined): ProcessRecord {
    const { platform } = this.#options
    const seenAtMs = process.readAtMs
    const counters = countersOf(process, startMs, platform)
    const runMs = figure(process.cpuMs)
    const facts = before?.facts ?? blankFacts(counters.name)
    this.#fill(facts, process, counters)
    // Only where it was read anew does this say that nothing happened.
    const isAtRest = before !== undefined && seenAtMs > before.seenAtMs && runMs === before.runMs
    if (isAtRest && FIELDS.every(field => before[field] === counters[field])) {
      before.seenAtMs = seenAtMs
      return before
    }
    const id = before?.id ?? processId(process.pid, Math.round(startMs / TICK_MS))
    return processRecord(id, counters, facts, seenAtMs, runMs)
  }

  /** Who it belongs to and what it runs, which change when it executes another program. */
  #fill(facts: ProcessFacts, process: ListedProcess, { name, kernelThread, state }: ProcessCounters): void {
    const { ownUser } = this.#options
    const user = process.user === undefined ? undefined : process.user
    const command = process.command === undefined ? `[${name}]` : process.command
    const isNameless = process.command === undefined && (kernelThread || state === 'Z')
    if (facts.user === user && facts.command === command && (facts.args === undefined) === !isNameless) return
    facts.user = user
    facts.uid = user === undefined ? undefined : uidOf(user, ownUser)
    facts.command = command
    // Where one argument ends and the next begins a line does not tell.
    facts.args = isNameless ? [] : undefined
    facts.revision++
  }
}

/** What may change while it is the same process. */
const FIELDS = [
  'ppid',
  'processGroup',
  'tty',
  'name',
  'state',
  'kernelThread',
  'nice',
  'threads',
  'vmsBytes',
  'rssBytes',
] as const satisfies readonly (keyof ProcessCounters)[]

function sightingOf(process: ListedProcess, boot: Boot): Sighting {
  return { startMs: process.startedAtMs - boot.atMs, name: process.name, cpuMs: figure(process.cpuMs) }
}

/**
 * Its processor time is told whole, of user and system together, so it stands where the scheduler's account does.
 */
function countersOf(process: ListedProcess, startMs: number, platform: Platform): ProcessCounters {
  const isWindows = platform === 'win32'
  return {
    pid: process.pid,
    ppid: process.ppid,
    processGroup: process.group,
    session: undefined,
    tty: isWindows ? undefined : terminalOf(process.tty),
    foregroundGroup: undefined,
    name: process.name,
    state: processState(process.state, platform),
    kernelThread: process.kernelThread,
    minorFaults: undefined,
    childMinorFaults: undefined,
    majorFaults: undefined,
    childMajorFaults: undefined,
    userMs: undefined,
    systemMs: undefined,
    childUserMs: undefined,
    childSystemMs: undefined,
    // Of ps(1) on another scale than the kernel's own.
    priority: undefined,
    // Windows has classes of priority.
    nice: isWindows ? undefined : process.nice,
    threads: process.threads,
    startMs,
    // Of Windows it is the use of the page file.
    vmsBytes: isWindows ? undefined : process.vmsBytes,
    rssBytes: process.rssBytes,
    lastCpu: undefined,
    policy: undefined,
    realtimePriority: undefined,
  }
}

/** ps(1) prints the number of a user without a name. */
function uidOf(user: string, ownUser: OwnUser | undefined): number | undefined {
  if (/^\d+$/.test(user)) return Number(user)
  return user === ownUser?.name ? ownUser.uid : undefined
}

function terminalOf(name: string | undefined): string | 0 | undefined {
  if (name === undefined) return undefined
  return name === '' || /^[-?]+$/.test(name) ? 0 : name
}

/** The kernel of FreeBSD counts idle time as that of a process. */
function isIdleTime({ name, kernelThread }: ListedProcess, platform: Platform): boolean {
  return platform === 'freebsd' && kernelThread && name === 'idle'
}
