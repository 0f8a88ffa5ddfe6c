/** Processes under their parents: who is shown, in which order, and how deep. */
import { compareValues, type SortKey } from './order.ts'
import type { ProcessId } from './process.ts'
import { rowOfPid } from './row-of-pid.ts'
import type { ProcessRow } from './snapshot.ts'

/** A row's place in the tree. */
export interface TreeNode {
  readonly row: ProcessRow
  /** The row that it stands under; a root has none. */
  readonly parent: TreeNode | undefined
  /** 0 for a root. */
  readonly depth: number
  /** No sibling comes after it. */
  readonly isLast: boolean
  /** Asked for, and not only there because a descendant is. */
  readonly isWanted: boolean
  /** What is below it: nothing, rows that are shown, or rows that are folded away. */
  readonly below: 'nothing' | 'shown' | Folded
}

/** What a folded row stands for. */
export interface Folded {
  /** How many that were asked for are hidden below it. */
  readonly count: number
  /**
   * Those and the row itself, where it was asked for too: the rows that add up to its totals. Threads are not among them
   * beside their process, in whose figures they are.
   */
  family(): readonly ProcessRow[]
}

export interface TreeOptions {
  /** Who may be shown, in ascending order of pid. */
  readonly rows: readonly ProcessRow[]
  /** Whom to show; of the others only their ancestors are. */
  readonly isWanted: (row: ProcessRow) => boolean
  /** What siblings are ordered by, */
  readonly key: SortKey
  /** and whether by the sum of that over everyone wanted in the subtree rather than by their own. */
  readonly addsUp: boolean
  readonly folded: ReadonlySet<ProcessId>
  /** Whoever has ended is shown, and is no part of any sum or count. */
  readonly isEnded?: (row: ProcessRow) => boolean
}

export interface ProcessTree {
  /** The rows that are shown, in their order. */
  readonly nodes: readonly TreeNode[]
  /** For each of the given rows where in {@link nodes} it is, or the one that it is folded into; -1 if it is neither. */
  readonly places: Int32Array
  /** Those in {@link nodes} and the ones that are folded away, in order. */
  everyone(): readonly ProcessRow[]
}

/**
 * The row of a process's parent, if that is among the rows and truly its parent: one that started later has the pid of
 * a parent that is gone. A thread is below its process.
 *
 * @param rows in ascending order of pid
 */
export function parentOf(rows: readonly ProcessRow[], { record, threadOf }: ProcessRow): ProcessRow | undefined {
  if (threadOf !== undefined) return rowOfPid(rows, threadOf.record.pid) === threadOf ? threadOf : undefined
  const parent = rowOfPid(rows, record.ppid)
  return parent !== undefined && isParent(parent, record.pid, record.startMs) ? parent : undefined
}

/** The rows as a tree. Pure. Whoever has no parent among them is a root. */
export function processTree(options: TreeOptions): ProcessTree {
  const { rows, isWanted, key, addsUp, folded, isEnded = () => false } = options
  const wanted = rows.map(isWanted)
  const ended = rows.map(isEnded)
  const parents = parentsOf(rows)
  const { roots, children } = childrenOf(parents)
  /** A thread whose process counts already. */
  const isPart = (at: number): boolean => rows[at]?.threadOf !== undefined && wanted[parents[at] ?? -1] === true
  const { totals, sizes, wantedCounts, livingCounts } = sumsOf(rows, {
    ...{ roots, children, parents, wanted, ended, isPart, key, addsUp },
  })
  const isShown = (at: number): boolean => (wantedCounts[at] ?? 0) > 0
  const inOrder = (siblings: readonly number[]): number[] =>
    siblings
      .filter(isShown)
      // Numbers rise with pids.
      .sort((a, b) => compareValues(totals[a], totals[b], key.descending) || a - b)

  const nodes: TreeNode[] = []
  const order: number[] = []
  const places = new Int32Array(rows.length).fill(-1)
  /** Whose turn comes next is at the end. */
  const left: Due[] = []
  const push = (siblings: readonly number[], parent: TreeNode | undefined, into: number): void => {
    const sorted = inOrder(siblings)
    for (let i = sorted.length - 1; i >= 0; i--)
      left.push({ at: sorted[i] ?? 0, parent, isLast: i === sorted.length - 1, into })
  }
  push(roots, undefined, -1)
  for (let due = left.pop(); due !== undefined; due = left.pop()) {
    const { at, parent, isLast, into } = due
    const row = rows[at]
    if (row === undefined) continue
    const from = order.length
    order.push(at)
    const below = children[at] ?? []
    places[at] = into >= 0 ? into : nodes.length
    if (into >= 0) {
      push(below, undefined, into)
      continue
    }
    const hasBelow = below.some(isShown)
    const isFolded = hasBelow && folded.has(row.id)
    const node: TreeNode = {
      row,
      parent,
      depth: parent === undefined ? 0 : parent.depth + 1,
      isLast,
      isWanted: wanted[at] ?? false,
      below: isFolded
        ? {
            count: (livingCounts[at] ?? 0) - (wanted[at] === true && ended[at] !== true ? 1 : 0),
            family: () =>
              rowsAt(
                rows,
                order
                  .slice(from, from + (sizes[at] ?? 0))
                  .filter(member => wanted[member] && !ended[member] && !isPart(member)),
              ),
          }
        : hasBelow
          ? 'shown'
          : 'nothing',
    }
    push(below, node, isFolded ? nodes.length : -1)
    nodes.push(node)
  }
  return { nodes, places, everyone: () => rowsAt(rows, order) }
}

