import { panelsOf } from '../../model/layouts.ts'
import type { Pressure } from '../../model/sample.ts'
import type { Area } from '../../terminal/frame.ts'
import { heatOf, type Style, style } from '../../terminal/style.ts'
import { drawBox } from '../draw/box.ts'
import { drawGraph, drawSpark } from '../draw/spark.ts'
import type { Panel } from './panel.ts'

const LABEL = style('label')
const DIM = style('dim')

const TITLES = ['stalled 10s', 'stalled', 'psi'] as const

/** What tasks wait for. */
const KINDS = [
  { kind: 'cpu', name: 'cpu', figure: 'stalledByCpu' },
  { kind: 'memory', name: 'mem', figure: 'stalledByMemory' },
  { kind: 'io', name: 'io', figure: 'stalledByIo' },
] as const

/** A percentage with one digit behind the point, and a blank before it. */
const FIGURE = 7

/**
 * The share of the time in which some task waited for a processor, for memory, for a disk: kernel document
 * accounting/psi. Where there is little room it stands with the memory.
 */
export const pressurePanel: Panel = {
  id: 'pressure',

  lines: ({ snapshot, view }) => (snapshot.pressure === undefined || panelsOf(view).includes('memory') ? 0 : 1),

  drawLines(area, { snapshot }) {
    drawPressure(area, snapshot.pressure)
  },

  boxRows: ({ snapshot }) => known(snapshot.pressure).length,
  leastBoxRows: KINDS.length,
  stretches: false,
  isSaidElsewhere: true,

  drawBox(area, { snapshot: { pressure }, history, unicode }, { sign }) {
    const times = [
      ['10s', 'avg10'],
      ['1m', 'avg60'],
      ['5m', 'avg300'],
    ] as const
    const foot = `stalled in the last ${times.map(([name]) => name).join('  ')}`
    const inside = drawBox(area, { sign, title: 'pressure', foot }, unicode)
    const kinds = known(pressure)
    const rows = Math.max(1, Math.floor(inside.height / Math.max(1, kinds.length)))
    kinds.forEach(({ kind, name, figure }, i) => {
      const line = inside.inner(0, i * rows, inside.width, rows)
      const y = line.height - 1
      const graph = line.inner(4, 0, line.width - 4 - times.length * FIGURE, rows)
      line.put(0, y, name, LABEL)
      // Of one row the height says too little: there each point has the colour of its figure.
      if (rows === 1) drawSpark(graph, 0, 0, history.of(figure).last(graph.width), unicode)
      else drawGraph(graph, history.of(figure).last(graph.width * 2), 100, toneOf, unicode, true)
      times.forEach(([, average], t) => {
        const pct = pressure?.[kind]?.some[average]
        const end = line.width - (times.length - 1 - t) * FIGURE
        line.putRight(end, y, pct === undefined ? '–' : `${pct.toFixed(1)}%`, toneOf(pct))
      })
    })
  },

  series: ({ snapshot: { pressure } }) => {
    const [worst] = [...known(pressure)].sort((a, b) => stall(pressure, b.kind) - stall(pressure, a.kind))
    return worst === undefined ? undefined : `psi-${worst.kind}`
  },
}

/** `stalled 10s  cpu 0.1%  mem 0.0%  io 4.2%`, with as many words as there is room for. */
export function pressureText(pressure: Pressure, room: number): string {
  const figures = known(pressure).map(({ kind, name }) => `${name} ${stall(pressure, kind).toFixed(1)}%`)
  const texts = TITLES.map(title => [title, ...figures].join('  '))
  return texts.find(text => text.length <= room) ?? ''
}

/** In one row, with as many words as there is room for. */
export function drawPressure(area: Area, pressure: Pressure | undefined): void {
  const items = known(pressure).map(({ kind, name }) => ({ name, pct: stall(pressure, kind) }))
  const figures = items.reduce((width, { name, pct }) => width + name.length + pct.toFixed(1).length + 2, 0)
  const title = TITLES.find(text => text.length + figures <= area.width)
  if (title === undefined || items.length === 0) return
  let x = area.put(0, 0, title, LABEL)
  for (const { name, pct } of items) {
    x = area.put(x, 0, ` ${name} `, LABEL)
    x = area.put(x, 0, pct.toFixed(1), toneOf(pct))
  }
}

function known(pressure: Pressure | undefined): readonly (typeof KINDS)[number][] {
  return KINDS.filter(({ kind }) => pressure?.[kind] !== undefined)
}

function stall(pressure: Pressure | undefined, kind: (typeof KINDS)[number]['kind']): number {
  return pressure?.[kind]?.some.avg10 ?? 0
}

/** Half of the time is as bad as it needs to be. */
function toneOf(pct: number | undefined): Style {
  return pct === undefined || pct < 0.05 ? DIM : heatOf(pct * 2)
}
