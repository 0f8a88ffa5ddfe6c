/** Two memory snapshots side by side: what grew, group by group, the most first. */
import { type Change, changeOf, compareChanges, hasChanged, perMinute, sumOfChanges } from '../model/compare.ts'
import type { MappingKind } from '../procfs/mapping-kind.ts'
import { COMPARED_FIGURES, type ComparedFigure, type Grouping } from './compared.ts'
import { pairGroups, pairKinds, pairMappings } from './map-pairs.ts'
import type { AddressSpace, MapFigures } from './maps.ts'
import { isSameProcess, type MemorySnapshot, spanMs } from './memory-snapshot.ts'
import type { Pair } from './pair.ts'

/** Where mappings lie, of a comparison mapping by mapping. */
export interface MappedAt {
  /** In hexadecimal as the kernel prints them. */
  readonly startAddress: string
  readonly endAddress: string
  readonly permissions: string
}

export interface ComparedRow extends Change {
  readonly kind: MappingKind
  /** Undefined where they are grouped by kind. */
  readonly path: string | undefined
  readonly inferred: boolean
  readonly at: MappedAt | undefined
  readonly state: 'new' | 'gone' | 'there'
}

export interface MemoryComparison {
  readonly old: MemorySnapshot
  readonly new: MemorySnapshot
  readonly sameProcess: boolean
  /** From the old one to the new; negative where they were swapped. */
  readonly spanMs: number
  readonly by: Grouping
  readonly figure: ComparedFigure
  /** Those that changed in the order of `compareChanges`, then the others. */
  readonly rows: readonly ComparedRow[]
  /** Of all rows together. */
  readonly total: Change
  /** Undefined of two processes, neither of which has grown by it, and where no time lies between them. */
  readonly diffBytesPerMin: number | undefined
}

/** Whether both tell this figure of every mapping. */
export function canCompare(old: MemorySnapshot, young: MemorySnapshot, figure: ComparedFigure): boolean {
  const key = COMPARED_FIGURES[figure]
  return [old, young].every(({ space }) => space.total[key] !== undefined)
}

/** Compares by a figure that both tell, see {@link canCompare}. */
export function compareMemory(
  old: MemorySnapshot,
  young: MemorySnapshot,
  { by, figure }: { readonly by: Grouping; readonly figure: ComparedFigure },
): MemoryComparison {
  const rows = rowsOf(old.space, young.space, by, COMPARED_FIGURES[figure]).sort(compareRows)
  const total = sumOfChanges(rows)
  const span = spanMs(old, young)
  const sameProcess = isSameProcess(old, young)
  return {
    old,
    new: young,
    sameProcess,
    spanMs: span,
    by,
    figure,
    rows,
    total,
    diffBytesPerMin: sameProcess ? perMinute(total.sizeDiffBytes, span) : undefined,
  }
}

function rowsOf(old: AddressSpace, young: AddressSpace, by: Grouping, figure: keyof MapFigures): ComparedRow[] {
  switch (by) {
    case 'kind':
      return pairKinds(old, young).map(pair => rowOf(pair, figure, { path: undefined, inferred: false, at: undefined }))
    case 'path':
      return pairGroups(old, young).map(pair => {
        const { path, inferred } = pair.latest
        return rowOf(pair, figure, { path, inferred, at: undefined })
      })
    case 'mapping':
      return pairMappings(old, young).map(pair => {
        const { path, inferred, startAddress, endAddress, permissions } = pair.latest
        return rowOf(pair, figure, { path, inferred, at: { startAddress, endAddress, permissions } })
      })
  }
}

interface Counted extends MapFigures {
  readonly kind: MappingKind
  readonly count: number
}

function rowOf(
  { latest, before, now }: Pair<Counted>,
  figure: keyof MapFigures,
  what: Pick<ComparedRow, 'path' | 'inferred' | 'at'>,
): ComparedRow {
  const holding = (of: Counted | undefined) =>
    of === undefined ? undefined : { sizeBytes: of[figure] ?? 0, count: of.count }
  const state = before === undefined ? 'new' : now === undefined ? 'gone' : 'there'
  return { kind: latest.kind, ...what, state, ...changeOf(holding(before), holding(now)) }
}

/** What changed in number alone comes before what did not change at all, however large: it is among those asked for. */
function compareRows(a: ComparedRow, b: ComparedRow): number {
  return Number(hasChanged(b)) - Number(hasChanged(a)) || compareChanges(a, b) || orderOf(a, b)
}

/** Alike in everything that counts: by name, so that the same two files always give the same text. */
function orderOf(a: ComparedRow, b: ComparedRow): number {
  const [one, other] = [a, b].map(({ kind, path = '', at }) => `${path} ${kind} ${at?.startAddress.padStart(16, '0')}`)
  return (one ?? '') < (other ?? '') ? -1 : 1
}
