import { describe, expect, it } from 'vitest'
import { type ColumnContext, columnValue } from '../../src/columns/column.ts'
import { columns, findColumn } from '../../src/columns/index.ts'
import { sortBy } from '../../src/columns/sort-by.ts'
import { totalOf } from '../../src/columns/total.ts'
import { derive } from '../../src/model/derive.ts'
import { matches } from '../../src/model/filter.ts'
import { fold, NO_FOLDS, unfoldedTo } from '../../src/model/folds.ts'
import { OrderedRows } from '../../src/model/ordered-rows.ts'
import { Past } from '../../src/model/past.ts'
import { type ProcessRecord, pidOf, processId, taskId, threadId } from '../../src/model/process.ts'
import { rowsOf } from '../../src/model/rows-of.ts'
import type { ProcessRow, Snapshot } from '../../src/model/snapshot.ts'
import { NO_TAGS, tagFamily } from '../../src/model/tags.ts'
import { parentOf, type TreeNode } from '../../src/model/tree.ts'
import { TreeOrder } from '../../src/model/tree-order.ts'
import { initialView } from '../../src/model/view.ts'
import { keeps } from '../../src/query/keeps.ts'
import { NO_IO, record, sample } from '../export/moments.ts'

const FLAT: ColumnContext = { ownUid: 0, cores: 4, cpuOfMachine: false, fullPath: false }
const IN_TREE = { ...FLAT, tree: true }

/** A thread of a process, 10 by default. */
function thread(tid: number, over: Partial<ProcessRecord> = {}, pid = 10): ProcessRecord {
  const facts = { threadOf: processId(pid, pid * 100) }
  return record(tid, { id: threadId(tid, tid * 100), threads: 3, name: `t${tid}`, ...over }, facts)
}

/** Process 10 with three threads, 5 beside it, and 12, a child of 10. */
function machine(atSec: number, busy: readonly [number, number, number]): Snapshot['sample'] {
  const seenAtMs = atSec * 1000
  const used = (userMs: number) => ({ userMs: 1000 + userMs, systemMs: 0, seenAtMs })
  const [main, one, other] = busy
  return {
    ...sample(atSec, [
      record(5, used(0)),
      record(10, { ...used(main + one + other), name: 'node', threads: 3, rssBytes: 4096 * 9000 }, { user: 'deploy' }),
      record(12, { ...used(0), ppid: 10, name: 'child' }),
    ]),
    threads: [thread(10, { ...used(main), name: 'node' }), thread(11, used(one)), thread(13, used(other))],
  }
}

const first = derive(undefined, machine(0, [0, 0, 0]))
const second = derive(first, machine(1, [100, 300, 0]))
const rows = rowsOf(second, true)

const rowOf = (tid: number, isThread: boolean): ProcessRow => {
  const row = rows.find(({ record, threadOf }) => record.pid === tid && (threadOf !== undefined) === isThread)
  if (row === undefined) throw new Error(`no row ${tid}`)
  return row
}
const marked = ({ record: { pid }, threadOf }: ProcessRow): string => (threadOf === undefined ? `${pid}` : `t${pid}`)

const column = (name: string) => {
  const found = findColumn(name)
  if (found === undefined) throw new Error(`no column ${name}`)
  return found
}

describe('the id of a thread', () => {
  it('is no process’s, be it the first one of that', () => {
    expect(threadId(10, 1000)).not.toBe(processId(10, 1000))
    expect(pidOf(threadId(10, 1000))).toBe(10)
    expect(taskId(threadId(10, 1000))).toBe(processId(10, 1000))
    expect(taskId(processId(10, 1000))).toBe(processId(10, 1000))
  })
})

