/** The named parts of an ELF file, elf(5). Programs run without them, but only few have had them taken away. */
import type { ReadAt } from './elf.ts'

export interface Section {
  /** Where in the file it begins. */
  readonly offset: number
  readonly bytes: number
}

const HEADER_BYTES = 64
const SECTION_BYTES = 64
const MOST_SECTIONS = 4096
const MOST_NAMES_BYTES = 256 * 1024
/** In memory only: nothing of it is in the file. */
const NO_BITS = 8
const COMPRESSED = 0x800n

/** All sections by their names, as far as they can be read where they lie. @param readAt of a 64-bit little-endian ELF file */
export async function readSections(readAt: ReadAt): Promise<ReadonlyMap<string, Section>> {
  const sections = new Map<string, Section>()
  const header = await exactly(readAt, 0, HEADER_BYTES)
  if (header === undefined) return sections
  const [at, count, ofNames] = [safe(header, 40), header.readUInt16LE(60), header.readUInt16LE(62)]
  if (at === undefined || header.readUInt16LE(58) !== SECTION_BYTES) return sections
  if (count === 0 || count > MOST_SECTIONS || ofNames >= count) return sections
  const table = await exactly(readAt, at, count * SECTION_BYTES)
  if (table === undefined) return sections
  const entry = (index: number): Buffer => table.subarray(index * SECTION_BYTES, (index + 1) * SECTION_BYTES)
  const place = placeOf(entry(ofNames))
  if (place === undefined || place.bytes > MOST_NAMES_BYTES) return sections
  const names = await exactly(readAt, place.offset, place.bytes)
  if (names === undefined) return sections
  for (let i = 0; i < count; i++) {
    const section = placeOf(entry(i))
    const name = nameAt(names, entry(i).readUInt32LE(0))
    if (section !== undefined && name !== undefined && name !== '') sections.set(name, section)
  }
  return sections
}

function placeOf(entry: Buffer): Section | undefined {
  const [offset, bytes] = [safe(entry, 24), safe(entry, 32)]
  if (entry.readUInt32LE(4) === NO_BITS || (entry.readBigUInt64LE(8) & COMPRESSED) !== 0n) return undefined
  return offset === undefined || bytes === undefined ? undefined : { offset, bytes }
}

function nameAt(names: Buffer, at: number): string | undefined {
  const end = names.indexOf(0, at)
  return at >= names.length || end < 0 ? undefined : names.toString('latin1', at, end)
}

function safe(bytes: Buffer, at: number): number | undefined {
  const value = Number(bytes.readBigUInt64LE(at))
  return Number.isSafeInteger(value) ? value : undefined
}

async function exactly(readAt: ReadAt, offset: number, bytes: number): Promise<Buffer | undefined> {
  const read = await readAt(offset, bytes)
  return read === undefined || read.length < bytes ? undefined : read
}
