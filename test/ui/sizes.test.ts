/** Every size of a window: what is shown of the machine, and what gives way first. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { History } from '../../src/model/history.ts'
import { LAYOUT_NAMES, PANEL_IDS, type PanelId } from '../../src/model/layouts.ts'
import { initialView, type View } from '../../src/model/view.ts'
import type { Rect } from '../../src/terminal/frame.ts'
import { type Layout, layout } from '../../src/ui/layout.ts'
import type { Picture } from '../../src/ui/panels/panel.ts'
import { laptop, workstation } from './hardware.ts'
import { closeStage, openStage } from './stage.ts'
import { type Variant, web3 } from './web-3.ts'

afterEach(closeStage)

interface Machine {
  readonly variant: Variant
  readonly change?: ReturnType<typeof laptop>
}

const MACHINES: readonly Machine[] = [
  { variant: { calm: true } },
  { variant: { cores: 1, swap: true }, change: laptop() },
  { variant: { cores: 16 }, change: workstation() },
  { variant: { cores: 256, swap: true } },
]

function pictureOf({ variant, change = sample => sample }: Machine, view: Partial<View>): Picture {
  const at = (second: number) => change(web3(second, variant), second)
  const snapshot = derive(derive(undefined, at(1)), at(3))
  return { snapshot, history: new History(), troubles: [], view: initialView(view), digits: new Map(), unicode: true }
}

const machines = MACHINES.map(machine => (view: Partial<View>) => pictureOf(machine, view))

/** A window, a machine, and what somebody has chosen to see of it. */
const cases = fc.record({
  width: fc.integer({ min: 40, max: 500 }),
  height: fc.integer({ min: 10, max: 150 }),
  machine: fc.constantFrom(...machines),
  view: fc.record({
    layout: fc.constantFrom(...LAYOUT_NAMES),
    hiddenPanels: fc.subarray([...PANEL_IDS]).map(ids => new Set(ids)),
  }),
})

const bottomOf = ({ y, height }: Rect): number => y + height
const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < bottomOf(b) && b.y < bottomOf(a)

function placed({
  width,
  height,
  machine,
  view,
}: {
  width: number
  height: number
  machine: (typeof machines)[number]
  view: Partial<View>
}): { places: Layout; picture: Picture } {
  const picture = machine(view)
  return { places: layout(width, height, picture), picture }
}

function idsOf(places: Layout): PanelId[] {
  return places.panels.map(({ panel }) => panel.id)
}

