import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange } from '../../src/model/arrange.ts'
import { derive } from '../../src/model/derive.ts'
import { fold, foldedAll, NO_FOLDS, unfold, unfoldedTo } from '../../src/model/folds.ts'
import { compareValues, type SortKey } from '../../src/model/order.ts'
import { type ProcessId, type ProcessRecord, processId } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { parentOf, processTree, type TreeNode, type TreeOptions } from '../../src/model/tree.ts'
import { guidesOf, plainGuidesOf } from '../../src/model/tree-guides.ts'
import { TreeOrder } from '../../src/model/tree-order.ts'
import { record, sample } from '../export/moments.ts'

type Given = Partial<ProcessRecord> & { readonly pid: number }

function rowsOf(...processes: readonly Given[]): readonly ProcessRow[] {
  const ascending = [...processes].sort((a, b) => a.pid - b.pid)
  return derive(
    undefined,
    sample(
      0,
      ascending.map(({ pid, ...over }) => record(pid, over)),
    ),
  ).processes
}

const idOf = (pid: number) => processId(pid, pid * 100)
const folds = (...pids: readonly number[]): ReadonlySet<ProcessId> => new Set(pids.map(idOf))
const pidOf = (row: ProcessRow) => row.record.pid
const pidsOf = (rows: readonly ProcessRow[]) => rows.map(pidOf)
const byMemory: SortKey = { value: row => row.record.rssBytes || undefined, descending: true }
const byPid: SortKey = { value: pidOf, descending: false }

const optionsOf = (rows: readonly ProcessRow[], over: Partial<TreeOptions> = {}): TreeOptions => ({
  rows,
  isWanted: () => true,
  key: byPid,
  addsUp: false,
  folded: NO_FOLDS,
  ...over,
})

const nodesOf = (rows: readonly ProcessRow[], over: Partial<TreeOptions> = {}) =>
  processTree(optionsOf(rows, over)).nodes

/** `>12` for process 12 a level deep; in brackets who is only there for others, `+3` where three are folded away. */
const outline = (nodes: readonly TreeNode[]): string[] =>
  nodes.map(({ row, depth, isWanted, below }) => {
    const pid = isWanted ? String(pidOf(row)) : `(${pidOf(row)})`
    return '>'.repeat(depth) + pid + (typeof below === 'object' ? `+${below.count}` : '')
  })

/** Two shells of init, the first with a compiler and its pass, an orphan. */
const family = rowsOf(
  { pid: 1, ppid: 0, rssBytes: 5 },
  { pid: 10, ppid: 1, rssBytes: 10 },
  { pid: 11, ppid: 10, rssBytes: 20 },
  { pid: 12, ppid: 11, rssBytes: 70 },
  { pid: 13, ppid: 10, rssBytes: 30 },
  { pid: 20, ppid: 1, rssBytes: 40 },
  { pid: 30, ppid: 29, rssBytes: 1 },
)

