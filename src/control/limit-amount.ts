/** How much a resource limit is, as people write it and as it is told to them. */
import { formatBytes, formatCount, formatSpan } from '../model/units.ts'
import type { LimitUnit } from '../procfs/pid-limits.ts'
import type { Wrong } from './wrong.ts'

/** A whole number of the limit's unit from 0 to {@link MOST}, or no limit at all. */
export type Amount = number | 'unlimited'

/** The most that a number holds exactly. The kernel's own most, 2⁶⁴ − 2, differs from no limit by nothing that one notices. */
const MOST = Number.MAX_SAFE_INTEGER

/** How amounts of a unit are written. */
interface Notation {
  /** What one of each suffix is in the unit. */
  readonly suffixes: ReadonlyMap<string, number>
  /** Whether `1.5G` is taken. */
  readonly fractions: boolean
  /** What is expected, for messages. */
  readonly expected: string
}

const LETTERS = ['k', 'm', 'g', 't', 'p', 'e']

const BYTES: Notation = {
  suffixes: new Map([
    ['', 1],
    ['b', 1],
    ...LETTERS.flatMap((letter, i) =>
      [letter, `${letter}b`, `${letter}ib`].map((suffix): [string, number] => [suffix, 1024 ** (i + 1)]),
    ),
  ]),
  fractions: true,
  expected: 'bytes such as 4096, 64M or 1.5GiB (K, M, G of 1024)',
}

const SECONDS: Notation = {
  suffixes: new Map([
    ['', 1],
    ['s', 1],
    ['m', 60],
    ['h', 3600],
    ['d', 86_400],
  ]),
  fractions: true,
  expected: 'seconds such as 90, or 90s, 5m, 1h, 1d',
}

const MICROSECONDS: Notation = {
  suffixes: new Map([
    ['', 1],
    ['us', 1],
    ['µs', 1],
    ['ms', 1000],
    ['s', 1_000_000],
  ]),
  fractions: true,
  expected: 'microseconds such as 200, or 200us, 500ms, 1s',
}

const COUNT: Notation = {
  suffixes: new Map([['', 1], ...LETTERS.slice(0, 3).map((letter, i): [string, number] => [letter, 1024 ** (i + 1)])]),
  fractions: false,
  expected: 'a whole number such as 4096 or 4k (k, M, G of 1024 here too)',
}

const PLAIN: Notation = { suffixes: new Map([['', 1]]), fractions: false, expected: 'a whole number' }

function notationOf(unit: LimitUnit): Notation {
  if (unit === 'bytes') return BYTES
  if (unit === 'seconds') return SECONDS
  if (unit === 'microseconds') return MICROSECONDS
  return unit === '' ? PLAIN : COUNT
}

/**
 * The amount that a word means, in the limit's unit. No limit is `unlimited`, `infinity` or `-1`, as in prlimit(1).
 *
 * K, M, G are powers of 1024 in every case, `64K` as well as `64KB` and `64KiB`: limits are set at such numbers, and a
 * letter that means 1024 of bytes and 1000 of files on one command line would be a trap. So `nofile=4k` is 4,096, which
 * is then said in full. Small and capital letters are the same: minutes are `m`, and there are no months. Of fractions
 * of a byte the rest is dropped.
 */
export function parseAmount(word: string, unit: LimitUnit): Amount | Wrong {
  const lower = word.toLowerCase()
  if (lower === 'unlimited' || lower === 'infinity' || word === '-1') return 'unlimited'
  const quoted = JSON.stringify(word)
  const notation = notationOf(unit)
  if (/^-[\d.]/.test(word)) return { wrong: `${quoted} is negative; unlimited sets no limit` }
  const [, whole, fraction = '', suffix = ''] = /^(\d{1,40})(?:\.(\d{1,20}))?([a-z\u00b5]*)$/.exec(lower) ?? []
  const factor = notation.suffixes.get(suffix)
  if (whole === undefined || factor === undefined || (fraction !== '' && !notation.fractions)) {
    return { wrong: `${quoted} is not ${notation.expected}, nor unlimited` }
  }
  // Exact, whatever the number of digits.
  const parts = BigInt(whole + fraction) * BigInt(factor)
  const one = 10n ** BigInt(fraction.length)
  const amount = parts / one
  const mayDrop = unit === 'bytes' && factor > 1 && amount > 0n
  if (parts % one !== 0n && !mayDrop) return { wrong: `${quoted} is not a whole number of ${unit}` }
  if (amount > MOST) {
    return {
      wrong: `${quoted} is more than ${formatCount(MOST)}, the most that is told exactly; unlimited sets no limit`,
    }
  }
  return Number(amount)
}

/** `64M`, `4,096`, `5m 00s`, `500,000µs`, `unlimited`: never rounded, so 1,000,000 bytes are `1,000,000 bytes`. */
export function amountText(amount: Amount, unit: LimitUnit): string {
  if (amount === 'unlimited') return amount
  if (unit === 'bytes') {
    const short = formatBytes(amount)
    return parseAmount(short, unit) === amount ? short : `${formatCount(amount)} bytes`
  }
  // A span has two units at most, of which the smaller one is the last that is told.
  const last = amount < 3600 ? 1 : amount < 86_400 ? 60 : 3600
  if (unit === 'seconds') return amount % last === 0 ? formatSpan(amount * 1000) : `${formatCount(amount)}s`
  return unit === 'microseconds' ? `${formatCount(amount)}µs` : formatCount(amount)
}

/** Whether the one amount is above the other. */
export function exceeds(amount: Amount, other: Amount): boolean {
  if (other === 'unlimited') return false
  return amount === 'unlimited' || amount > other
}
