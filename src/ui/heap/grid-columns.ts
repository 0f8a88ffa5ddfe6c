/** Columns that tables of live heaps have in common. */
import type { GridColumn } from '../../inspect/grid.ts'
import { DASH, type RowTone } from '../../inspect/section.ts'
import { formatBytes, formatChange, formatCount, formatShortCount } from '../../model/units.ts'

/** From so much on growth is to be looked at, and from so much on it is bad. */
const MUCH_BYTES = 1024 * 1024
const VERY_MUCH_BYTES = 10 * MUCH_BYTES

interface Head {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly givesWay: number
}

/** What is left of a row is for it. */
export function textColumn<T>(head: Head, text: (item: T) => string, tone: RowTone = 'plain'): GridColumn<T> {
  return { ...head, width: 0, align: 'left', descending: false, value: text, text, tone: () => tone }
}

/** @param width cells */
export function wordColumn<T>(
  head: Head,
  width: number,
  text: (item: T) => string,
  tone: RowTone = 'plain',
): GridColumn<T> {
  return { ...textColumn(head, text, tone), width }
}

/** @param sign `~` before what is estimated */
export function bytesColumn<T>(head: Head, value: (item: T) => number | undefined, sign = ''): GridColumn<T> {
  return {
    ...head,
    width: 6 + sign.length,
    align: 'right',
    descending: true,
    value,
    text: item => textOf(value(item), bytes => `${sign}${formatBytes(bytes)}`),
    tone: item => (value(item) ? 'plain' : 'dim'),
  }
}

export function grownBytesColumn<T>(head: Head, value: (item: T) => number | undefined, sign = ''): GridColumn<T> {
  return {
    ...head,
    width: 6 + sign.length,
    align: 'right',
    descending: true,
    value,
    text: item => textOf(value(item), bytes => (Math.abs(bytes) < 0.5 ? '0' : `${sign}${formatChange(bytes)}`)),
    tone: item => toneOf(value(item) ?? 0),
  }
}

const COUNT_WIDTH = 8

export function countColumn<T>(head: Head, value: (item: T) => number | undefined): GridColumn<T> {
  return {
    ...head,
    width: COUNT_WIDTH,
    align: 'right',
    descending: true,
    value,
    text: item => textOf(value(item), countText),
    tone: item => (value(item) ? 'plain' : 'dim'),
  }
}

export function grownCountColumn<T>(head: Head, value: (item: T) => number | undefined): GridColumn<T> {
  return {
    ...countColumn(head, value),
    text: item => textOf(value(item), grown => (grown > 0 ? `+${countText(grown)}` : countText(grown))),
  }
}

/** `5,812`; of what is more than its column has cells for, `12m`. */
function countText(count: number): string {
  const text = Math.abs(count) < 1000 ? String(Math.round(count)) : formatCount(count)
  if (text.length < COUNT_WIDTH) return text
  return `${count < 0 ? '-' : ''}${formatShortCount(Math.abs(Math.round(count)), COUNT_WIDTH - 2)}`
}

function textOf(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? DASH : format(value)
}

function toneOf(bytes: number): RowTone {
  if (bytes >= VERY_MUCH_BYTES) return 'bad'
  if (bytes >= MUCH_BYTES) return 'warn'
  return bytes === 0 ? 'dim' : 'plain'
}
