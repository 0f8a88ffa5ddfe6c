/** What an ELF file asks the dynamic loader for: libraries, and what it takes of them. */
import { type Elf, fileOffset, type ReadAt } from './elf.ts'

export interface Dynamic {
  /** Whether it can be asked which symbols it exports: without a hash table it exports none that anybody finds. */
  readonly isHashed: boolean
  /** Names of the libraries that it needs, as it asks for them. */
  readonly libraries: readonly string[]
  /** Where in the file the names are that it defines or takes from others; undefined where that is not told. */
  readonly names: { readonly offset: number; readonly bytes: number } | undefined
}

const PT_DYNAMIC = 2
const MOST_BYTES = 64 * 1024
const ENTRY_BYTES = 16
const DT_NULL = 0n
const DT_NEEDED = 1n
const DT_HASH = 4n
const DT_STRTAB = 5n
const DT_STRSZ = 10n
const DT_GNU_HASH = 0x6ffffef5n
const MOST_LIBRARIES = 256
const LONGEST_NAME = 128
/** A program that is only a shell round a library has a few hundred bytes of names. */
const MOST_NAMES_BYTES = 512 * 1024

/** Undefined for a file that needs no loader, or cannot be read. */
export async function readDynamic(readAt: ReadAt, elf: Elf): Promise<Dynamic | undefined> {
  const segment = elf.segments.find(({ type }) => type === PT_DYNAMIC)
  if (segment === undefined || segment.fileBytes > MOST_BYTES) return undefined
  const entries = await readAt(segment.offset, segment.fileBytes)
  if (entries === undefined) return undefined
  const needed: number[] = []
  const values = new Map<bigint, number>()
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    const [tag, value] = [entries.readBigUInt64LE(at), Number(entries.readBigUInt64LE(at + 8))]
    if (tag === DT_NULL) break
    if (!Number.isSafeInteger(value)) continue
    if (tag !== DT_NEEDED) values.set(tag, value)
    else if (needed.length < MOST_LIBRARIES) needed.push(value)
  }
  const names = namesOf(elf, values.get(DT_STRTAB), values.get(DT_STRSZ))
  const libraries: string[] = []
  for (const at of needed) {
    const name = names === undefined || at >= names.bytes ? undefined : await textAt(readAt, names.offset + at)
    if (name !== undefined) libraries.push(name)
  }
  return { isHashed: values.has(DT_GNU_HASH) || values.has(DT_HASH), libraries, names }
}

function namesOf(elf: Elf, address: number | undefined, bytes: number | undefined): Dynamic['names'] {
  if (address === undefined || bytes === undefined) return undefined
  const offset = fileOffset(elf, address, bytes)
  return offset === undefined ? undefined : { offset, bytes }
}

async function textAt(readAt: ReadAt, offset: number): Promise<string | undefined> {
  const piece = await readAt(offset, LONGEST_NAME)
  const end = piece?.indexOf(0) ?? -1
  return end < 0 ? undefined : piece?.toString('latin1', 0, end)
}

/** Whether it has any of these names; of one that it does not export itself: whether it takes that from a library. */
export async function hasAnyName(readAt: ReadAt, { names }: Dynamic, wanted: readonly string[]): Promise<boolean> {
  if (names === undefined || names.bytes > MOST_NAMES_BYTES) return false
  const texts = await readAt(names.offset, names.bytes)
  return texts !== undefined && wanted.some(name => texts.includes(`\0${name}\0`, 0, 'latin1'))
}