describe('a tree', () => {
  it('has children under their parents, and who has none there as a root', () => {
    expect(outline(nodesOf(family))).toEqual(['1', '>10', '>>11', '>>>12', '>>13', '>20', '30'])
  })

  it('has siblings in order, by the sum of their subtrees where that means something', () => {
    const own = nodesOf(family, { key: byMemory })
    expect(outline(own)).toEqual(['1', '>20', '>10', '>>13', '>>11', '>>>12', '30'])
    const sums = nodesOf(family, { key: byMemory, addsUp: true })
    expect(outline(sums)).toEqual(['1', '>10', '>>11', '>>>12', '>>13', '>20', '30'])
    const turned = nodesOf(family, { key: { ...byMemory, descending: false }, addsUp: true })
    expect(outline(turned)).toEqual(['30', '1', '>20', '>10', '>>13', '>>11', '>>>12'])
  })

  it('adds up what is known, and orders by nothing known last', () => {
    const rows = rowsOf(
      { pid: 1, ppid: 0, rssBytes: 0 },
      { pid: 2, ppid: 1, rssBytes: 0 },
      { pid: 3, ppid: 1, rssBytes: 0 },
      { pid: 4, ppid: 3, rssBytes: 7 },
    )
    expect(outline(nodesOf(rows, { key: byMemory, addsUp: true }))).toEqual(['1', '>3', '>>4', '>2'])
  })

  it('keeps the ancestors of those that are wanted, and adds up the wanted alone', () => {
    const wanted = (...pids: readonly number[]) => ({ isWanted: (row: ProcessRow) => pids.includes(pidOf(row)) })
    expect(outline(nodesOf(family, wanted(12)))).toEqual(['(1)', '>(10)', '>>(11)', '>>>12'])
    expect(outline(nodesOf(family, { ...wanted(12, 20), folded: folds(10) }))).toEqual(['(1)', '>(10)+1', '>20'])
    const sums = nodesOf(family, { ...wanted(13, 20), key: byMemory, addsUp: true })
    expect(outline(sums)).toEqual(['(1)', '>20', '>(10)', '>>13'])
    expect(outline(nodesOf(family, wanted()))).toEqual([])
  })

  it('folds a subtree into its row, which then stands for all of it', () => {
    const { nodes, everyone } = processTree(optionsOf(family, { folded: folds(10, 12, 20) }))
    expect(outline(nodes)).toEqual(['1', '>10+3', '>20', '30'])
    const [, folded] = nodes
    expect(typeof folded?.below === 'object' && pidsOf(folded.below.family())).toEqual([10, 11, 12, 13])
    expect(pidsOf(everyone())).toEqual([1, 10, 11, 12, 13, 20, 30])
  })

  it('takes nobody for a parent who started after the child: the pid was given out again', () => {
    const rows = rowsOf({ pid: 5, ppid: 1, startMs: 900 }, { pid: 6, ppid: 5, startMs: 800 })
    expect(outline(nodesOf(rows))).toEqual(['5', '6'])
    const [, child] = rows
    expect(child && parentOf(rows, child)).toBeUndefined()
  })

  it('has an end where parents go round in a circle', () => {
    const startMs = 7
    const rows = rowsOf(
      { pid: 1, ppid: 9, startMs },
      { pid: 5, ppid: 7, startMs },
      { pid: 6, ppid: 5, startMs },
      { pid: 7, ppid: 6, startMs },
      { pid: 8, ppid: 8, startMs },
      { pid: 9, ppid: 5, startMs },
    )
    expect(outline(nodesOf(rows))).toHaveLength(6)
    expect(
      nodesOf(rows)
        .filter(node => node.depth === 0)
        .map(node => pidOf(node.row)),
    ).toEqual([6, 8])
    const [, , member] = rows
    expect(member && unfoldedTo(folds(5, 7), member, rows)).toEqual(folds())
  })
})

