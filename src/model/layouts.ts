import type { ChosenColumn } from './view.ts'

/** What of the machine stands above the table, in the order of the key that goes through them. */
export const LAYOUT_NAMES = ['all', 'cpu', 'memory', 'io', 'processes'] as const

export type LayoutName = (typeof LAYOUT_NAMES)[number]

/** As one would say it. */
export const LAYOUT_TITLES: Readonly<Record<LayoutName, string>> = {
  all: 'all of the machine',
  cpu: 'processors and heat',
  memory: 'memory, and whose it truly is',
  io: 'disks and network, and who uses them',
  processes: 'processes alone',
}

const named = (names: string): readonly ChosenColumn[] => names.split(' ').map(id => ({ id }))

/** Columns that belong to a layout, where nobody has chosen others. */
export const LAYOUT_COLUMNS: Readonly<Partial<Record<LayoutName, readonly ChosenColumn[]>>> = {
  memory: named('pid user rss uss pss swap grow mem majflt state cpu limit command'),
  io: named('pid user io read write iodelay ioprio state cpu rss command'),
}

/** The layout that comes next, or before. */
export function layoutAfter(layout: LayoutName, step: -1 | 1): LayoutName {
  const at = LAYOUT_NAMES.indexOf(layout)
  return LAYOUT_NAMES[(at + step + LAYOUT_NAMES.length) % LAYOUT_NAMES.length] ?? 'all'
}
