/** Figures of a heap in JSON, with the same keys as `heap` of `ntop inspect PID --json`. */
import type { Generation, HeapFigures, OwnFigure, Space } from '../../runtime/figures.ts'
import {
  bytes,
  count,
  flag,
  type Kind,
  known,
  list,
  object,
  oneOf,
  quantity,
  type Shape,
  text,
  unknowable,
} from '../describe.ts'

const generation: Kind<Generation> = object({
  name: known(text, 'of the generation, or of the collector', g => g.name),
  count: unknowable(count, 'what has come together since its last collection', g => g.count),
  threshold: unknowable(count, 'from where on it collects', g => g.threshold),
  collections: unknowable(count, 'how often it has', g => g.collections),
  collected: unknowable(count, 'objects that it freed', g => g.collected),
  uncollectable: unknowable(count, 'objects that nobody needs and that it could not free', g => g.uncollectable),
  timeMs: unknowable(quantity, 'milliseconds that its collections took', g => g.timeMs),
})

const space: Kind<Space> = object({
  name: known(text, 'as the runtime calls it', s => s.name),
  usedBytes: unknowable(bytes, 'in use', s => s.usedBytes),
  committedBytes: unknowable(bytes, 'what the system has given it', s => s.committedBytes),
  mostBytes: unknowable(bytes, 'what it may have', s => s.mostBytes),
})

const ownFigure: Kind<OwnFigure> = object({
  name: known(text, 'what it is', f => f.name),
  about: known(text, 'the same in a short sentence', f => f.about),
  value: known(quantity, 'in its unit', f => f.value),
  unit: known(oneOf('bytes', 'count', 'milliseconds'), 'of the value', f => f.unit),
})

export const figuresShape: Shape<HeapFigures> = {
  version: unknowable(text, 'of the runtime, as the running program has it', h => h.version),
  collects: unknowable(flag, 'whether its garbage collector works by itself', h => h.collects),
  generations: known(list(generation), 'of its garbage collector', h => h.generations),
  spaces: known(list(space), 'parts of the heap', h => h.spaces),
  figures: known(list(ownFigure), 'what only this runtime tells', h => h.figures),
}

export const figuresKind: Kind<HeapFigures> = object(figuresShape)
