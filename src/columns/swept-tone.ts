import type { ProcessRow } from '../model/snapshot.ts'
import type { Tone } from './column.ts'

/** The tone of figures that a sweep finds out now and then: dim also when they are of long ago. */
export function sweptTone(bytes: number, { facts }: ProcessRow): Tone {
  return bytes === 0 || facts.rollupStale ? 'dim' : 'plain'
}
