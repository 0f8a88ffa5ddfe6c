import type { Figure } from '../../model/history.ts'
import { panelsOf } from '../../model/layouts.ts'
import { memoryParts } from '../../model/memory-parts.ts'
import type { MemoryUse, SwapUse } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Role, style } from '../../terminal/style.ts'
import { type BarPart, drawBar } from '../draw/bar.ts'
import { drawBox } from '../draw/box.ts'
import { drawStackedGraph } from '../draw/stacked-graph.ts'
import type { Panel, Picture } from './panel.ts'
import { drawPressure, pressureText } from './pressure.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')

/** Of the lower border, what words may not stand on. */
const FOOT_MARGIN = 6

/** RAM split into used, buffers and cache; swap with its traffic; how long tasks were stalled. */
export const memoryPanel: Panel = {
  id: 'memory',

  lines: () => 2,

  drawLines(area, { snapshot, view, unicode }) {
    const { memory, swap } = snapshot
    if (memory === undefined) {
      area.put(0, 0, 'mem – not known here', DIM)
      return
    }
    let x = area.put(0, 0, 'mem ', LABEL)
    x = area.put(x, 0, percentage(memory.usedPct).padStart(4), heatOf(memory.usedPct) | BOLD) + 1
    const figure = `${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}`
    const end = area.putRight(area.width, 0, figure, TEXT) - 1
    drawBar(area, x, 0, Math.min(end - x, 60), barOf(memory), unicode)
    x = area.put(0, 1, swapText(swap), swapStyle(swap)) + 2
    if (panelsOf(view).includes('pressure')) drawPressure(area.inner(x, 1, area.width - x, 1), snapshot.pressure)
  },

  // The gauges, and swap in one way or the other.
  boxRows: ({ snapshot }) => (snapshot.memory === undefined ? 0 : 5),
  leastBoxRows: 4,
  stretches: true,

  drawBox(area, picture, { sign, boxes }) {
    const { snapshot, history, unicode } = picture
    const isStalled = !boxes.has('pressure') && panelsOf(picture.view).includes('pressure')
    const { memory, swap, pressure } = snapshot
    const inside = drawBox(
      area,
      {
        sign,
        title: 'memory',
        figure:
          memory === undefined
            ? '–'
            : `${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}  ${percentage(memory.usedPct)}`,
        figureStyle: heatOf(memory?.usedPct) | BOLD,
        foot: pressure === undefined || !isStalled ? '' : pressureText(pressure, area.width - FOOT_MARGIN),
      },
      unicode,
    )
    if (memory === undefined) return
    const rows = drawGauges(inside, memory, swap, picture)
    const left = inside.height - rows
    if (left < 2) return
    const graph = inside.inner(0, rows, inside.width, left)
    const parts = PARTS.map(({ figure, role }) => ({
      values: history.of(figure).last(graph.width * 2),
      style: style(role),
      ...(figure !== 'memory' && { ascii: '-' }),
    }))
    drawStackedGraph(graph, parts, 100, unicode)
  },

  series: ({ snapshot }) => (snapshot.memory === undefined ? undefined : 'memory'),
}

/** What stands on each other in the graph, with the tones of the gauges. */
const PARTS: readonly { readonly figure: Figure; readonly role: Role }[] = [
  { figure: 'memory', role: 'memoryUsed' },
  { figure: 'buffers', role: 'memoryBuffers' },
  { figure: 'cache', role: 'memoryCache' },
]

function percentage(pct: number | undefined): string {
  return pct === undefined ? '–' : `${Math.round(pct)}%`
}

/** The parts of what is not free: programs', buffers', and cache that can be taken back. */
function barOf(memory: MemoryUse): BarPart[] {
  const share = (bytes: number): number => bytes / memory.totalBytes
  const { usedBytes, buffersBytes, cacheBytes } = memoryParts(memory)
  return [
    { share: share(usedBytes), style: style('memoryUsed') },
    { share: share(buffersBytes ?? 0), style: style('memoryBuffers'), fill: '▓' },
    { share: share(cacheBytes), style: style('memoryCache'), fill: '▒' },
  ]
}

/** A gauge for each part, a row each; returns the rows that were taken. */
function drawGauges(area: Area, memory: MemoryUse, swap: SwapUse | undefined, { unicode }: Picture): number {
  const { usedBytes, buffersBytes, cacheBytes } = memoryParts(memory)
  const total = memory.totalBytes
  const rows = [
    { name: 'used', bytes: usedBytes, whole: total, role: 'memoryUsed' as const },
    ...(buffersBytes === undefined
      ? []
      : [{ name: 'buffers', bytes: buffersBytes, whole: total, role: 'memoryBuffers' as const }]),
    { name: 'cache', bytes: cacheBytes, whole: total, role: 'memoryCache' as const },
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

type Swap = SwapUse & { readonly totalBytes: number; readonly usedBytes: number }

function hasSwap(swap: SwapUse | undefined): swap is Swap {
  return isTold(swap) && swap.totalBytes > 0
}

function isTold(swap: SwapUse | undefined): swap is Swap {
  return swap?.totalBytes !== undefined && swap.usedBytes !== undefined
}

function moves(swap: SwapUse): boolean {
  return (swap.inBytesPerSec ?? 0) + (swap.outBytesPerSec ?? 0) > 0
}

function trafficText(swap: SwapUse): string {
  return `in ${formatBytes(swap.inBytesPerSec ?? 0)}/s out ${formatBytes(swap.outBytesPerSec ?? 0)}/s`
}

function swapText(swap: SwapUse | undefined): string {
  if (!isTold(swap)) return 'swap –'
  if (!hasSwap(swap)) return 'no swap'
  const use = `swap ${percentage(swap.usedPct)} of ${formatBytes(swap.totalBytes)}`
  return moves(swap) ? `${use} ${trafficText(swap)}` : use
}

function swapStyle(swap: SwapUse | undefined): number {
  if (!hasSwap(swap)) return DIM
  return moves(swap) ? style('warn') : LABEL
}
