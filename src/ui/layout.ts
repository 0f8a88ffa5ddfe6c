import type { LayoutName } from '../model/layouts.ts'
import type { Rect } from '../terminal/frame.ts'
import { cpuPanel } from './panels/cpu.ts'
import { disksPanel } from './panels/disks.ts'
import { memoryPanel } from './panels/memory.ts'
import { networkPanel } from './panels/network.ts'
import type { Panel, Picture } from './panels/panel.ts'
import { sensorsPanel } from './panels/sensors.ts'

/** A panel's place, and whether it is drawn as a box or as lines. */
export interface Place {
  readonly panel: Panel
  readonly rect: Rect
  readonly boxed: boolean
}

export interface Layout {
  readonly header: Rect
  readonly panels: readonly Place[]
  /** Right above the table, so that nothing else moves when it comes; without height while nothing is wrong. */
  readonly troubles: Rect
  readonly table: Rect
  readonly footer: Rect
}

/** From here on panels are boxes side by side; below, lines without borders. */
const BOXED_WIDTH = 130
const BOXED_HEIGHT = 24
/** The table keeps at least this share of the rows: it is what people came for. */
const TABLE_SHARE = 0.5
/** Of less rows none can be spared for trouble. */
const LEAST_TROUBLE_HEIGHT = 6

/** Where everything goes. Panels that do not fit give their room to the table, the last in the list first. */
export function layout(width: number, height: number, picture: Picture): Layout {
  const header = { x: 0, y: 0, width, height: Math.min(1, height) }
  const room = Math.floor((height - 3) * (1 - TABLE_SHARE))
  const shown = picture.view.header && height >= 8
  const panels = !shown
    ? []
    : width >= BOXED_WIDTH && height >= BOXED_HEIGHT
      ? boxed(width, height, room, picture)
      : lined(width, Math.max(1, room), picture)
  const used = panels.reduce((bottom, { rect }) => Math.max(bottom, rect.y + rect.height), header.height)
  const footerHeight = height >= 5 ? 1 : 0
  const troubleHeight = height >= LEAST_TROUBLE_HEIGHT && picture.troubles.length > 0 ? 1 : 0
  const top = used + troubleHeight
  return {
    header,
    panels,
    troubles: { x: 0, y: used, width, height: troubleHeight },
    table: { x: 0, y: top, width, height: Math.max(0, height - top - footerHeight) },
    footer: { x: 0, y: height - footerHeight, width, height: footerHeight },
  }
}

/** Panels of the layouts that are not about all. */
const PANELS: Readonly<Record<Exclude<LayoutName, 'all'>, readonly Panel[]>> = {
  cpu: [cpuPanel, sensorsPanel],
  memory: [memoryPanel],
  io: [disksPanel, networkPanel],
  processes: [],
}
const MOST_BOX_ROWS = 14

function boxed(width: number, screenHeight: number, room: number, picture: Picture): Place[] {
  const { layout: name } = picture.view
  if (name === 'all') return boxes(width, screenHeight, room, picture)
  const panels = PANELS[name].filter(panel => panel.boxRows(picture, width) > 0)
  const each = Math.floor(width / Math.max(1, panels.length))
  const wanted = Math.max(screenHeight >= 40 ? 7 : 6, ...panels.map(panel => panel.boxRows(picture, each)))
  const height = Math.min(room, wanted + 2, MOST_BOX_ROWS)
  return panels.map((panel, i) => {
    const isLast = i === panels.length - 1
    return { panel, rect: { x: i * each, y: 1, width: isLast ? width - i * each : each, height }, boxed: true }
  })
}

function lined(width: number, room: number, picture: Picture): Place[] {
  const { layout: name } = picture.view
  if (name === 'all') return lines(width, room, picture)
  return stacked(width, room, picture, PANELS[name])
}

