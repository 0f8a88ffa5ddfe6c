import { setTimeout as delay } from 'node:timers/promises'
import { type AnyColumn, type ColumnContext, momentOf } from '../columns/column.ts'
import { defaultColumns, findColumn } from '../columns/index.ts'
import { derive } from '../model/derive.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { TreeNode } from '../model/tree.ts'
import type { TroubleChoices } from '../model/troubles/detector-kind.ts'
import { detectors } from '../model/troubles/index.ts'
import { type Trouble, Troubles } from '../model/troubles/trouble.ts'
import { spokenColumns } from '../plain/process.ts'
import { readingText } from '../plain/reading.ts'
import type { Source } from '../sources/source.ts'
import { csvText } from './csv.ts'
import { ALL_COLUMNS, ALL_FACETS, snapshotJson } from './json.ts'
import type { Output } from './output.ts'
import { USUAL_FACETS } from './process-shape.ts'
import { facetsOfEveryone, type Selection, select, selectTree } from './select.ts'
import { tableText } from './table.ts'

interface Series extends Selection {
  /** Time from one reading to the next. */
  readonly intervalMs: number
  /** Columns of the table, or those whose facts JSON shows beside the usual; the usual when undefined. */
  readonly columns: readonly AnyColumn[] | undefined
}

export interface TableRequest extends Series {
  readonly kind: 'table' | 'csv'
  /** Children under their parents. */
  readonly tree: boolean
  /** How many tables. */
  readonly count: number
}

export interface JsonRequest extends Series {
  readonly kind: 'json'
  /** How many objects; without an end when undefined. */
  readonly count: number | undefined
  /** All that can be read of each process. */
  readonly full: boolean
}

export interface PlainRequest extends Series {
  readonly kind: 'plain'
  /** How many readings; without an end when undefined. */
  readonly count: number | undefined
  /** How many processes of each are told at the most. */
  readonly top: number
  /** Tells of kernel threads too. */
  readonly kernelThreads: boolean
}

type Request = TableRequest | JsonRequest | PlainRequest

/** Time that never steps back. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Resolves when {@link now} has reached `ms`; rejects with the signal's reason when it is aborted. */
  until(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  until: async (ms, signal) => {
    await delay(Math.max(0, ms - performance.now()), undefined, { signal })
  },
}

export interface HeadlessOptions {
  readonly source: Source
  readonly out: Output
  readonly clock: Clock
  /** Ends the series: between two readings at once, else after the reading. */
  readonly signal: AbortSignal
  /** Which troubles are looked for, and from where on; the usual ones where nothing is chosen. */
  readonly troubles?: TroubleChoices
  /** Cells that a line of the table may take; 0 for as many as it needs. */
  readonly width: number
}

/** Facts that are rates: these have to be read twice. */
const RATES: readonly Facet[] = ['io', 'switches', 'delays']

/** Readings for a person may be far apart; the first one is not waited for that long. */
const FIRST_INTERVAL_MS = 1000

/**
 * Writes tables or JSON objects, one an interval, beginning an interval after the first reading so that rates are real.
 * Ends after the count that was asked for, when nobody reads any more, or by the signal.
 */
export async function runSeries(request: Request, options: HeadlessOptions): Promise<void> {
  const { clock, out, signal, source } = options
  const everyone = facetsOfEveryone(ordered(request))
  const facets = facetsOf(request)
  const watched = new Troubles(detectors(options.troubles))
  let snapshot = derive(undefined, await source.scan({ everyone }))
  await source.fill(ids(wanted(snapshot, request).rows), new Set(RATES.filter(facet => facets.has(facet))))
  let due = clock.now()
  for (let written = 0; request.count === undefined || written < request.count; written++) {
    // A reading that took longer than the interval is not made up for by a burst of them.
    due = Math.max(due + (written === 0 ? firstIntervalOf(request) : request.intervalMs), clock.now())
    await clock.until(due, signal)
    snapshot = derive(snapshot, await source.scan({ everyone }))
    const listed = wanted(snapshot, request)
    await source.fill(ids(listed.rows), facets)
    signal.throwIfAborted()
    const shown = { ...listed, troubles: watched.look(snapshot) }
    const text = textOf(snapshot, shown, request, options)
    const separator = written === 0 ? '' : SEPARATORS[request.kind]
    if (!(await out.write(separator + text))) return
  }
}

