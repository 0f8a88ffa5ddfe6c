/** What is asked before a collector is set, or made to collect. */

import { clean } from '../../model/text.ts'
import { formatCount } from '../../model/units.ts'
import type { Generation } from '../../runtime/figures.ts'
import type { CollectorState } from '../../runtime/session.ts'
import { Menu } from '../overlays/menu.ts'
import type { MenuItem } from '../overlays/menu-item.ts'
import { Prompt } from '../overlays/prompt.ts'

/** Names that Python's own flags have, without `DEBUG_`. */
const DEBUG: readonly (readonly [name: string, about: string])[] = [
  ['stats', 'what each collection came to'],
  ['collectable', 'each object that it frees'],
  ['uncollectable', 'each object that it cannot free'],
  ['saveall', 'it keeps all it finds in gc.garbage, and frees none'],
]
/** What Python calls so is these together. */
const LEAK = ['collectable', 'uncollectable', 'saveall']
const MOST_THRESHOLD = 1_000_000_000

export function askGeneration(
  generations: readonly Generation[],
  choose: (generation: number | undefined) => void,
): Menu<number | undefined> {
  const items: MenuItem<number | undefined>[] = generations.map((generation, i) => ({
    label: clean(generation.name),
    detail: [countText(generation), i === 0 ? '' : 'and what is younger'].filter(text => text !== '').join(', '),
    typed: String(i),
    value: i,
  }))
  return new Menu({
    id: 'generation',
    title: 'collect now',
    items: [...items, { label: 'all of it', detail: 'the longest', value: undefined }],
    selected: items.length,
    choose,
  })
}

/** `350 of 700`: how far it is on its way to its next collection. */
function countText({ count, threshold }: Generation): string {
  if (count === undefined) return ''
  return threshold === undefined ? formatCount(count) : `${formatCount(count)} of ${formatCount(threshold)}`
}

/** Some flags more, or less: those that are set are ticked. */
export function askDebug(
  { debug }: CollectorState,
  choose: (debug: readonly string[]) => void,
): Menu<readonly string[]> {
  const isSet = (flags: readonly string[]): boolean => flags.every(flag => debug.includes(flag))
  const all = [
    ...DEBUG.map(([name, about]) => [name, about, [name]] as const),
    ['leak', LEAK.join(', '), LEAK] as const,
  ]
  return new Menu({
    id: 'debug',
    title: 'debug flags',
    about: ['What the collector writes on the program’s stderr.'],
    items: all.map(([name, about, flags]) => ({
      label: `${isSet(flags) ? '[x]' : '[ ]'} ${name}`,
      detail: about,
      typed: name,
      value: flags,
    })),
    choose: flags => {
      const others = debug.filter(flag => !flags.includes(flag))
      choose(isSet(flags) ? others : [...debug, ...flags.filter(flag => !debug.includes(flag))])
    },
  })
}

export function askThresholds({ thresholds }: CollectorState, accept: (thresholds: readonly number[]) => void): Prompt {
  const parse = (text: string): number[] | undefined => {
    const numbers = text.trim().split(/[ ,]+/).map(Number)
    const isRight =
      numbers.length === thresholds.length && numbers.every(n => Number.isInteger(n) && n >= 0 && n <= MOST_THRESHOLD)
    return isRight ? numbers : undefined
  }
  const isAsBefore = (numbers: readonly number[]): boolean => numbers.join() === thresholds.join()
  const wrong = `${thresholds.length} whole numbers, one for each generation`
  return new Prompt({
    label: 'Thresholds',
    text: thresholds.join(' '),
    accepts: character => /[\d ,]/.test(character),
    change: text => {
      const numbers = parse(text)
      if (numbers === undefined) return { note: wrong, wrong: true }
      return { note: isAsBefore(numbers) ? 'as they are' : '0 for the first: never by itself' }
    },
    accept: text => {
      const numbers = parse(text)
      if (numbers === undefined) return wrong
      if (!isAsBefore(numbers)) accept(numbers)
      return undefined
    },
    cancel: () => undefined,
  })
}
