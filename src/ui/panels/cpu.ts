import type { HardwareUse } from '../../model/hardware-use.ts'
import type { CpuShares } from '../../model/snapshot.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Style, style } from '../../terminal/style.ts'
import { drawBar } from '../draw/bar.ts'
import { drawBox, type Foot } from '../draw/box.ts'
import { drawGraph } from '../draw/spark.ts'
import { drawStackedGraph } from '../draw/stacked-graph.ts'
import { type CoreGrid, coreGrid, rowsOf, tallCoreGrid } from './core-grid.ts'
import { drawCores } from './cores.ts'
import { type CpuPart, cpuBar, cpuGraph, toldParts, toneOf } from './cpu-parts.ts'
import type { Panel, Picture } from './panel.ts'
import { celsius, heatOfCelsius } from './sensors.ts'

const LABEL = style('label')
const DIM = style('dim')
const TEXT = style('text')
/** Rows of cores: as many as in lines, or a good part of a box. */
const MOST_LINES = 4
const CORES_SHARE = 0.35

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
    const state = stateText(picture.snapshot.hardware, area.width - x - LEAST_SHARES - LEAST_BAR - 1)
    const end =
      state === '' ? area.width : area.putRight(area.width, 0, state, stateStyle(picture.snapshot.hardware)) - 1
    if (total !== undefined) drawLoad(area.inner(x, 0, end - x, 1), total, picture.unicode)
    const cores = area.inner(0, 1, area.width, area.height - 1)
    drawCores(cores, coreGrid(coreCount(picture), cores.width, cores.height), picture)
  },

  boxRows(picture, width) {
    return 3 + coreGrid(coreCount(picture), width - 4, MOST_LINES).rows
  },
  leastBoxRows: 3,
  stretches: true,

  drawBox(area, picture, { sign }) {
    const { snapshot, unicode, view } = picture
    const total = snapshot.cpu?.total
    const isStacked = view.cpuGraph === 'stacked'
    const inside = drawBox(
      area,
      {
        sign,
        title: snapshot.host.cpuModel === undefined ? 'cpu' : `cpu · ${snapshot.host.cpuModel}`,
        figure: percentage(total?.busyPct),
        figureStyle: heatOf(total?.busyPct) | BOLD,
        foot: total === undefined ? '' : legend(total, isStacked),
        footRight: stateText(snapshot.hardware, area.width),
        footRightStyle: stateStyle(snapshot.hardware),
      },
      unicode,
    )
    const grid = boxGrid(picture, inside)
    const rows = rowsOf(grid)
    // Graphs of both do not run into each other.
    const gap = grid.kind === 'each' && grid.height > 1 ? 1 : 0
    drawLoadGraph(inside.inner(0, 0, inside.width, inside.height - rows - gap), picture, isStacked)
    drawCores(inside.inner(0, inside.height - rows, inside.width, rows), grid, picture)
  },

  series: () => 'busyPct',
}

function boxGrid(picture: Picture, { width, height }: Area): CoreGrid {
  const [count, share] = [coreCount(picture), Math.floor(height * CORES_SHARE)]
  const least = Math.max(1, Math.min(MOST_LINES, height - 2))
  return tallCoreGrid(count, width, share) ?? coreGrid(count, width, Math.max(least, share))
}

/** By what they did, in the parts' tones; or by how busy they were, in those of heat. */
function drawLoadGraph(area: Area, { history, unicode }: Picture, isStacked: boolean): void {
  const count = area.width * 2
  if (isStacked) drawStackedGraph(area, cpuGraph(history, count), 100, unicode)
  else drawGraph(area, history.of('cpu').last(count), 100, heatOf, unicode)
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

/** A shorter bar says too little. */
const LEAST_BAR = 7
/** As long as the memory's. */
const MOST_BAR = 60
/** A part's figure with a blank. */
const FIGURE = 3

/** `██▓▒░░░ us 18 sy 4 io 1`: a bar of the parts as far as there is room, and of the rarer ones those that are there. */
function drawLoad(area: Area, shares: CpuShares, unicode: boolean): void {
  const parts = fitting(toldParts(shares), area.width)
  const width = parts.reduce((sum, part) => sum + widthOf(part), 0)
  const bar = area.width - width - 1
  let x = 0
  if (bar >= LEAST_BAR) {
    drawBar(area, 0, 0, Math.min(bar, MOST_BAR), cpuBar(shares), unicode)
    x = Math.min(bar, MOST_BAR) + 1
  }
  for (const part of parts) {
    const value = Math.round(part.of(shares) ?? 0)
    x = area.put(x, 0, part.short, bar >= LEAST_BAR ? toneOf(part) : LABEL)
    x = area.put(x, 0, String(value).padEnd(FIGURE), value === 0 ? DIM : partStyle(part, value))
  }
}

function fitting(parts: readonly CpuPart[], room: number): readonly CpuPart[] {
  let width = 0
  return parts.filter(part => {
    if (width + widthOf(part) > room) return false
    width += widthOf(part)
    return true
  })
}

function widthOf({ short }: CpuPart): number {
  return short.length + FIGURE
}

/** Time that others took, or that was spent waiting, is in its own colour as soon as it counts. */
function partStyle({ role }: CpuPart, pct: number): Style {
  return (role === 'steal' || role === 'iowait') && pct >= 10 ? style(role, 'default', BOLD) : TEXT
}

/** `user 18  sys 4  iowait 1`, each name in the tone that the graph has for it. */
function legend(shares: CpuShares, isStacked: boolean): Foot {
  return toldParts(shares).map(part => {
    const value = Math.round(part.of(shares) ?? 0)
    return [
      [`${part.word} `, isStacked ? toneOf(part) : LABEL],
      [String(value), value === 0 ? DIM : partStyle(part, value)],
    ]
  })
}
