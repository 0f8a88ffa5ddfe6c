/** The documents on a collector and on threads, on what is done at once, and on what is watched. */
import type { Collected, Collection, CollectorState, Dumped, ThreadStack } from '../../runtime/session.ts'
import {
  bytes,
  count,
  flag,
  integer,
  type Kind,
  known,
  list,
  object,
  quantity,
  type Shape,
  text,
  time,
  unknowable,
} from '../describe.ts'
import { answerKind, type HeapAnswer } from './answer.ts'
import { figuresKind, figuresShape } from './figures.ts'

export const statsKind = answerKind('stats', figuresShape)

export const collectKind = answerKind<Collected>('collect', {
  tookMs: known(quantity, 'milliseconds that it took', c => c.tookMs),
  freed: unknowable(count, 'objects that it freed', c => c.freed),
  uncollectable: unknowable(count, 'objects that it could not free', c => c.uncollectable),
  before: known(figuresKind, 'before it', c => c.before),
  after: known(figuresKind, 'after it', c => c.after),
})

const frame: Kind<ThreadStack['frames'][number]> = object({
  file: known(text, 'path or URL, as the runtime has it', f => f.file),
  line: unknowable(count, 'from 1', f => f.line),
  function: known(text, 'empty for one without a name', f => f.function),
})

const thread: Kind<ThreadStack> = object({
  name: unknowable(text, 'of the thread', t => t.name),
  tid: unknowable(count, 'the kernel’s id of it', t => t.tid),
  state: unknowable(text, 'why it stands there', t => t.state),
  frames: known(list(frame), 'innermost first; empty where it runs nothing of the runtime’s', t => t.frames),
})

export const stacksKind = answerKind<readonly ThreadStack[]>('stacks', {
  threads: known(list(thread), 'in the runtime’s order', threads => threads),
})

export interface ToldEvents {
  readonly spanMs: number
  readonly collections: readonly Collection[]
  /** How many came that are not told, for they were too many to keep. */
  readonly dropped: number
}

const collection: Kind<Collection> = object({
  at: known(time, 'when it ended', c => c.atMs),
  kind: known(text, 'as the runtime calls it', c => c.kind),
  pauseMs: known(quantity, 'milliseconds that the program stood still', c => c.pauseMs),
  collected: unknowable(count, 'objects that it freed', c => c.collected),
  uncollectable: unknowable(count, 'objects that it could not free', c => c.uncollectable),
})

export const eventsKind = answerKind<ToldEvents>('events', {
  spanMs: known(integer, 'how long was watched', e => e.spanMs),
  dropped: known(count, 'collections past those that are told', e => e.dropped),
  rows: known(list(collection), 'as they came', e => e.collections),
})

/** With one look where nothing is set. */
export interface ToldCollector {
  readonly before: CollectorState
  /** As it was set; undefined where nothing was. */
  readonly set: CollectorState | undefined
  /** At the end, before it was set back. */
  readonly after: CollectorState | undefined
}

const state: Kind<CollectorState> = object({
  enabled: known(flag, 'whether it works by itself', c => c.enabled),
  frozenCount: known(count, 'objects that it leaves out', c => c.frozenCount),
  thresholds: known(list(count), 'of its generations', c => c.thresholds),
  debug: known(list(text), 'what it writes on its stderr', c => c.debug),
})

export const collectorKind = answerKind<ToldCollector>('collector', {
  before: known(state, 'as it was found', c => c.before),
  set: unknowable(state, 'as it was set then; null where it was only looked at', c => c.set),
  after: unknowable(state, 'after --for, before it was set back', c => c.after),
})

export interface ToldDump {
  readonly first: Dumped
  readonly later?: Dumped
}

const dumpedShape: Shape<Dumped> = {
  path: known(text, 'the file that was written', d => d.path),
  sizeBytes: known(bytes, 'that are in it', d => d.bytes),
}

const dumpShape: Shape<ToldDump> = {
  path: known(text, 'the file that was written', d => d.first.path),
  sizeBytes: known(bytes, 'that are in it', d => d.first.bytes),
}

const laterShape: Shape<ToldDump> = {
  later: unknowable(object(dumpedShape), 'with LATER: the one that was written after --for', d => d.later),
}

const onceKind = answerKind('dump', dumpShape)
const twiceKind = answerKind('dump', { ...dumpShape, ...laterShape })

/** Written once or twice. */
export const anyDumpKind = answerKind('dump', dumpShape, laterShape)

export function dumpKind(isTwice: boolean): Kind<HeapAnswer<ToldDump>> {
  return isTwice ? twiceKind : onceKind
}