/** What lies between two of them: tables have a blank line. */
const SEPARATORS: Readonly<Record<Request['kind'], string>> = {
  table: '\n',
  plain: '\n',
  csv: '\r\n',
  json: '',
}

/** Who is told of. */
interface Listed {
  readonly rows: readonly ProcessRow[]
  /** Where they are in a tree, if it is one. */
  readonly nodes: readonly TreeNode[] | undefined
  /** How many they are with those who are not told of. */
  readonly count: number
}

function firstIntervalOf({ kind, intervalMs }: Request): number {
  return kind === 'plain' ? Math.min(FIRST_INTERVAL_MS, intervalMs) : intervalMs
}

/** What is told of a snapshot. */
interface Shown extends Listed {
  readonly troubles: readonly Trouble[]
}

function textOf(snapshot: Snapshot, shown: Shown, request: Request, options: HeadlessOptions): string {
  switch (request.kind) {
    case 'json':
      return jsonLine(snapshot, shown, request)
    case 'plain':
      return reading(snapshot, shown, request, options)
    default:
      return table(snapshot, shown, request, options)
  }
}

function reading(snapshot: Snapshot, shown: Shown, request: PlainRequest, { width }: HeadlessOptions): string {
  const { sort, descending = sort?.descending ?? false, filter = '' } = ordered(request)
  const told = { columns: columnsOf(request), context: contextOf(snapshot), sort, descending, filter }
  return readingText({ snapshot, ...shown, ...told }, width)
}

function table(snapshot: Snapshot, shown: Shown, request: TableRequest, { width }: HeadlessOptions): string {
  if (request.kind === 'csv') return csvText(shown.rows, columnsOf(request), contextOf(snapshot))
  return tableText(snapshot, { ...shown, columns: columnsOf(request), context: contextOf(snapshot), width })
}

function jsonLine(snapshot: Snapshot, shown: Shown, request: JsonRequest): string {
  const columns = new Set(request.full ? ALL_COLUMNS : request.columns?.map(({ id }) => id))
  return `${JSON.stringify(snapshotJson(snapshot, { ...shown, facets: facetsOf(request), columns }))}\n`
}

function wanted(snapshot: Snapshot, request: Request): Listed {
  const context = contextOf(snapshot)
  if (request.kind === 'table' && request.tree) {
    const nodes = selectTree(snapshot.processes, ordered(request), context)
    return { rows: nodes.map(node => node.row), nodes, count: nodes.length }
  }
  const { processes } = snapshot
  const without = request.kind === 'plain' && !request.kernelThreads
  const known = without ? processes.filter(({ record }) => !record.kernelThread) : processes
  const rows = select(known, ordered(request), context)
  const told = request.kind === 'plain' ? rows.slice(0, request.top) : rows
  return { rows: told, nodes: undefined, count: rows.length }
}

/** A person is told of the busiest first, JSON has the lowest pid, unless told otherwise. */
function ordered(request: Request): Selection {
  const usual = request.kind === 'json' ? undefined : findColumn('cpu')
  return { ...request, sort: request.sort ?? usual }
}

function columnsOf(request: TableRequest | PlainRequest): readonly AnyColumn[] {
  if (request.kind === 'plain') return request.columns ?? spokenColumns(ordered(request).sort)
  return request.columns ?? defaultColumns.map(({ column }) => column)
}

function facetsOf(request: Request): Set<Facet> {
  const columns = request.kind === 'json' ? (request.columns ?? []) : columnsOf(request)
  const facets = new Set(columns.flatMap(column => column.needs))
  if (request.kind !== 'json') return facets
  return new Set([...facets, ...USUAL_FACETS, ...(request.full ? ALL_FACETS : [])])
}

function contextOf(snapshot: Snapshot): ColumnContext {
  const cores = snapshot.cpu?.cores.length ?? 1
  return { ownUid: process.getuid?.(), cores, cpuOfMachine: false, fullPath: true, ...momentOf(snapshot) }
}

function ids(rows: readonly ProcessRow[]): ProcessRow['id'][] {
  return rows.map(row => row.id)
}
