/** The documents "ntop-heap-types/1" and "ntop-heap-cyclic/1": objects by type. */
import type { Cyclic, TypeCount } from '../../runtime/session.ts'
import type { GrownType } from '../../runtime/type-growth.ts'
import { bytes, count, integer, type Kind, known, list, object, type Shape, text, unknowable } from '../describe.ts'
import { answerKind, type HeapAnswer } from './answer.ts'

export interface ToldTypes {
  readonly about: string
  /** Types in all. */
  readonly types: number
  readonly rows: readonly GrownType[]
  /** Between two looks; undefined where there was one. */
  readonly spanMs: number | undefined
}

const typeShape: Shape<TypeCount> = {
  type: known(text, 'as the runtime calls it', t => t.type),
  count: known(count, 'objects', t => t.count),
  sizeBytes: unknowable(bytes, 'of themselves, without what they hold', t => t.bytes),
}

const retainedShape: Shape<GrownType> = {
  retainedBytes: unknowable(bytes, 'what they alone keep in memory, together', t => t.retainedBytes),
}

const grownShape: Shape<GrownType> = {
  countDiff: unknowable(integer, 'with --for: how many more than at the beginning', t => t.countGrown),
  sizeDiffBytes: unknowable(integer, 'with --for: how many more bytes', t => t.bytesGrown),
}

const spanShape: Shape<ToldTypes> = {
  spanMs: unknowable(integer, 'with --for: between the two looks', t => t.spanMs),
}

function shapeWith(row: Kind<GrownType>): Shape<ToldTypes> {
  return {
    about: known(text, 'what of all that is in memory is counted', t => t.about),
    types: known(count, 'types in all', t => t.types),
    rows: known(list(row), 'the largest first; with --for those that grew most; as many as --top says', t => t.rows),
  }
}

const onceShape: Shape<GrownType> = { ...typeShape, ...retainedShape }
const onceKind = answerKind('types', shapeWith(object(onceShape)))
const twiceKind = answerKind('types', { ...spanShape, ...shapeWith(object({ ...onceShape, ...grownShape })) })

/** Looked at once or twice. */
export const anyTypesKind = answerKind('types', shapeWith(object(onceShape, grownShape)), spanShape)

export function typesKind(spanMs: number | undefined): Kind<HeapAnswer<ToldTypes>> {
  return spanMs === undefined ? onceKind : twiceKind
}

export interface ToldCyclic {
  readonly cyclic: Cyclic
  readonly rows: readonly TypeCount[]
}

export const cyclicKind = answerKind<ToldCyclic>('cyclic', {
  unreachable: known(count, 'objects that nothing held but they each other', c => c.cyclic.unreachable),
  types: known(count, 'types in all', c => c.cyclic.rows.length),
  rows: known(list(object(typeShape)), 'the most first; as many as --top says', c => c.rows),
})
