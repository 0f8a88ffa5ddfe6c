/** The words behind `ntop heap PID`. */
import { parseAmount } from '../../control/limit-amount.ts'
import { isWrong } from '../../control/wrong.ts'
import { suggestion } from '../../model/closest.ts'
import { ALLOCATION_GROUPINGS } from '../../runtime/compare.ts'
import type { CollectorSettings } from '../../runtime/session.ts'
import type { Arguments } from '../arguments.ts'
import type { HeapQuestion, HeapTerms } from '../invocation.ts'
import { UsageError } from '../usage-error.ts'
import { lastValue, parseCount, parseInterval, parseWord } from '../values.ts'
import { COLLECTOR_WORDS, HEAP_FLAGS, type HeapAskName, type HeapFlag, heapAsk, heapAsks } from './asks.ts'

const MOST_GENERATION = 9
const MOST_THRESHOLDS = 3

/**
 * What is asked for, and how; undefined where nothing is, and only told what can be.
 *
 * @throws UsageError at a word that is none, or a flag that it has no use for
 */
export function parseHeapWords(args: Arguments): HeapQuestion | undefined {
  const [word, ...rest] = args.positionals.slice(2)
  const question = word === undefined ? undefined : questionOf(word, rest)
  refuseStrangers(args, question?.what)
  if (question?.what === 'dump' && question.later === undefined && args.given.has('for'))
    throw new UsageError('--for is for ntop heap PID dump FILE LATER, not for ntop heap PID dump FILE')
  return question
}

function questionOf(word: string, rest: readonly string[]): HeapQuestion {
  const names = heapAsks.map(({ name }) => name)
  const what = names.find(name => name === word)
  if (what === undefined) {
    throw new UsageError(`ntop heap PID knows no ${quoted(word)}${suggestion(word, names) || `: ${names.join(', ')}`}`)
  }
  const [first, second, ...others] = rest
  const extra = others[0] ?? (what === 'collector' || what === 'dump' ? undefined : second)
  if (extra !== undefined) throw new UsageError(`ntop heap PID ${what} does not expect ${quoted(extra)}`)
  switch (what) {
    case 'collect':
      return { what, generation: first === undefined ? undefined : parseGeneration(first) }
    case 'referrers':
      return { what, type: needed(what, first) }
    case 'dump': {
      const file = needed(what, first)
      if (file === '-' || second === '-')
        throw new UsageError('ntop heap PID dump needs a file, and "-" is none: ./- is one of that name')
      if (file === second) throw new UsageError(`ntop heap PID dump needs two files, and both are ${quoted(file)}`)
      return { what, file, later: second }
    }
    case 'collector':
      return { what, settings: first === undefined ? undefined : parseCollector(first, second) }
    default:
      if (first !== undefined) throw new UsageError(`ntop heap PID ${what} does not expect ${quoted(first)}`)
      return { what }
  }
}

function needed(what: HeapAskName, word: string | undefined): string {
  if (word === undefined || word === '') {
    throw new UsageError(`ntop heap PID ${what} needs a word: ntop heap PID ${what} ${heapAsk(what).usage}`)
  }
  return word
}

function parseGeneration(word: string): number {
  const generation = /^\d$/.test(word) ? Number(word) : MOST_GENERATION + 1
  if (generation <= MOST_GENERATION) return generation
  throw new UsageError(`ntop heap PID collect expects a generation, 0 to ${MOST_GENERATION}, not ${quoted(word)}`)
}

function parseCollector(word: string, value: string | undefined): CollectorSettings {
  const setting = COLLECTOR_WORDS.find(known => known === word)
  if (setting === undefined) {
    const expected = `one of ${COLLECTOR_WORDS.join(', ')}`
    throw new UsageError(
      `ntop heap PID collector expects ${expected}, not ${quoted(word)}${suggestion(word, COLLECTOR_WORDS)}`,
    )
  }
  if (setting === 'threshold') return { thresholds: parseThresholds(value) }
  if (setting === 'debug') return { debug: parseDebug(value) }
  if (value !== undefined) throw new UsageError(`ntop heap PID collector ${setting} does not expect ${quoted(value)}`)
  return setting === 'enable' || setting === 'disable'
    ? { enabled: setting === 'enable' }
    : { frozen: setting === 'freeze' }
}

function parseThresholds(value = ''): readonly number[] {
  const words = value.split(',')
  if (words.length <= MOST_THRESHOLDS && words.every(word => /^\d{1,9}$/.test(word))) return words.map(Number)
  throw new UsageError(
    `ntop heap PID collector threshold expects N,N,N, one to three whole numbers, not ${quoted(value)}`,
  )
}

function parseDebug(value = ''): readonly string[] {
  if (value === 'none') return []
  const words = value.split(',')
  if (words.every(word => /^[a-z]+$/.test(word))) return words
  throw new UsageError(
    `ntop heap PID collector debug expects names such as stats,uncollectable, or none, not ${quoted(value)}`,
  )
}

/** Flags that this has no use for. */
function refuseStrangers({ given }: Arguments, what: HeapAskName | undefined): void {
  const own: readonly HeapFlag[] = what === undefined ? [] : heapAsk(what).flags
  for (const name of HEAP_FLAGS) {
    const flag = given.get(name)
    if (flag === undefined || own.includes(name)) continue
    const places = heapAsks.filter(({ flags }) => (flags as readonly HeapFlag[]).includes(name)).map(ask => ask.name)
    throw new UsageError(
      `${flag.typed} is for ntop heap PID ${places.join(', ')}, not for ntop heap PID${what === undefined ? ' alone' : ` ${what}`}`,
    )
  }
}

/** What the flags say. */
export function parseHeapTerms({ given }: Arguments): HeapTerms {
  const [by, frames, every, path, top, span, file] = (
    ['by', 'frames', 'every', 'path', 'top', 'for', 'export'] as const
  ).map(name => given.get(name))
  return {
    forMs: span && parseInterval(span),
    by: by && parseWord(by, ALLOCATION_GROUPINGS),
    frames: frames && parseCount(frames),
    everyBytes: every && parseBytes(every.typed, lastValue(every)),
    optimised: given.has('optimised'),
    path: path && lastValue(path),
    top: top && parseCount(top),
    file: file && lastValue(file),
    replace: given.has('force'),
  }
}

function parseBytes(typed: string, word: string): number {
  const amount = parseAmount(word, 'bytes')
  if (isWrong(amount)) throw new UsageError(`${typed}: ${amount.wrong.replace(/, nor unlimited$/, '')}`)
  if (amount === 'unlimited' || amount < 1) {
    throw new UsageError(`${typed} expects bytes such as 512K, from 1, not ${quoted(word)}`)
  }
  return amount
}

function quoted(word: string): string {
  return JSON.stringify(word)
}
