import { lastCommand, shownCommand } from '../columns/shown-command.ts'
import type { Grid, GridColumn } from '../inspect/grid.ts'
import type { MemoryBound } from '../inspect/memory-bounds.ts'
import { DASH, type RowTone } from '../inspect/section.ts'
import type { Growth, MemoryFigure, MemoryWatch } from '../model/memory-watch.ts'
import { reachedInMs, slopeOf } from '../model/trend.ts'
import { formatBytes, formatChange, formatClock, formatCount, formatSpan } from '../model/units.ts'

const MINUTE_MS = 60_000
const MUCH_BYTES = 10 * 1024 * 1024
/** Of so many that grew most it is found out whether anything bounds them. */
export const MOST_ASKED = 50
/** What is reached within so long is bad news. */
const SOON_MS = 60 * MINUTE_MS

/** What one process has grown by; trend and bounds are found out when somebody looks. */
export interface GrowthItem extends Growth {
  /** Bytes a millisecond; undefined while too little is known for a trend. */
  slope(): number | undefined
  /** What bounds it and is reached first at this pace; undefined where nothing does. */
  nearest(): Reached | undefined
}

export interface Reached {
  readonly bound: MemoryBound
  /** Undefined where it does not grow. */
  readonly inMs: number | undefined
}

export interface GrowthOptions {
  readonly watch: MemoryWatch
  readonly nowMs: number
  boundsOf(growth: Growth): readonly MemoryBound[]
  /** Why none are known; undefined where they are. */
  readonly unbounded?: string | undefined
}

const COLUMNS: readonly GridColumn<GrowthItem>[] = [
  {
    id: 'pid',
    title: 'PID',
    width: 7,
    align: 'right',
    about: 'Process id',
    givesWay: 0,
    descending: false,
    value: ({ row }) => row.record.pid,
    text: ({ row }) => String(row.record.pid),
  },
  {
    id: 'user',
    title: 'USER',
    width: 9,
    align: 'left',
    about: 'Effective user',
    givesWay: 4,
    descending: false,
    value: ({ row }) => row.facts.user,
    text: ({ row }) => row.facts.user ?? DASH,
    tone: () => 'dim',
  },
  {
    id: 'before',
    title: 'BEFORE',
    width: 6,
    align: 'right',
    about: 'Resident memory when the snapshot was kept',
    givesWay: 3,
    descending: true,
    value: growth => growth.beforeBytes,
    text: ({ fate, beforeBytes }) => (fate === 'new' ? 'new' : formatBytes(beforeBytes)),
    tone: () => 'dim',
  },
  {
    id: 'now',
    title: 'NOW',
    width: 6,
    align: 'right',
    about: 'Resident memory now',
    givesWay: 0,
    descending: true,
    value: growth => growth.nowBytes,
    text: ({ fate, nowBytes }) => (fate === 'gone' ? 'gone' : formatBytes(nowBytes)),
    tone: ({ fate }) => (fate === 'gone' ? 'dim' : 'plain'),
  },
  {
    id: 'grew',
    title: 'GREW',
    width: 6,
    align: 'right',
    about: 'Resident memory gained since, all of it where the process is new',
    givesWay: 0,
    descending: true,
    value: changeOf,
    text: growth => formatChange(changeOf(growth)),
    tone: growth => toneOf(changeOf(growth)),
  },
  {
    id: 'pss',
    title: 'PSS',
    width: 6,
    align: 'right',
    about: 'The same in true memory, where that was known both times',
    givesWay: 5,
    descending: true,
    value: growth => growth.pssChangeBytes,
    text: ({ pssChangeBytes }) => (pssChangeBytes === undefined ? DASH : formatChange(pssChangeBytes)),
    tone: () => 'dim',
  },
  {
    id: 'pace',
    title: 'A MIN',
    width: 6,
    align: 'right',
    about: 'The trend in a minute: one leap is none',
    givesWay: 1,
    descending: true,
    value: growth => growth.slope(),
    text: growth => {
      const slope = growth.slope()
      return slope === undefined ? DASH : formatChange(Math.round(slope * MINUTE_MS))
    },
    tone: growth => toneOf((growth.slope() ?? 0) * MINUTE_MS),
  },
  {
    id: 'full',
    title: 'FULL IN ABOUT',
    width: 29,
    align: 'left',
    about: 'When the nearest limit of its memory is reached at this pace',
    givesWay: 2,
    descending: false,
    value: growth => growth.nearest()?.inMs,
    text: growth => reachedText(growth.nearest()),
    tone: growth => ((growth.nearest()?.inMs ?? SOON_MS) < SOON_MS ? 'bad' : 'dim'),
  },
  {
    id: 'command',
    title: 'COMMAND',
    width: 0,
    align: 'left',
    about: 'Command',
    givesWay: 0,
    descending: false,
    value: commandOf,
    text: commandOf,
    tone: ({ fate }) => (fate === 'gone' ? 'dim' : 'plain'),
  },
]

