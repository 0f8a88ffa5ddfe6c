import { formatBytes, formatCount } from '../model/units.ts'
import { unknownText } from './field.ts'
import type { Grid, GridColumn } from './grid.ts'
import {
  type AddressSpace,
  type MapFigures,
  type MapGroup,
  type MapMember,
  type MapOrder,
  type Maps,
  readMaps,
} from './maps.ts'
import type { Part } from './part.ts'
import { DASH } from './section.ts'

/** A group, or a mapping of one that was opened. */
export type MapRow = MapGroup | MapMember

const TITLE = 'Maps'
const PAGES = 'inferred: each has a guard page below it'

export const mapsPart: Part<Maps> = {
  title: TITLE,
  read: look => readMaps(look),
  show: mapsGrid,
}

const COLUMNS: readonly GridColumn<MapRow>[] = [
  {
    id: 'kind',
    title: 'KIND',
    width: 12,
    align: 'left',
    about: 'what it is for',
    givesWay: 0,
    descending: false,
    value: row => (isGroup(row) ? row.kind : ''),
    text: row => (isGroup(row) ? row.kind : ''),
  },
  figure('size', 'sizeBytes', 'SIZE', 'address space, used or not', 2),
  figure('rss', 'rssBytes', 'RSS', 'resident, shared pages counted in full', 1),
  figure('pss', 'pssBytes', 'PSS', 'resident, shared pages divided by their sharers', 0),
  figure('uss', 'ussBytes', 'USS', 'resident and its own alone', 3),
  figure('dirty', 'dirtyBytes', 'DIRTY', 'resident and written to', 5),
  figure('swap', 'swapBytes', 'SWAP', 'swapped out', 4),
  {
    id: 'count',
    title: 'N',
    width: 6,
    align: 'right',
    about: 'mappings in the group',
    givesWay: 6,
    descending: true,
    value: row => (isGroup(row) ? row.count : 1),
    text: row => (isGroup(row) ? formatCount(row.count) : ''),
  },
  {
    id: 'path',
    title: 'PATH',
    width: 0,
    align: 'left',
    about: 'what is mapped',
    givesWay: 0,
    descending: false,
    value: row => (isGroup(row) ? row.path : row.startAddress.padStart(16, '0')),
    text: row => (isGroup(row) ? pathText(row) : memberText(row)),
  },
]

function figure(id: string, key: keyof MapFigures, title: string, about: string, givesWay: number): GridColumn<MapRow> {
  return {
    id,
    title,
    width: 5,
    align: 'right',
    about,
    givesWay,
    descending: true,
    value: row => row[key],
    text: row => bytesText(row[key]),
    tone: row => (row[key] === 0 ? 'dim' : 'plain'),
  }
}

/** The groups; those with the most come first. A group's members are the mappings that are in it. */
function mapsGrid(maps: Maps): Grid<MapRow> {
  const grid = { kind: 'grid', title: TITLE, columns: COLUMNS, key: keyOf } as const
  if ('unknown' in maps) return { ...grid, items: [], sort: 'pss', note: unknownText(maps.unknown) }
  const { groups, order } = maps.value
  return { ...grid, items: groups, sort: SORTS[order], summary: summaryOf(maps.value), members: membersOf }
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

function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? DASH : formatBytes(bytes)
}

function pathText({ path, inferred }: MapGroup): string {
  return inferred ? PAGES : path
}

/** `7f0c1a000000-7f0c1a021000 r-xp +0x1000`, the last being where in the file it begins. */
function memberText({ startAddress, endAddress, permissions, offset }: MapMember): string {
  const range = `${startAddress}-${endAddress} ${permissions}`
  return offset === 0 ? range : `${range} +0x${offset.toString(16)}`
}

function membersOf(row: MapRow): readonly MapRow[] {
  return isGroup(row) ? row.members : []
}

function keyOf(row: MapRow): string {
  return isGroup(row) ? `${row.inferred ? 'inferred ' : ''}${row.kind} ${row.path}` : row.startAddress
}

function isGroup(row: MapRow): row is MapGroup {
  return 'members' in row
}
