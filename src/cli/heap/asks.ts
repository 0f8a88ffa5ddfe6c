/** What `ntop heap PID` can be asked for: one table, from which the command line is parsed and help is written. */
import type { Ability } from '../../runtime/detection.ts'

interface Ask {
  readonly name: string
  /** What a session must be able to do for it. */
  readonly ability: Exclude<Ability, 'passive'>
  /** What it does besides, where that can be had, and what more is to be known of it then. */
  readonly besides?: { readonly ability: Exclude<Ability, 'passive'>; readonly warning: string }
  /** What follows the name. */
  readonly usage: string
  /** In a few words. */
  readonly about: string
  /** Of the flags that only some of these have. */
  readonly flags: readonly HeapFlag[]
}

/** Flags that are not for all of these. */
export const HEAP_FLAGS = ['for', 'by', 'frames', 'every', 'optimised', 'path', 'top', 'export', 'force'] as const

export type HeapFlag = (typeof HEAP_FLAGS)[number]

export const heapAsks = [
  { name: 'stats', ability: 'stats', usage: '', about: 'what the runtime itself tells of its memory', flags: [] },
  {
    name: 'types',
    ability: 'types',
    usage: '',
    about: 'objects by type; with --for also what is new then',
    flags: ['for', 'top'],
  },
  {
    name: 'lines',
    ability: 'allocations',
    besides: {
      ability: 'lines',
      warning:
        'so the very lines of up to three functions are looked for, one after the other; not with --by file or function',
    },
    usage: '',
    about: 'which code allocates what stays, for --for',
    flags: HEAP_FLAGS,
  },
  { name: 'collect', ability: 'collect', usage: '[GENERATION]', about: 'collects now: before and after', flags: [] },
  { name: 'referrers', ability: 'referrers', usage: 'TYPE', about: 'who holds an object of a type', flags: ['top'] },
  { name: 'stacks', ability: 'stacks', usage: '', about: 'where each thread stands', flags: [] },
  { name: 'events', ability: 'events', usage: '', about: 'collections as they happen, for --for', flags: ['for'] },
  { name: 'caches', ability: 'caches', usage: '', about: 'what keeps objects for later', flags: ['top'] },
  {
    name: 'duplicates',
    ability: 'duplicates',
    usage: '',
    about: 'equal values that stand there twice',
    flags: ['top'],
  },
  { name: 'cyclic', ability: 'cyclic', usage: '', about: 'types that only a collector frees', flags: ['top'] },
  {
    name: 'collector',
    ability: 'collector',
    usage: '[SETTING]',
    about: 'its settings; sets one for --for',
    flags: ['for'],
  },
  {
    name: 'dump',
    ability: 'dump',
    usage: 'FILE [LATER]',
    about: 'the whole heap; into LATER again after --for',
    flags: ['for'],
  },
] as const satisfies readonly Ask[]

export type HeapAskName = (typeof heapAsks)[number]['name']

/** What may follow `collector`. */
export const COLLECTOR_WORDS = ['enable', 'disable', 'freeze', 'unfreeze', 'threshold', 'debug'] as const

export function heapAsk(name: HeapAskName): Ask {
  const found: Ask | undefined = heapAsks.find(ask => ask.name === name)
  if (found === undefined) throw new Error(`${name} cannot be asked for`)
  return found
}
