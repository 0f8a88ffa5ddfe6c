/**
 * As much of an ELF file, elf(5), as tells which symbols it exports and where they are in a program that has it mapped:
 * 64-bit little-endian files for x86-64 and aarch64. Only what is needed is read, by the tables that the dynamic loader
 * itself uses, so a file without section headers is understood too. A file may hold anything: whatever is out of
 * bounds, too large or in a circle ends the search.
 */
import type { MappedRange } from '../../../procfs/mapping.ts'

/** Reads a piece of a file: shorter where the file ends, undefined where it cannot be had. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer | undefined>

export type Machine = 'x86-64' | 'aarch64'

/** A part of the file that is mapped as a whole, or what tells about one. */
export interface Segment {
  readonly type: number
  readonly executable: boolean
  readonly writable: boolean
  /** Where in the file it begins. */
  readonly offset: number
  /** Where in memory it begins, counted from where the file is loaded. */
  readonly address: number
  /** What of it is in the file; the rest of it in memory is zeros at first. */
  readonly fileBytes: number
  /** All of it in memory. */
  readonly memoryBytes: number
}

export interface Elf {
  readonly machine: Machine
  readonly segments: readonly Segment[]
}

export interface ElfSymbol {
  /** Counted from where the file is loaded. */
  readonly address: number
  readonly bytes: number
}

const HEADER_BYTES = 64
const SEGMENT_BYTES = 56
const SYMBOL_BYTES = 24
const DYNAMIC_ENTRY_BYTES = 16
const WORD_BYTES = 4
/** A program has a dozen; more are not believed. */
const MOST_SEGMENTS = 128
const MOST_DYNAMIC_BYTES = 64 * 1024
/** Symbols of one bucket: a handful in a well made table. */
const MOST_IN_BUCKET = 256
const CHAIN_WORDS_AT_ONCE = 16
const MOST_BUCKETS = 1 << 26
const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [62, 'x86-64'],
  [183, 'aarch64'],
])
/** ELF magic, 64 bits, little-endian. */
const IDENT = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1])
const PT_LOAD = 1
const PT_DYNAMIC = 2
const PF_X = 1
const PF_W = 2
const DT_NULL = 0
const DT_HASH = 4
const DT_STRTAB = 5
const DT_SYMTAB = 6
const DT_STRSZ = 10
const DT_GNU_HASH = 0x6ffffef5
/** A page of any of the two machines: files are laid out for the largest. */
const PAGE_BYTES = 4096

/** The header and the segments; undefined for any other file. */
export async function readElf(readAt: ReadAt): Promise<Elf | undefined> {
  const header = await exactly(readAt, 0, HEADER_BYTES)
  if (header === undefined || !header.subarray(0, IDENT.length).equals(IDENT)) return undefined
  const machine = MACHINES.get(header.readUInt16LE(18))
  const at = long(header, 32)
  const count = header.readUInt16LE(56)
  if (machine === undefined || at === undefined || header.readUInt16LE(54) !== SEGMENT_BYTES) return undefined
  if (count === 0 || count > MOST_SEGMENTS) return undefined
  const table = await exactly(readAt, at, count * SEGMENT_BYTES)
  if (table === undefined) return undefined
  const segments: Segment[] = []
  for (let i = 0; i < count; i++) {
    const segment = segmentOf(table.subarray(i * SEGMENT_BYTES))
    if (segment !== undefined) segments.push(segment)
  }
  return { machine, segments }
}

/** Undefined where its numbers are past what memory and files can have. */
function segmentOf(entry: Buffer): Segment | undefined {
  const [offset, address, fileBytes, memoryBytes] = [8, 16, 32, 40].map(at => long(entry, at))
  if (offset === undefined || address === undefined || fileBytes === undefined || memoryBytes === undefined) {
    return undefined
  }
  const flags = entry.readUInt32LE(4)
  const type = entry.readUInt32LE(0)
  const [executable, writable] = [(flags & PF_X) !== 0, (flags & PF_W) !== 0]
  return { type, executable, writable, offset, address, fileBytes, memoryBytes }
}

/** The parts that are mapped. */
export function loadedSegments({ segments }: Elf): readonly Segment[] {
  return segments.filter(({ type }) => type === PT_LOAD)
}

/** Where in the file so many bytes of memory come from; undefined where they do not all come from it. */
export function fileOffset(elf: Elf, address: number, bytes: number): number | undefined {
  const segment = loadedSegments(elf).find(
    ({ address: start, fileBytes }) => address >= start && address + bytes <= start + fileBytes,
  )
  return segment === undefined ? undefined : segment.offset + (address - segment.address)
}

