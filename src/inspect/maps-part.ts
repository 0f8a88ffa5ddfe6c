import { formatBytes } from '../model/units.ts'
import { unknownText } from './field.ts'
import type { Grid } from './grid.ts'
import { addressOf } from './map-pieces.ts'
import { type AddressSpace, type MapOrder, type Maps, readMaps } from './maps.ts'
import { bytesText, counted, isGroup, MAP_COLUMNS, type MapRow, mapKey } from './maps-columns.ts'
import { mapsSince } from './maps-since.ts'
import type { Part } from './part.ts'

const TITLE = 'Maps'

export const mapsPart: Part<Maps> = {
  title: TITLE,
  read: look => readMaps(look),
  show: mapsGrid,
  showSince: mapsSince,
}

/** The groups; those with the most come first. A group's members are the mappings that are in it. */
function mapsGrid(maps: Maps): Grid<MapRow> {
  const grid = { kind: 'grid', title: TITLE, columns: MAP_COLUMNS, key: mapKey } as const
  if ('unknown' in maps) {
    return { ...grid, items: [], sort: 'pss', note: unknownText(maps.unknown), costly: maps.unknown === 'costly' }
  }
  const { groups, order } = maps.value
  return {
    ...grid,
    items: groups,
    sort: SORTS[order],
    summary: summaryOf(maps.value),
    members: membersOf,
    at: address => keysAt(groups, address),
  }
}

function keysAt(groups: AddressSpace['groups'], address: bigint): readonly string[] | undefined {
  // Mappings begin and end at pages, whose addresses a number holds exactly.
  const page = Number(BigInt.asUintN(64, address) & ~0xfffn)
  for (const group of groups) {
    const member = group.members.find(
      ({ startAddress, endAddress }) => addressOf(startAddress) <= page && page < addressOf(endAddress),
    )
    if (member !== undefined) return [mapKey(group), mapKey(member)]
  }
  return undefined
}

const SORTS = { pssBytes: 'pss', rssBytes: 'rss', sizeBytes: 'size' } as const satisfies Record<MapOrder, string>

/** `312 mappings in 41 groups · 1.2G mapped · RSS 310M · PSS 280M · USS 250M`. */
function summaryOf({ groups, total, count, sizesOnly }: AddressSpace): string {
  const parts = [`${counted(count, 'mapping')} in ${counted(groups.length, 'group')}`]
  parts.push(`${formatBytes(total.sizeBytes)} mapped`)
  if (sizesOnly === undefined) {
    const { rssBytes, pssBytes, ussBytes } = total
    parts.push(`RSS ${bytesText(rssBytes)}`, `PSS ${bytesText(pssBytes)}`, `USS ${bytesText(ussBytes)}`)
  } else {
    parts.push(`the rest is unknown: ${unknownText(sizesOnly)}`)
  }
  return parts.join(' · ')
}

function membersOf(row: MapRow): readonly MapRow[] {
  return isGroup(row) ? row.members : []
}
