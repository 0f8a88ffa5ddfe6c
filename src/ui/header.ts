import { formatClock, formatCount, formatUptime } from '../model/units.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, type Style, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import type { Picture } from './panels/panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')

type Piece = readonly [text: string, style: Style]

/** The first row: which machine, how long up, how loaded, how many of what, and the time. */
export function drawHeader(area: Area, picture: Picture): void {
  const right = clockPieces(picture)
  const rightWidth = right.reduce((width, [text]) => width + cellWidth(text), 0)
  const room = area.width - rightWidth - 2
  let x = 1
  for (const group of groups(picture, area.width >= 110)) {
    const width = group.reduce((sum, [text]) => sum + cellWidth(text), 0)
    const separator = x === 1 ? '' : ' · '
    if (x + separator.length + width > room) break
    x = area.put(x, 0, separator, DIM)
    for (const [text, s] of group) x = area.put(x, 0, text, s)
  }
  x = area.width - rightWidth - 1
  for (const [text, s] of right) x = area.put(x, 0, text, s)
}

function groups({ snapshot }: Picture, wide: boolean): Piece[][] {
  const { host, load, tasks, cpu } = snapshot
  const cores = cpu?.cores.length
  const out: Piece[][] = [[[clip(host.name, 24), style('title', 'default', BOLD)]]]
  if (wide) out.push([[`${host.os} ${clip(host.kernel, 24)}`, LABEL]])
  if (host.uptimeSec !== undefined)
    out.push([
      ['up ', LABEL],
      [formatUptime(host.uptimeSec), TEXT],
    ])
  if (load !== undefined) {
    const figures = wide ? [load.one, load.five, load.fifteen] : [load.one]
    const high = cores !== undefined && load.one > cores
    out.push([
      ['load ', LABEL],
      [figures.map(figure => figure.toFixed(figure < 9.95 ? 1 : 0)).join(' '), high ? style('warn') : TEXT],
      ...(cores === undefined ? [] : [[` (${cores} ${cores === 1 ? 'core' : 'cores'})`, LABEL] as const]),
    ])
  }
  const counts: Piece[] = [
    [formatCount(tasks.total), TEXT],
    [' procs', LABEL],
  ]
  const kinds: Piece[] = [[` ${tasks.running}R`, tasks.running > 0 ? style('good') : DIM]]
  kinds.push([` ${tasks.blocked}D`, tasks.blocked > 0 ? style('bad') : DIM])
  kinds.push([` ${tasks.zombies}Z`, tasks.zombies > 0 ? style('bad') : DIM])
  if (wide && load !== undefined) {
    out.push(
      counts,
      [
        [formatCount(load.threads), TEXT],
        [' threads', LABEL],
      ],
      kinds.map(([text, s], i) => [i === 0 ? text.trim() : text, s]),
    )
  } else {
    out.push([...counts, ...kinds])
  }
  return out
}

function clockPieces({ snapshot, view, unicode }: Picture): Piece[] {
  const every = view.intervalMs >= 1000 ? `${view.intervalMs / 1000}s` : `${view.intervalMs}ms`
  const state: Piece = view.paused
    ? [`${unicode ? '‖' : '='} paused`, style('paused', 'default', BOLD)]
    : [`${unicode ? '●' : '*'} live`, style('live')]
  return [state, [` ${every} `, LABEL], [formatClock(snapshot.atMs), TEXT]]
}