/**
 * Those of the names that the file defines and exports. By its hash table a name that it does not have costs two small
 * reads.
 */
export async function findSymbols(
  readAt: ReadAt,
  elf: Elf,
  names: readonly string[],
): Promise<ReadonlyMap<string, ElfSymbol>> {
  const found = new Map<string, ElfSymbol>()
  const tables = await tablesOf(readAt, elf)
  if (tables === undefined) return found
  const lookUp = await lookUpIn(tables)
  if (lookUp === undefined) return found
  for (const name of names) {
    const symbol = await lookUp(name)
    if (symbol !== undefined) found.set(name, symbol)
  }
  return found
}

/** Where the loader's tables are, by address. */
interface Tables {
  /** Reads memory as the file fills it; undefined where that is not all in the file. */
  readonly memory: (address: number, bytes: number) => Promise<Buffer | undefined>
  readonly symbols: number
  readonly strings: number
  readonly stringBytes: number
  readonly gnuHash: number | undefined
  readonly hash: number | undefined
}

type LookUp = (name: string) => Promise<ElfSymbol | undefined>

async function tablesOf(readAt: ReadAt, elf: Elf): Promise<Tables | undefined> {
  const dynamic = elf.segments.find(({ type }) => type === PT_DYNAMIC)
  if (dynamic === undefined || dynamic.fileBytes > MOST_DYNAMIC_BYTES) return undefined
  const entries = await exactly(readAt, dynamic.offset, dynamic.fileBytes)
  if (entries === undefined) return undefined
  const values = new Map<number, number>()
  for (let at = 0; at + DYNAMIC_ENTRY_BYTES <= entries.length; at += DYNAMIC_ENTRY_BYTES) {
    const [tag, value] = [long(entries, at), long(entries, at + 8)]
    if (tag === DT_NULL) break
    if (tag !== undefined && value !== undefined && !values.has(tag)) values.set(tag, value)
  }
  const [symbols, strings, stringBytes] = [values.get(DT_SYMTAB), values.get(DT_STRTAB), values.get(DT_STRSZ)]
  if (symbols === undefined || strings === undefined || stringBytes === undefined) return undefined
  const memory: Tables['memory'] = async (address, bytes) => {
    const offset = fileOffset(elf, address, bytes)
    return offset === undefined ? undefined : await exactly(readAt, offset, bytes)
  }
  return { memory, symbols, strings, stringBytes, gnuHash: values.get(DT_GNU_HASH), hash: values.get(DT_HASH) }
}

async function lookUpIn(tables: Tables): Promise<LookUp | undefined> {
  if (tables.gnuHash !== undefined) return await gnuLookUp(tables, tables.gnuHash)
  if (tables.hash !== undefined) return await sysvLookUp(tables, tables.hash)
  return undefined
}

/**
 * The table that all linkers of today write: a Bloom filter, buckets with the first symbol of each, and for each symbol
 * its hash, of which the lowest bit marks the last of a bucket.
 */
async function gnuLookUp(tables: Tables, at: number): Promise<LookUp | undefined> {
  const header = await tables.memory(at, 4 * WORD_BYTES)
  if (header === undefined) return undefined
  const [buckets, first, filterLongs] = [header.readUInt32LE(0), header.readUInt32LE(4), header.readUInt32LE(8)]
  const shift = header.readUInt32LE(12)
  if (buckets === 0 || buckets > MOST_BUCKETS || filterLongs === 0 || filterLongs > MOST_BUCKETS) return undefined
  const filter = at + 4 * WORD_BYTES
  const bucketTable = filter + filterLongs * 8
  const chains = bucketTable + buckets * WORD_BYTES
  return async name => {
    const hash = gnuHash(name)
    const word = await tables.memory(filter + (Math.floor(hash / 64) % filterLongs) * 8, 8)
    if (word === undefined || !bit(word, hash % 64) || !bit(word, (hash >>> (shift & 31)) % 64)) return undefined
    const start = (await tables.memory(bucketTable + (hash % buckets) * WORD_BYTES, WORD_BYTES))?.readUInt32LE(0)
    if (start === undefined || start < first) return undefined
    for (let index = start; index < start + MOST_IN_BUCKET; ) {
      const chain = await someWords(tables, chains + (index - first) * WORD_BYTES)
      if (chain === undefined) return undefined
      for (let i = 0; i < chain.length; i += WORD_BYTES, index++) {
        const entry = chain.readUInt32LE(i)
        if ((entry | 1) === (hash | 1)) {
          const symbol = await symbolAt(tables, index, name)
          if (symbol !== undefined) return symbol
        }
        if ((entry & 1) === 1) return undefined
      }
    }
    return undefined
  }
}

