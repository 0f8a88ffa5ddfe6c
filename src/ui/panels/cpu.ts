import type { HardwareUse } from '../../model/hardware-use.ts'
import type { CpuShares } from '../../model/snapshot.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Role, type Style, style } from '../../terminal/style.ts'
import { drawBox } from '../draw/box.ts'
import { drawGraph, drawSpark, sparkBlock } from '../draw/spark.ts'
import { coreGrid } from './core-grid.ts'
import type { Panel, Picture } from './panel.ts'
import { celsius, heatOfCelsius } from './sensors.ts'

const LABEL = style('label')
const DIM = style('dim')
const TEXT = style('text')
const MOST_LINES = 4

/** The processors: the whole machine's load and where it goes, and every core with its last minute. */
export const cpuPanel: Panel = {
  id: 'cpu',

  lines(picture, width) {
    return 1 + coreGrid(coreCount(picture), width, MOST_LINES).rows
  },

  drawLines(area, picture) {
    const total = picture.snapshot.cpu?.total
    let x = area.put(0, 0, 'cpu ', LABEL)
    x = area.put(x, 0, percentage(total?.busyPct).padStart(4), heatOf(total?.busyPct) | BOLD) + 1
    const state = stateText(picture.snapshot.hardware, area.width - x - LEAST_SHARES)
    const end =
      state === '' ? area.width : area.putRight(area.width, 0, state, stateStyle(picture.snapshot.hardware)) - 1
    drawShares(area, x, 0, total, end - x)
    drawCores(area.inner(0, 1, area.width, area.height - 1), picture)
  },

  boxRows(picture, width) {
    return 3 + coreGrid(coreCount(picture), width - 4, MOST_LINES).rows
  },

  drawBox(area, picture) {
    const { snapshot, history, unicode } = picture
    const total = snapshot.cpu?.total
    const inside = drawBox(
      area,
      {
        title: snapshot.host.cpuModel === undefined ? 'cpu' : `cpu · ${snapshot.host.cpuModel}`,
        figure: percentage(total?.busyPct),
        figureStyle: heatOf(total?.busyPct) | BOLD,
        foot: total === undefined ? '' : sharesText(total),
        footRight: stateText(snapshot.hardware, area.width),
        footRightStyle: stateStyle(snapshot.hardware),
      },
      unicode,
    )
    const cores = coreGrid(coreCount(picture), inside.width, Math.max(1, Math.min(MOST_LINES, inside.height - 2)))
    const graph = inside.inner(0, 0, inside.width, inside.height - cores.rows)
    drawGraph(graph, history.cpu.last(graph.width * 2), 100, heatOf, unicode)
    drawCores(inside.inner(0, inside.height - cores.rows, inside.width, cores.rows), picture)
  },
}

/** What the three shares need that are always shown. */
const LEAST_SHARES = 16
/** Frequency and temperature, as far as they are known and there is room: `3.4GHz 61°C`. */
function stateText(hardware: HardwareUse | undefined, room: number): string {
  const { meanMhz, packageCelsius } = hardware ?? {}
  const heat = packageCelsius === undefined ? '' : celsius(packageCelsius)
  const clock = meanMhz === undefined ? '' : `${(meanMhz / 1000).toFixed(1)}GHz`
  const both = [clock, heat].filter(text => text !== '').join(' ')
  return [both, heat].find(text => text.length <= room) ?? ''
}

function stateStyle(hardware: HardwareUse | undefined): Style {
  return heatOfCelsius(hardware?.packageCelsius, undefined, LABEL)
}

function coreCount(picture: Picture): number {
  return picture.snapshot.cpu?.cores.length ?? 0
}

function percentage(pct: number | undefined): string {
  return pct === undefined ? '–' : `${Math.round(pct)}%`
}

const PARTS: readonly { readonly name: string; readonly role: Role; readonly of: (shares: CpuShares) => number }[] = [
  { name: 'us', role: 'user', of: s => s.userPct },
  { name: 'sy', role: 'system', of: s => s.systemPct },
  { name: 'ni', role: 'nice', of: s => s.nicePct },
  { name: 'io', role: 'iowait', of: s => s.iowaitPct },
  { name: 'irq', role: 'irq', of: s => s.irqPct },
  { name: 'st', role: 'steal', of: s => s.stealPct },
  { name: 'guest', role: 'guest', of: s => s.guestPct },
]
const ALWAYS = new Set(['us', 'sy', 'io'])

/** `us 18 sy 4 io 1`, and of the rarer kinds those that are there. */
function drawShares(area: Area, x: number, y: number, shares: CpuShares | undefined, room: number): void {
  if (shares === undefined) return
  const end = x + room
  for (const part of PARTS) {
    const value = Math.round(part.of(shares))
    if (value === 0 && !ALWAYS.has(part.name)) continue
    const figure = String(value)
    if (x + part.name.length + 1 + 3 > end) return
    x = area.put(x, y, part.name, LABEL)
    x = area.put(x, y, figure.padEnd(3), value === 0 ? DIM : partStyle(part.role, value))
  }
}

/** Time that others took, or that was spent waiting, is in its own colour as soon as it counts. */
function partStyle(role: Role, pct: number): Style {
  return (role === 'steal' || role === 'iowait') && pct >= 10 ? style(role, 'default', BOLD) : TEXT
}

function sharesText(shares: CpuShares): string {
  const words: Record<string, string> = {
    us: 'user',
    sy: 'sys',
    ni: 'nice',
    io: 'iowait',
    irq: 'irq',
    st: 'steal',
    guest: 'guest',
  }
  return PARTS.filter(part => Math.round(part.of(shares)) > 0 || ALWAYS.has(part.name))
    .map(part => `${words[part.name]} ${Math.round(part.of(shares))}`)
    .join('  ')
}

/** A core's temperature with a blank before it: ` 61°`; only where the graph still has a good part of the minute. */
const HEAT_WIDTH = 5
const LEAST_SPARK_BESIDE_HEAT = 8

function drawCores(area: Area, picture: Picture): void {
  const { snapshot, history, unicode } = picture
  const cores = snapshot.cpu?.cores ?? []
  const grid = coreGrid(cores.length, area.width, area.height)
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
  const hasRoom = grid.cell - grid.idWidth - 7 >= LEAST_SPARK_BESIDE_HEAT + HEAT_WIDTH
  const hasHeat = hasRoom && cores.some(({ id }) => states?.get(id)?.celsius !== undefined)
  cores.forEach(({ id, shares }, i) => {
    // Down the columns, as people number things.
    const x = Math.floor(i / grid.rows) * grid.cell
    const y = i % grid.rows
    const name = String(id).padStart(grid.idWidth)
    area.put(x, y, name, LABEL)
    const heat = hasHeat ? states?.get(id)?.celsius : undefined
    const sparkWidth = grid.cell - grid.idWidth - 7 - (hasHeat ? HEAT_WIDTH : 0)
    if (heat !== undefined) area.putRight(x + grid.cell - 6, y, `${Math.round(heat)}°`, DIM)
    drawSpark(area, x + grid.idWidth + 1, y, history.core(id).last(sparkWidth), unicode)
    const busy = shares?.busyPct
    area.putRight(
      x + grid.cell - 1,
      y,
      percentage(busy).padStart(5),
      busy === undefined || busy < 1 ? DIM : heatOf(busy),
    )
  })
}
