/**
 * What may be set in the config file: one table, from which the file is read and checked and `--default-config` is
 * written. A new setting is an entry here, and whoever wants to know it.
 */
import { columns, findColumn } from '../columns/index.ts'
import { MOST_CELLS, readSizedName, sizedName } from '../columns/sized-name.ts'
import { suggestion } from '../model/closest.ts'
import { GROUP_NAMES, type GroupName } from '../model/group.ts'
import { INTERVAL_WORDS, isInterval } from '../model/interval.ts'
import { LAYOUT_NAMES, PANEL_IDS, type PanelId } from '../model/layouts.ts'
import { THEME_NAMES } from '../model/theme-names.ts'
import { CPU_GRAPHS, type CpuGraph } from '../model/view.ts'
import type { TomlChoice } from './edit-toml.ts'
import { shownValue } from './shown-value.ts'

/** What is wrong with a value. */
export interface Wrong {
  /** Follows the setting's name. */
  readonly reason: string
  /** Which item of a list. */
  readonly at?: number
}

/** What could be made of a value, and what could not. */
export interface Read<T> {
  /** Undefined where nothing of it can be used. */
  readonly value: T | undefined
  readonly wrong: readonly Wrong[]
}

export interface Setting<T extends TomlChoice> {
  /** A sentence for the commented file, which breaks it where it must. */
  readonly about: string
  /** In force where the file says nothing. */
  readonly usual: T
  /** @param own words that the file gives a meaning itself: names of its themes, of its layouts */
  read(value: unknown, own?: readonly string[]): Read<T>
}

export const settings = {
  sort: column('cpu', 'Sort by this column'),
  sort_descending: toggle(true, 'The largest first; without it as the column is sorted when it is chosen'),
  columns: columnList('Columns from the left, "user:12" twelve cells wide; none: as many of the usual ones as fit'),
  tree: toggle(false, 'Processes below their parents'),
  group: word<GroupName>('none', GROUP_NAMES, 'Rows stand for groups of processes'),
  interval: seconds(1, `Seconds between two samples, ${INTERVAL_WORDS}`),
  kernel_threads: toggle(false, 'Show kernel threads'),
  containers: toggle(true, 'Show processes that run in containers'),
  keep_ended: toggle(false, 'Keep processes that end in the table for three seconds, marked'),
  threads: toggle(false, 'Threads of processes in rows of their own'),
  cpu_of_machine: toggle(false, 'CPU in percent of the whole machine instead of one core'),
  full_path: toggle(false, 'Programs with their full path'),
  merge_names: toggle(false, 'The kernel’s name and the program’s file before the command, where they differ'),
  follow: toggle(false, 'Keep the selected process in view wherever it moves'),
  layout: word<string>('all', LAYOUT_NAMES, 'What of the machine stands above the table, or a layout of yours'),
  hidden_panels: panelList('Panels that no layout shows'),
  cpu_graph: word<CpuGraph>('stacked', CPU_GRAPHS, 'The processors’ graph by what they did, or by how busy they were'),
  header: toggle(true, 'The machine above the table'),
  theme: word<string>('auto', THEME_NAMES, 'Colours'),
  color: toggle(true, 'Colours at all'),
  ascii: toggle(false, 'Draw with plain letters'),
  mouse: toggle(true, 'Take the mouse; without, it is the terminal’s'),
  plain: toggle(false, 'Sentences instead of the screen, for screen readers, as with --plain'),
  readonly: toggle(false, 'Nothing that acts on a process'),
} as const satisfies Readonly<Record<string, Setting<never> | Setting<TomlChoice>>>

export type SettingName = keyof typeof settings

/** Settings that somebody has chosen; the others are as usual. */
export type Settings = { readonly [N in SettingName]?: (typeof settings)[N]['usual'] }

export const settingNames = Object.keys(settings) as readonly SettingName[]

