/** Whether a process is CPython, and which: by looking at the files that it has mapped. */
import { type MappedRange, parseMappingLine } from '../../procfs/mapping.ts'
import { loadBias } from '../../sources/linux/binaries/elf.ts'
import { type InPool, openPieces, type Pieces } from '../../sources/linux/binaries/pieces.ts'
import type { ProcessFiles, Refusal } from '../../sources/process-files.ts'
import { Slices } from '../../sources/slices.ts'
import { abilitiesWith, type Detection, type Effect } from '../detection.ts'
import type { NotSeen } from '../figures.ts'
import { pythonAbilities } from './abilities.ts'
import { type Entry, type PythonBinary, readPythonBinary } from './binary.ts'

/** What it takes to look at processes. */
export interface Sight {
  /** Where the kernel's process tree is: `/proc`. */
  readonly procfs: string
  readonly files: Pick<ProcessFiles, 'locked'>
  readonly inPool: InPool
  /** What is known of files that were looked at: few files run many processes. */
  readonly known: Map<string, Promise<PythonBinary | undefined>>
}

export interface PythonProcess {
  readonly binary: PythonBinary
  /** What is to be added to the file's addresses in this process. */
  readonly bias: number
  /** Where the process writes to, in order of address. */
  readonly writable: readonly Range[]
  /** What of each file is mapped as code. */
  readonly code: ReadonlyMap<string, readonly MappedRange[]>
}

export interface Range {
  readonly start: number
  readonly end: number
}

/** Whether so many bytes lie in one of them. */
export function isWithin(ranges: readonly Range[], address: number, bytes = 1): boolean {
  return ranges.some(({ start, end }) => address >= start && address + bytes <= end)
}

/** An interpreter as a library, also where another program has it inside. */
const LIBRARY = /\/(libpython\d[^/]*\.so[^/]*)$/
const MOST_KNOWN = 256
const NEWLINE = 0x0a
const SPACE = 0x20
const DASH = 0x2d
const ZERO = 0x30
const NINE = 0x39
const LETTER_A = 0x61
const READ = 0x72
const WRITE = 0x77
const EXECUTE = 0x78

/**
 * What runs Python in this process: its executable or a library, whatever their names. Undefined: nothing does.
 * `why`: it cannot be told.
 */
export async function findPython(pid: number, sight: Sight): Promise<PythonProcess | undefined | NotSeen> {
  const maps = await sight.files.locked(pid, 'maps')
  if (!maps.ok) return { why: whyRefused(maps.why) }
  const all = await mapped(maps.bytes)
  const { code } = all
  for (const mappings of code.values()) {
    const library = LIBRARY.exec(withoutDeleted(mappings[0]?.path ?? ''))?.[1]
    if (library === undefined) continue
    const opened = await openMapped(pid, mappings, sight)
    if ('why' in opened) return opened
    const found = await lookInto(opened, library, mappings, all, sight)
    if (found !== undefined) return found
  }
  const executable = await openPieces(sight.inPool, `${sight.procfs}/${pid}/exe`)
  // A kernel thread has none.
  if (!executable.ok)
    return executable.why === 'gone' && code.size === 0 ? undefined : { why: whyRefused(executable.why) }
  const mappings = [...code.values()].find(([first]) => first?.inode === executable.inode)
  if (mappings === undefined) {
    executable.close()
    return undefined
  }
  const name =
    withoutDeleted(mappings[0]?.path ?? '')
      .split('/')
      .at(-1) ?? ''
  return await lookInto(executable, name, mappings, all, sight)
}

/** Why a file of the process cannot be had, in words. */
export function whyRefused(why: Refusal): string {
  switch (why) {
    case 'denied':
      return 'needs root or the same user'
    case 'gone':
      return 'the process has ended, or the file that it runs is no longer there'
    case 'locked':
      return 'its memory map is locked'
    case 'absent':
      return 'it cannot be read on this system'
  }
}

/** What it takes to get code of ours into it. */
export const ENTRY_EFFECTS: readonly Effect[] = ['writes-memory', 'makes-file', 'runs-code']
const EXPERIMENTAL =
  'experimental: up to 3.13 Python has no way in of its own, so a call is written into its memory, where it makes it next'
const FORKS =
  'a thread of ours runs in it meanwhile, and from 3.12 on Python warns on stderr of a fork in a program with threads (DeprecationWarning; under -W error an exception)'

const FILTERED =
  'it has a filter of system calls (seccomp): what that answers to a new thread or a socket is not told, and a strict one would end the program'
/** The C library that Alpine has, as the loader maps it. */
const MUSL = /\/(?:ld-musl-[^/]*|libc\.musl-[^/]*)\.so[^/]*$/
const SMALL_STACKS =
  'it is built for musl, whose threads have stacks of 128 KB unless a build says otherwise, which cannot be seen: too little for code of ours'

