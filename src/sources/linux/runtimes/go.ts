/** Go programs, by what the linker puts into each, `strip` or not: whatever they are called. */
import { type Elf, fileOffset, type ReadAt } from '../binaries/elf.ts'
import type { Section } from '../binaries/sections.ts'

/** The tables that Go's own stack traces are made by; the second where the system's linker has put it together. */
const TABLES = ['.gopclntab', '.data.rel.ro.gopclntab']
const INFO = '.go.buildinfo'
/** As debug/buildinfo of Go has it. */
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const INFO_BYTES = 4096
const VERSION_AT = 32
const POINTERS = 8
const FLAG_BIG_ENDIAN = 1
const FLAG_INLINE = 2
const LONGEST = 256
/** `go1.22.3`, `go1.21rc2`, `devel go1.23-a1b2c3` */
const VERSION = /^(?:devel )?go(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:rc\d+|beta\d+)?)/
/** Texts of Go programs are not ended by anything; that of the version stands alone, for the linker puts it in. */
const ALONE = /(?<=\0)go(\d\.\d{1,3}(?:\.\d{1,3})?)(?=\0)/g
/** 16 MB: constants of the largest programs. */
const MOST_SEARCHED = 16 * 1024 * 1024
const PIECE_BYTES = 256 * 1024
const OVERLAP = 32

/** By the names of its parts. */
export function isGo(sections: ReadonlyMap<string, Section>): boolean {
  return sections.has(INFO) || TABLES.some(name => sections.has(name))
}

/** Undefined for any other program. */
export async function findGo(
  readAt: ReadAt,
  elf: Elf,
  sections: ReadonlyMap<string, Section>,
): Promise<{ readonly version: string | undefined } | undefined> {
  if (!isGo(sections)) return undefined
  const info = sections.get(INFO)
  const told = info === undefined ? undefined : await toldVersion(readAt, elf, info)
  return { version: told ?? (await searchedVersion(readAt, sections.get('.rodata'))) }
}

async function toldVersion(readAt: ReadAt, elf: Elf, { offset, bytes }: Section): Promise<string | undefined> {
  const info = await readAt(offset, Math.min(bytes, INFO_BYTES))
  if (info === undefined) return undefined
  return await parseBuildInfo(info, async (address, length) => {
    const at = fileOffset(elf, address, length)
    return at === undefined ? undefined : await readAt(at, length)
  })
}

/**
 * The version that a build information tells, of which two formats are: since Go 1.18 texts, each behind its length; before
 * that pointers to Go's own texts, which are an address and a length.
 *
 * @param memory reads what the file puts at an address
 */
export async function parseBuildInfo(
  info: Buffer,
  memory: (address: number, bytes: number) => Promise<Buffer | undefined>,
): Promise<string | undefined> {
  if (info.length < VERSION_AT || !info.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const [pointerBytes = 0, flags = 0] = info.subarray(MAGIC.length)
  if ((flags & FLAG_INLINE) !== 0) {
    const [length, from] = uvarint(info, VERSION_AT)
    return length === undefined || length > LONGEST ? undefined : versionIn(info.subarray(from, from + length))
  }
  if (pointerBytes !== POINTERS || (flags & FLAG_BIG_ENDIAN) !== 0) return undefined
  const header = await memory(Number(info.readBigUInt64LE(16)), 2 * POINTERS)
  if (header === undefined || header.length < 2 * POINTERS) return undefined
  const [address, length] = [Number(header.readBigUInt64LE(0)), Number(header.readBigUInt64LE(8))]
  if (length === 0 || length > LONGEST) return undefined
  const text = await memory(address, length)
  return text === undefined ? undefined : versionIn(text)
}

function versionIn(text: Buffer): string | undefined {
  return VERSION.exec(text.toString('latin1'))?.[1]
}

/** A number in pieces of seven bits, the lowest first; and where it ends. */
function uvarint(bytes: Buffer, at: number): [number | undefined, number] {
  let value = 0
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) break
    value |= (byte & 0x7f) << (7 * i)
    if (byte < 0x80) return [value, at + i + 1]
  }
  return [undefined, at]
}

/** Where the build information was left out: the version if it stands among the texts, and no other does. */
async function searchedVersion(readAt: ReadAt, texts: Section | undefined): Promise<string | undefined> {
  if (texts === undefined || texts.bytes > MOST_SEARCHED) return undefined
  const found = new Set<string>()
  for (let at = 0; at < texts.bytes; at += PIECE_BYTES - OVERLAP) {
    const piece = await readAt(texts.offset + at, Math.min(PIECE_BYTES, texts.bytes - at))
    if (piece === undefined) return undefined
    for (const [, version = ''] of piece.toString('latin1').matchAll(ALONE)) found.add(version)
  }
  const [version, ...others] = found
  return others.length === 0 ? version : undefined
}