describe('any tree', () => {
  const process = fc.record({
    pid: fc.integer({ min: 1, max: 60 }),
    ppid: fc.integer({ min: 0, max: 60 }),
    rssBytes: fc.nat(5),
    startMs: fc.nat(3),
    wanted: fc.boolean(),
    ended: fc.boolean(),
    folded: fc.boolean(),
  })
  const given = fc.record({
    processes: fc.uniqueArray(process, { selector: ({ pid }) => pid, maxLength: 60 }),
    addsUp: fc.boolean(),
    descending: fc.boolean(),
    all: fc.boolean(),
  })

  it('has everyone wanted once, parents first, siblings in order, and sums that are right', () => {
    fc.assert(
      fc.property(given, ({ processes, addsUp, descending, all }) => {
        const rows = rowsOf(...processes.map(({ pid, ppid, rssBytes, startMs }) => ({ pid, ppid, rssBytes, startMs })))
        const isWanted = (row: ProcessRow) => all || processes.some(({ pid, wanted }) => wanted && pid === pidOf(row))
        const key: SortKey = { ...byMemory, descending }
        const folded = folds(...processes.filter(one => one.folded).map(({ pid }) => pid))
        const isEnded = (row: ProcessRow) => processes.some(({ pid, ended }) => ended && pid === pidOf(row))
        const tree = processTree({ rows, isWanted, key, addsUp, folded, isEnded })
        const { nodes, places } = tree
        const everyone = tree.everyone()

        expect([...pidsOf(everyone.filter(isWanted))].sort((a, b) => a - b)).toEqual(pidsOf(rows.filter(isWanted)))
        expect(new Set(everyone).size).toBe(everyone.length)
        const shown = nodes.flatMap(({ row, below }) => (typeof below === 'object' ? below.family() : [row]))
        expect(new Set(shown).size).toBe(shown.length)
        expect(pidsOf(rows.filter(row => isWanted(row) && !isEnded(row) && !shown.includes(row)))).toEqual([])

        const sumOf = (node: TreeNode): number | undefined => {
          const members = subtree(everyone, node.row, rows).filter(isWanted)
          const living = members.filter(row => !isEnded(row))
          const counted = members.filter(row => row === node.row || !isEnded(row))
          const known = counted.map(byMemory.value).filter(value => typeof value === 'number')
          if (typeof node.below === 'object') {
            expect(pidsOf(node.below.family())).toEqual(pidsOf(living))
            expect(node.below.count).toBe(living.filter(row => row !== node.row).length)
          }
          return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
        }
        nodes.forEach((node, at) => {
          expect(places[rows.indexOf(node.row)]).toBe(at)
          if (node.parent !== undefined) {
            expect(nodes.indexOf(node.parent)).toBeLessThan(at)
            expect(node.parent.row.record.pid).toBe(node.row.record.ppid)
            expect(node.parent.row.record.startMs).toBeLessThanOrEqual(node.row.record.startMs)
            expect(node.depth).toBe(node.parent.depth + 1)
            expect(node.parent.below).toBe('shown')
          }
          const siblings = nodes.filter(other => other.parent === node.parent)
          expect(node.isLast).toBe(siblings.at(-1) === node)
          const next = siblings[siblings.indexOf(node) + 1]
          if (!node.isWanted) expect(subtree(everyone, node.row, rows).some(isWanted)).toBe(true)
          const sum = sumOf(node)
          if (next === undefined) return
          const values = addsUp ? [sum, sumOf(next)] : [key.value(node.row), key.value(next.row)]
          const order = compareValues(values[0], values[1], descending)
          expect(order < 0 || (order === 0 && pidOf(node.row) < pidOf(next.row))).toBe(true)
        })
      }),
      { numRuns: 400 },
    )
  })

  /** The row with all below it, by walking up from each. */
  function subtree(everyone: readonly ProcessRow[], root: ProcessRow, rows: readonly ProcessRow[]): ProcessRow[] {
    // In preorder a subtree is in one piece; its end is where somebody comes who does not descend from it.
    const from = everyone.indexOf(root)
    const members = new Set([root])
    const found = [root]
    for (const row of everyone.slice(from + 1)) {
      const parent = parentOf(rows, row)
      if (parent === undefined || !members.has(parent)) break
      members.add(row)
      found.push(row)
    }
    return found
  }
})

describe('the order of a tree', () => {
  const order = (...pids: readonly number[]) => new TreeOrder(optionsOf(family, { folded: folds(...pids) }))
  const how = { selectedIndex: 0, top: 0, height: 9, reveal: false }

  it('moves the selection of a process that is folded away to the one that it is folded into', () => {
    expect(arrange(order(), { ...how, selected: idOf(12) })).toMatchObject({ selectedIndex: 3, held: idOf(12) })
    const folded = arrange(order(10), { ...how, selected: idOf(12) })
    expect(folded).toMatchObject({ selectedIndex: 1, held: idOf(10), selected: { id: idOf(10) } })
    expect(arrange(order(10, 1), { ...how, selected: idOf(12) })).toMatchObject({ selectedIndex: 0, held: idOf(1) })
  })

  it('leaves the selection on its place when its process is gone', () => {
    const gone = arrange(order(), { ...how, selected: processId(12, 5), selectedIndex: 4 })
    expect(gone).toMatchObject({ selectedIndex: 4, held: undefined, selected: { id: idOf(13) } })
  })

  it('tells the place of whoever is in it', () => {
    const folded = order(10)
    expect(pidsOf(folded.whole())).toEqual([1, 10, 20, 30])
    expect(family.map(row => folded.indexOf(row))).toEqual([0, 1, 1, 1, 1, 2, 3])
    expect(pidsOf(folded.between(1, 3))).toEqual([10, 20])
    expect(pidsOf(folded.everyone())).toEqual([1, 10, 11, 12, 13, 20, 30])
  })
})

