import type { ChosenColumn, View } from './view.ts'

/** Parts of the screen about the machine, by the digits of the keys that show and hide them. */
export const PANEL_IDS = ['cpu', 'memory', 'disks', 'network', 'pressure', 'sensors'] as const

export type PanelId = (typeof PANEL_IDS)[number]

/** What of the machine stands above the table, and what the table is about. */
export interface LayoutChoice {
  readonly name: string
  /** As one would say it. */
  readonly title: string
  /** From the left, and from the top. */
  readonly panels: readonly PanelId[]
  /** Of ntop's layouts where nobody has chosen others; the usual ones when undefined. */
  readonly columns?: readonly ChosenColumn[] | undefined
  /** What it puts the table in order by; as it was when undefined. */
  readonly sort?: View['sort'] | undefined
  /** Somebody has made it: its columns go before those that hold otherwise. */
  readonly isOwn?: true
}

export const LAYOUT_NAMES = ['all', 'cpu', 'memory', 'io', 'processes'] as const

type BuiltIn = LayoutChoice & { readonly name: (typeof LAYOUT_NAMES)[number] }

const named = (names: string): readonly ChosenColumn[] => names.split(' ').map(id => ({ id }))

const ALL: BuiltIn = {
  name: 'all',
  title: 'all of the machine',
  // What belongs together is beside each other; those that come later give way first.
  panels: ['cpu', 'memory', 'disks', 'network', 'pressure', 'sensors'],
}

/** In the order of the key that goes through them. */
export const BUILT_IN_LAYOUTS: readonly BuiltIn[] = [
  ALL,
  { name: 'cpu', title: 'processors and heat', panels: ['cpu', 'sensors'] },
  {
    name: 'memory',
    title: 'memory, and whose it truly is',
    panels: ['memory', 'pressure'],
    columns: named('pid user rss uss pss swap grow mem majflt state cpu limit command'),
  },
  {
    name: 'io',
    title: 'disks and network, and who uses them',
    panels: ['disks', 'network'],
    columns: named('pid user io read write iodelay ioprio state cpu rss command'),
  },
  { name: 'processes', title: 'processes alone', panels: [] },
]

/** Those that somebody has made behind ntop's own, or in the place of the one with the same name. */
export function withOwnLayouts(own: readonly LayoutChoice[]): readonly LayoutChoice[] {
  const isBuiltIn = (name: string): boolean => BUILT_IN_LAYOUTS.some(layout => layout.name === name)
  return [
    ...BUILT_IN_LAYOUTS.map(layout => own.find(({ name }) => name === layout.name) ?? layout),
    ...own.filter(({ name }) => !isBuiltIn(name)),
  ]
}

/** The layout that is chosen. */
export function layoutOf({ layouts, layout }: Pick<View, 'layouts' | 'layout'>): LayoutChoice {
  return layouts.find(({ name }) => name === layout) ?? ALL
}

/** The panels that are to be seen, as far as there is room and they have something to say. */
export function panelsOf(view: Pick<View, 'layouts' | 'layout' | 'hiddenPanels'>): readonly PanelId[] {
  return layoutOf(view).panels.filter(id => !view.hiddenPanels.has(id))
}

/** Takes the layout that comes next, or before. */
export function turnLayout(view: View, step: -1 | 1): void {
  const { length } = view.layouts
  const at = view.layouts.indexOf(layoutOf(view))
  takeLayout(view, view.layouts[(at + step + length) % length]?.name ?? ALL.name)
}

/**
 * Takes a layout, with the order and the columns that it brings; what was before comes back with one that brings none,
 * unless another was chosen meanwhile.
 */
export function takeLayout(view: View, name: string): void {
  const before = withoutLayout(view)
  view.layout = name
  const { sort, columns, isOwn } = layoutOf(view)
  const brought = { sort: sort ?? before.sort, columns: isOwn ? (columns ?? before.columns) : before.columns }
  view.brought = sort !== undefined || (isOwn && columns !== undefined) ? { ...brought, before } : undefined
  view.sort = brought.sort
  view.columns = brought.columns
}

/** What somebody has chosen, though the layout has brought something else for now. */
export function withoutLayout({ sort, columns, brought }: View): Pick<View, 'sort' | 'columns'> {
  return {
    sort: brought?.sort === sort ? brought.before.sort : sort,
    columns: brought !== undefined && brought.columns === columns ? brought.before.columns : columns,
  }
}
