import type { History } from '../../model/history.ts'
import { ALL_DISKS } from '../../model/sample.ts'
import type { DiskActivity, DiskUse, Snapshot } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { heatOf, style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { drawBar } from '../draw/bar.ts'
import { drawBox } from '../draw/box.ts'
import { drawPairGraph, type Flow, pairFoot } from '../draw/pair-graph.ts'
import type { Panel } from './panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
/** Cells of one disk in a line: mount, percentage, bar, and its traffic. */
const LINE_CELL = 38

/** Every real file system as a bar, with what its disk reads and writes. */
export const disksPanel: Panel = {
  id: 'disks',

  lines: ({ snapshot }, width) =>
    Math.min(3, Math.ceil(itemCount(snapshot) / Math.max(1, Math.floor(width / LINE_CELL)))),

  drawLines(area, { snapshot, unicode }) {
    const columns = Math.max(1, Math.floor(area.width / LINE_CELL))
    const width = Math.floor(area.width / columns)
    const cellOf = (i: number): Area => area.inner((i % columns) * width, Math.floor(i / columns), width - 1, 1)
    const disks = byNeed(snapshot.disks, columns * area.height)
    disks.forEach((disk, i) => {
      drawDiskLine(cellOf(i), disk, activityOf(snapshot, disk), unicode)
    })
    const all = allDisks(snapshot)
    if (all !== undefined && disks.length < columns * area.height) drawAllDisks(cellOf(disks.length), all)
  },

  boxRows: ({ snapshot }) => snapshot.disks.length + itemCount(snapshot),
  // Each has two rows, or each has one.
  usedRows: ({ snapshot }, rows) => Math.min(rows, itemCount(snapshot)),
  leastBoxRows: 1,
  stretches: true,

  drawBox(area, { snapshot, history, unicode }, { sign }) {
    const { disks } = snapshot
    const rows = area.height - 2
    const all = allDisks(snapshot)
    const whole = disks.length + itemCount(snapshot)
    const isGraphed = rows - whole >= LEAST_GRAPH && history.of('read').last(1)[0] !== undefined
    const flows = flowsOf(history)
    const foot = isGraphed ? pairFoot(area.width - 4, flows) : ''
    const inside = drawBox(area, { sign, title: 'disks', foot }, unicode)
    const each = whole <= rows ? 2 : 1
    const listed = byNeed(disks, inside.height / each)
    listed.forEach((disk, i) => {
      const activity = activityOf(snapshot, disk)
      const place = inside.inner(0, i * each, inside.width, each)
      if (each === 2) drawDiskRows(place, disk, activity, unicode)
      else drawDiskLine(place, disk, activity, unicode)
    })
    const y = listed.length * each
    if (all !== undefined && y < inside.height) drawAllDisks(inside.inner(0, y, inside.width, 1), all)
    if (isGraphed) drawPairGraph(inside.inner(0, whole, inside.width, inside.height - whole), flows, unicode)
  },

  series({ snapshot }) {
    const mounted = snapshot.disks.map(disk => activityOf(snapshot, disk)).find(io => io?.wholeDisk)
    const device = (mounted ?? allDisks(snapshot))?.device
    return device === undefined ? undefined : `read-${device}`
  },
}

/** Graphs of less rows say little. */
const LEAST_GRAPH = 2

function flowsOf(history: History): [Flow, Flow] {
  return [
    { sign: 'r', role: 'read', series: history.of('read') },
    { sign: 'w', role: 'write', series: history.of('write') },
  ]
}

/** Where not all fit: `/` first, then the fullest. */
function byNeed(disks: readonly DiskUse[], room: number): DiskUse[] {
  if (disks.length <= room) return [...disks]
  const rest = disks.filter(disk => disk.mount !== '/').sort((a, b) => (b.usedPct ?? 101) - (a.usedPct ?? 101))
  return [...disks.filter(disk => disk.mount === '/'), ...rest].slice(0, Math.floor(room))
}

function activityOf(snapshot: Snapshot, disk: DiskUse): DiskActivity | undefined {
  return snapshot.diskIo.find(io => io.device === disk.blockDevice)
}

/** What all disks together do, where the system tells it of no single ones. */
function allDisks({ diskIo }: Snapshot): DiskActivity | undefined {
  return diskIo.find(io => io.device === ALL_DISKS)
}

function itemCount(snapshot: Snapshot): number {
  return snapshot.disks.length + (allDisks(snapshot) === undefined ? 0 : 1)
}

/** `all disks  r 1.2M w  320K` */
function drawAllDisks(area: Area, io: DiskActivity): void {
  drawTraffic(area, area.put(0, 0, io.device, LABEL) + 2, 0, io, 5)
}

function percentage(disk: DiskUse): string {
  return disk.usedPct === undefined ? '–' : `${Math.round(disk.usedPct)}%`
}

function rate(bytesPerSec: number | undefined): string {
  return bytesPerSec === undefined ? '–' : formatBytes(bytesPerSec)
}

function drawDiskLine(area: Area, disk: DiskUse, activity: DiskActivity | undefined, unicode: boolean): void {
  const mountWidth = Math.max(1, Math.min(disk.mount.length, Math.floor(area.width / 3)))
  let x = area.put(0, 0, clip(disk.mount, mountWidth), LABEL)
  x = area.put(x + 1, 0, percentage(disk).padStart(4), heatOf(disk.usedPct)) + 1
  if (disk.trouble !== undefined) {
    area.put(x, 0, clip(disk.trouble, area.width - x), style('bad'))
    return
  }
  // Fixed fields, so that the bar's end does not move with the traffic.
  const io = activity && area.width >= 30 ? activity : undefined
  const end = io === undefined ? area.width : area.width - 14
  if (io !== undefined) drawTraffic(area, end + 1, 0, io, 5)
  drawBar(area, x, 0, end - x, [{ share: (disk.usedPct ?? 0) / 100, style: heatOf(disk.usedPct) }], unicode)
}

function drawTraffic(area: Area, x: number, y: number, io: DiskActivity, field: number): number {
  x = area.put(x, y, 'r', LABEL)
  x = area.put(x, y, rate(io.readBytesPerSec).padStart(field), io.readBytesPerSec ? style('read') : DIM)
  x = area.put(x + 1, y, 'w', LABEL)
  return area.put(x, y, rate(io.writeBytesPerSec).padStart(field), io.writeBytesPerSec ? style('write') : DIM)
}

function drawDiskRows(area: Area, disk: DiskUse, activity: DiskActivity | undefined, unicode: boolean): void {
  const mountWidth = Math.min(10, Math.floor(area.width / 4))
  area.put(0, 0, clip(disk.mount, mountWidth), TEXT)
  const free = disk.availableBytes === undefined ? '' : `${formatBytes(disk.availableBytes)} free`.padStart(10)
  const figures = disk.trouble ?? `${percentage(disk).padStart(4)} ${free}`
  const end = area.putRight(area.width, 0, figures, disk.trouble === undefined ? TEXT : style('bad')) - 1
  const x = mountWidth + 1
  // An empty bar would say that it is empty.
  if (disk.usedPct !== undefined)
    drawBar(area, x, 0, end - x, [{ share: (disk.usedPct ?? 0) / 100, style: heatOf(disk.usedPct) }], unicode)
  if (activity === undefined) {
    area.put(x, 1, clip(`${disk.fsType} ${disk.device}`, area.width - x), DIM)
    return
  }
  let at = drawTraffic(area, x, 1, activity, 6) + 2
  for (const [name, value] of [
    ['busy', activity.busyPct === undefined ? '–' : `${Math.round(activity.busyPct)}%`],
    ['await', activity.awaitMs === undefined ? '–' : `${activity.awaitMs.toFixed(1)}ms`],
  ] as const) {
    if (at + name.length + 7 > area.width) break
    at = area.put(at, 1, `${name} `, LABEL)
    at = area.put(at, 1, value.padEnd(6), value === '–' || value === '0%' ? DIM : TEXT) + 1
  }
}
