import type { AnyColumn } from '../../columns/column.ts'
import type { Command } from '../../commands/command.ts'
import { keysLabel } from '../../commands/key-label.ts'
import { indexIn } from '../../model/filter.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, type Style, style } from '../../terminal/style.ts'
import { clip, wrap } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { FILTER_KEYS, filterPrompt } from './filter-prompt.ts'
import type { Body } from './inspect-body.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TITLE = style('title', 'default', BOLD)
const KEY = style('accent')
const TEXT = style('text')
const WRONG = style('warn')

interface HelpRow {
  readonly left: string
  readonly right: string
  /** What else it is found by. */
  readonly also?: string
  readonly heading?: boolean
  /** Something wrong, over the whole width. */
  readonly wrong?: boolean
}

/** What is wrong with the config file, all commands by group and all columns, made from the objects themselves. */
export class Help implements Overlay, Pick<Body, 'filter' | 'filtered'> {
  readonly id = 'help'
  readonly full = true
  readonly moves = true
  readonly #notes: readonly string[]
  readonly #usual: readonly HelpRow[]
  #rows: readonly HelpRow[]
  readonly #version: string
  readonly #open: (overlay: Overlay) => void
  #filter = ''
  #top = 0
  #height = 1

  /** @param open puts an overlay on top, for what is looked for */
  constructor(
    commands: readonly Command[],
    columns: readonly AnyColumn[],
    version: string,
    notes: readonly string[],
    open: (overlay: Overlay) => void,
  ) {
    this.#version = version
    this.#open = open
    this.#notes = notes
    this.#usual = helpRows(commands, columns)
    this.#rows = this.#usual
  }

  draw(area: Area, { unicode }: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    const inside = drawBox(
      area.inner(0, 0, area.width, area.height - 1),
      { title: `ntop ${this.#version} · help` },
      unicode,
    )
    this.#height = inside.height
    this.#rows = found([...noteRows(this.#notes, inside.width - 1), ...this.#usual], this.#filter)
    this.#top = Math.max(0, Math.min(this.#top, this.#rows.length - inside.height))
    const leftWidth = Math.max(...this.#usual.map(row => (row.heading ? 0 : row.left.length)))
    this.#rows.slice(this.#top, this.#top + inside.height).forEach((row, y) => {
      drawHelpRow(inside, y, row, Math.min(leftWidth, 22), unicode)
    })
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    const steps: Record<string, number> = {
      up: -1,
      down: 1,
      pageup: -this.#height,
      pagedown: this.#height,
      ' ': this.#height,
      home: -this.#rows.length,
      end: this.#rows.length,
    }
    const step = steps[key]
    if (key === 'escape' && this.#filter !== '') {
      this.filter('')
      return 'used'
    }
    if (FILTER_KEYS.has(key)) {
      const prompt = filterPrompt(this)
      if (prompt !== undefined) this.#open(prompt)
      return 'used'
    }
    if (step === undefined) return key === 'C-c' || key === 'C-z' || key === 'C-l' ? 'pass' : 'close'
    this.onWheel(step)
    return 'used'
  }

  onWheel(rows: number): void {
    this.#top = Math.max(0, Math.min(this.#top + rows, this.#rows.length - this.#height))
  }

  get filtered(): string {
    return this.#filter
  }

  filter(text: string): number {
    this.#filter = text
    this.#top = 0
    this.#rows = found(this.#usual, text)
    return this.#rows.filter(row => !row.heading && row.right !== '').length
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ['/', 'Find'],
      ['down', 'Scroll'],
      ['pagedown', 'Page'],
      ['escape', 'Close'],
    ]
  }
}

/** Keys of the view of one process, where they mean something else than on the main screen. */
const INSPECT: readonly HelpRow[] = [
  { left: 'Tab 0–9', right: 'The next tab, or one by its number; L l x e go to theirs' },
  { left: 'Enter', right: 'Open a group, set a limit, go on to the process that is selected' },
  { left: 'b', right: 'Where the selected thread stands in the kernel' },
  { left: 'w', right: 'Memory: measure the working set' },
  { left: 'y', right: 'Copy what is selected to the clipboard of the terminal' },
  { left: 'C', right: 'Copy the command line whole' },
  { left: 'v', right: 'Show what looks like a secret, and cover it again' },
  { left: 'r', right: 'Read again what takes long' },
]

/** Keys of the live heap of a program that is attached to. */
const LIVE_HEAP: readonly HelpRow[] = [
  { left: 'Enter', right: 'In inspect’s Heap tab: what looking inside does to the program, and asks' },
  { left: 'Tab 1–8', right: 'The next page, or one by its number' },
  { left: 'Esc', right: 'Stop waiting for an answer; close: all that was done is undone' },
  { left: 's S', right: 'Lines: trace allocations, then take a snapshot; stop tracing' },
  { left: 'c b', right: 'Lines: compare with a snapshot before; by line, file, function, traceback' },
  { left: '/ Enter e', right: 'Lines: filter by path; the ways through the code; export to a file' },
  { left: 'r', right: 'Look, and look again: types, stacks, caches, duplicates, cycles' },
  { left: 'Enter d', right: 'Types: who holds such an object; write the whole heap to a file' },
  { left: 'c e f d t w', right: 'GC: collect, switch, freeze, debug flags, thresholds, watch' },
]

