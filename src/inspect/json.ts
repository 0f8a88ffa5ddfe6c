/** The document "ntop-inspect/1" of `ntop inspect --json`. */

import { cpuMsOf } from '../model/process.ts'
import { type ControlGroupJson, controlGroupJson } from './control-group-json.ts'
import { environmentJson } from './environment.ts'
import { type Field, isRefused, knownValue, orNull } from './field.ts'
import { deniedFiles, type FileJson, filesJson, type SocketJson, socketsJson } from './files-json.ts'
import { type HeapJson, heapJson } from './heap-json.ts'
import type { Inspection } from './inspection.ts'
import type { InspectedLimit } from './limits.ts'
import { type LockJson, locksAsked, locksJson } from './locks-json.ts'
import { type MapGroupJson, mapsAsked, mapsJson } from './maps-json.ts'
import type { Memory } from './memory.ts'
import { type OverviewJson, overviewAsked, overviewJson } from './overview-json.ts'
import { COVERED, type Showing } from './part.ts'
import { type PeersJson, peersAsked, peersJson } from './peers-json.ts'
import { type ThreadJson, threadJson, threadsAsked } from './threads-json.ts'
import type { Counted, Usage } from './usage.ts'

/** Keys of `memory`; the first ten are psutil's `memory_full_info`. */
export const MEMORY_KEYS = [
  'rssBytes',
  'vmsBytes',
  'sharedBytes',
  'textBytes',
  'libBytes',
  'dataBytes',
  'dirtyBytes',
  'ussBytes',
  'pssBytes',
  'swapBytes',
  'peakRssBytes',
  'anonymousBytes',
  'fileBytes',
  'shmemBytes',
  'lockedBytes',
  'pageTablesBytes',
  'stackBytes',
  'brkHeapBytes',
  'hugePagesBytes',
  'hugetlbBytes',
] as const satisfies readonly (keyof Memory)[]

/** Keys of `usage`. */
export const USAGE_KEYS = [
  'userSec',
  'systemSec',
  'childrenUserSec',
  'childrenSystemSec',
  'maxRssBytes',
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
] as const satisfies readonly (keyof Usage)[]

/** Of these `usage` tells how fast they grow, as `minorFaultsPerSec`. */
export const RATED_KEYS = [
  'minorFaults',
  'majorFaults',
  'voluntarySwitches',
  'involuntarySwitches',
  'readBytes',
  'writeBytes',
  'readChars',
  'writeChars',
] as const satisfies readonly Counted[]

export type RateKey = `${(typeof RATED_KEYS)[number]}PerSec`

type Figure = number | null

export interface LimitJson {
  readonly name: string
  readonly soft: Figure | 'unlimited'
  readonly hard: Figure | 'unlimited'
  readonly unit: string
  readonly used: Figure
  readonly usedPct: Figure
}

export interface ProcessJson extends OverviewJson {
  readonly id: string
  readonly pid: number
  readonly ppid: number
  readonly startedAt: string | null
  readonly user: string | null
  readonly uid: Figure
  readonly processGroup: Figure
  readonly session: Figure
  readonly name: string
  readonly command: string
  readonly state: string | null
  readonly kernelThread: boolean
  readonly lastCpu: Figure
  readonly priority: Figure
  readonly nice: Figure
  readonly threads: Figure
  readonly cpuPct: Figure
  readonly cpuTimeSec: Figure
  readonly memPct: Figure
  /** Null for a kernel thread, which has no memory of its own. */
  readonly rssBytes: Figure
  readonly grewBytes: Figure
  readonly vmsBytes: Figure
  readonly minorFaults: Figure
  readonly majorFaults: Figure
}

export interface InspectionJson extends PeersJson {
  readonly schema: 'ntop-inspect/1'
  readonly process: ProcessJson
  readonly controlGroup: ControlGroupJson
  readonly memory: Readonly<Record<(typeof MEMORY_KEYS)[number], Figure>>
  readonly maps: readonly MapGroupJson[] | null
  readonly limits: readonly LimitJson[]
  readonly usage: Readonly<Record<(typeof USAGE_KEYS)[number] | RateKey, Figure>>
  /** Every descriptor; null where they may not be listed, or where it has ended. */
  readonly files: readonly FileJson[] | null
  /** Those of them that are sockets. */
  readonly sockets: readonly SocketJson[] | null
  /** Those that it has on files, and those that it waits for. */
  readonly locks: readonly LockJson[] | null
  /** What is seen of the heap of a Java or Python program; null where neither they nor Node run it, or it cannot be told. */
  readonly heap: HeapJson | null
  readonly threads: readonly ThreadJson[] | null
  /** Null for a value that looks like a secret, unless it was asked for. */
  readonly environment: Readonly<Record<string, string | null>> | null
  /** Names of the variables whose values are null because they look like secrets. */
  readonly covered: readonly string[]
  /**
   * What is null because it may not be read or does not answer, as the path of its key: `memory.ussBytes`,
   * `limits.RLIMIT_NOFILE.used`, and of what it has many of once: `files.target`.
   */
  readonly denied: readonly string[]
}

