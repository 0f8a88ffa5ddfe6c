import type { Tasks } from '../model/snapshot.ts'
import { formatClock, formatCount, formatSpan, formatTimeLeft, formatUptime, formatWholePct } from '../model/units.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, type Style, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import type { Picture } from './panels/panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')

const CLOCK_WIDTH = '12:56:08'.length

type Piece = readonly [text: string, style: Style]

/** Pieces that come and go together. */
interface Group {
  readonly pieces: readonly Piece[]
  /** How soon it gives way to a narrow window: the highest number first, 0 last. */
  readonly givesWay: number
  /** Belongs to the group before it, without a dot between them. */
  readonly attached?: boolean
}

const SEPARATOR = ' · '

/** The first row: which machine, how long up, how loaded, how many of what, and the time. */
export function drawHeader(area: Area, picture: Picture): void {
  const right = [...batteryPieces(picture, area.width), ...clockPieces(picture)]
  const end = area.width - widthOf(right) - 1
  const shown = groups(picture)
  while (1 + widthOfAll(shown) > end - 2) {
    const most = Math.max(...shown.map(({ givesWay }) => givesWay))
    if (most === 0) break
    shown.splice(
      shown.findIndex(({ givesWay }) => givesWay === most),
      1,
    )
  }
  let x = 1
  for (const [i, { pieces, attached }] of shown.entries()) {
    const separator = i === 0 || attached ? '' : SEPARATOR
    if (x + separator.length + widthOf(pieces) > end - 2) break
    x = area.put(x, 0, separator, DIM)
    for (const [text, s] of pieces) x = area.put(x, 0, text, s)
  }
  x = end
  for (const [text, s] of right) x = area.put(x, 0, text, s)
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((width, [text]) => width + cellWidth(text), 0)
}

function widthOfAll(shown: readonly Group[]): number {
  return shown.reduce(
    (width, { pieces, attached }, i) => width + widthOf(pieces) + (i === 0 || attached ? 0 : SEPARATOR.length),
    0,
  )
}

function groups({ snapshot }: Picture): Group[] {
  const { host, load, tasks, cpu } = snapshot
  const cores = cpu?.cores.length
  const out: Group[] = [
    { pieces: [[clip(host.name, 24), style('title', 'default', BOLD)]], givesWay: 0 },
    { pieces: [[`${host.os} ${clip(host.kernel, 24)}`, LABEL]], givesWay: 6 },
  ]
  if (host.uptimeSec !== undefined) {
    const up: Piece[] = [
      ['up ', LABEL],
      [formatUptime(host.uptimeSec), TEXT],
    ]
    out.push({ pieces: up, givesWay: 1 })
  }
  if (load !== undefined) {
    const high = cores !== undefined && load.one > cores ? style('warn') : TEXT
    const one: Piece[] = [
      ['load ', LABEL],
      [loadFigure(load.one), high],
    ]
    out.push({ pieces: one, givesWay: 0 })
    const others: Piece = [` ${loadFigure(load.five)} ${loadFigure(load.fifteen)}`, high]
    out.push({ pieces: [others], givesWay: 4, attached: true })
    if (cores !== undefined) {
      out.push({ pieces: [[` (${coresText(cores)})`, LABEL]], givesWay: 3, attached: true })
    }
  } else if (cores !== undefined) out.push({ pieces: [[coresText(cores), LABEL]], givesWay: 3 })
  const total: Piece[] = [
    [formatCount(tasks.total), TEXT],
    [' procs', LABEL],
  ]
  // Of those that are only listed yet nobody knows the state, and some systems tell none.
  const states = snapshot.sample.listed === undefined ? statePieces(tasks) : []
  out.push({ pieces: [...total, ...states], givesWay: 0 })
  if (load?.threads !== undefined) {
    const threads: Piece[] = [
      [formatCount(load.threads), TEXT],
      [' threads', LABEL],
    ]
    out.push({ pieces: threads, givesWay: 5 })
  }
  return out
}

function statePieces({ running, blocked, zombies }: Tasks): Piece[] {
  const counts = [
    ['R', running, 'good'],
    ['D', blocked, 'bad'],
    ['Z', zombies, 'bad'],
  ] as const
  return counts.flatMap(([letter, count, some]): Piece[] =>
    count === undefined ? [] : [[` ${count}${letter}`, count > 0 ? style(some) : DIM]],
  )
}

function coresText(cores: number): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`
}

function loadFigure(load: number): string {
  return load.toFixed(load < 9.95 ? 1 : 0)
}

/** Narrower windows show the battery without how long it lasts, or only when that is not long. */
const BATTERY_WHOLE_WIDTH = 110
const BATTERY_WIDTH = 72
const LOW_PCT = 20

/** `bat 78% ▼ 2h 10m`: how full, whether it discharges or charges, and how long until it is empty or full. */
function batteryPieces({ snapshot, unicode }: Picture, width: number): Piece[] {
  const { chargePct, charging, discharging, leftMs } = snapshot.hardware?.battery ?? {}
  if (chargePct === undefined) return []
  const isLow = discharging === true && chargePct < LOW_PCT
  if (width < BATTERY_WIDTH && !isLow) return []
  const way = discharging ? (unicode ? ' ▼' : ' v') : charging ? (unicode ? ' ▲' : ' ^') : ''
  const left = leftMs === undefined || width < BATTERY_WHOLE_WIDTH ? '' : ` ${formatTimeLeft(leftMs)}`
  const figure = style(isLow ? (chargePct < LOW_PCT / 2 ? 'bad' : 'warn') : 'text')
  return [
    ['bat ', LABEL],
    [formatWholePct(chargePct), figure],
    [`${way}${left}`, LABEL],
    ['  ', TEXT],
  ]
}

function clockPieces({ snapshot, view, eased, agoMs, unicode }: Picture): Piece[] {
  const everyMs = eased?.everyMs ?? view.intervalMs
  const every = everyMs >= 1000 ? `${everyMs / 1000}s` : `${everyMs}ms`
  const state: Piece = view.paused
    ? [
        `${unicode ? '‖' : '='} ${agoMs === undefined ? 'paused' : `${formatSpan(agoMs)} ago`}`,
        style('paused', 'default', BOLD),
      ]
    : [`${unicode ? '●' : '*'} live`, style('live')]
  // The first local time that is asked for costs 9 ms, for the time zones: the first frame does without.
  const isFirstFrame = snapshot.intervalMs === undefined && agoMs === undefined
  const clock = isFirstFrame ? ' '.repeat(CLOCK_WIDTH) : formatClock(snapshot.atMs)
  return [state, [` ${every} `, eased === undefined ? LABEL : style('warn')], [clock, TEXT]]
}
