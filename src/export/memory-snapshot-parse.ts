/** Reads what `ntop snapshot` has written; whatever else a file holds is refused with the place where it went wrong. */
import { UNKNOWNS } from '../inspect/field.ts'
import { MEMORY_KEYS } from '../inspect/json.ts'
import { MapGroups } from '../inspect/map-groups.ts'
import type { AddressSpace } from '../inspect/maps.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { MAPPING_KINDS } from '../procfs/mapping-kind.ts'
import { Slices } from '../sources/slices.ts'
import { type Checked, Misfit } from './checked.ts'
import { documentOf, hostOf, processOf } from './document.ts'
import { MEMORY_SNAPSHOT, ROW_COLUMN_NAMES, type RowColumnName } from './memory-snapshot-shape.ts'

const ADDRESS = /^[0-9a-f]{1,16}$/
const PERMISSIONS = /^[-r][-w][-x][ps]$/

export const MEMORY_SNAPSHOT_NAME = 'memory snapshot'

/**
 * The snapshot that a text holds. All strings in it are cleaned for the screen: the file may be anybody's.
 *
 * @throws Misfit saying what is wrong, and where
 */
export async function parseMemorySnapshot(text: string): Promise<MemorySnapshot> {
  const document = documentOf(text, MEMORY_SNAPSHOT, MEMORY_SNAPSHOT_NAME)
  const sizesOnly = document.key('sizesOnly').orNull(reason => reason.oneOf(UNKNOWNS)) ?? undefined
  return {
    atMs: document.key('at').time(),
    uptimeSec: document.key('uptimeSec').orNull(seconds => seconds.quantity()) ?? undefined,
    host: hostOf(document.key('host')),
    process: processOf(document.key('process')),
    memory: memoryOf(document.key('memory')),
    space: await spaceOf(document.key('mappings'), sizesOnly),
  }
}

function memoryOf(memory: Checked): MemorySnapshot['memory'] {
  // A figure that was not told of yet by the ntop that wrote it is unknown.
  const entries = MEMORY_KEYS.map(key => [key, memory.key(key).orAbsent(bytes => bytes.bytes()) ?? null])
  return Object.fromEntries(entries) as MemorySnapshot['memory']
}

async function spaceOf(mappings: Checked, sizesOnly: AddressSpace['sizesOnly']): Promise<AddressSpace> {
  const columns = mappings.key('columns').list()
  // By name: a later version may have more of them.
  const places = ROW_COLUMN_NAMES.map(name => {
    const place = columns.findIndex(column => column.value === name)
    if (place < 0) throw new Misfit(`${mappings.key('columns').place} has no "${name}"`)
    return [name, place] as const
  })
  const placeOf = Object.fromEntries(places) as Record<RowColumnName, number>
  const groups = new MapGroups()
  const slices = new Slices()
  for (const row of mappings.key('rows').list()) {
    addRow(groups, row, placeOf)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  if (groups.count === 0) throw new Misfit(`${mappings.key('rows').place} has no mappings`)
  return groups.space(sizesOnly)
}

function addRow(groups: MapGroups, row: Checked, placeOf: Readonly<Record<RowColumnName, number>>): void {
  const at = (name: RowColumnName): Checked => row.entry(placeOf[name], name)
  const figure = (name: RowColumnName): number | undefined => at(name).orNull(bytes => bytes.bytes()) ?? undefined
  const [startAddress, endAddress] = (['startAddress', 'endAddress'] as const).map(name =>
    at(name).matching(ADDRESS, 'an address in hexadecimal'),
  ) as [string, string]
  if (Number.parseInt(startAddress, 16) >= Number.parseInt(endAddress, 16))
    throw new Misfit(`${row.place} ends at ${endAddress}, before it begins at ${startAddress}`)
  const member = {
    startAddress,
    endAddress,
    permissions: at('permissions').matching(PERMISSIONS, 'permissions such as rw-p'),
    offset: at('offset').count(),
    inode: at('inode').count(),
    sizeBytes: at('sizeBytes').bytes(),
    rssBytes: figure('rssBytes'),
    pssBytes: figure('pssBytes'),
    ussBytes: figure('ussBytes'),
    anonymousBytes: figure('anonymousBytes'),
    dirtyBytes: figure('dirtyBytes'),
    swapBytes: figure('swapBytes'),
  }
  groups.add({ kind: at('kind').oneOf(MAPPING_KINDS), path: at('path').text() }, member, at('inferred').flag())
}
