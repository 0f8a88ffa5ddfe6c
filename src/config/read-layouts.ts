/** Layouts of one's own, as the config file has them: a table each, by its name. */
import { findColumn } from '../columns/index.ts'
import { readSizedName } from '../columns/sized-name.ts'
import { suggestion } from '../model/closest.ts'
import { BUILT_IN_LAYOUTS, type LayoutChoice, PANEL_IDS } from '../model/layouts.ts'
import { clean } from '../model/text.ts'
import type { ChosenColumn } from '../model/view.ts'
import { panelList, type Setting, settings } from './settings.ts'
import { shownValue } from './shown-value.ts'

/** What a layout may say; what it does not is as that of ntop with its name has it, or as usual. */
const KEYS = {
  panels: panelList('Panels from the left'),
  columns: settings.columns,
  sort: settings.sort,
  sort_descending: settings.sort_descending,
} as const satisfies Readonly<Record<string, Setting<never> | Setting<string | boolean | readonly string[]>>>

type Key = keyof typeof KEYS
type Chosen = { [K in Key]?: (typeof KEYS)[K]['usual'] }

const KEY_NAMES = Object.keys(KEYS) as readonly Key[]

/** Told of what cannot be used: the path of the table and the key, or only that of the table. */
export interface LayoutProblems {
  key(path: readonly string[], reason: string): void
  /** @param at which item of a list */
  value(path: readonly string[], reason: string, at?: number): void
}

/** The layout that a table says; what is wrong of it leaves the rest. */
export function readLayout(name: string, table: Readonly<Record<string, unknown>>, tell: LayoutProblems): LayoutChoice {
  const chosen: Partial<Record<Key, unknown>> = {}
  for (const [key, value] of Object.entries(table)) {
    const known = KEY_NAMES.find(candidate => candidate === key)
    if (known === undefined) {
      tell.key([name, key], `unknown key ${shownValue(key)} of a layout${suggestion(key, KEY_NAMES)}`)
      continue
    }
    const read = KEYS[known].read(value)
    for (const { reason, at } of read.wrong) tell.value([name, key], `${key} ${reason}`, at)
    if (read.value !== undefined) chosen[known] = read.value
  }
  // Each was read by the setting of that name.
  return layoutOf(name, chosen as Chosen)
}

function layoutOf(name: string, { panels, columns, sort, sort_descending: descending }: Chosen): LayoutChoice {
  const usual = BUILT_IN_LAYOUTS.find(layout => layout.name === name)
  const column = sort === undefined ? undefined : findColumn(sort)
  return {
    name,
    title: usual?.title ?? clean(name),
    panels: panels ?? usual?.panels ?? PANEL_IDS,
    columns: columns === undefined ? usual?.columns : sized(columns),
    sort: column && { columnId: column.id, descending: descending ?? column.descending },
    isOwn: true,
  }
}

/** Columns as the view has them; the usual ones where the list is empty. */
function sized(names: readonly string[]): readonly ChosenColumn[] | undefined {
  const columns = names.flatMap(name => readSizedName(name).sized ?? [])
  return columns.length === 0
    ? undefined
    : columns.map(({ id, width, fixed }) => ({ id, width: fixed ? width : undefined }))
}
