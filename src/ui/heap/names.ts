/** What things of live heaps are called. */
import { RUNTIME_NAMES } from '../../inspect/heap-rows.ts'
import { clean } from '../../model/text.ts'
import type { Ability, RuntimeId } from '../../runtime/detection.ts'

/** Each goes on after "enough for". */
export const ABILITY_NAMES: Readonly<Record<Exclude<Ability, 'passive'>, string>> = {
  stats: 'figures',
  allocations: 'allocations by line',
  lines: 'the very line of a function',
  types: 'objects by type',
  referrers: 'who holds an object',
  collect: 'collecting now',
  collector: 'settings of the collector',
  events: 'collections as they happen',
  stacks: 'stacks of threads',
  caches: 'caches',
  duplicates: 'values that are there twice',
  cyclic: 'garbage in cycles',
  dump: 'the whole heap as a file',
}

/** `Python 3.11.7` */
export function runtimeText(runtime: RuntimeId, version: string | undefined): string {
  return version === undefined ? RUNTIME_NAMES[runtime] : `${RUNTIME_NAMES[runtime]} ${clean(version)}`
}

/** What is to be known before something is done, as a sentence of its own: runtimes tell it as it goes on in a line. */
export function sentenceOf(warning: string): string {
  const text = clean(warning)
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