function boxes(width: number, screenHeight: number, room: number, picture: Picture): Place[] {
  const cpuWidth = Math.floor(width * 0.38)
  const memoryWidth = Math.floor((width - cpuWidth) / 2)
  const lastX = cpuWidth + memoryWidth
  const lastWidth = width - lastX
  const disks = disksPanel.boxRows(picture, lastWidth)
  const interfaces = networkPanel.boxRows(picture, lastWidth)
  const memory = memoryPanel.boxRows(picture, memoryWidth) + 1
  const sensors = sensorsPanel.boxRows(picture, memoryWidth)
  const wanted = Math.max(
    cpuPanel.boxRows(picture, cpuWidth),
    memory + (sensors === 0 ? 0 : sensors + 2),
    disks + interfaces + 2,
  )
  const height = Math.min(room, Math.max(screenHeight >= 40 ? 7 : 6, wanted) + 2, MOST_BOX_ROWS)
  // What the disks leave over makes the network's graphs taller.
  const networkHeight = interfaces === 0 ? 0 : Math.min(height - 3, Math.max(3, height - disks - 2))
  // Below the memory's gauges, in the room that its graph would take.
  const besideMemory = Math.min(sensors + 2, height - memory - 2)
  const sensorsHeight = sensors === 0 || besideMemory < 3 ? 0 : besideMemory
  const memoryHeight = height - sensorsHeight
  const places: Place[] = [
    { panel: cpuPanel, rect: { x: 0, y: 1, width: cpuWidth, height }, boxed: true },
    { panel: memoryPanel, rect: { x: cpuWidth, y: 1, width: memoryWidth, height: memoryHeight }, boxed: true },
    { panel: disksPanel, rect: { x: lastX, y: 1, width: lastWidth, height: height - networkHeight }, boxed: true },
  ]
  if (networkHeight > 0) {
    const rect = { x: lastX, y: 1 + height - networkHeight, width: lastWidth, height: networkHeight }
    places.push({ panel: networkPanel, rect, boxed: true })
  }
  if (sensorsHeight > 0) {
    const rect = { x: cpuWidth, y: 1 + memoryHeight, width: memoryWidth, height: sensorsHeight }
    places.push({ panel: sensorsPanel, rect, boxed: true })
  }
  return places
}

function lines(width: number, room: number, picture: Picture): Place[] {
  return width >= 76 ? twoColumns(width, room, picture) : stacked(width, room, picture)
}

/** cpu beside memory, disks beside the network and the sensors. */
function twoColumns(width: number, room: number, picture: Picture): Place[] {
  const half = Math.floor(width / 2) - 1
  const right = half + 2
  const rightWidth = width - right - 1
  const first = Math.min(room, Math.max(cpuPanel.lines(picture, half - 1), memoryPanel.lines(picture, rightWidth)))
  const places: Place[] = [
    { panel: cpuPanel, rect: { x: 1, y: 1, width: half - 1, height: first }, boxed: false },
    { panel: memoryPanel, rect: { x: right, y: 1, width: rightWidth, height: first }, boxed: false },
  ]
  const sensors = sensorsPanel.lines(picture, rightWidth)
  const network = networkPanel.lines(picture, rightWidth)
  const second = Math.min(room - first, Math.max(disksPanel.lines(picture, half - 1), network + sensors))
  // All that the disks beside them leave over.
  const forSensors = sensors === 0 ? 0 : Math.max(0, second - network)
  if (second > 0) {
    places.push({ panel: disksPanel, rect: { x: 1, y: 1 + first, width: half - 1, height: second }, boxed: false })
    places.push({
      panel: networkPanel,
      rect: { x: right, y: 1 + first, width: rightWidth, height: forSensors > 0 ? network : second },
      boxed: false,
    })
  }
  if (forSensors > 0) {
    const y = 1 + first + network
    places.push({ panel: sensorsPanel, rect: { x: right, y, width: rightWidth, height: forSensors }, boxed: false })
  }
  return places
}

/** Load and memory first, for they fit anywhere. */
const STACKED: readonly Panel[] = [cpuPanel, memoryPanel, disksPanel, networkPanel, sensorsPanel]
/** Where several are one under the other on a narrow screen, the first ones leave room for the others. */
const MOST_LINES: ReadonlyMap<Panel, number> = new Map([
  [cpuPanel, 2],
  [memoryPanel, 2],
])

/** One under the other. */
function stacked(width: number, room: number, picture: Picture, panels = STACKED): Place[] {
  const places: Place[] = []
  let y = 1
  for (const panel of panels) {
    const most = panels === STACKED ? MOST_LINES.get(panel) : undefined
    const wanted = Math.min(most ?? Number.POSITIVE_INFINITY, panel.lines(picture, width - 2))
    const height = Math.min(wanted, 1 + room - y)
    if (height <= 0) continue
    places.push({ panel, rect: { x: 1, y, width: width - 2, height }, boxed: false })
    y += height
  }
  return places
}