describe('threads of a snapshot', () => {
  it('have time of their own, which adds up to their process’s', () => {
    expect(second.threads?.rows.map(row => row.cpuPct)).toEqual([10, 30, 0])
    expect(rowOf(10, false).cpuPct).toBe(40)
    expect(first.threads?.rows.map(row => row.cpuPct)).toEqual([undefined, undefined, undefined])
  })

  it('are no processes: nothing that counts those counts them', () => {
    expect(second.processes.map(marked)).toEqual(['5', '10', '12'])
    expect(second.tasks.total).toBe(3)
    expect(second.readAtMs).toHaveLength(3)
    const { threads: _, ...without } = second.sample
    const alone = derive(first, without)
    expect(alone.threads).toBeUndefined()
    expect(alone.tasks).toEqual(second.tasks)
    expect(alone.endedCpu).toEqual(second.endedCpu)
    expect(alone.processes).toEqual(second.processes)
  })

  it('keep their row as long as nothing happens to them or to their process', () => {
    const still = machine(1, [100, 300, 0])
    const processes = second.sample.processes
    const third = derive(second, { ...still, processes, threads: second.sample.threads ?? [], monotonicMs: 3000 })
    expect(third.threads?.rows[2]).not.toBe(second.threads?.rows[2])
    const fourth = derive(third, { ...third.sample, monotonicMs: 4000 })
    expect(fourth.threads?.rows.every((row, i) => row === third.threads?.rows[i])).toBe(true)
  })

  it('that were born since have used all their time since; of others that were not seen it is unknown', () => {
    const bornMs = (first.host.uptimeSec ?? 0) * 1000 + 300
    const came = thread(14, { userMs: 200, systemMs: 0, startMs: bornMs, seenAtMs: 1000 })
    const unseen = thread(15, { userMs: 200, systemMs: 0, seenAtMs: 1000 })
    const third = derive(first, { ...machine(1, [0, 0, 0]), threads: [came, unseen] })
    expect(third.threads?.rows.map(row => row.cpuPct)).toEqual([20, undefined])
  })

  it('of a process that is not among them are left out', () => {
    const orphan = derive(first, { ...machine(1, [0, 0, 0]), threads: [thread(99, {}, 98)] })
    expect(orphan.threads?.rows).toEqual([])
  })

  it('are among the rows where they are wanted, the first one right behind its process', () => {
    expect(rows.map(marked)).toEqual(['5', '10', 't10', 't11', '12', 't13'])
    expect(rowsOf(second, true)).toBe(rows)
    expect(rowsOf(second, false)).toBe(second.processes)
  })

  it('are kept with the past, each below its process as it was known then', () => {
    const past = new Past()
    const facts = second.threads?.rows[1]?.facts
    if (facts === undefined) throw new Error('no thread')
    past.add({ snapshot: second, troubles: [], points: 0 })
    facts.io = { atMs: 1, value: { ...NO_IO, readBytes: 7 } }
    facts.revision++
    past.add({ snapshot: derive(second, machine(2, [100, 300, 0])), troubles: [], points: 0 })
    const then = past.before(second.sample.monotonicMs + 1)?.snapshot
    expect(then?.threads?.rows[1]?.facts.io).toBeUndefined()
    expect(then?.threads?.rows[1]?.threadOf).toBe(then?.processes[1])
    facts.io = undefined
  })
})

describe('columns of a thread', () => {
  it('have no amount of what belongs to the whole process', () => {
    for (const name of ['virt', 'res', 'shr', 'mem%', 'grow', 'thr', 'pss', 'uss', 'limit', 'oom', 'cutime']) {
      expect(columnValue(column(name), rowOf(11, true), FLAT), name).toBeUndefined()
    }
    // Whatever is counted in bytes, but for what it reads and writes itself.
    const memory = columns.filter(({ kind, needs }) => kind === 'bytes' && !needs.includes('io'))
    expect(memory.filter(({ ofThread }) => ofThread !== 'none')).toEqual([])
  })

  it('have what it shares with its process', () => {
    expect(columnValue(column('user'), rowOf(11, true), FLAT)).toBe('deploy')
    expect(columnValue(column('tgid'), rowOf(11, true), FLAT)).toBe(10)
  })

  it('have what is its own', () => {
    expect(columnValue(column('pid'), rowOf(11, true), FLAT)).toBe(11)
    expect(columnValue(column('cpu'), rowOf(11, true), FLAT)).toBe(30)
    expect(columnValue(column('comm'), rowOf(11, true), FLAT)).toBe('t11')
  })

  it('name it in braces, and its process where that does not stand above it', () => {
    expect(columnValue(column('command'), rowOf(11, true), FLAT)).toBe('{t11} of 10 node')
    expect(columnValue(column('command'), rowOf(11, true), IN_TREE)).toBe('{t11}')
    expect(columnValue(column('command'), rowOf(10, true), FLAT)).toBe('{node} main thread of 10 node')
  })
})

describe('a list with threads', () => {
  const listed = (name: string, descending: boolean) =>
    new OrderedRows(rows, sortBy(column(name), FLAT, descending)).whole().map(marked)

  it('is sorted by what is each one’s own', () => {
    expect(listed('cpu', true)).toEqual(['10', 't11', 't10', '5', '12', 't13'])
  })

  it('has them behind their process by what is the process’s', () => {
    expect(listed('res', true)).toEqual(['10', 't10', 't11', 't13', '5', '12'])
  })

  it('knows a process from its first thread', () => {
    for (const descending of [true, false]) {
      const order = new OrderedRows(rows, sortBy(column('pid'), FLAT, descending))
      for (const row of rows) {
        expect(order.rowOf(row.id)).toBe(row)
        expect(order.indexOf(row)).toBe(order.whole().indexOf(row))
        // Without the whole in order it is counted.
        expect(new OrderedRows(rows, sortBy(column('pid'), FLAT, descending)).indexOf(row)).toBe(order.indexOf(row))
      }
    }
    expect(new OrderedRows(second.processes, sortBy(undefined, FLAT, true)).rowOf(rowOf(10, true).id)).toBeUndefined()
  })
})