/** How it can be made to run a text, by its file and by what it is linked with; or why it cannot, in words. */
export function entryInto({ binary: { entry }, code }: PythonProcess): PythonBinary['entry'] {
  if ('refusal' in entry) return entry
  const isMusl = [...code.values()].some(([first]) => MUSL.test(withoutDeleted(first?.path ?? '')))
  return isMusl ? { refusal: SMALL_STACKS } : entry
}

/** `Seccomp:` in proc_pid_status(5): 2 is a filter. */
const SECCOMP_FILTER = 2

/**
 * What may be had of it.
 *
 * @param seccomp as its status says
 */
export function pythonDetection(python: PythonProcess, seccomp?: number): Detection {
  const { version, state } = python.binary
  const entry = entryInto(python)
  const passive = 'refusal' in state ? state : { effects: [] }
  if ('refusal' in entry) return { runtime: 'python', version, abilities: abilitiesWith(entry, { passive }) }
  const warnings = [...warningsOf(entry), ...(seccomp === SECCOMP_FILTER ? [FILTERED] : [])]
  const abilities = pythonAbilities({ attach: ENTRY_EFFECTS, objects: undefined, warnings })
  return { runtime: 'python', version, abilities: { ...abilities, passive } }
}

function warningsOf(entry: Entry): readonly string[] {
  if (entry.by === 'remote debugging') return [FORKS]
  return entry.state.layout.minor < 12 ? [EXPERIMENTAL] : [EXPERIMENTAL, FORKS]
}

interface Mapped {
  /** What of each file is mapped as code. */
  readonly code: ReadonlyMap<string, readonly MappedRange[]>
  readonly writable: readonly Range[]
}

/**
 * Of tens of thousands of mappings nearly all are memory without code, of which only addresses matter: a full parse of
 * each would take ten times as long.
 */
async function mapped(maps: Buffer): Promise<Mapped> {
  const code = new Map<string, MappedRange[]>()
  const writable: Range[] = []
  const slices = new Slices()
  for (let at = 0; at < maps.length; ) {
    const end = maps.indexOf(NEWLINE, at)
    // A line that was cut off is left out.
    if (end < 0) break
    const dash = maps.indexOf(DASH, at)
    const space = maps.indexOf(SPACE, dash)
    if (maps[space + 1] === READ && maps[space + 2] === WRITE) {
      writable.push({ start: hexadecimal(maps, at, dash), end: hexadecimal(maps, dash + 1, space) })
    }
    if (maps[space + 3] === EXECUTE) {
      const mapping = parseMappingLine(maps.toString('latin1', at, end))
      if (mapping !== undefined && mapping.inode !== 0) {
        const key = `${mapping.device} ${mapping.inode}`
        const others = code.get(key)
        if (others === undefined) code.set(key, [mapping])
        else others.push(mapping)
      }
    }
    at = end + 1
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return { code, writable }
}

/** Addresses as the kernel prints them: lower-case digits. */
function hexadecimal(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at] ?? 0
    value = value * 16 + (digit <= NINE ? digit - ZERO : digit - LETTER_A + 10)
  }
  return value
}

/**
 * A file that the process has mapped: by the mapping itself, which only root may, so that it is the very file even if it
 * has been removed; else by its path as the process sees it, where it is still the same.
 */
async function openMapped(pid: number, [mapping]: readonly MappedRange[], sight: Sight): Promise<Pieces | NotSeen> {
  if (mapping === undefined) return { why: whyRefused('gone') }
  const folder = `${sight.procfs}/${pid}`
  const [start, end] = [mapping.start, mapping.end].map(address => address.replace(/^0+(?=.)/, ''))
  const direct = await openPieces(sight.inPool, `${folder}/map_files/${start}-${end}`, mapping.inode)
  if (direct.ok) return direct
  const byPath = await openPieces(sight.inPool, `${folder}/root${mapping.path}`, mapping.inode)
  return byPath.ok ? byPath : { why: whyRefused(byPath.why) }
}

async function lookInto(
  file: Pieces,
  name: string,
  mappings: readonly MappedRange[],
  { code, writable }: Mapped,
  { known }: Sight,
): Promise<PythonProcess | undefined | NotSeen> {
  try {
    const key = `${file.identity} ${name}`
    let reading = known.get(key)
    if (reading === undefined) {
      if (known.size >= MOST_KNOWN) known.clear()
      reading = readPythonBinary(file.readAt, name)
      known.set(key, reading)
    }
    const binary = await reading
    const refused = file.refused()
    if (refused !== undefined) {
      known.delete(key)
      return { why: whyRefused(refused) }
    }
    const bias = binary === undefined ? undefined : loadBias(binary.elf, mappings)
    return binary === undefined || bias === undefined ? undefined : { binary, bias, writable, code }
  } finally {
    file.close()
  }
}

function withoutDeleted(path: string): string {
  return path.replace(/ \(deleted\)$/, '')
}
