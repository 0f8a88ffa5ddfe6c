import type { Setting } from '../../control/setting.ts'
import { isWrong } from '../../control/wrong.ts'
import { type ProcessId, taskId } from '../../model/process.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import { type Done, doToAll, type Telling } from '../doing.ts'
import { aboutWhom, nameOf, whomOf, whomText } from '../whom.ts'
import { Ask } from './ask.ts'
import type { Remark } from './prompt.ts'

/** What more processes have than this is not looked at before one of them is set. */
const MOST_LOOKED_AT = 32

export interface SettingEditOptions extends Telling {
  /** It may be another one now. */
  changed(): void
}

/** What the processes have before: those of whom it is known. */
type Before<V> = ReadonlyMap<ProcessId, V>

/** Has something set of processes: what is typed is weighed at once, and what became of it is said. */
export class SettingEdit<V> {
  readonly #settingOf: (row: ProcessRow | undefined) => Setting<V>
  /** The first one's, for what is the same of all. */
  readonly #setting: Setting<V>
  readonly #rows: readonly ProcessRow[]
  readonly #options: SettingEditOptions

  /** @param settingOf how it is set of this process or this thread */
  constructor(
    settingOf: (row: ProcessRow | undefined) => Setting<V>,
    rows: readonly ProcessRow[],
    options: SettingEditOptions,
  ) {
    this.#settingOf = settingOf
    this.#setting = settingOf(rows[0])
    this.#rows = rows
    this.#options = options
  }

  /** Resolves when the question is there. */
  async ask(): Promise<void> {
    const { title, expected } = this.#setting
    const before = await this.#look()
    const common = this.#commonOf(before)
    /** What was typed when it was said what harm it may do. */
    let warned: string | undefined
    this.#options.open(
      new Ask({
        title: `${title} of ${whomText(this.#rows)}`,
        whom: (width, most) => aboutWhom(this.#rows, width, most),
        about: [`Now: ${this.#nowText(before, common)}.`, `May be: ${expected}.`],
        text: common === undefined ? '' : this.#setting.typed(common),
        change: text => this.#remarkOn(text, common),
        accept: text => {
          const value = this.#setting.parse(text)
          if (isWrong(value)) return value.wrong
          const danger = this.#setting.danger(value)
          if (danger !== undefined && warned !== text) {
            warned = text
            return `Enter once more: this ${danger}`
          }
          void this.#set(value, before)
          return undefined
        },
      }),
    )
  }

  async #look(): Promise<Before<V>> {
    const before = new Map<ProcessId, V>()
    if (this.#rows.length > MOST_LOOKED_AT) return before
    for (const row of this.#rows) {
      const now = await this.#settingOf(row).now(row.record.pid)
      if (now !== undefined) before.set(row.id, now)
    }
    return before
  }

  /** What all of them have; undefined where that is not the same, or not known of all. */
  #commonOf(before: Before<V>): V | undefined {
    const [first, ...others] = before.values()
    if (first === undefined || before.size < this.#rows.length) return undefined
    const { typed } = this.#setting
    return others.every(value => typed(value) === typed(first)) ? first : undefined
  }

  #nowText(before: Before<V>, common: V | undefined): string {
    if (common !== undefined) return this.#setting.typed(common)
    if (this.#rows.length > MOST_LOOKED_AT) return 'not looked at, for they are so many'
    return before.size < this.#rows.length ? 'not known' : 'not the same for all'
  }

  #remarkOn(text: string, common: V | undefined): Remark {
    const { parse, typed, note, danger } = this.#setting
    if (text === '') return { note: '' }
    const value = parse(text)
    if (isWrong(value)) return { note: value.wrong, wrong: true }
    const step = common === undefined ? `→ ${typed(value)}` : `${typed(common)} → ${typed(value)}`
    const isSame = common !== undefined && typed(common) === typed(value)
    const harm = danger(value)
    const parts = [`${isSame ? `${typed(value)}, as before` : step}: ${note(value)}`]
    if (harm !== undefined) parts.push(`this ${harm}`)
    return { note: parts.join('; '), wrong: harm !== undefined }
  }

  async #set(value: V, before: Before<V>): Promise<void> {
    const { text, title } = this.#setting
    const to = text(value)
    const all = (whom: string, has: string | undefined): string | undefined =>
      has === undefined ? undefined : `${whom} now have ${has}`
    await doToAll(
      this.#rows,
      { title: to, one: row => this.#one(row, value, before.get(row.id), title), all },
      this.#options,
    )
    this.#options.changed()
  }

  async #one(row: ProcessRow, value: V, before: V | undefined, title: string): Promise<Done> {
    const { set, text, deniedBecause } = this.#settingOf(row)
    const { outcome, now } = await set(taskId(row.id), value)
    const because = deniedBecause(value, before)
    const deed = { kind: 'setting', title, to: text(value), deniedBecause: because, ...whomOf(row) } as const
    if (outcome !== 'done') return { outcome, deed }
    if (now === undefined) return { outcome, deed, text: `${nameOf(row)} got ${text(value)}; it ended right after` }
    return { outcome, deed, has: text(now), text: `${nameOf(row)} now has ${text(now)}` }
  }
}