describe('a tree with threads', () => {
  const order = (filter = '', folded = NO_FOLDS, name = 'cpu') =>
    new TreeOrder({
      rows,
      isWanted: keeps(initialView({ filter, tree: true }), IN_TREE),
      key: sortBy(column(name), IN_TREE, true),
      addsUp: column(name).together === 'sum',
      folded,
    })
  const outline = (nodes: readonly TreeNode[]) =>
    nodes.map(({ row, depth, isWanted }) => '>'.repeat(depth) + (isWanted ? marked(row) : `(${marked(row)})`))
  const familyOf = ({ nodes }: TreeOrder): readonly ProcessRow[] => {
    const below = nodes.find(node => typeof node.below === 'object')?.below
    return typeof below === 'object' ? below.family() : []
  }

  it('has them below their process, among its children', () => {
    expect(outline(order().nodes)).toEqual(['10', '>t11', '>t10', '>12', '>t13', '5'])
    expect(outline(order('', NO_FOLDS, 'res').nodes)).toEqual(['10', '>12', '>t10', '>t11', '>t13', '5'])
  })

  it('counts nothing twice in the sum of a subtree', () => {
    const folded = order('', fold(NO_FOLDS, processId(10, 1000)))
    expect(outline(folded.nodes)).toEqual(['10', '5'])
    expect(folded.nodes[0]?.below).toMatchObject({ count: 4 })
    const family = familyOf(folded)
    expect(family.map(marked)).toEqual(['10', '12'])
    expect(totalOf(column('cpu'), family, IN_TREE)).toEqual({ value: 40, isWhole: true })
    expect(totalOf(column('res'), family, IN_TREE)).toMatchObject({
      value: 4096 * 9000 + 12 * 1024 ** 2,
      isWhole: true,
    })
  })

  it('adds up threads whose process was not asked for', () => {
    const folded = order('thread = yes', fold(NO_FOLDS, processId(10, 1000)))
    expect(outline(folded.nodes)).toEqual(['(10)'])
    expect(familyOf(folded).map(marked)).toEqual(['t11', 't10', 't13'])
    expect(totalOf(column('cpu'), familyOf(folded), IN_TREE)).toEqual({ value: 40, isWhole: true })
    expect(totalOf(column('res'), familyOf(folded), IN_TREE)).toBeUndefined()
  })

  it('leads from a thread to its process', () => {
    expect(parentOf(rows, rowOf(11, true))).toBe(rowOf(10, false))
    expect(parentOf(rows, rowOf(10, true))).toBe(rowOf(10, false))
    expect(parentOf([rowOf(5, false)], rowOf(11, true))).toBeUndefined()
    const folded = fold(NO_FOLDS, processId(10, 1000))
    expect(unfoldedTo(folded, rowOf(13, true), rows).size).toBe(0)
    // Folded away it stands in its process's row.
    const tree = order('', folded)
    expect(tree.rowOf(rowOf(13, true).id)).toBe(rowOf(10, false))
    expect(tree.indexOf(rowOf(13, true))).toBe(0)
  })
})

describe('what is asked of threads', () => {
  const kept = (filter: string) => rows.filter(keeps(initialView({ filter }), FLAT)).map(marked)

  it('of a search is their own name, of a filter their process’s too', () => {
    expect(rows.filter(row => matches(row, 'node')).map(marked)).toEqual(['10', 't10'])
    expect(kept('node')).toEqual(['10', 't10', 't11', 't13'])
    expect(kept('t11')).toEqual(['t11'])
    expect(kept('not node')).toEqual(['5', '12'])
  })

  it('in a query is what is their own, or their process’s where they share it', () => {
    expect(kept('cpu > 20')).toEqual(['10', 't11'])
    expect(kept('res > 30M')).toEqual(['10', 't10', 't11', 't13'])
    expect(kept('user = deploy and thread = no')).toEqual(['10'])
    expect(kept('thread = true')).toEqual(['t10', 't11', 't13'])
    expect(kept('name = t13')).toEqual(['t13'])
  })

  it('by pid are those of their process', () => {
    const keep = keeps(initialView({ pids: new Set([10]) }), FLAT)
    expect(rows.filter(keep).map(marked)).toEqual(['10', 't10', 't11', 't13'])
  })
})

describe('a tag with all that descend', () => {
  it('is on processes: a thread has nobody below it, and a process its threads anyway', () => {
    expect([...tagFamily(NO_TAGS, rowOf(10, false), second.processes)]).toEqual(['10:1000', '12:1200'])
    expect([...tagFamily(NO_TAGS, rowOf(10, true), second.processes)]).toEqual(['10:1000:thread'])
  })
})
