/** The documents on single objects: who holds them, what keeps them, which are there twice. */
import type { HeapObject, Holding, Link } from '../../runtime/holding.ts'
import type { Cache, Duplicates } from '../../runtime/session.ts'
import { bytes, count, type Kind, known, list, object, type Shape, text, unknowable } from '../describe.ts'
import { answerKind } from './answer.ts'

const heapObject: Kind<HeapObject> = object({
  type: known(text, 'as the runtime calls it', o => o.type),
  address: unknowable(text, 'in hexadecimal', o => o.address),
  sizeBytes: unknowable(bytes, 'of itself', o => o.bytes),
  text: unknowable(text, 'its beginning, of texts and numbers', o => o.text),
  references: unknowable(count, 'references to it', o => o.references),
  weakReferences: unknowable(count, 'weak ones', o => o.weakReferences),
})

const link: Kind<Link> = object({
  by: known(text, 'by what it is held', l => l.by),
  object: known(heapObject, 'the holder; below holds, what is held', l => l.object),
})

const chain: Kind<Holding['chains'][number]> = object({
  links: known(list(link), 'from the object outwards, holder by holder', c => c.links),
  root: unknowable(text, 'what holds the last one; null where that was not reached', c => c.root),
})

export const holdingShape: Shape<Holding> = {
  ofType: known(count, 'objects of this type', h => h.ofType),
  object: known(heapObject, 'one of them', h => h.object),
  chains: known(list(chain), 'who holds it', h => h.chains),
  holds: known(list(link), 'what it holds', h => h.holds),
}

export const referrersKind = answerKind('referrers', holdingShape)

/** Rows, of which not all may be told. */
export interface Told<T> {
  readonly all: T
  readonly most: number
}

const cache: Kind<Cache> = object({
  name: known(text, 'whose it is', c => c.name),
  kind: known(text, 'what it is', c => c.kind),
  entries: known(count, 'in it', c => c.entries),
  mostEntries: unknowable(count, 'that may be in it; null where there is no bound', c => c.mostEntries),
  hits: unknowable(count, 'asked for and found', c => c.hits),
  misses: unknowable(count, 'asked for and not found', c => c.misses),
  sizeBytes: unknowable(bytes, 'that it keeps', c => c.bytes),
})

export const cachesKind = answerKind<Told<readonly Cache[]>>('caches', {
  caches: known(count, 'in all', c => c.all.length),
  rows: known(list(cache), 'the most entries first; as many as --top says', c => c.all.slice(0, c.most)),
})

const duplicate: Kind<Duplicates['rows'][number]> = object({
  text: known(text, 'the value’s beginning', d => d.text),
  type: known(text, 'as the runtime calls it', d => d.type),
  copies: known(count, 'of it in memory', d => d.copies),
  wastedBytes: known(bytes, 'of all but one', d => d.wastedBytes),
})

export const duplicatesKind = answerKind<Told<Duplicates>>('duplicates', {
  about: known(text, 'what was looked at', d => d.all.about),
  looked: known(count, 'values that were looked at', d => d.all.looked),
  wastedBytes: known(bytes, 'of all together', d => d.all.wastedBytes),
  values: known(count, 'that stand there several times', d => d.all.rows.length),
  rows: known(list(duplicate), 'the most bytes first; as many as --top says', d => d.all.rows.slice(0, d.most)),
})
