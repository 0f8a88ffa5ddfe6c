import { type Field, unknown } from './field.ts'
import { MAP_FIGURES, type MapFigures, type MapGroup, type Maps } from './maps.ts'

/** A group of mappings in "ntop-inspect/1"; null where a figure is unknown. */
export interface MapGroupJson extends Readonly<Record<keyof MapFigures, number | null>> {
  readonly kind: string
  readonly path: string
  readonly inferred: boolean
  readonly permissions: string
  readonly count: number
}

/** The groups without their members; null where the mappings are unknown. */
export function mapsJson(maps: Maps): readonly MapGroupJson[] | null {
  return 'unknown' in maps ? null : maps.value.groups.map(groupJson)
}

/** What may be null because it is unknown: all of it, or all figures but the sizes. */
export function mapsAsked(maps: Maps): [path: string, field: Field<unknown>][] {
  if ('unknown' in maps) return [['maps', maps]]
  const { sizesOnly } = maps.value
  if (sizesOnly === undefined) return []
  return MAP_FIGURES.filter(key => key !== 'sizeBytes').map(key => [`maps.${key}`, unknown(sizesOnly)])
}

function groupJson(group: MapGroup): MapGroupJson {
  const { kind, path, inferred, permissions, count } = group
  const { sizeBytes, rssBytes, pssBytes, ussBytes, anonymousBytes, dirtyBytes, swapBytes } = group
  return {
    kind,
    path,
    inferred,
    permissions,
    sizeBytes,
    rssBytes: rssBytes ?? null,
    pssBytes: pssBytes ?? null,
    ussBytes: ussBytes ?? null,
    anonymousBytes: anonymousBytes ?? null,
    dirtyBytes: dirtyBytes ?? null,
    swapBytes: swapBytes ?? null,
    count,
  }
}
