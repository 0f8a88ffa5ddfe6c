import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { columns } from '../../src/columns/index.ts'
import { DIFFERENT, togetherOf, totalOf } from '../../src/columns/total.ts'
import { arrange } from '../../src/model/arrange.ts'
import { derive } from '../../src/model/derive.ts'
import { type Group, groupId, isGroup, processesOf, type TableRow } from '../../src/model/group.ts'
import { GroupOrder } from '../../src/model/group-order.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }

/** Processes 1, 2, 3 … of these names; an empty one is in no group, one called ? in an unknown one. */
function rowsOf(...given: readonly (Partial<ProcessRecord> & { readonly name: string })[]): readonly ProcessRow[] {
  return derive(
    undefined,
    sample(
      0,
      given.map((over, i) => record(i + 1, over)),
    ),
  ).processes
}

interface How {
  readonly open?: readonly string[]
  readonly descending?: boolean
}

const sumOf = (rows: readonly ProcessRow[]) => rows.reduce((sum, row) => sum + row.record.rssBytes, 0)

/** By name, ordered by memory, the largest first unless told otherwise. */
function orderOf(rows: readonly ProcessRow[], { open = [], descending = true }: How = {}): GroupOrder {
  return new GroupOrder({
    rows,
    by: 'program',
    keyOf: row => (row.record.name === '?' ? undefined : row.record.name),
    nameOf: key => (key === undefined ? 'unknown' : key === '' ? 'none' : key),
    key: { value: row => row.record.rssBytes, descending },
    togetherOf: (_, members) => sumOf(members),
    open: new Set(open.map(name => groupId('program', name === '?' ? undefined : name))),
  })
}

const outline = (rows: readonly TableRow[]) =>
  rows.map(row => (isGroup(row) ? `${row.name} ×${row.members.length}` : row.record.pid))

const some = rowsOf(
  { name: 'sh', rssBytes: 10 },
  { name: 'node', rssBytes: 20 },
  { name: '', rssBytes: 5 },
  { name: 'node', rssBytes: 40 },
  { name: '?', rssBytes: 1 },
  { name: 'sh', rssBytes: 70 },
)
const idOf = (pid: number) => some[pid - 1]?.id ?? groupId('program', 'nobody')
const at = (pid: number): ProcessRow => {
  const row = some[pid - 1]
  if (row === undefined) throw new Error('no row')
  return row
}

describe('groups', () => {
  it('are ordered by what their members have together, and members beneath by their own', () => {
    expect(outline(orderOf(some).whole())).toEqual(['sh ×2', 'node ×2', 'none ×1', 'unknown ×1'])
    expect(outline(orderOf(some, { open: ['node', 'sh', '?'] }).whole())).toEqual([
      'sh ×2',
      6,
      1,
      'node ×2',
      4,
      2,
      'none ×1',
      'unknown ×1',
      5,
    ])
    const turned = orderOf(some, { open: ['node'], descending: false })
    expect(outline(turned.whole())).toEqual(['unknown ×1', 'none ×1', 'node ×2', 2, 4, 'sh ×2'])
  })

  it('of the same amount are in the order of their names', () => {
    const rows = rowsOf({ name: 'b', rssBytes: 1 }, { name: 'c', rssBytes: 1 }, { name: 'a', rssBytes: 1 })
    expect(outline(orderOf(rows).whole())).toEqual(['a ×1', 'b ×1', 'c ×1'])
    expect(outline(orderOf(rows, { descending: false }).whole())).toEqual(['a ×1', 'b ×1', 'c ×1'])
  })

  it('stand for whoever is folded into them, and tell where they are', () => {
    const order = orderOf(some, { open: ['sh'] })
    expect(order.rowOf(idOf(6))).toBe(at(6))
    expect(order.indexOf(at(6))).toBe(1)
    const node = order.rowOf(idOf(2))
    expect(node).toMatchObject({ id: '@program:node', isOpen: false })
    expect(order.indexOf(at(2))).toBe(3)
    expect(order.groupOf(at(2))).toBe(node)
    expect(order.rowOf(groupId('program', 'node'))).toBe(node)
    expect(order.rowOf(groupId('program', 'gone'))).toBeUndefined()
    expect(order.rowOf(groupId('program', undefined))).toMatchObject({ name: 'unknown' })
    expect(order.at(-1)).toBeUndefined()
    expect(order.at(6)).toBeUndefined()
  })

  it('keep the selection through samples, and take it from whom they are folded over', () => {
    const how = { selectedIndex: 0, top: 0, height: 2, reveal: true }
    const before = arrange(orderOf(some), { ...how, selected: groupId('program', 'node') })
    expect(before).toMatchObject({ selectedIndex: 1, selected: undefined, held: '@program:node' })
    expect(before.group?.name).toBe('node')
    const richer = rowsOf({ name: 'sh', rssBytes: 10 }, { name: 'node', rssBytes: 200 })
    expect(arrange(orderOf(richer), { ...how, selected: before.held }).selectedIndex).toBe(0)
    const member = arrange(orderOf(some, { open: ['node'] }), { ...how, selected: idOf(2) })
    expect(member).toMatchObject({ selectedIndex: 3, top: 2, selected: at(2), group: undefined })
    expect(arrange(orderOf(some), { ...how, selected: idOf(2) })).toMatchObject({
      selectedIndex: 1,
      selected: undefined,
      held: '@program:node',
    })
  })
})

