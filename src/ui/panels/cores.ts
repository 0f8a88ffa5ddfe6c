import type { Area } from '../../terminal/frame.ts'
import { heatOf, style } from '../../terminal/style.ts'
import { drawGraph, drawSpark, sparkBlock } from '../draw/spark.ts'
import type { CoreGrid } from './core-grid.ts'
import type { Picture } from './panel.ts'

const LABEL = style('label')
const DIM = style('dim')
const TEXT = style('text')

/** A core's temperature with a blank before it: ` 61°`; only where the graph still has a good part of the minute. */
const HEAT_WIDTH = 5
const LEAST_SPARK_BESIDE_HEAT = 8
/** Beside the number and the graph: the percentage and the blanks around it. */
const FIGURE = 7

/** Every core: how busy it is, and was. */
export function drawCores(area: Area, grid: CoreGrid, picture: Picture): void {
  const { snapshot, unicode } = picture
  const cores = snapshot.cpu?.cores ?? []
  if (grid.kind === 'strip') {
    cores.slice(0, area.width * area.height).forEach(({ shares }, i) => {
      const busy = shares?.busyPct
      if (busy === undefined) return
      area.put(i % area.width, Math.floor(i / area.width), sparkBlock(busy, unicode), busy < 1 ? DIM : heatOf(busy))
    })
    return
  }
  if (grid.kind === 'summary') {
    const busy = cores.map(core => core.shares?.busyPct).filter(pct => pct !== undefined)
    if (busy.length === 0) return
    const high = busy.filter(pct => pct >= 80).length
    area.put(0, 0, `${cores.length} cores: highest ${percentage(Math.max(...busy))}, ${high} above 80%`, TEXT)
    return
  }
  const states = snapshot.sample.hardware?.cores
  const hasRoom = grid.cell - grid.idWidth - FIGURE >= LEAST_SPARK_BESIDE_HEAT + HEAT_WIDTH
  const hasHeat = hasRoom && cores.some(({ id }) => states?.get(id)?.celsius !== undefined)
  cores.forEach(({ id, shares }, i) => {
    // Down the columns, as people number things.
    const x = Math.floor(i / grid.rows) * grid.cell
    const y = (i % grid.rows) * grid.pitch
    const cell = area.inner(x, y, grid.cell - 1, grid.height)
    const heat = hasHeat ? states?.get(id)?.celsius : undefined
    drawCore(cell, { id, busyPct: shares?.busyPct, heat }, { ...grid, hasHeat }, picture)
  })
}

interface Core {
  readonly id: number
  readonly busyPct: number | undefined
  readonly heat: number | undefined
}

/** Its number, its graph and its figures, which stand at the graph's foot. */
function drawCore(
  area: Area,
  { id, busyPct, heat }: Core,
  { idWidth, hasHeat }: { readonly idWidth: number; readonly hasHeat: boolean },
  { history, unicode }: Picture,
): void {
  const foot = area.height - 1
  area.put(0, foot, String(id).padStart(idWidth), LABEL)
  const x = idWidth + 1
  const width = area.width + 1 - idWidth - FIGURE - (hasHeat ? HEAT_WIDTH : 0)
  if (area.height === 1) drawSpark(area, x, 0, history.core(id).last(width), unicode)
  else drawGraph(area.inner(x, 0, width, area.height), history.core(id).last(width * 2), 100, heatOf, unicode, true)
  if (heat !== undefined) area.putRight(area.width - 5, foot, `${Math.round(heat)}°`, DIM)
  area.putRight(
    area.width,
    foot,
    percentage(busyPct).padStart(5),
    busyPct === undefined || busyPct < 1 ? DIM : heatOf(busyPct),
  )
}

function percentage(pct: number | undefined): string {
  return pct === undefined ? '–' : `${Math.round(pct)}%`
}
