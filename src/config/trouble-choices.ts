/**
 * What may be chosen of the troubles that are looked for, from the detectors' own tables of thresholds: a new threshold
 * can be set without more ado.
 */
import { suggestion } from '../model/closest.ts'
import type { DetectorKind, Threshold, TroubleChoices } from '../model/troubles/detector-kind.ts'
import { detectorKinds } from '../model/troubles/index.ts'
import { expectedAmount, parseAmount } from '../query/amount.ts'
import type { TomlChoice } from './edit-toml.ts'
import { shownValue } from './shown-value.ts'

/** What is wrong, and below the table of troubles where. */
interface WrongChoice {
  readonly path: readonly string[]
  readonly reason: string
  /** About the key itself, not what it is set to. */
  readonly ofKey: boolean
}

export interface ReadChoices {
  readonly choices: TroubleChoices
  readonly wrong: readonly WrongChoice[]
}

/** Reads the entries of the table: of each detector `false`, `true`, or a table of thresholds. */
export function readTroubleChoices(entries: readonly (readonly [string, unknown])[]): ReadChoices {
  const choices: Record<string, TroubleChoices[string]> = {}
  const wrong: WrongChoice[] = []
  for (const [id, value] of entries) {
    const kind = detectorKinds.find(candidate => candidate.id === id)
    if (kind === undefined) {
      const ids = detectorKinds.map(candidate => candidate.id)
      wrong.push({ path: [id], reason: `unknown trouble ${shownValue(id)}${suggestion(id, ids)}`, ofKey: true })
    } else if (value === false) choices[id] = false
    else if (value !== true) {
      const read = readThresholds(kind, value)
      if (Object.keys(read.levels).length > 0) choices[id] = read.levels
      wrong.push(...read.wrong)
    }
  }
  return { choices, wrong }
}

function readThresholds(
  { id, thresholds }: DetectorKind,
  value: unknown,
): { readonly levels: Readonly<Record<string, number>>; readonly wrong: readonly WrongChoice[] } {
  const names = Object.keys(thresholds)
  const levels: Record<string, number> = {}
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) {
    const orTable = names.length === 0 ? '' : `, or a table with ${names.join(', ')}`
    const reason = `${id} expects true or false${orTable}, not ${shownValue(value)}`
    return { levels, wrong: [{ path: [id], reason, ofKey: false }] }
  }
  const wrong = Object.entries(value).flatMap(([name, amount]): WrongChoice[] => {
    const path = [id, name]
    const threshold = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined
    if (threshold === undefined)
      return [{ path, reason: `unknown threshold ${shownValue(name)} of ${id}${suggestion(name, names)}`, ofKey: true }]
    const level = levelOf(threshold, amount)
    if (level !== undefined) {
      levels[name] = level
      return []
    }
    return [{ path, reason: `${id}.${name} expects ${expected(threshold)}, not ${shownValue(amount)}`, ofKey: false }]
  })
  return { levels, wrong }
}

/** The amount in the threshold's own unit; undefined where it is none, or lies out of bounds. */
function levelOf({ kind, least, most }: Threshold, value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const level = parseAmount(String(value), kind)
  return level !== undefined && level >= least && level <= most ? level : undefined
}

function expected(threshold: Threshold): string {
  const { kind, least, most } = threshold
  return `${expectedAmount(kind)}, from ${amountText(kind, least)} to ${amountText(kind, most)}`
}

/** What a threshold is usually, as the file has it. */
export function usualThreshold({ kind, usual }: Threshold): TomlChoice {
  return kind === 'number' ? usual : amountText(kind, usual)
}

const MIB = 1024 ** 2
const UNITS = {
  number: [['', 1]],
  percent: [['%', 1]],
  milliseconds: [
    ['h', 3600_000],
    ['m', 60_000],
    ['s', 1000],
  ],
  bytesPerSec: [
    ['M', MIB],
    ['K', 1024],
  ],
} as const

/** In the largest unit of which it is a whole number. */
function amountText(kind: Threshold['kind'], amount: number): string {
  const units: readonly (readonly [string, number])[] = UNITS[kind]
  const [suffix, size] = units.find(([, each]) => amount % each === 0) ?? units.at(-1) ?? ['', 1]
  return `${amount / size}${suffix}`
}
