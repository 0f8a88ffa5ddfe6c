/** A config file's text, read and checked: what is good of it is in force, what is not is named. Opens nothing. */
import type { Command } from '../commands/command.ts'
import { commands } from '../commands/index.ts'
import { keyNames, keyOfName } from '../commands/key-name.ts'
import { type KeyPreset, presetNames } from '../commands/presets.ts'
import { rebind } from '../commands/rebind.ts'
import { closest, suggestion } from '../model/closest.ts'
import type { LayoutChoice } from '../model/layouts.ts'
import { clean } from '../model/text.ts'
import type { TroubleChoices } from '../model/troubles/detector-kind.ts'
import { readQuery } from '../query/query.ts'
import { type OwnTheme, readOwnThemes } from './own-themes.ts'
import { readLayout } from './read-layouts.ts'
import { type SettingName, type Settings, settingNames, settings } from './settings.ts'
import { shownValue } from './shown-value.ts'
import { readToml, type TomlTable } from './toml.ts'
import { lineAndColumn, type Places, placeOf } from './toml-places.ts'
import { readTroubleChoices } from './trouble-choices.ts'

/** Something in the file that is not as it should be, and where. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly reason: string
}

export interface Config {
  /** What the file sets and can be used. */
  readonly settings: Settings
  /** All commands, on the keys that the file gives them. */
  readonly commands: readonly Command[]
  /** Filters by name. */
  readonly queries: ReadonlyMap<string, string>
  readonly themes: readonly OwnTheme[]
  /** Layouts of one's own. */
  readonly layouts: readonly LayoutChoice[]
  /** Which troubles are looked for, and from where on. */
  readonly troubles: TroubleChoices
  /** In the order of the file. */
  readonly problems: readonly ConfigProblem[]
  /** It is not TOML from beginning to end: what stands in it is not all known, so it cannot be edited. */
  readonly broken: boolean
}

/** So much that is wrong is told: a file with more was not meant for us, and each costs a look through all of it. */
const MOST_PROBLEMS = 100

/** Names of tables. */
const KEYS = 'keys'
const QUERIES = 'queries'
const THEMES = 'themes'
const LAYOUTS = 'layouts'
const TROUBLES = 'troubles'
const TABLES: readonly string[] = [KEYS, QUERIES, THEMES, LAYOUTS, TROUBLES]
/** Among the commands' ids: which keys those have that are not named. */
const PRESET = 'preset'

/** Reads the text of a config file; whatever is wrong with it, there is a result. */
export function readConfig(text: string): Config {
  const { table, places, problems: syntax } = readToml(text)
  const reading = new Reading(text, places)
  const themes = reading.themes(table[THEMES])
  const layouts = reading.layouts(table[LAYOUTS])
  const chosen = reading.settings(table, { theme: namesOf(themes), layout: namesOf(layouts) })
  const rebound = reading.keys(table[KEYS])
  const queries = reading.queries(table[QUERIES])
  const troubles = reading.troubles(table[TROUBLES])
  const problems = [...syntax, ...reading.problems].sort((a, b) => a.line - b.line || a.column - b.column)
  return {
    settings: chosen,
    commands: rebound,
    queries,
    themes,
    layouts,
    troubles,
    problems,
    broken: syntax.length > 0,
  }
}

class Reading {
  readonly #text: string
  readonly #places: Places
  readonly problems: ConfigProblem[] = []

  constructor(text: string, places: Places) {
    this.#text = text
    this.#places = places
  }

  /** @param own words that the file itself gives a meaning, by the settings that may be set to them */
  settings(table: TomlTable, own: { readonly [N in SettingName]?: readonly string[] }): Settings {
    const chosen: Partial<Record<SettingName, unknown>> = {}
    for (const [key, value] of Object.entries(table)) {
      const name = settingNames.find(candidate => candidate === key)
      if (name === undefined) {
        if (!TABLES.includes(key)) this.#tellKey([key], () => `unknown key ${shownValue(key)}${elsewhere(key)}`)
        continue
      }
      const read = settings[name].read(value, own[name])
      for (const { reason, at } of read.wrong) this.#tell([name], `${name} ${reason}`, at)
      if (read.value !== undefined) chosen[name] = read.value
    }
    // Each was read by the setting of that name.
    return chosen as Settings
  }

  keys(value: unknown): readonly Command[] {
    const bindings = new Map<string, readonly string[]>()
    /** Which item of the file's list each of the keys is. */
    const items = new Map<string, readonly number[]>()
    let preset: KeyPreset = 'htop'
    for (const [id, names] of this.#entries(KEYS, value)) {
      if (id === PRESET) preset = this.#preset(names)
      else if (!commands.some(command => command.id === id)) {
        this.#tellKey([KEYS, id], () => `unknown command ${shownValue(id)}${commandHint(id)}`)
      } else {
        const found = this.#keysOf(id, names)
        if (found === undefined) continue
        bindings.set(
          id,
          found.map(({ key }) => key),
        )
        items.set(
          id,
          found.map(({ at }) => at),
        )
      }
    }
    const rebound = rebind(commands, preset, bindings)
    for (const { commandId, at, reason } of rebound.problems)
      this.#tell([KEYS, commandId], `${commandId}: ${reason}`, items.get(commandId)?.[at])
    return rebound.commands
  }

