/** Reads what `ntop snapshot` has written; whatever else a file holds is refused with the place where it went wrong. */
import { UNKNOWNS } from '../inspect/field.ts'
import { MEMORY_KEYS } from '../inspect/json.ts'
import { MapGroups } from '../inspect/map-groups.ts'
import type { AddressSpace } from '../inspect/maps.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { type ProcessId, pidOf } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { MAPPING_KINDS } from '../procfs/mapping-kind.ts'
import { Slices } from '../sources/slices.ts'
import { Checked, Misfit } from './checked.ts'
import { MEMORY_SNAPSHOT, ROW_COLUMN_NAMES, type RowColumnName } from './memory-snapshot-shape.ts'

const ADDRESS = /^[0-9a-f]{1,16}$/
const PERMISSIONS = /^[-r][-w][-x][ps]$/
const PROCESS_ID = /^\d{1,7}:\d{1,20}$/

/**
 * The snapshot that a text holds. All strings in it are cleaned for the screen: the file may be anybody's.
 *
 * @throws Misfit saying what is wrong, and where
 */
export async function parseMemorySnapshot(text: string): Promise<MemorySnapshot> {
  const document = new Checked(jsonOf(text), '')
  checkSchema(document)
  const host = document.key('host')
  const sizesOnly = document.key('sizesOnly').orNull(reason => reason.oneOf(UNKNOWNS)) ?? undefined
  return {
    atMs: document.key('at').time(),
    uptimeSec: document.key('uptimeSec').orNull(seconds => seconds.quantity()) ?? undefined,
    host: { name: host.key('name').text(), bootId: host.key('bootId').orNull(id => id.text()) ?? undefined },
    process: processOf(document.key('process')),
    memory: memoryOf(document.key('memory')),
    space: await spaceOf(document.key('mappings'), sizesOnly),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const lines = text.trimEnd().split('\n').length
    if (text.trim() === '') throw new Misfit('is empty')
    if (!text.trimEnd().endsWith('}'))
      throw new Misfit(`ends in the midst of line ${lines}: it was cut off, or is no snapshot`)
    throw new Misfit(`is no JSON: ${placed(error.message, text)}`)
  }
}

/** What V8 says is wrong, with its position as a line. */
function placed(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1]
  const line = position === undefined ? '' : ` in line ${text.slice(0, Number(position)).split('\n').length}`
  return `${clean(message).replace(/ in JSON at position \d+.*/, '')}${line}`
}

function checkSchema(document: Checked): void {
  const schema = document.key('schema').value
  if (schema === MEMORY_SNAPSHOT) return
  const [name, version] = MEMORY_SNAPSHOT.split('/')
  const found = typeof schema === 'string' ? clean(schema).slice(0, 60) : ''
  if (found === '') throw new Misfit('is no memory snapshot: it has no key "schema"')
  if (!found.startsWith(`${name}/`)) throw new Misfit(`is no memory snapshot but "${found}"`)
  throw new Misfit(`is ${found}, and this ntop reads version ${version} only: a newer ntop wrote it`)
}

function processOf(process: Checked): MemorySnapshot['process'] {
  const id = process.key('id').matching(PROCESS_ID, 'a pid and a start such as 4711:123456') as ProcessId
  return {
    id,
    pid: pidOf(id),
    startedAtMs: process.key('startedAt').orNull(at => at.time()) ?? undefined,
    name: process.key('name').text(),
    command: process.key('command').text(),
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
