/** The figures of a heap as rows, wherever they are from. */
import { percent } from '../model/rates.ts'
import { formatBytes, formatCount, formatSpan } from '../model/units.ts'
import type { RuntimeId } from '../runtime/detection.ts'
import type { Generation, HeapFigures, OwnFigure, Space } from '../runtime/figures.ts'
import { unknownRow } from './rows.ts'
import { DASH, type SectionRow } from './section.ts'

export const RUNTIME_NAMES: Readonly<Record<RuntimeId, string>> = { java: 'Java', node: 'Node', python: 'Python' }

/** @param name of the runtime */
export function heapRows(name: string, heap: HeapFigures): SectionRow[] {
  return [
    runtimeRow(name, heap),
    ...heap.spaces.map(spaceRow),
    ...heap.generations.map(generationRow),
    ...heap.figures.map(figureRow),
  ]
}

const COLLECTS = new Map([
  [true, 'it collects by itself what is not needed any more'],
  [false, 'the program has switched its collector off'],
])

function runtimeRow(label: string, { version, collects }: HeapFigures): SectionRow {
  const about = COLLECTS.get(collects ?? (Number.NaN as never)) ?? 'whether it collects by itself is not told'
  if (version === undefined) return unknownRow(label, 'its version is not told', about)
  return { label, value: version, about, tone: collects === false ? 'warn' : 'plain' }
}

/** `12M`, `of 64M, at most 2.0G` */
function spaceRow({ name, usedBytes, committedBytes, mostBytes }: Space): SectionRow {
  const about = 'in use, of what it was given for it'
  const bounds = [
    committedBytes === undefined ? undefined : `of ${formatBytes(committedBytes)}`,
    mostBytes === undefined ? undefined : `at most ${formatBytes(mostBytes)}`,
  ]
  const pct = percent(usedBytes, mostBytes ?? committedBytes)
  return {
    label: name,
    value: usedBytes === undefined ? DASH : formatBytes(usedBytes),
    detail: bounds.filter(bound => bound !== undefined).join(', '),
    about,
    tone: usedBytes ? 'plain' : 'dim',
    ...(usedBytes === undefined && { unknown: 'it is not told' }),
    ...(pct !== undefined && { barPct: pct }),
  }
}

/** Python counts towards the next collection; of a JVM's collectors only how often they have worked is told. */
function generationRow({ name, count, threshold, ...did }: Generation): SectionRow {
  const pct = percent(count, threshold)
  const told = didText(did)
  if (count === undefined)
    return {
      label: name,
      value: countText(did.collections),
      about: told.slice(1).join(', ') || 'collections',
      tone: 'plain',
    }
  return {
    label: name,
    value: formatCount(count),
    ...(threshold !== undefined && { detail: `of ${formatCount(threshold)}` }),
    about: told.join(', '),
    tone: 'plain',
    ...(pct !== undefined && { barPct: pct }),
  }
}

/** `12 collections`, `3,400 objects freed`, `2 that could not be`, `1.2s` */
function didText({
  collections,
  collected,
  uncollectable,
  timeMs,
}: Pick<Generation, 'collections' | 'collected' | 'uncollectable' | 'timeMs'>): string[] {
  return [
    `${countText(collections)} ${collections === 1 ? 'collection' : 'collections'}`,
    ...(collected === undefined ? [] : [`${formatCount(collected)} objects freed`]),
    ...(uncollectable === undefined ? [] : [`${formatCount(uncollectable)} that could not be`]),
    ...(timeMs === undefined ? [] : [`collections, which took ${timeText(timeMs)} in all`]),
  ]
}

function countText(count: number | undefined): string {
  return count === undefined ? DASH : formatCount(count)
}

function figureRow({ name, about, value, unit }: OwnFigure): SectionRow {
  return { label: name, value: figureText(value, unit), about, tone: value === 0 ? 'dim' : 'plain' }
}

function figureText(value: number, unit: OwnFigure['unit']): string {
  if (unit === 'bytes') return formatBytes(value)
  return unit === 'count' ? formatCount(value) : timeText(value)
}

/** A collection may take less than a millisecond. */
function timeText(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}ms` : formatSpan(ms)
}
