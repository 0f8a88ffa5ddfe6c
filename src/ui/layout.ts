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
      ? boxes(width, height, room, picture)
      : lines(width, Math.max(1, room), picture)
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
  const height = Math.min(room, Math.max(screenHeight >= 40 ? 7 : 6, wanted) + 2, 14)
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

/** One under the other: load and memory first, for they fit anywhere. */
function stacked(width: number, room: number, picture: Picture): Place[] {
  const places: Place[] = []
  let y = 1
  const order: readonly [Panel, number][] = [
    [cpuPanel, Math.min(2, cpuPanel.lines(picture, width - 2))],
    [memoryPanel, Math.min(2, memoryPanel.lines(picture, width - 2))],
    [disksPanel, disksPanel.lines(picture, width - 2)],
    [networkPanel, networkPanel.lines(picture, width - 2)],
    [sensorsPanel, sensorsPanel.lines(picture, width - 2)],
  ]
  for (const [panel, wanted] of order) {
    const height = Math.min(wanted, 1 + room - y)
    if (height <= 0) continue
    places.push({ panel, rect: { x: 1, y, width: width - 2, height }, boxed: false })
    y += height
  }
  return places
}