/** The filter's language, by examples. */
const QUERIES: readonly HelpRow[] = [
  { left: 'node server', right: 'This text in command, name, user or pid; any text in quotes' },
  { left: 'cpu > 10', right: 'A column with = != < <= > >= and %, K M G of 1024, s m h d' },
  { left: 'mem > 1GiB', right: 'mem and rss are in bytes or in %' },
  { left: 'and or not', right: 'Also && | ! and ( ); terms side by side must all be true' },
  { left: 'name ~ "a|b"', right: 'A pattern, !~ for its opposite; a capital makes case matter' },
  { left: 'state = D', right: 'Or in words: running, sleeping, blocked, stopped, zombie' },
  { left: 'container', right: 'Id, runtime or pod, or none; args: what follows the program' },
  { left: '@name', right: 'One that is saved below [queries] of the config file' },
  { left: 'not uss > 0', right: 'Never true where it is unknown; nor is uss > 0' },
]

/** The rows that hold this text, below their headings; all of those below a heading that holds it. */
function found(rows: readonly HelpRow[], text: string): readonly HelpRow[] {
  if (text === '') return rows
  const kept: HelpRow[] = []
  let heading: HelpRow | undefined
  let isAll = false
  for (const row of rows) {
    const isFound = indexIn(`${row.left} ${row.right} ${row.also ?? ''}`, text) >= 0
    if (row.heading) [heading, isAll] = [row, isFound]
    else if (row.right !== '' && (isAll || isFound)) {
      if (heading !== undefined) kept.push(heading)
      heading = undefined
      kept.push(row)
    }
  }
  return kept
}

function noteRows(notes: readonly string[], width: number): HelpRow[] {
  if (notes.length === 0) return []
  const room = Math.max(8, width)
  // Paths are long and have no blanks: broken where they must be, for a path that is cut leads nowhere.
  const pieces = new RegExp(`\\S{${room}}(?=\\S)`, 'gu')
  const lines = notes.flatMap(note => wrap(note.replace(pieces, '$& '), room))
  return [
    { left: 'Config file', right: '', heading: true },
    ...lines.map(line => ({ left: '', right: line, wrong: true })),
    { left: '', right: '' },
  ]
}

function helpRows(commands: readonly Command[], columns: readonly AnyColumn[]): HelpRow[] {
  const rows: HelpRow[] = []
  for (const group of new Set(commands.map(command => command.group))) {
    if (rows.length > 0) rows.push({ left: '', right: '' })
    rows.push({ left: group, right: '', heading: true })
    for (const { group: own, keys, about, title, id } of commands) {
      if (own === group) rows.push({ left: keysLabel(keys) || 'in palette', right: about, also: `${title} ${id}` })
    }
  }
  rows.push({ left: '', right: '' }, { left: 'Filter', right: '', heading: true }, ...QUERIES)
  rows.push({ left: '', right: '' }, { left: 'Inspect', right: '', heading: true }, ...INSPECT)
  rows.push({ left: '', right: '' }, { left: 'Live heap', right: '', heading: true }, ...LIVE_HEAP)
  rows.push({ left: '', right: '' }, { left: 'Mouse', right: '', heading: true })
  rows.push({ left: 'click', right: 'Select a process; on a title: sort by it, again: turn round' })
  rows.push({ left: 'click', right: 'On the mark of a row of the tree: fold or unfold it' })
  rows.push({ left: 'double click', right: 'Inspect the process' })
  rows.push({ left: 'right click', right: 'A menu of what can be done to the process' })
  rows.push({ left: 'click', right: 'On the title of a panel: its figure over time' })
  rows.push({ left: 'wheel', right: 'Scroll the table' })
  rows.push({ left: 'scroll bar', right: 'Drag it, or click beside its thumb for a screenful' })
  rows.push({ left: '', right: '' }, { left: 'Columns', right: '', heading: true })
  for (const { title, about, id } of columns) rows.push({ left: title, right: about, also: id })
  return rows
}

function drawHelpRow(area: Area, y: number, row: HelpRow, leftWidth: number, unicode: boolean): void {
  if (row.heading) {
    area.put(0, y, row.left, TITLE)
    return
  }
  if (row.wrong) {
    area.put(1, y, clip(row.right, area.width - 1), WRONG)
    return
  }
  const put = (x: number, text: string, width: number, s: Style): number =>
    area.put(x, y, clip(unicode ? text : text.replaceAll('’', "'").replaceAll('–', '-'), width, unicode ? '…' : '~'), s)
  put(1, row.left, leftWidth, KEY)
  put(leftWidth + 3, row.right, area.width - leftWidth - 3, TEXT)
}
