/** What a family of processes of one program costs: each one's resident memory counts what they share once more. */
import { find, hasEnded, isMissed } from '../control/target.ts'
import { hasMemory, type ProcessId, type ProcessRecord, residentBytes } from '../model/process.ts'
import { parseSmapsRollup } from '../procfs/pid-smaps-rollup.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import { type Field, fromFile, known, knownValue, part, unknown } from './field.ts'
import type { Look } from './look.ts'

export interface Workers {
  /** Whose children they are: of the process itself, or of its parent, so that it is one of them. */
  readonly parent: ProcessRecord
  readonly isOne: boolean
  /** The name that they have in common. */
  readonly name: string
  readonly pids: readonly number[]
  readonly rssBytes: number
  /** Unknown where that of one of them is. */
  readonly pssBytes: Field<number>
  readonly costs: ReadonlyMap<ProcessId, Cost>
}

interface Cost {
  readonly rssBytes: Field<number>
  readonly pssBytes: Field<number>
  readonly atMs: number
}

/** Pages of one gigabyte take 5 ms to go through. */
const DEADLINE_MS = 500
const HOLDS_MS = 5_000
/** Without being asked for: more processes, or more of their pages, take a tenth of a second. */
const MOST_WORKERS = 128
const MOST_BYTES = 8 * 1024 ** 3
/** The first process of a namespace is a parent by adoption. */
const INIT = 1

/**
 * Its children of one program; else those of its parent, of which it is one. Undefined where there are no two of them.
 *
 * @param before what the last look has found: that of a moment ago is good enough
 */
export async function readWorkers(look: Look, before: Workers | undefined): Promise<Workers | undefined> {
  const family = familyOf(look)
  if (family === undefined) return undefined
  const { records } = family
  const residents = records.map(residentBytes).reduce((sum, bytes) => sum + bytes, 0)
  const isCostly = !look.thorough && (records.length > MOST_WORKERS || residents > MOST_BYTES)
  const costs = isCostly ? new Map<ProcessId, Cost>() : await readCosts(look, records, before)
  const pssBytes = isCostly ? unknown('costly') : sumOf([...costs.values()], one => one.pssBytes)
  // Who has ended since the snapshot is in it, but not among those that were asked.
  const living = 'value' in pssBytes ? records.filter(({ id }) => costs.has(id)) : records
  if (living.length < 2) return undefined
  // Both of one moment where both are told.
  const rssBytes =
    'value' in pssBytes ? (knownValue(sumOf([...costs.values()], one => one.rssBytes)) ?? residents) : residents
  return {
    parent: family.parent,
    isOne: family.parent !== look.record,
    name: family.name,
    pids: living.map(({ pid }) => pid),
    rssBytes,
    pssBytes,
    costs,
  }
}

interface Family {
  readonly parent: ProcessRecord
  readonly name: string
  readonly records: readonly ProcessRecord[]
}

function familyOf({ record, snapshot }: Look): Family | undefined {
  const records = snapshot.processes.map(row => row.record)
  const own = largest(workersOf(record, records))
  if (own !== undefined) return { parent: record, name: own.name, records: own.workers }
  const parent = records.find(({ pid }) => pid === record.ppid)
  if (parent === undefined || parent.pid <= INIT) return undefined
  const siblings = workersOf(parent, records).get(record.name) ?? []
  return siblings.length < 2 || !siblings.includes(record)
    ? undefined
    : { parent, name: record.name, records: siblings }
}

/** Of several programs among the children, the one with the most of them. */
function largest(byName: ReadonlyMap<string, readonly ProcessRecord[]>) {
  let most: { readonly name: string; readonly workers: readonly ProcessRecord[] } | undefined
  for (const [name, workers] of byName) {
    if (workers.length >= 2 && workers.length > (most?.workers.length ?? 0)) most = { name, workers }
  }
  return most
}

/**
 * Children that do the parent's work, by their names: they bear its own or have stayed in its group. The jobs of a shell,
 * and whoever a terminal's server starts, do neither. In one go: thousands of children may have a name each.
 */
function workersOf(
  parent: ProcessRecord,
  records: readonly ProcessRecord[],
): ReadonlyMap<string, readonly ProcessRecord[]> {
  const byName = new Map<string, ProcessRecord[]>()
  for (const one of records) {
    if (one.ppid !== parent.pid || !hasMemory(one)) continue
    if (one.name !== parent.name && one.processGroup !== parent.processGroup) continue
    const same = byName.get(one.name)
    if (same === undefined) byName.set(one.name, [one])
    else same.push(one)
  }
  return byName
}

async function readCosts(
  { files }: Look,
  records: readonly ProcessRecord[],
  before: Workers | undefined,
): Promise<ReadonlyMap<ProcessId, Cost>> {
  const costs = new Map<ProcessId, Cost>()
  for (const { id, pid } of records) {
    const last = before?.costs.get(id)
    if (last !== undefined && performance.now() - last.atMs < HOLDS_MS) {
      costs.set(id, last)
      continue
    }
    const read = await files.locked(pid, 'smaps_rollup', DEADLINE_MS)
    // Who has ended meanwhile costs nothing any more, and its pid may be another's.
    const now = find(id, lookInto(files))
    if (now === 'gone' || now === 'reused' || (!isMissed(now) && hasEnded(now))) continue
    const totals = fromFile(read, bytes => parseSmapsRollup(bytes.toString('latin1')))
    costs.set(id, {
      rssBytes: part(totals, one => one.rssBytes),
      pssBytes: part(totals, one => one.pssBytes),
      atMs: performance.now(),
    })
    // One that is unknown makes the sum unknown: of a hundred that do not answer each would be waited for.
    if (!read.ok) break
  }
  return costs
}

function sumOf(costs: readonly Cost[], figureOf: (cost: Cost) => Field<number>): Field<number> {
  let sum = 0
  for (const cost of costs) {
    const figure = figureOf(cost)
    if ('unknown' in figure) return figure
    sum += figure.value
  }
  return known(sum)
}