/** Who has grown since a snapshot was kept, who is new and who is gone: a table, most growth first. */
export function growthGrid({ watch, nowMs, boundsOf, unbounded }: GrowthOptions): Grid<GrowthItem> {
  const growths = watch.growths().sort((a, b) => changeOf(b) - changeOf(a))
  const items = growths.map(growth => itemOf(growth, watch, boundsOf))
  return {
    kind: 'grid',
    title: 'What grew',
    columns: columnsFor(items),
    items,
    sort: 'grew',
    key: ({ id }) => id,
    summary: [summaryOf(items, watch, nowMs), unbounded].filter(part => part !== undefined).join(' · '),
    ...(items.length === 0 ? { note: 'nobody’s memory has changed since' } : {}),
  }
}

/** Columns that have something to tell of these. */
function columnsFor(items: readonly GrowthItem[]): readonly GridColumn<GrowthItem>[] {
  const isBounded = items.slice(0, MOST_ASKED).some(item => item.nearest() !== undefined)
  const isSwept = items.some(({ pssChangeBytes, fate }) => pssChangeBytes !== undefined && fate === 'stayed')
  return COLUMNS.filter(({ id }) => (id === 'full' ? isBounded : id === 'pss' ? isSwept : true))
}

function itemOf(growth: Growth, watch: MemoryWatch, boundsOf: GrowthOptions['boundsOf']): GrowthItem {
  const slopes = new Map<MemoryFigure, number | undefined>()
  const slopeOfFigure = (figure: MemoryFigure): number | undefined => {
    if (!slopes.has(figure)) slopes.set(figure, slopeOf(watch.pointsOf(growth, figure)))
    return slopes.get(figure)
  }
  let nearest: { readonly reached: Reached | undefined } | undefined
  return {
    ...growth,
    slope: () => (growth.fate === 'gone' ? undefined : slopeOfFigure('rssBytes')),
    nearest: () => {
      nearest ??= { reached: growth.fate === 'gone' ? undefined : nearestOf(boundsOf(growth), slopeOfFigure) }
      return nearest.reached
    },
  }
}

function nearestOf(
  bounds: readonly MemoryBound[],
  slopeOfFigure: (figure: MemoryFigure) => number | undefined,
): Reached | undefined {
  const reached = bounds.map(bound => ({
    bound,
    inMs: reachedInMs(
      bound.usedBytes,
      bound.limitBytes,
      typeof bound.pace === 'string' ? slopeOfFigure(bound.pace) : slopeOf(bound.pace),
    ),
  }))
  const never = Number.POSITIVE_INFINITY
  return reached.sort((a, b) => (a.inMs ?? never) - (b.inMs ?? never))[0]
}

/** `12m 05s: data 512M`; without a trend what bounds it, and how much of that is used: `– data 30M of 512M`. */
function reachedText(reached: Reached | undefined): string {
  if (reached === undefined) return DASH
  const { title, limitBytes, usedBytes } = reached.bound
  const limit = formatBytes(limitBytes)
  if (reached.inMs === undefined) return `${DASH} ${title} ${formatBytes(usedBytes)} of ${limit}`
  const of = `${title} ${limit}`
  return reached.inMs === 0 ? `now: ${of}` : `${formatSpan(reached.inMs)}: ${of}`
}

function commandOf({ fate, row }: Growth): string {
  return fate === 'gone' ? lastCommand(row) : shownCommand(row, false)
}

function changeOf({ beforeBytes, nowBytes }: Growth): number {
  return nowBytes - beforeBytes
}

function toneOf(bytes: number): RowTone {
  if (bytes >= MUCH_BYTES) return 'bad'
  return bytes > 0 ? 'warn' : 'plain'
}

/** `since 12:41:03 (4m 10s): +1.2G in all · 12 grew +1.4G · 3 shrank -200M · 5 new +300M · 2 gone -120M`. */
function summaryOf(items: readonly GrowthItem[], watch: MemoryWatch, nowMs: number): string {
  const sum = (growths: readonly GrowthItem[]): string =>
    formatChange(growths.reduce((bytes, growth) => bytes + changeOf(growth), 0))
  const told = (title: string, growths: readonly GrowthItem[]): string[] =>
    growths.length === 0 ? [] : [`${formatCount(growths.length)} ${title} ${sum(growths)}`]
  const stayed = items.filter(({ fate }) => fate === 'stayed')
  const since = `since ${formatClock(watch.sinceAtMs)} (${formatSpan(Math.max(0, nowMs - watch.sinceMs))})`
  return [
    `${since}: ${sum(items)} in all`,
    ...told(
      'grew',
      stayed.filter(growth => changeOf(growth) > 0),
    ),
    ...told(
      'shrank',
      stayed.filter(growth => changeOf(growth) < 0),
    ),
    ...told(
      'new',
      items.filter(({ fate }) => fate === 'new'),
    ),
    ...told(
      'gone',
      items.filter(({ fate }) => fate === 'gone'),
    ),
  ].join(' · ')
}
