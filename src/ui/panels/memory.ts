import type { MemoryUse, SwapUse } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, style } from '../../terminal/style.ts'
import { type BarPart, drawBar } from '../draw/bar.ts'
import { drawBox } from '../draw/box.ts'
import { drawGraph } from '../draw/spark.ts'
import type { Panel, Picture } from './panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')

/** RAM split into used, buffers and cache; swap with its traffic; how long tasks were stalled. */
export const memoryPanel: Panel = {
  id: 'memory',

  lines: () => 2,

  drawLines(area, { snapshot, unicode }) {
    const { memory, swap } = snapshot
    if (memory === undefined) {
      area.put(0, 0, 'mem – not known here', DIM)
      return
    }
    let x = area.put(0, 0, 'mem ', LABEL)
    x = area.put(x, 0, percentage(memory.usedPct).padStart(4), heatOf(memory.usedPct) | BOLD) + 1
    const figure = `${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}`
    const end = area.putRight(area.width, 0, figure, TEXT) - 1
    drawBar(area, x, 0, Math.min(end - x, 60), memoryParts(memory), unicode)
    drawPressure(area, area.put(0, 1, swapText(swap), swapStyle(swap)) + 2, 1, snapshot.pressure)
  },

  boxRows: ({ snapshot }) => (snapshot.memory === undefined ? 0 : 4 + (hasSwap(snapshot.swap) ? 1 : 0)),

  drawBox(area, picture) {
    const { snapshot, unicode } = picture
    const { memory, swap, pressure } = snapshot
    const inside = drawBox(
      area,
      {
        title: 'memory',
        figure:
          memory === undefined
            ? '–'
            : `${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}  ${percentage(memory.usedPct)}`,
        figureStyle: heatOf(memory?.usedPct) | BOLD,
        foot: pressure === undefined ? '' : `stalled 10s  ${pressureText(pressure)}`,
      },
      unicode,
    )
    if (memory === undefined) return
    const rows = drawGauges(inside, memory, swap, picture)
    const left = inside.height - rows
    if (left < 2) return
    const graph = inside.inner(0, rows, inside.width, left)
    drawGraph(graph, picture.history.memory.last(graph.width * 2), 100, () => style('memoryUsed'), unicode)
  },
}

function percentage(pct: number | undefined): string {
  return pct === undefined ? '–' : `${Math.round(pct)}%`
}

/** The parts of what is not free: programs', buffers', and cache that can be taken back. */
function memoryParts(memory: MemoryUse): BarPart[] {
  const share = (bytes: number): number => bytes / memory.totalBytes
  const reclaimable = Math.max(0, memory.availableBytes - memory.freeBytes)
  const buffers = Math.min(memory.buffersBytes, reclaimable)
  return [
    { share: share(memory.usedBytes), style: style('memoryUsed') },
    { share: share(buffers), style: style('memoryBuffers'), fill: '▒' },
    { share: share(reclaimable - buffers), style: style('memoryCache'), fill: '▒' },
  ]
}

/** A gauge for each part, a row each; returns the rows that were taken. */
function drawGauges(area: Area, memory: MemoryUse, swap: SwapUse | undefined, { unicode }: Picture): number {
  const reclaimable = Math.max(0, memory.availableBytes - memory.freeBytes)
  const buffers = Math.min(memory.buffersBytes, reclaimable)
  const total = memory.totalBytes
  const rows = [
    { name: 'used', bytes: memory.usedBytes, whole: total, role: 'memoryUsed' as const },
    { name: 'buffers', bytes: buffers, whole: total, role: 'memoryBuffers' as const },
    { name: 'cache', bytes: reclaimable - buffers, whole: total, role: 'memoryCache' as const },
    { name: 'free', bytes: memory.freeBytes, whole: total, role: 'memoryFree' as const },
    ...(hasSwap(swap) ? [{ name: 'swap', bytes: swap.usedBytes, whole: swap.totalBytes, role: 'swap' as const }] : []),
  ]
  rows.slice(0, area.height).forEach(({ name, bytes, whole, role }, y) => {
    area.put(0, y, name, LABEL)
    const figures = `${formatBytes(bytes).padStart(6)} ${percentage((bytes / whole) * 100).padStart(4)}`
    const end = area.putRight(area.width, y, figures, bytes === 0 ? DIM : TEXT) - 1
    drawBar(area, 8, y, end - 8, [{ share: bytes / whole, style: style(role) }], unicode)
  })
  if (!hasSwap(swap)) area.put(0, rows.length, swapText(swap), DIM)
  else if (moves(swap)) area.put(8, rows.length, trafficText(swap), style('warn'))
  return rows.length + (!hasSwap(swap) || moves(swap) ? 1 : 0)
}

function hasSwap(swap: SwapUse | undefined): swap is SwapUse {
  return swap !== undefined && swap.totalBytes > 0
}

function moves(swap: SwapUse): boolean {
  return (swap.inBytesPerSec ?? 0) + (swap.outBytesPerSec ?? 0) > 0
}

function trafficText(swap: SwapUse): string {
  return `in ${formatBytes(swap.inBytesPerSec ?? 0)}/s out ${formatBytes(swap.outBytesPerSec ?? 0)}/s`
}

function swapText(swap: SwapUse | undefined): string {
  if (swap === undefined) return 'swap –'
  if (!hasSwap(swap)) return 'no swap'
  const use = `swap ${percentage(swap.usedPct)} of ${formatBytes(swap.totalBytes)}`
  return moves(swap) ? `${use} ${trafficText(swap)}` : use
}

function swapStyle(swap: SwapUse | undefined): number {
  if (!hasSwap(swap)) return DIM
  return moves(swap) ? style('warn') : LABEL
}

type Levels = NonNullable<Picture['snapshot']['pressure']>

function stalls(pressure: Levels): { name: string; pct: number }[] {
  return (['cpu', 'memory', 'io'] as const).flatMap(kind => {
    const pct = pressure[kind]?.some.avg10
    return pct === undefined ? [] : [{ name: kind === 'memory' ? 'mem' : kind, pct }]
  })
}

function pressureText(pressure: Levels): string {
  return stalls(pressure)
    .map(({ name, pct }) => `${name} ${pct.toFixed(1)}%`)
    .join('  ')
}

/** Kernel document accounting/psi: the share of the last ten seconds in which some task waited. */
function drawPressure(area: Area, x: number, y: number, pressure: Levels | undefined): void {
  if (pressure === undefined) return
  const items = stalls(pressure)
  const figures = items.reduce((width, { name, pct }) => width + name.length + pct.toFixed(1).length + 2, 0)
  const title = ['stalled 10s', 'stalled', 'psi'].find(text => x + text.length + figures <= area.width)
  if (title === undefined) return
  x = area.put(x, y, title, LABEL)
  for (const { name, pct } of items) {
    x = area.put(x, y, ` ${name} `, LABEL)
    x = area.put(x, y, pct.toFixed(1), pct < 0.05 ? DIM : heatOf(pct * 2))
  }
}