/** What is in force where nobody has chosen anything. */
export const usualSettings = Object.fromEntries(
  settingNames.map(name => [name, settings[name].usual]),
) as Required<Settings>

function toggle(usual: boolean, about: string): Setting<boolean> {
  return {
    about,
    usual,
    read: value => (typeof value === 'boolean' ? good(value) : bad('true or false', value)),
  }
}

function seconds(usual: number, about: string): Setting<number> {
  return {
    about,
    usual,
    read: value =>
      typeof value === 'number' && isInterval(value) ? good(value) : bad(`seconds ${INTERVAL_WORDS}`, value),
  }
}

function word<T extends string>(usual: T, words: readonly T[], about: string): Setting<T> {
  const oneOf = (all: readonly string[]): string => `one of ${all.map(shownValue).join(', ')}`
  return {
    about: `${about}: ${oneOf(words)}`,
    usual,
    read(value, own: readonly T[] = []) {
      const all = [...new Set([...words, ...own])]
      const known = all.find(candidate => candidate === value)
      if (known !== undefined) return good(known)
      const { wrong } = bad(oneOf(all), value)
      const hint = typeof value === 'string' ? suggestion(value, all) : ''
      return { value: undefined, wrong: wrong.map(({ reason }) => ({ reason: reason + hint })) }
    },
  }
}

/** Panels in the order in which they are named; none is usual. */
export function panelList(about: string): Setting<readonly PanelId[]> {
  return {
    about: `${about}: of ${PANEL_IDS.map(shownValue).join(', ')}`,
    usual: [],
    read(value) {
      if (!Array.isArray(value)) return bad('a list of panels', value)
      const found = new Set<PanelId>()
      const wrong: Wrong[] = []
      value.forEach((item: unknown, at) => {
        const id = PANEL_IDS.find(candidate => candidate === item)
        const hint = typeof item === 'string' ? suggestion(item, PANEL_IDS) : ''
        if (id === undefined) wrong.push({ reason: `knows no panel ${shownValue(item)}${hint}`, at })
        else if (found.has(id)) wrong.push({ reason: `has ${shownValue(item)} twice`, at })
        else found.add(id)
      })
      return { value: [...found], wrong }
    },
  }
}

function column(usual: string, about: string): Setting<string> {
  return {
    about,
    usual,
    read(value) {
      if (typeof value !== 'string') return bad('a column', value)
      const found = findColumn(value)
      return found === undefined ? { value: undefined, wrong: [noColumn(value)] } : good(found.id)
    },
  }
}

function columnList(about: string): Setting<readonly string[]> {
  return {
    about,
    usual: [],
    read(value) {
      if (!Array.isArray(value)) return bad('a list of columns', value)
      const ids = new Map<string, string>()
      const wrong: Wrong[] = []
      value.forEach((item: unknown, at) => {
        if (typeof item !== 'string') {
          wrong.push({ reason: `expects columns, not ${shownValue(item)}`, at })
          return
        }
        const { name, column, sized } = readSizedName(item)
        if (column === undefined) wrong.push({ ...noColumn(name), at })
        else if (sized === undefined)
          wrong.push({ reason: `${shownValue(item)} has no width from 1 to ${MOST_CELLS}`, at })
        else if (ids.has(column.id)) wrong.push({ reason: `has ${shownValue(item)} twice`, at })
        else ids.set(column.id, sizedName(column.id, sized.fixed ? sized.width : undefined))
      })
      return { value: [...ids.values()], wrong }
    },
  }
}

function noColumn(name: string): Wrong {
  const hint = suggestion(
    name,
    columns.map(({ id }) => id),
  )
  return { reason: `knows no column ${shownValue(name)}${hint}` }
}

function good<T>(value: T): Read<T> {
  return { value, wrong: [] }
}

function bad(expected: string, value: unknown): Read<never> {
  return { value: undefined, wrong: [{ reason: `expects ${expected}, not ${shownValue(value)}` }] }
}
