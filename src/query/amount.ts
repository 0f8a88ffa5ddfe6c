/** How much a query asks for, as people write it and as the table shows it. */
import type { NumberKind } from '../columns/column.ts'

interface Notation {
  /** What one of each suffix is in the column's own unit. */
  readonly suffixes: ReadonlyMap<string, number>
  /** Whether amounts stand one after the other, as in `1h30m`. */
  readonly several: boolean
  /** What is expected, for messages. */
  readonly expected: string
}

const LETTERS = ['k', 'm', 'g', 't', 'p', 'e']

/** K, M, G are of 1024 however they are written, as wherever ntop takes or shows bytes. */
const BYTES: readonly (readonly [string, number])[] = [
  ['', 1],
  ['b', 1],
  ...LETTERS.flatMap((letter, i) =>
    [letter, `${letter}b`, `${letter}i`, `${letter}ib`].map((suffix): [string, number] => [suffix, 1024 ** (i + 1)]),
  ),
]

const NOTATIONS: Readonly<Record<NumberKind, Notation>> = {
  number: {
    suffixes: new Map([
      ['', 1],
      ...LETTERS.slice(0, 3).map((letter, i): [string, number] => [letter, 1000 ** (i + 1)]),
    ]),
    several: false,
    expected: 'a number such as 10 or 4k',
  },
  bytes: { suffixes: new Map(BYTES), several: false, expected: 'bytes such as 4096, 10M or 1.5GiB' },
  bytesPerSec: {
    suffixes: new Map(BYTES.flatMap(([suffix, bytes]) => [suffix, `${suffix}/s`].map(name => [name, bytes] as const))),
    several: false,
    expected: 'bytes a second such as 10M or 1.5GiB/s',
  },
  percent: {
    suffixes: new Map([
      ['', 1],
      ['%', 1],
    ]),
    several: false,
    expected: 'percent such as 10 or 2.5%',
  },
  milliseconds: {
    suffixes: new Map([
      ['', 1000],
      ['ms', 1],
      ['s', 1000],
      ['m', 60_000],
      ['min', 60_000],
      ['h', 3_600_000],
      ['d', 86_400_000],
    ]),
    several: true,
    expected: 'a time such as 30s, 2m, 1h30m or 3d',
  },
}

/** Times as the table has them, and the same with units: minutes and seconds, hours and minutes, days and hours. */
const SHOWN_TIMES: readonly (readonly [shown: RegExp, meant: string])[] = [
  [/^(\d+):(\d\d(?:\.\d+)?)$/, '$1m$2s'],
  [/^(\d+h)(\d\d)$/i, '$1$2m'],
  [/^(\d+d)(\d\d)$/i, '$1$2h'],
]

/** A number and its unit. */
const ONE = /([+-]?(?:\d+\.?\d*|\.\d+))([a-z%/]*)/iy

/** What is expected of an amount, for messages. */
export function expectedAmount(kind: NumberKind): string {
  return NOTATIONS[kind].expected
}

/** The amount in the column's own unit; undefined where it is none. */
export function parseAmount(text: string, kind: NumberKind): number | undefined {
  const { suffixes, several } = NOTATIONS[kind]
  if (kind === 'milliseconds') text = SHOWN_TIMES.reduce((time, [shown, meant]) => time.replace(shown, meant), text)
  let sum = 0
  let parts = 0
  ONE.lastIndex = 0
  for (let at = 0; at < text.length; at = ONE.lastIndex, parts++) {
    const [, digits = '', suffix = ''] = ONE.exec(text) ?? []
    const unit = suffixes.get(suffix.toLowerCase())
    if (digits === '' || unit === undefined || (parts > 0 && (!several || suffix === '' || /^[+-]/.test(digits))))
      return undefined
    sum += Number(digits) * unit
  }
  return parts > 0 && Number.isFinite(sum) ? sum : undefined
}
