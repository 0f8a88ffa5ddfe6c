import { type Folds, NO_FOLDS } from './folds.ts'
import type { GroupId, GroupName, RowId } from './group.ts'
import { BUILT_IN_LAYOUTS, type LayoutChoice, type PanelId } from './layouts.ts'
import { NO_TAGS, type Tags } from './tags.ts'

/** A column of the table by its id, and its cells where somebody has said how many. */
export interface ChosenColumn {
  readonly id: string
  readonly width?: number | undefined
}

export const CPU_GRAPHS = ['stacked', 'total'] as const

export type CpuGraph = (typeof CPU_GRAPHS)[number]

/** What the person at the screen has chosen to see. Everything shown is a snapshot and this. */
export interface View {
  sort: { readonly columnId: string; readonly descending: boolean }
  /** The table's columns from the left; the usual ones, as many as fit, when undefined. */
  columns: readonly ChosenColumn[] | undefined
  /** Only processes that this query is true of; everyone where it is empty. */
  filter: string
  user: string | undefined
  pids: ReadonlySet<number> | undefined
  kernelThreads: boolean
  /** Also processes that run in containers. */
  containers: boolean
  /** Processes that end stay in the table for a little while. */
  keepEnded: boolean
  /** Threads of processes that have several, each in a row of its own. */
  threads: boolean
  /** Children under their parents. */
  tree: boolean
  /** What the rows are grouped by; not at once with the tree. */
  group: GroupName
  /** Groups whose members have rows of their own. */
  open: ReadonlySet<GroupId>
  /** Rows of the tree whose descendants are hidden. */
  folded: Folds
  /** The process or the group that the selection is on; undefined while it rests on a place of the table. */
  selected: RowId | undefined
  selectedIndex: number
  /** What is done is done to these, where there are any. */
  tagged: Tags
  top: number
  /** Scroll to the selection at the next drawing. */
  reveal: boolean
  /** Keep the selected process in view wherever it moves. */
  follow: boolean
  /** The text last searched for; its matches are marked. */
  search: string
  /** Which panels stand above the table, and what the table is about, by its name. */
  layout: string
  /** All that there are, in the order of the key that goes through them. */
  readonly layouts: readonly LayoutChoice[]
  /** What the layout has brought with it, and what was before. */
  brought: (FromLayout & { readonly before: FromLayout }) | undefined
  /** Panels that no layout shows. */
  hiddenPanels: ReadonlySet<PanelId>
  /** The processors' graph by what they did, or by how busy they were. */
  cpuGraph: CpuGraph
  /** Machine panels above the table. */
  header: boolean
  /** Process CPU in percent of the machine instead of one core. */
  cpuOfMachine: boolean
  fullPath: boolean
  /** The kernel’s name and the program's file before the command, where they differ. */
  mergeNames: boolean
  /** The picture stands still; sampling goes on underneath. */
  paused: boolean
  intervalMs: number
  /** The colours that were chosen; where one tries others they are on the screen, not here. */
  theme: string
  /** No command that changes anything outside ntop. */
  readonly readonly: boolean
}

type FromLayout = Pick<View, 'sort' | 'columns'>

export function initialView(chosen: Partial<View>): View {
  const view: View = {
    sort: { columnId: 'cpu', descending: true },
    columns: undefined,
    filter: '',
    user: undefined,
    pids: undefined,
    kernelThreads: false,
    containers: true,
    keepEnded: false,
    threads: false,
    tree: false,
    group: 'none',
    open: new Set(),
    folded: NO_FOLDS,
    selected: undefined,
    selectedIndex: 0,
    tagged: NO_TAGS,
    top: 0,
    reveal: false,
    follow: false,
    search: '',
    layout: 'all',
    layouts: BUILT_IN_LAYOUTS,
    brought: undefined,
    hiddenPanels: new Set(),
    cpuGraph: 'stacked',
    header: true,
    cpuOfMachine: false,
    fullPath: false,
    mergeNames: false,
    paused: false,
    intervalMs: 1000,
    theme: 'auto',
    readonly: false,
    ...chosen,
  }
  return view.tree ? { ...view, group: 'none' } : view
}

/** Whether threads have rows of their own: not in groups, which are of processes. */
export function showsThreads({ group, threads }: View): boolean {
  return threads && group === 'none'
}