describe('folds', () => {
  it('are put on and taken off, and what was handed out before stays as it was', () => {
    const one = fold(NO_FOLDS, idOf(10))
    expect([...fold(one, idOf(1))]).toEqual([idOf(10), idOf(1)])
    expect([...unfold(one, idOf(10))]).toEqual([])
    expect([...one]).toEqual([idOf(10)])
  })

  it('of all leave the roots open, unless only they have children', () => {
    expect(foldedAll(nodesOf(family))).toEqual(folds(10, 11))
    expect(foldedAll(nodesOf(rowsOf({ pid: 1, ppid: 0 }, { pid: 2, ppid: 1 }, { pid: 3, ppid: 0 })))).toEqual(folds(1))
  })

  it('are taken off all above a process that is to be seen, and off nobody else', () => {
    const [, , , deepest] = family
    expect(deepest && unfoldedTo(folds(1, 11, 12, 20), deepest, family)).toEqual(folds(12, 20))
    const others = folds(20)
    expect(deepest && unfoldedTo(others, deepest, family)).toBe(others)
  })
})

describe('guides', () => {
  const lines = (pids: readonly number[], width: number, unicode: boolean) =>
    nodesOf(family, { folded: folds(...pids) }).map(node => guidesOf(node, width, unicode).text + pidOf(node.row))

  it('lead from parents to children', () => {
    expect(lines([], 99, true)).toEqual(['▾ 1', '├▾ 10', '│ ├▾ 11', '│ │ └─ 12', '│ └─ 13', '└─ 20', '  30'])
    expect(lines([], 99, false)).toEqual(['- 1', '|- 10', '| |- 11', '| | `- 12', '| `- 13', '`- 20', '  30'])
  })

  it('tell how many are folded away', () => {
    expect(lines([10], 99, true)).toEqual(['▾ 1', '├▸3 10', '└─ 20', '  30'])
    expect(lines([1], 99, false)).toEqual(['+5 1', '  30'])
  })

  it('say where their mark is', () => {
    const marks = nodesOf(family, { folded: folds(11) }).map(node => {
      const { text, markAt, markWidth } = guidesOf(node, 99, true)
      return text.slice(markAt, markAt + markWidth)
    })
    expect(marks).toEqual(['▾', '▾', '▸1', '', '', ''])
  })

  it('leave room for the command however deep it stands', () => {
    const chain = rowsOf(...Array.from({ length: 30 }, (_, i) => ({ pid: i + 1, ppid: i })))
    const deep = nodesOf(chain).map(node => guidesOf(node, 20, true))
    expect(deep.at(3)?.text).toBe('    └▾ ')
    expect(deep.at(-1)).toEqual({ text: '…     └─ ', markAt: 7, markWidth: 0 })
    for (const { text } of deep) expect(text.length).toBeLessThanOrEqual(10)
    // That of its own level always has room.
    expect(
      nodesOf(chain)
        .map(node => guidesOf(node, 0, false).text)
        .at(-1),
    ).toBe('`- ')
  })

  it('are of plain letters where nothing folds', () => {
    const plain = nodesOf(family).map(node => plainGuidesOf(node) + pidOf(node.row))
    expect(plain).toEqual(['1', '|- 10', '| |- 11', '| | `- 12', '| `- 13', '`- 20', '30'])
  })
})