/** An inspection as "ntop-inspect/1": every key there, null where the value is unknown. */
export function inspectionJson(inspection: Inspection, showing: Showing = COVERED): InspectionJson {
  const { memory, maps, limits, usage, threads, files, locks, heap } = inspection
  return {
    schema: 'ntop-inspect/1',
    process: processJson(inspection),
    controlGroup: controlGroupJson(inspection.overview.group),
    memory: figures(MEMORY_KEYS, memory),
    maps: mapsJson(maps),
    limits: limits.all.map(limitJson),
    usage: { ...figures(USAGE_KEYS, usage), ...ratesJson(usage) },
    files: filesJson(files),
    sockets: socketsJson(files),
    locks: locksJson(locks),
    heap: heapJson(heap),
    threads: knownValue(threads)?.map(threadJson) ?? null,
    ...peersJson(inspection.peers),
    ...environmentJson(inspection.environment, showing),
    denied: denied(inspection),
  }
}

function processJson({ row, bootAtMs, memPct, overview, memory }: Inspection): ProcessJson {
  const { record, facts, cpuPct, grewBytes } = row
  const { identity } = overview
  const cpuMs = cpuMsOf(record)
  const owner = knownValue(identity.user)?.effective
  return {
    id: record.id,
    pid: record.pid,
    ppid: record.ppid,
    startedAt: bootAtMs === undefined ? null : new Date(bootAtMs + record.startMs).toISOString(),
    user: owner?.name ?? null,
    uid: owner?.id ?? null,
    processGroup: record.processGroup ?? null,
    session: record.session ?? null,
    name: record.name,
    command: commandOf(inspectionArgs(identity.args), record.name, facts.command),
    state: record.state ?? null,
    kernelThread: record.kernelThread,
    lastCpu: record.lastCpu ?? null,
    priority: record.priority ?? null,
    nice: record.nice ?? null,
    threads: record.threads ?? null,
    cpuPct: rounded(cpuPct, 3),
    cpuTimeSec: cpuMs === undefined ? null : cpuMs / 1000,
    memPct: rounded(memPct, 2),
    rssBytes: knownValue(memory.rssBytes) ?? (record.kernelThread ? null : record.rssBytes),
    grewBytes: grewBytes ?? null,
    vmsBytes: record.vmsBytes ?? null,
    minorFaults: record.minorFaults ?? null,
    majorFaults: record.majorFaults ?? null,
    ...overviewJson(overview, record),
  }
}

function inspectionArgs(args: Field<readonly string[]>): readonly string[] {
  return knownValue(args) ?? []
}

/** The arguments on one line, else what the table shows. */
function commandOf(args: readonly string[], name: string, shown: string): string {
  if (args.length > 0) return args.join(' ')
  return shown === '' ? `[${name}]` : shown
}

function limitJson({ name, soft, hard, unit, used, usedPct }: InspectedLimit): LimitJson {
  return {
    name,
    soft: orNull(soft),
    hard: orNull(hard),
    unit,
    used: orNull(used),
    usedPct: rounded(usedPct, 2),
  }
}

function figures<K extends string>(keys: readonly K[], fields: Readonly<Record<K, Field<number>>>): Record<K, Figure> {
  const entries = keys.map(key => [key, orNull(fields[key])] as const)
  return Object.fromEntries(entries) as Record<K, Figure>
}

function ratesJson({ perSec }: Usage): Record<RateKey, Figure> {
  return Object.fromEntries(RATED_KEYS.map(key => [`${key}PerSec`, rounded(perSec[key], 1)])) as Record<RateKey, Figure>
}

/** Paths of the keys that are null because of a refusal. */
function denied({
  overview,
  memory,
  maps,
  limits,
  usage,
  files,
  threads,
  peers,
  locks,
  environment,
}: Inspection): string[] {
  const asked: [path: string, field: Field<unknown>][] = [
    ...overviewAsked(overview),
    ...MEMORY_KEYS.map(key => [`memory.${key}`, memory[key]] as [string, Field<unknown>]),
    ...mapsAsked(maps),
    ...limits.all.flatMap(({ name, soft, hard, used }): [string, Field<unknown>][] => [
      [`limits.${name}.soft`, soft],
      [`limits.${name}.hard`, hard],
      [`limits.${name}.used`, used],
    ]),
    ...USAGE_KEYS.map(key => [`usage.${key}`, usage[key]] as [string, Field<unknown>]),
    ['threads', threads],
    ...threadsAsked(threads),
    ...peersAsked(peers),
    ...locksAsked(locks),
    ['environment', environment],
  ]
  return [...asked.filter(([, field]) => isRefused(field)).map(([path]) => path), ...deniedFiles(files)]
}

function rounded(value: number | undefined, decimals: number): Figure {
  return value === undefined ? null : Math.round(value * 10 ** decimals) / 10 ** decimals
}
