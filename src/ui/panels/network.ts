import type { NetworkActivity, Snapshot } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { drawGraph } from '../draw/spark.ts'
import type { Panel } from './panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
const RECEIVE = style('receive')
const SEND = style('send')
const LINE_CELL = 26

/** What each interface receives and sends. */
export const networkPanel: Panel = {
  id: 'network',

  lines: ({ snapshot }) => (worthShowing(snapshot).length > 0 ? 1 : 0),

  drawLines(area, { snapshot, unicode }) {
    const room = Math.max(1, Math.floor(area.width / LINE_CELL))
    worthShowing(snapshot)
      .slice(0, room)
      .forEach((net, i) => {
        const nameWidth = Math.min(8, net.interface.length)
        drawInterface(area.inner(i * LINE_CELL, 0, LINE_CELL - 1, 1), net, nameWidth, unicode)
      })
  },

  boxRows: ({ snapshot }) => worthShowing(snapshot).length,

  drawBox(area, { snapshot, history, unicode }) {
    const inside = drawBox(area, { title: 'network' }, unicode)
    const text = Math.min(inside.width, 30)
    const shown = worthShowing(snapshot).slice(0, inside.height)
    const nameWidth = Math.min(10, Math.max(0, ...shown.map(net => net.interface.length)))
    shown.forEach((net, y) => {
      drawInterface(inside.inner(0, y, text, 1), net, nameWidth, unicode)
    })
    const graph = Math.floor((inside.width - text - 2) / 2)
    if (graph < 4) return
    for (const [i, series, role] of [
      [0, history.receive, RECEIVE],
      [1, history.send, SEND],
    ] as const) {
      const values = series.last(graph * 2)
      const highest = Math.max(1024, ...values.map(value => value ?? 0))
      drawGraph(inside.inner(text + 1 + i * (graph + 1), 0, graph, inside.height), values, highest, () => role, unicode)
    }
  },
}

/** Interfaces to the outside that are up or have ever carried something, the busiest first; loopback only if alone. */
function worthShowing(snapshot: Snapshot): NetworkActivity[] {
  const carried = (net: NetworkActivity): number => net.rxBytes + net.txBytes
  const outside = snapshot.network.filter(net => net.interface !== 'lo' && (net.up === true || carried(net) > 0))
  const shown = outside.length > 0 ? outside : snapshot.network.filter(net => net.interface === 'lo')
  return shown.sort((a, b) => carried(b) - carried(a))
}

function drawInterface(area: Area, net: NetworkActivity, nameWidth: number, unicode: boolean): void {
  const name = clip(net.interface, nameWidth)
  area.put(0, 0, name, net.up === false ? DIM : LABEL)
  const field = (x: number, sign: string, bytesPerSec: number | undefined, role: number): number => {
    x = area.put(x, 0, sign, LABEL)
    const text = bytesPerSec === undefined ? '–' : `${formatBytes(bytesPerSec)}`
    x = area.put(x, 0, text.padStart(5), bytesPerSec ? role : DIM)
    return area.put(x, 0, '/s', bytesPerSec ? TEXT : DIM) + 1
  }
  field(
    field(Math.max(nameWidth, 4) + 1, unicode ? '▼' : 'v', net.rxBytesPerSec, RECEIVE),
    unicode ? '▲' : '^',
    net.txBytesPerSec,
    SEND,
  )
}