describe('any processes', () => {
  const anyProcess = fc.record({
    name: fc.constantFrom('node', 'sh', 'kworker', '', '?'),
    rssBytes: fc.nat(1000),
    threads: fc.integer({ min: 1, max: 9 }),
    userMs: fc.nat(1000),
    startMs: fc.nat(1000),
    vmsBytes: fc.nat(5000),
    kernelThread: fc.boolean(),
    state: fc.constantFrom('R', 'S', 'Z'),
  })
  const given = fc.record({
    processes: fc.array(anyProcess, { maxLength: 40 }),
    open: fc.subarray(['node', 'sh', 'kworker', '', '?']),
    descending: fc.boolean(),
    from: fc.nat(45),
    length: fc.nat(45),
  })

  it('are each in one group, with rows in order wherever one cuts', () => {
    fc.assert(
      fc.property(given, ({ processes, open, descending, from, length }) => {
        const rows = rowsOf(...processes)
        const order = orderOf(rows, { open, descending })
        const members = order.groups.flatMap(group => group.members)
        expect(members.map(row => row.record.pid).sort((a, b) => a - b)).toEqual(rows.map(row => row.record.pid))
        for (const group of order.groups) expect(new Set(group.members.map(row => row.record.name)).size).toBe(1)

        const whole = order.whole()
        expect(whole).toHaveLength(order.count)
        expect(order.between(from, from + length)).toEqual(whole.slice(from, from + length))
        whole.forEach((row, i) => {
          expect(order.at(i)).toBe(row)
          expect(order.indexOf(row)).toBe(i)
          expect(order.rowOf(row.id)).toBe(row)
        })
        const isOpen = (row: ProcessRow) => open.includes(row.record.name)
        expect(processesOf(whole).length).toBe(rows.filter(isOpen).length)
        expect(processesOf(order.everyone()).length).toBe(rows.length)

        const totals = order.groups.map(group => sumOf(group.members))
        expect(totals).toEqual([...totals].sort((a, b) => (descending ? b - a : a - b)))
        let above: Group | undefined
        for (const row of order.everyone()) {
          if (isGroup(row)) above = row
          else expect(above?.members).toContain(row)
        }
      }),
    )
  })

  it('have together what all of the table has: sums add up, extremes and what is common are somebody’s', () => {
    fc.assert(
      fc.property(given, ({ processes }) => {
        const rows = rowsOf(...processes)
        const { groups } = orderOf(rows)
        for (const column of columns) {
          const together = groups.map(({ members }) => togetherOf(column, members, CONTEXT))
          if (column.together === 'sum') {
            const known = together.flatMap(one => (one === undefined || one === DIFFERENT ? [] : [Number(one.value)]))
            const sum = known.length === 0 ? undefined : known.reduce((a, b) => a + b)
            const total = totalOf(column, rows, CONTEXT)
            if (sum === undefined) expect(total, column.id).toBeUndefined()
            else expect(total?.value, column.id).toBeCloseTo(sum, 6)
            continue
          }
          groups.forEach(({ members }, i) => {
            const one = together[i]
            const values = members.map(row => column.value(row, CONTEXT)).filter(value => value !== undefined)
            if (one === undefined) expect(values, column.id).toEqual([])
            else if (one === DIFFERENT) expect(new Set(values).size, column.id).toBeGreaterThan(1)
            else {
              expect(one.value, column.id).toBe(column.value(one.row, CONTEXT))
              expect(members).toContain(one.row)
              const isFine = (value: number | string) =>
                column.together === 'largest'
                  ? value <= one.value
                  : column.together === 'least'
                    ? value >= one.value
                    : value === one.value
              expect(values.every(isFine), column.id).toBe(true)
            }
          })
        }
      }),
      { numRuns: 50 },
    )
  })
})