  queries(value: unknown): ReadonlyMap<string, string> {
    const queries = new Map<string, string>()
    for (const [name, filter] of this.#entries(QUERIES, value)) {
      const problem = typeof filter === 'string' ? readQuery(filter).problem : undefined
      if (problem !== undefined) this.#tell([QUERIES, name], `${shownValue(name)} is no filter: ${problem.message}`)
      else if (typeof filter === 'string') queries.set(clean(name), clean(filter.replace(/\s/g, ' ')))
      else this.#tell([QUERIES, name], `${shownValue(name)} expects the text of a filter, not ${shownValue(filter)}`)
    }
    return queries
  }

  themes(value: unknown): readonly OwnTheme[] {
    return readOwnThemes(this.#entries(THEMES, value), {
      key: (path, reason) => this.#tellKey([THEMES, ...path], () => reason),
      value: (path, reason, at) => this.#tell([THEMES, ...path], reason, at),
      placeOf: path => lineAndColumn(this.#text, placeOf(this.#places, [THEMES, ...path])?.offset ?? 0),
    })
  }

  layouts(value: unknown): readonly LayoutChoice[] {
    return this.#entries(LAYOUTS, value).flatMap(([name, table]) => {
      if (isTable(table)) {
        return readLayout(name, table, {
          key: (path, reason) => this.#tellKey([LAYOUTS, ...path], () => reason),
          value: (path, reason, at) => this.#tell([LAYOUTS, ...path], reason, at),
        })
      }
      this.#tell([LAYOUTS, name], `${shownValue(name)} expects a table, not ${shownValue(table)}`)
      return []
    })
  }

  troubles(value: unknown): TroubleChoices {
    const { choices, wrong } = readTroubleChoices(this.#entries(TROUBLES, value))
    for (const { path, reason, ofKey } of wrong) {
      if (ofKey) this.#tellKey([TROUBLES, ...path], () => reason)
      else this.#tell([TROUBLES, ...path], reason)
    }
    return choices
  }

  #preset(value: unknown): KeyPreset {
    const known = presetNames.find(name => name === value)
    if (known !== undefined) return known
    const hint = typeof value === 'string' ? suggestion(value, presetNames) : ''
    const expected = `one of ${presetNames.map(shownValue).join(', ')}`
    this.#tell([KEYS, PRESET], `${PRESET} expects ${expected}, not ${shownValue(value)}${hint}`)
    return 'htop'
  }

  /** The keys of a list, or of one that stands by itself; undefined where it is neither. */
  #keysOf(id: string, value: unknown): { key: string; at: number }[] | undefined {
    const names: unknown = typeof value === 'string' ? [value] : value
    if (!Array.isArray(names)) {
      const hint = isSetting(id) ? SETTINGS_ABOVE : ''
      this.#tell([KEYS, id], `${id} expects a list of keys, not ${shownValue(value)}${hint}`)
      return undefined
    }
    const found = names.flatMap((name: unknown, at) => {
      const key = typeof name === 'string' ? keyOfName(name) : undefined
      if (key !== undefined) return [{ key, at }]
      const hint = typeof name === 'string' ? suggestion(name, keyNames) : ''
      this.#tell([KEYS, id], `${id}: ${shownValue(name)} is no key${hint}`, at)
      return []
    })
    // Of a list of which nothing can be used, the command keeps its own keys.
    return found.length === 0 && names.length > 0 ? undefined : found
  }

  /** What a table holds; nothing where something else stands in its place. */
  #entries(name: string, value: unknown): [string, unknown][] {
    if (value === undefined) return []
    if (isTable(value)) return Object.entries(value)
    this.#tell([name], `${name} expects a table, not ${shownValue(value)}`)
    return []
  }

  /** Of the key itself. */
  #tellKey(path: readonly string[], reason: () => string): void {
    if (this.problems.length >= MOST_PROBLEMS) return
    const place = placeOf(this.#places, path)
    const at = place?.pair?.key.start ?? place?.offset ?? 0
    this.problems.push({ ...lineAndColumn(this.#text, at), reason: reason() })
  }

  /**
   * Of what a key is set to.
   *
   * @param at which item of a list
   */
  #tell(path: readonly string[], reason: string, at?: number): void {
    if (this.problems.length >= MOST_PROBLEMS) return
    const place = placeOf(this.#places, path)
    const item = at === undefined ? undefined : place?.pair?.items[at]
    this.problems.push({ ...lineAndColumn(this.#text, item?.start ?? place?.offset ?? 0), reason })
  }
}

function namesOf(defined: readonly { readonly name: string }[]): readonly string[] {
  return defined.map(({ name }) => name)
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

const SETTINGS_ABOVE = `; settings stand above [${KEYS}]`

function isSetting(id: string): boolean {
  return settingNames.some(name => name === id)
}

/** Where a key belongs that is none here, or what it may have been meant to be. */
function elsewhere(key: string): string {
  if (commands.some(command => command.id === key)) return `; commands stand below [${KEYS}]`
  return suggestion(key, [...settingNames, ...TABLES])
}

function commandHint(id: string): string {
  if (isSetting(id)) return SETTINGS_ABOVE
  const ids = [PRESET, ...commands.map(command => command.id)]
  if (closest(id, ids) !== undefined) return suggestion(id, ids)
  // Whoever turns key and command round.
  return keyOfName(id) === undefined ? '' : '; a command comes first, then its keys: kill = ["k"]'
}