/** At the end of the tables there may be fewer. */
async function someWords({ memory }: Tables, address: number): Promise<Buffer | undefined> {
  return (await memory(address, CHAIN_WORDS_AT_ONCE * WORD_BYTES)) ?? (await memory(address, WORD_BYTES))
}

/** The table of the System V ABI: buckets with the first symbol of each, and for each symbol the next one. */
async function sysvLookUp(tables: Tables, at: number): Promise<LookUp | undefined> {
  const header = await tables.memory(at, 2 * WORD_BYTES)
  if (header === undefined) return undefined
  const [buckets, symbols] = [header.readUInt32LE(0), header.readUInt32LE(4)]
  if (buckets === 0 || buckets > MOST_BUCKETS) return undefined
  const wordAt = async (index: number): Promise<number | undefined> =>
    (await tables.memory(at + (2 + index) * WORD_BYTES, WORD_BYTES))?.readUInt32LE(0)
  return async name => {
    let index = await wordAt(sysvHash(name) % buckets)
    // A chain may lead back into itself.
    for (let steps = 0; steps < MOST_IN_BUCKET && index !== undefined && index !== 0 && index < symbols; steps++) {
      const symbol = await symbolAt(tables, index, name)
      if (symbol !== undefined) return symbol
      index = await wordAt(buckets + index)
    }
    return undefined
  }
}

/** The symbol with this number, if it has this name and is defined here. */
async function symbolAt(tables: Tables, index: number, name: string): Promise<ElfSymbol | undefined> {
  const entry = await tables.memory(tables.symbols + index * SYMBOL_BYTES, SYMBOL_BYTES)
  if (entry === undefined || entry.readUInt16LE(6) === 0) return undefined
  const wanted = Buffer.from(`${name}\0`, 'latin1')
  const at = entry.readUInt32LE(0)
  if (at + wanted.length > tables.stringBytes) return undefined
  const written = await tables.memory(tables.strings + at, wanted.length)
  const [address, bytes] = [long(entry, 8), long(entry, 16)]
  if (written === undefined || !written.equals(wanted) || address === undefined || bytes === undefined) return undefined
  return { address, bytes }
}

/** Bernstein's hash, as dl_new_hash of glibc has it. */
function gnuHash(name: string): number {
  let hash = 5381
  for (const byte of Buffer.from(name, 'latin1')) hash = (Math.imul(hash, 33) + byte) >>> 0
  return hash
}

/** elf_hash of the System V ABI. */
function sysvHash(name: string): number {
  let hash = 0
  for (const byte of Buffer.from(name, 'latin1')) {
    hash = ((hash << 4) + byte) >>> 0
    hash = (hash ^ ((hash & 0xf0000000) >>> 24)) & 0x0fffffff
  }
  return hash
}

function bit(word: Buffer, index: number): boolean {
  return ((word[index >>> 3] ?? 0) & (1 << (index & 7))) !== 0
}

/**
 * What is to be added to the file's addresses, by where its code is mapped; undefined where it is not. Code it must be:
 * the pages where two parts of a file meet are mapped with both.
 */
export function loadBias(elf: Elf, mappings: readonly MappedRange[]): number | undefined {
  for (const { start, offset, sizeBytes, permissions } of mappings) {
    if (!permissions.includes('x')) continue
    const code = loadedSegments(elf).find(
      segment =>
        segment.executable && segment.offset < offset + sizeBytes && offset < segment.offset + segment.fileBytes,
    )
    if (code === undefined) continue
    const bias = Number.parseInt(start, 16) - offset + code.offset - code.address
    if (bias >= 0 && bias % PAGE_BYTES === 0) return bias
  }
  return undefined
}

/** A number of 64 bits; undefined past what a number holds, where no address and no size is. */
function long(bytes: Buffer, at: number): number | undefined {
  const value = Number(bytes.readBigUInt64LE(at))
  return Number.isSafeInteger(value) ? value : undefined
}

async function exactly(readAt: ReadAt, offset: number, bytes: number): Promise<Buffer | undefined> {
  if (!Number.isSafeInteger(offset + bytes)) return undefined
  const read = await readAt(offset, bytes)
  return read === undefined || read.length < bytes ? undefined : read
}
