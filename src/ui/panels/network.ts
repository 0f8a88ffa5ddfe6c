import type { History } from '../../model/history.ts'
import { isLoopback } from '../../model/loopback.ts'
import type { NetworkActivity, Snapshot } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { drawPairGraph, type Flow, pairFoot } from '../draw/pair-graph.ts'
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

  boxRows({ snapshot }) {
    const count = worthShowing(snapshot).length
    return count === 0 ? 0 : Math.min(count, MOST_LISTED) + LEAST_GRAPH
  },
  leastBoxRows: 1,
  stretches: true,

  drawBox(area, { snapshot, history, unicode }, { sign }) {
    const all = worthShowing(snapshot)
    const rows = area.height - 2
    // Half of the rows at least are the graphs', beneath, where these are worth it; else they are beside.
    const listed = Math.min(all.length, Math.max(MOST_LISTED, Math.floor(rows / 2)))
    const isBeneath = rows - listed >= LEAST_GRAPH
    const text = Math.min(area.width - 4, TEXT_WIDTH)
    const graphWidth = isBeneath ? area.width - 4 : area.width - 4 - text - 1
    const flows = flowsOf(history, unicode)
    const inside = drawBox(area, { sign, title: 'network', foot: pairFoot(graphWidth, flows) }, unicode)
    const shown = all.slice(0, isBeneath ? listed : inside.height)
    const nameWidth = Math.min(10, Math.max(0, ...shown.map(net => net.interface.length)))
    shown.forEach((net, y) => {
      drawInterface(inside.inner(0, y, text, 1), net, nameWidth, unicode)
    })
    const graphs = isBeneath
      ? inside.inner(0, shown.length, graphWidth, inside.height - shown.length)
      : inside.inner(text + 1, 0, graphWidth, inside.height)
    drawPairGraph(graphs, flows, unicode)
  },

  series({ snapshot }) {
    const [first] = worthShowing(snapshot)
    return first === undefined ? undefined : `rx-${first.interface}`
  },
}

/** Interfaces that are listed though the graphs take rows from them. */
const MOST_LISTED = 3
/** Graphs of less rows stand beside the list. */
const LEAST_GRAPH = 2
/** Of an interface: its name and both figures. */
const TEXT_WIDTH = 30

function flowsOf(history: History, unicode: boolean): [Flow, Flow] {
  return [
    { sign: unicode ? '▼' : 'v', role: 'receive', series: history.of('receive') },
    { sign: unicode ? '▲' : '^', role: 'send', series: history.of('send') },
  ]
}

/** Interfaces to the outside that are up or have ever carried something, the busiest first; loopback only if alone. */
function worthShowing(snapshot: Snapshot): NetworkActivity[] {
  const carried = (net: NetworkActivity): number => net.rxBytes + net.txBytes
  const outside = snapshot.network.filter(net => !isLoopback(net) && (net.up === true || carried(net) > 0))
  const shown = outside.length > 0 ? outside : snapshot.network.filter(isLoopback)
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
