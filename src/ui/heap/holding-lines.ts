/** Who holds an object in memory, as an indented tree. */
import { clean } from '../../model/text.ts'
import { formatBytes, formatClock, formatCount } from '../../model/units.ts'
import { eachOfMaps } from '../../procfs/pid-maps.ts'
import type { HeapObject, Holding, Link } from '../../runtime/holding.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { ShownLine } from '../overlays/lines-view.ts'

const MOST_HELD = 50
/** Deeper steps are indented no further. */
const MOST_INDENT = 12

/** @param place which of the process's mappings its address lies in; null for none, undefined where that is not known */
export function holdingLines(holding: Holding, place: string | null | undefined): ShownLine[] {
  const { object, ofType, chains, holds, atMs } = holding
  const since = atMs === undefined ? '' : ` · as of ${formatClock(atMs)}`
  return [
    { label: 'sample', text: objectText(object) },
    { label: '', text: `one of ${formatCount(ofType)}${countsText(object)}${since}` },
    ...(place === undefined ? [] : [{ label: 'in', text: place ?? 'no mapping any more' }]),
    ...chains.flatMap(chainLines),
    ...(chains.length === 0 ? [{ label: 'held by', text: 'nobody that could be found' }] : []),
    { label: '', text: '' },
    ...heldLines(holds),
  ]
}

function chainLines({ links, root }: Holding['chains'][number]): ShownLine[] {
  const steps = links.map((link, depth) => `${indent(depth)}${linkText(link)}`)
  const end = root === undefined ? '… further than was looked' : `root: ${clean(root)}`
  const texts = [...steps, `${indent(links.length)}${end}`]
  return [{ label: '', text: '' }, ...texts.map((text, i) => ({ label: i === 0 ? 'held by' : '', text }))]
}

function heldLines(holds: readonly Link[]): ShownLine[] {
  if (holds.length === 0) return [{ label: 'holds', text: 'nothing' }]
  const lines = holds.slice(0, MOST_HELD).map(({ by, object }, i) => ({
    label: i === 0 ? 'holds' : '',
    text: `${clean(by)} ${objectText(object)}`,
  }))
  const more = holds.length - MOST_HELD
  return more <= 0 ? lines : [...lines, { label: '', text: `${formatCount(more)} more` }]
}

/** No blanks: lines are wrapped at them. */
function indent(depth: number): string {
  return depth === 0 ? '' : `${'·'.repeat(Math.min(depth, MOST_INDENT))} `
}

/** `.cache of Server 0x7f3a… 232B`: who holds it, and by what. */
function linkText({ by, object }: Link): string {
  return `${clean(by)} of ${objectText(object)}`
}

function objectText({ type, address, bytes, text }: HeapObject): string {
  return [
    clean(type).trim(),
    address === undefined ? undefined : clean(address),
    bytes === undefined ? undefined : formatBytes(bytes),
    text === undefined ? undefined : clean(text),
  ]
    .filter(part => part !== undefined)
    .join(' ')
}

function countsText({ references, weakReferences }: HeapObject): string {
  return [
    references === undefined ? '' : ` · references: ${formatCount(references)}`,
    weakReferences === undefined ? '' : `, ${formatCount(weakReferences)} weak`,
  ].join('')
}

/** `0x7f3a…` as a number; undefined where it is something else, or nothing. */
export function addressIn(text: string | undefined): bigint | undefined {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : undefined
}

/** `7f3a0000-7f3b0000 rw-p [heap]`: the mapping that an address lies in; null for none, undefined where that is not known. */
export async function mappingOf(
  files: ProcessFiles,
  pid: number,
  address: bigint | undefined,
): Promise<string | null | undefined> {
  if (address === undefined) return undefined
  const maps = await files.locked(pid, 'maps')
  if (!maps.ok) return undefined
  for (const { start, end, permissions, path, sizeBytes } of eachOfMaps(maps.bytes)) {
    if (address < BigInt(`0x${start}`) || address >= BigInt(`0x${end}`)) continue
    return `${start}-${end} ${permissions} ${path === '' ? 'memory without a name' : path}, ${formatBytes(sizeBytes)}`
  }
  return null
}