/** A row that is to be put into its place. Rows are known by their place among the given ones. */
interface Due {
  readonly at: number
  readonly parent: TreeNode | undefined
  readonly isLast: boolean
  /** The place of the row that it is folded into, or -1. */
  readonly into: number
}

function rowsAt(rows: readonly ProcessRow[], places: readonly number[]): ProcessRow[] {
  const found: ProcessRow[] = []
  for (const at of places) {
    const row = rows[at]
    if (row !== undefined) found.push(row)
  }
  return found
}

function isParent({ record }: ProcessRow, childPid: number, childStartMs: number): boolean {
  return record.pid !== childPid && record.startMs <= childStartMs
}

/** For each row where its parent is, or -1. No row is an ancestor of its own. */
function parentsOf(rows: readonly ProcessRow[]): Int32Array {
  const byPid = new Map<number, number>()
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    if (row !== undefined && row.threadOf === undefined) byPid.set(row.record.pid, at)
  }
  const parents = new Int32Array(rows.length)
  rows.forEach(({ record, threadOf }, at) => {
    const parentAt = byPid.get(threadOf === undefined ? record.ppid : threadOf.record.pid) ?? -1
    const parent = rows[parentAt]
    const isTrue = threadOf === undefined ? parent && isParent(parent, record.pid, record.startMs) : parent === threadOf
    parents[at] = isTrue ? parentAt : -1
  })
  // Lines that were read one after the other may tell of a circle, among processes that started in the same tick.
  const walks = new Int32Array(rows.length)
  for (let from = 0; from < rows.length; from++) {
    for (let at = from; at >= 0 && walks[at] === 0; at = parents[at] ?? -1) {
      walks[at] = from + 1
      if (walks[parents[at] ?? -1] === from + 1) parents[at] = -1
    }
  }
  return parents
}

interface Kinship {
  readonly roots: readonly number[]
  /** Of whoever has any. */
  readonly children: readonly (readonly number[] | undefined)[]
}

function childrenOf(parents: Int32Array): Kinship {
  const roots: number[] = []
  const children: (number[] | undefined)[] = new Array(parents.length)
  parents.forEach((parent, at) => {
    if (parent < 0) roots.push(at)
    else {
      const siblings = children[parent]
      if (siblings === undefined) children[parent] = [at]
      else siblings.push(at)
    }
  })
  return { roots, children }
}

interface Summing extends Kinship, Pick<TreeOptions, 'key' | 'addsUp'> {
  readonly parents: Int32Array
  readonly wanted: readonly boolean[]
  readonly ended: readonly boolean[]
  isPart(at: number): boolean
}

interface Sums {
  /** What each is ordered by. */
  readonly totals: readonly (number | string | undefined)[]
  /** How many are in each one's subtree and come into the tree, itself among them; */
  readonly sizes: Int32Array
  /** and how many of them are wanted. */
  readonly wantedCounts: Int32Array
  /** The same without those that have ended. */
  readonly livingCounts: Int32Array
}

function sumsOf(rows: readonly ProcessRow[], summing: Summing): Sums {
  const { roots, children, parents, wanted, ended, isPart, key, addsUp } = summing
  const totals = rows.map((row, at) => (addsUp && wanted[at] !== true ? undefined : key.value(row)))
  const wantedCounts = Int32Array.from(wanted, Number)
  const livingCounts = wantedCounts.map((count, at) => (ended[at] === true ? 0 : count))
  /** Of whoever has ended, what is below them: all that goes up from there. */
  const sums: (number | undefined)[] = []
  const sizes = new Int32Array(rows.length)
  const downwards: number[] = [...roots]
  for (let i = 0; i < downwards.length; i++)
    for (const child of children[downwards[i] ?? -1] ?? []) downwards.push(child)
  for (let i = downwards.length - 1; i >= 0; i--) {
    const at = downwards[i] ?? 0
    const count = wantedCounts[at] ?? 0
    if (count > 0) sizes[at] = (sizes[at] ?? 0) + 1
    const parent = parents[at] ?? -1
    if (parent < 0) continue
    wantedCounts[parent] = (wantedCounts[parent] ?? 0) + count
    sizes[parent] = (sizes[parent] ?? 0) + (sizes[at] ?? 0)
    livingCounts[parent] = (livingCounts[parent] ?? 0) + (livingCounts[at] ?? 0)
    const [below, sum] = [ended[at] === true ? sums[at] : totals[at], totals[parent]]
    if (!addsUp || isPart(at) || typeof below !== 'number') continue
    totals[parent] = typeof sum === 'number' ? sum + below : below
    if (ended[parent] === true) sums[parent] = (sums[parent] ?? 0) + below
  }
  return { totals, sizes, wantedCounts, livingCounts }
}
