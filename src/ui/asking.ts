import { indexIn, matches } from '../model/filter.ts'
import { isGroup, processesOf, type TableRow } from '../model/group.ts'
import { INTERVAL_WORDS, isInterval } from '../model/interval.ts'
import { parseMoment } from '../model/moment.ts'
import type { RowOrder } from '../model/row-order.ts'
import { formatClock } from '../model/units.ts'
import type { View } from '../model/view.ts'
import { complete } from '../query/complete.ts'
import { completePart, readQuery } from '../query/query.ts'
import { completeSaved, savedQuery } from '../query/saved.ts'
import type { App } from './app.ts'
import { selectRow } from './folding.ts'
import { Prompt, type Remark } from './overlays/prompt.ts'

/** Moving goes on while one searches. */
const MOVES = ['up', 'down', 'pageup', 'pagedown']

/** What is asked for in the last row, each answer seen at once. */
export class Asking {
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  search(): void {
    const before = { ...this.#app.view }
    let found = false
    const look = (text: string): Remark | undefined => {
      if (text === '') return undefined
      const row = this.#find(text, before, 0)
      if (row === undefined) return { note: 'not found', wrong: true }
      // Once there, one may have moved on since.
      if (!found) selectRow(this.#app, row)
      found = true
      return { note: `${searched(this.#app.order, text).filter(row => this.#isFound(row, text)).length} found` }
    }
    this.#app.open(
      new Prompt({
        label: 'Search',
        text: '',
        passes: MOVES,
        change: text => {
          this.#app.view.search = text
          this.#app.view.folded = before.folded
          this.#app.view.open = before.open
          if (text !== '') this.#app.hurry()
          found = false
          return look(text)
        },
        // The commands of processes that were never in view come with the next sample.
        renew: look,
        accept: () => undefined,
        cancel: () => {
          this.#app.view.search = ''
          this.#app.view.selected = before.selected
          this.#app.view.selectedIndex = before.selectedIndex
          this.#app.view.top = before.top
          this.#app.view.folded = before.folded
          this.#app.view.open = before.open
        },
      }),
    )
  }

  searchAgain(direction: 1 | -1): void {
    const { search } = this.#app.view
    const found = this.#find(search, this.#app.view, direction)
    if (found === undefined) this.#app.say(`nothing else matches ${search}`)
    else selectRow(this.#app, found)
  }

  filter(): void {
    const { queries } = this.#app
    this.#app.open(
      new Prompt({
        label: 'Filter',
        text: this.#app.view.filter,
        passes: MOVES,
        change: text => {
          // What is no name of one is a text like others, as of a package: @scope.
          const saved = savedQuery(text, queries)?.query
          if (saved !== undefined) {
            this.#app.view.filter = saved
            this.#app.hurry()
            return { note: saved }
          }
          const { problem } = readQuery(text)
          // Until it can be understood, what stands before that is in force.
          this.#app.view.filter = completePart(text)
          this.#app.hurry()
          return problem && { note: problem.message, wrong: true, place: problem }
        },
        complete: text => completeSaved(text, queries) ?? complete(text),
        accept: text => {
          const isSaved = savedQuery(text, queries)?.query !== undefined
          return isSaved ? undefined : readQuery(text).problem?.message
        },
        escape: 'Clear',
        cancel: () => {
          this.#app.view.filter = ''
        },
      }),
    )
  }

  pid(firstDigit: string): void {
    this.#app.open(
      new Prompt({
        label: 'Pid',
        text: firstDigit,
        accepts: character => /\d/.test(character),
        passes: MOVES,
        change: text => {
          // Everyone's pid begins with nothing.
          if (text === '') return undefined
          const rows = processesOf(this.#app.order.everyone()).filter(row => !this.#hasEnded(row))
          const found =
            rows.find(row => String(row.record.pid) === text && row.threadOf === undefined) ??
            rows.find(row => String(row.record.pid) === text) ??
            rows.find(row => String(row.record.pid).startsWith(text))
          if (found === undefined) return { note: 'no such process in the table', wrong: true }
          selectRow(this.#app, found)
          return undefined
        },
        accept: () => undefined,
        cancel: () => undefined,
      }),
    )
  }

  time(): void {
    const { timeline, view } = this.#app
    this.#app.open(
      new Prompt({
        label: 'Go to',
        text: '',
        accepts: character => /[\d:hmsago -]/.test(character),
        change: () => ({ note: '12:41, 12:41:03 or 5m ago', wrong: false }),
        accept: text => {
          const nowMs = timeline.newest?.atMs
          const wanted = nowMs === undefined ? undefined : parseMoment(text, nowMs)
          if (wanted === undefined) return 'a time of day, or how long ago: 12:41, 12:41:03, 5m, 90s'
          const kept = timeline.goTo(wanted)
          view.paused = timeline.behindMs > 0
          if (kept !== undefined) this.#app.say(`nothing is kept of what was before ${formatClock(kept.sinceMs)}`)
          return undefined
        },
        cancel: () => undefined,
      }),
    )
  }

  interval(): void {
    this.#app.open(
      new Prompt({
        label: 'Seconds between samples',
        text: String(this.#app.view.intervalMs / 1000),
        accepts: character => /[\d.]/.test(character),
        change: () => undefined,
        accept: text => {
          const seconds = Number(text)
          if (!isInterval(seconds)) return INTERVAL_WORDS
          this.#app.view.intervalMs = Math.round(seconds * 1000)
          this.#app.hurry()
          return undefined
        },
        cancel: () => undefined,
      }),
    )
  }

  /** It is only shown because it ended a moment ago. */
  #hasEnded(row: TableRow): boolean {
    return !isGroup(row) && this.#app.goneMs(row) !== undefined
  }

  #isFound(row: TableRow, text: string): boolean {
    return isFound(row, text) && !this.#hasEnded(row)
  }

  /**
   * The next match from the selection on, going round; it may be folded away.
   *
   * @param step 0 begins with the selected row itself, 1 behind it, -1 goes back from it
   */
  #find(text: string, { selected, selectedIndex }: Selecting, step: -1 | 0 | 1): TableRow | undefined {
    const { order } = this.#app
    const everyone = searched(order, text)
    const on = (selected && order.rowOf(selected)) ?? order.at(selectedIndex)
    const from = Math.max(0, on === undefined ? 0 : everyone.indexOf(on)) + step
    const direction = step < 0 ? -1 : 1
    for (let i = 0; i < everyone.length; i++) {
      const row = everyone[(from + i * direction + everyone.length * 2) % everyone.length]
      if (row !== undefined && this.#isFound(row, text)) return row
    }
    return undefined
  }
}

/** Whom a search looks at: not also the members of a folded group that is itself found, for its row stands for them. */
function searched(order: RowOrder, text: string): readonly TableRow[] {
  const everyone = order.everyone()
  if (order.groups === undefined) return everyone
  let stands = false
  return everyone.filter(row => {
    if (!isGroup(row)) return !stands
    stands = !row.isOpen && isFound(row, text)
    return true
  })
}

function isFound(row: TableRow, text: string): boolean {
  return isGroup(row) ? indexIn(row.name, text) >= 0 : matches(row, text)
}

type Selecting = Pick<View, 'selected' | 'selectedIndex'>

/** Puts the selection on the row at this index of the order. */
export function select({ order, view }: App, index: number): void {
  const at = Math.max(0, Math.min(index, order.count - 1))
  view.selected = order.at(at)?.id
  view.selectedIndex = at
  view.reveal = true
}
