/** The columns of the table of mappings, of groups and of what they open to. */
import { formatBytes, formatCount } from '../model/units.ts'
import type { GridColumn } from './grid.ts'
import type { MapFigures, MapGroup, MapMember } from './maps.ts'
import { DASH } from './section.ts'

/** A group, or a mapping of one that was opened. */
export type MapRow = MapGroup | MapMember

const PAGES = 'inferred: each has a guard page below it'

export const MAP_COLUMNS: readonly GridColumn<MapRow>[] = [
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
  figure('anonymous', 'anonymousBytes', 'ANON', 'resident, of no file', 7),
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

export function isGroup(row: MapRow): row is MapGroup {
  return 'members' in row
}

/** The same for the same row at the next look. */
export function mapKey(row: MapRow): string {
  return isGroup(row) ? row.key : row.startAddress
}

export function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? DASH : formatBytes(bytes)
}

/** `41 groups`. */
export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

function pathText({ path, inferred }: MapGroup): string {
  return inferred ? PAGES : path
}

/** `7f0c1a000000-7f0c1a021000 r-xp +0x1000`, the last being where in the file it begins. */
function memberText({ startAddress, endAddress, permissions, offset }: MapMember): string {
  const range = `${startAddress}-${endAddress} ${permissions}`
  return offset === 0 ? range : `${range} +0x${offset.toString(16)}`
}
