/** What all documents of `ntop heap PID … --json` have in common. */
import type { ProcessRecord } from '../../model/process.ts'
import type { Effect } from '../../runtime/detection.ts'
import { EFFECTS } from '../../runtime/effect-text.ts'
import { ROUTES, type Route } from '../../runtime/route.ts'
import {
  constant,
  count,
  type Kind,
  known,
  list,
  object,
  oneOf,
  type Shape,
  text,
  time,
  unknowable,
} from '../describe.ts'
import { processIdKind } from '../process-shape.ts'

/** Whose heap it is. */
export interface HeapOwner {
  readonly process: Pick<ProcessRecord, 'id' | 'pid' | 'name'>
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** `node 20.20.2` */
  readonly runtime: string | undefined
}

/** An answer, how it was come by, and what became of what was done for it. */
export interface HeapAnswer<T> extends HeapOwner {
  readonly route: Route | undefined
  readonly effects: readonly Effect[]
  readonly restored: readonly string[]
  readonly leftBehind: readonly string[]
  readonly told: T
}

export const effectKind: Kind<Effect> = oneOf(...EFFECTS)

export const ownerKind: Kind<HeapOwner['process']> = object({
  id: known(processIdKind, 'pid and start in clock ticks', p => p.id as string),
  pid: known(count, 'process id', p => p.pid),
  name: known(text, 'the kernel’s name of it (comm)', p => p.name),
})

export const ownerShape: Shape<HeapOwner> = {
  process: known(ownerKind, 'whose heap it is', h => h.process),
  at: known(time, 'when it was begun', h => h.atMs),
  runtime: unknowable(text, 'what runs it, and its version: node 20.20.2', h => h.runtime),
}

/** The document `ntop-heap-WHAT/1`. */
export function answerKind<T>(what: string, shape: Shape<T>, optional: Shape<T> = {}): Kind<HeapAnswer<T>> {
  const name = `ntop-heap-${what}/1`
  return object<HeapAnswer<T>>(
    {
      schema: known(constant(name), 'what this document is', () => name),
      ...ownerShape,
      route: unknowable(oneOf(...ROUTES), 'by which way it was got into', a => a.route),
      effects: known(list(effectKind), 'what was done to it, as agreed to', a => a.effects),
      restored: known(list(text), 'what was undone of that, in words', a => a.restored),
      leftBehind: known(list(text), 'what could not be undone, in words', a => a.leftBehind),
      ...within(shape),
    },
    within(optional),
  )
}

function within<T>(shape: Shape<T>): Shape<HeapAnswer<T>> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, { schema, write }]) => [key, { schema, write: answer => write(answer.told) }]),
  )
}