describe('in a window of any size', () => {
  it('nothing lies on anything else or beyond the edge, and no row is nobody’s', () => {
    fc.assert(
      fc.property(cases, one => {
        const { places } = placed(one)
        const rects = [places.header, ...places.panels.map(({ rect }) => rect), places.table, places.footer]
        rects.forEach((rect, i) => {
          expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0)
          expect(rect.x + rect.width).toBeLessThanOrEqual(one.width)
          expect(bottomOf(rect)).toBeLessThanOrEqual(one.height)
          expect(rects.slice(i + 1).filter(other => overlap(rect, other))).toEqual([])
        })
        const lowest = Math.max(places.header.height, ...places.panels.map(({ rect }) => bottomOf(rect)))
        expect(places.table.y).toBe(lowest)
        expect(bottomOf(places.table)).toBe(places.footer.y)
      }),
      { numRuns: 1000 },
    )
  })

  it('the table keeps its title and half of the rows', () => {
    fc.assert(
      fc.property(cases, one => {
        const { table } = placed(one).places
        expect(table.height).toBeGreaterThanOrEqual(Math.floor((one.height - 2) / 2))
        expect(table.height).toBeGreaterThanOrEqual(4)
      }),
      { numRuns: 1000 },
    )
  })

  it('no panel has less than what it is about, and boxes in a row end on one line', () => {
    fc.assert(
      fc.property(cases, one => {
        const { places, picture } = placed(one)
        for (const { panel, rect, boxed } of places.panels) {
          expect(rect.height).toBeGreaterThan(0)
          expect(rect.width).toBeGreaterThanOrEqual(boxed ? 40 : 36)
          if (!boxed) continue
          const rows = panel.boxRows(picture, rect.width)
          expect(rows).toBeGreaterThan(0)
          expect(rect.height - 2).toBeGreaterThanOrEqual(Math.min(rows, panel.leastBoxRows))
        }
        const boxes = places.panels.filter(({ boxed }) => boxed).map(({ rect }) => rect)
        const columns = new Set(boxes.map(({ x }) => x))
        const ends = [...columns].map(x => Math.max(...boxes.filter(rect => rect.x === x).map(bottomOf)))
        expect(new Set(ends).size).toBeLessThanOrEqual(1)
        const widths = new Map(boxes.map(({ x, width }) => [x, width]))
        if (widths.size > 0) expect([...widths.values()].reduce((sum, width) => sum + width, 0)).toBe(one.width)
      }),
      { numRuns: 1000 },
    )
  })

  it('what is hidden is not shown, nor what the layout has not', () => {
    fc.assert(
      fc.property(cases, one => {
        const ids = idsOf(placed(one).places)
        expect(ids.filter(id => one.view.hiddenPanels.has(id))).toEqual([])
        expect(ids).toEqual([...new Set(ids)])
        if (one.view.layout === 'processes') expect(ids).toEqual([])
      }),
    )
  })
})

describe('as a window shrinks', () => {
  const SHRINKING = [
    [500, 150],
    [300, 80],
    [200, 50],
    [160, 40],
    [130, 24],
    [120, 36],
    [80, 24],
    [80, 16],
    [60, 14],
    [40, 12],
    [40, 10],
    [40, 7],
  ] as const

  it('panels give way from the least to the processors', () => {
    const [, notebook] = machines
    const shown = SHRINKING.map(([width, height]) => {
      const { panels } = layout(width, height, notebook?.({}) ?? pictureOf({ variant: {} }, {}))
      return `${width}x${height} ${panels.map(({ panel, boxed }) => (boxed ? panel.id.toUpperCase() : panel.id)).join(' ')}`
    })
    expect(shown).toMatchInlineSnapshot(`
      [
        "500x150 CPU MEMORY PRESSURE SENSORS DISKS NETWORK",
        "300x80 CPU MEMORY PRESSURE SENSORS DISKS NETWORK",
        "200x50 CPU MEMORY SENSORS DISKS NETWORK",
        "160x40 CPU MEMORY SENSORS DISKS NETWORK",
        "130x24 CPU MEMORY SENSORS DISKS NETWORK",
        "120x36 cpu memory disks network sensors",
        "80x24 cpu memory disks network sensors",
        "80x16 cpu memory disks network sensors",
        "60x14 cpu memory disks",
        "40x12 cpu memory",
        "40x10 cpu memory",
        "40x7 ",
      ]
    `)
  })

  it('nothing of what was before stays: each size looks as one that began so', async () => {
    const options = { variant: { swap: true }, seconds: 5, change: laptop() }
    const walked = await openStage({ ...options, width: 500, height: 150 })
    const pictures: { size: string; rows: readonly string[]; styles: readonly number[] }[] = []
    const sizes = [...SHRINKING, ...[...SHRINKING].reverse()]
    for (const [width, height] of sizes) {
      walked.terminal.resize(width, height)
      await walked.settle()
      pictures.push({ size: `${width}x${height}`, rows: walked.rows, styles: walked.terminal.styles })
    }
    closeStage()
    for (const [i, [width, height]] of sizes.entries()) {
      const fresh = await openStage({ ...options, width, height })
      expect(pictures[i]).toEqual({ size: `${width}x${height}`, rows: fresh.rows, styles: fresh.terminal.styles })
      closeStage()
    }
  })
})
