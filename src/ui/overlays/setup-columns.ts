import type { AnyColumn } from '../../columns/column.ts'
import { columns, findColumn } from '../../columns/index.ts'
import type { ChosenColumn, View } from '../../model/view.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { movedColumn, resizedColumn, withColumn, withoutColumn } from '../chosen-columns.ts'
import { type Placed, placeColumns } from '../table.ts'
import type { OverlayContext } from './overlay.ts'
import { type SetupItem, SetupList, type SetupListLook } from './setup-list.ts'
import type { SetupPage } from './setup-page.ts'

const HEADING = style('label', 'dialogBack')
/** From here on both lists stand side by side. */
const BOTH_FROM_WIDTH = 60
const SHOWN_WIDTH = 24

export interface SetupColumnsOptions {
  readonly view: View
  /** Cells that the table has. */
  tableWidth(): number
}

/** Which columns the table has, in which order, how wide: those that are shown beside all others. */
export class SetupColumns implements SetupPage {
  readonly title = 'Columns'
  readonly #options: SetupColumnsOptions
  readonly #shown = new SetupList()
  readonly #others = new SetupList()
  #focused: 'shown' | 'others' = 'shown'

  constructor(options: SetupColumnsOptions) {
    this.#options = options
    this.#fit()
  }

  about(): string {
    const list = this.#focused === 'shown' ? this.#shownColumns : this.#otherColumns
    return list[this.#focused === 'shown' ? this.#shown.at : this.#others.at]?.about ?? ''
  }

  position(): string {
    return (this.#focused === 'shown' ? this.#shown : this.#others).position
  }

  draw(area: Area, context: OverlayContext): void {
    const both = area.width >= BOTH_FROM_WIDTH
    if (both || this.#focused === 'shown') {
      const heading = this.#options.view.columns === undefined ? 'Shown: the usual ones' : 'Shown, from the left'
      const part = area.inner(0, 0, both ? SHOWN_WIDTH : area.width, area.height)
      this.#drawList(part, heading, this.#shown, this.#shownItems(), this.#look('shown', context))
    }
    if (both || this.#focused === 'others') {
      const x = both ? SHOWN_WIDTH + 1 : 0
      const part = area.inner(x, 0, area.width - x, area.height)
      const items = this.#otherColumns.map(({ title, about }) => ({ label: title, detail: about }))
      this.#drawList(part, 'Others', this.#others, items, this.#look('others', context))
    }
  }

  onKey(key: string): boolean {
    const list = this.#focused === 'shown' ? this.#shown : this.#others
    if (list.onKey(key)) return true
    switch (key) {
      case 'left':
        this.#focused = 'shown'
        return true
      case 'right':
        this.#focused = 'others'
        return true
      case 'enter':
      case ' ':
        this.#toggle()
        return true
      case '[':
      case '<':
      case 'S-up':
        this.#move(-1)
        return true
      case ']':
      case '>':
      case 'S-down':
        this.#move(1)
        return true
      case '-':
        this.#resize(-1)
        return true
      case '+':
      case '=':
        this.#resize(1)
        return true
      case 'r':
        this.#options.view.columns = undefined
        this.#fit()
        return true
      default:
        return false
    }
  }

  onWheel(rows: number): void {
    const list = this.#focused === 'shown' ? this.#shown : this.#others
    list.go(list.at + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      [' ', this.#focused === 'shown' ? 'Remove' : 'Add'],
      this.#focused === 'shown' ? ['right', 'Others'] : ['left', 'Shown'],
      ['<', 'Left'],
      ['>', 'Right'],
      ['-', 'Narrower'],
      ['+', 'Wider'],
      ['r', 'Usual'],
    ]
  }

  /** Until something is chosen: what is seen of the usual ones, so that nothing jumps with the first choice. */
  get #chosen(): readonly ChosenColumn[] {
    return this.#options.view.columns ?? this.#placed.map(({ column }) => ({ id: column.id }))
  }

  get #placed(): readonly Placed[] {
    const { view, tableWidth } = this.#options
    return placeColumns(tableWidth(), view.sort.columnId, view.columns)
  }

  get #shownColumns(): readonly AnyColumn[] {
    return this.#chosen.flatMap(({ id }) => findColumn(id) ?? [])
  }

  get #otherColumns(): readonly AnyColumn[] {
    const shown = new Set(this.#shownColumns)
    return columns.filter(column => !shown.has(column))
  }

  #shownItems(): SetupItem[] {
    const placed = new Set(this.#placed.map(({ column }) => column.id))
    return this.#chosen.flatMap(({ id, width }) => {
      const column = findColumn(id)
      if (column === undefined) return []
      const usual = column.width === 0 ? 'the rest' : String(column.width)
      const faint = !placed.has(id)
      return { label: column.title, detail: faint ? 'no room' : width === undefined ? usual : `${width} set`, faint }
    })
  }

  #look(focus: 'shown' | 'others', { unicode, hits }: OverlayContext): SetupListLook {
    return {
      focused: this.#focused === focus,
      unicode,
      hits,
      clicked: wasMarked => {
        const again = wasMarked && this.#focused === focus
        this.#focused = focus
        if (again) this.#toggle()
      },
    }
  }

  #drawList(area: Area, heading: string, list: SetupList, items: readonly SetupItem[], look: SetupListLook): void {
    area.put(1, 0, clip(heading, area.width - 2), HEADING)
    list.draw(area.inner(0, 1, area.width, area.height - 1), items, look)
  }

  #toggle(): void {
    if (this.#focused === 'shown') {
      this.#choose(withoutColumn(this.#chosen, this.#shown.at))
      return
    }
    const column = this.#otherColumns[this.#others.at]
    if (column === undefined) return
    this.#choose(withColumn(this.#chosen, this.#shown.at, column.id))
    // The next one comes behind this one.
    this.#shown.go(this.#shown.at + 1)
  }

  #move(by: -1 | 1): void {
    this.#choose(movedColumn(this.#chosen, this.#shown.at, by))
    this.#shown.go(this.#shown.at + by)
  }

  #resize(by: number): void {
    const id = this.#chosen[this.#shown.at]?.id
    const shown = this.#placed.find(({ column }) => column.id === id)?.width
    this.#choose(resizedColumn(this.#chosen, this.#shown.at, by, shown))
  }

  #choose(chosen: readonly ChosenColumn[]): void {
    this.#options.view.columns = chosen
    this.#fit()
  }

  #fit(): void {
    this.#shown.fit(this.#shownColumns.length)
    this.#others.fit(this.#otherColumns.length)
  }
}
