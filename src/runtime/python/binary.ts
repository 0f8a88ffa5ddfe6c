/** Whether a file is CPython, and which: by what it exports, not by its name. */
import {
  type Elf,
  type ElfSymbol,
  fileOffset,
  findSymbols,
  loadedSegments,
  type ReadAt,
  readElf,
} from '../../sources/linux/binaries/elf.ts'
import { pythonVersionText } from '../../sources/linux/binaries/python-version.ts'
import { type Layout, layoutOf } from './offsets.ts'

export interface PythonBinary {
  readonly elf: Elf
  /** As it calls itself: `3.11.7`; by its name only, `3.8`, where that is all that is told; or undefined. */
  readonly version: string | undefined
  /** Where its state can be read; or why not, in words. */
  readonly state: PythonState | { readonly refusal: string }
  /** How it can be made to run a text; or why it cannot, in words. */
  readonly entry: Entry | { readonly refusal: string }
}

/** All addresses are counted from where the file is loaded. */
export type Entry =
  /** Up to 3.13: by a call that it is to make, of a function that takes a text. */
  | { readonly by: 'call'; readonly state: PythonState; readonly simpleString: number }
  /** 3.14: as PEP 768 has it. */
  | {
      readonly by: 'remote debugging'
      readonly runtime: number
      readonly runtimeBytes: number
      readonly mark: Mark
    }

export interface PythonState {
  readonly layout: Layout
  /** Address of `_PyRuntime`, counted from where the file is loaded. */
  readonly runtime: number
  /** What else must stand in memory as it does in the file, so that it is the same program: its version. */
  readonly mark: Mark | undefined
}

interface Mark {
  readonly address: number
  readonly bytes: Buffer
}

/** Every CPython has the first; from 3.7 on the second, which holds all of its state; from 3.11 on the third, a number. */
const INITIALIZE = 'Py_Initialize'
const RUNTIME = '_PyRuntime'
const VERSION = 'Py_Version'
/** `int PyRun_SimpleString(const char *)` */
const SIMPLE_STRING = 'PyRun_SimpleString'
/** What only a debug build exports: up to 3.11 and from 3.12 on. */
const DEBUG = ['_Py_RefTotal', '_Py_NegativeRefcount']
/** What only a build without the global lock exports (Include/object.h of 3.13). */
const FREE_THREADED = ['_Py_DecRefShared']
/** `libpython3.13td.so.1.0`, `python3.11d`: after the version stand letters for the build. */
const NAME = /python(\d\.\d+)([a-z]*)/
const VERSION_BYTES = 8
/** Versions as they stand in a file, before 3.11: as text. */
const VERSION_TEXT = /(?<![\d.])3\.(\d+)\.\d+(?:(?:a|b|rc)\d+)?\+?(?=\0)/g
const LONGEST_VERSION = 16
const SEARCHED_AT_ONCE = 512 * 1024
/** No interpreter has more that is not written to. */
const MOST_SEARCHED = 32 * 1024 * 1024

/** Undefined where the file is no CPython, or cannot be read. @param name its own, without the folder */
export async function readPythonBinary(readAt: ReadAt, name: string): Promise<PythonBinary | undefined> {
  const elf = await readElf(readAt)
  if (elf === undefined) return undefined
  const symbols = await findSymbols(readAt, elf, [INITIALIZE])
  // PyPy and others that speak Python's interface to C have it, too, but keep their state elsewhere.
  if (!symbols.has(INITIALIZE)) return undefined
  const [, named, tags = ''] = NAME.exec(name) ?? []
  const known = await findSymbols(readAt, elf, [RUNTIME, VERSION, SIMPLE_STRING, ...DEBUG, ...FREE_THREADED])
  const runtime = known.get(RUNTIME)
  if (runtime === undefined) {
    const not = { refusal: unknownVersion(named ?? '') }
    return named === undefined ? undefined : { elf, version: named, state: not, entry: not }
  }
  const layout = layoutOf(elf.machine, runtime.bytes)
  const { version, mark } = await versionOf(readAt, elf, known.get(VERSION), layout)
  const told = version ?? named
  const refuse = (refusal: string): PythonBinary => ({ elf, version: told, state: { refusal }, entry: { refusal } })
  if (DEBUG.some(symbol => known.has(symbol)) || tags.includes('d')) {
    return refuse('this is a debug build of Python, which keeps its state elsewhere')
  }
  if (FREE_THREADED.some(symbol => known.has(symbol)) || tags.includes('t')) {
    return refuse('this is a free-threaded build of Python, which collects in another way')
  }
  if (told === undefined) return refuse('which version of Python this is cannot be told')
  const minor = minorOf(told)
  if (minor === 14 && mark !== undefined) {
    const entry = { by: 'remote debugging', runtime: runtime.address, runtimeBytes: runtime.bytes, mark } as const
    return { ...refuse(unknownVersion(told)), entry }
  }
  if (minor === undefined || minor < 9 || minor > 13) return refuse(unknownVersion(told))
  if (version === undefined) return refuse('which version of Python this is cannot be told but by its name')
  if (layout === undefined || layout.minor !== minor) {
    return refuse(`this build of Python ${version} for ${elf.machine} keeps its state in a way that is not known`)
  }
  const state = { layout, runtime: runtime.address, mark }
  const simpleString = known.get(SIMPLE_STRING)?.address
  const entry =
    simpleString === undefined
      ? { refusal: 'this Python lacks what a text is run by' }
      : ({ by: 'call', state, simpleString } as const)
  return { elf, version, state, entry }
}

function unknownVersion(version: string): string {
  return `Python ${version} keeps its state in a way that is not known; that of 3.9 to 3.13 is`
}

function minorOf(version: string): number | undefined {
  const minor = /^3\.(\d+)/.exec(version)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

interface Versioned {
  readonly version: string | undefined
  readonly mark: Mark | undefined
}

async function versionOf(
  readAt: ReadAt,
  elf: Elf,
  symbol: ElfSymbol | undefined,
  layout: Layout | undefined,
): Promise<Versioned> {
  if (symbol === undefined) {
    const version = layout === undefined ? undefined : await searchVersion(readAt, elf, layout.minor)
    return { version, mark: undefined }
  }
  const offset = fileOffset(elf, symbol.address, VERSION_BYTES)
  const bytes = offset === undefined ? undefined : await readAt(offset, VERSION_BYTES)
  if (bytes === undefined || bytes.length < VERSION_BYTES) return { version: undefined, mark: undefined }
  return { version: pythonVersionText(bytes.readUInt32LE(0)), mark: { address: symbol.address, bytes } }
}

/**
 * The version of such a minor version that stands as text in what is not written to, be it as the end of a longer text
 * (linkers merge those). Undefined where there is none, or more than one.
 */
async function searchVersion(readAt: ReadAt, elf: Elf, minor: number): Promise<string | undefined> {
  const found = new Set<string>()
  let left = MOST_SEARCHED
  for (const { offset, fileBytes, writable } of loadedSegments(elf)) {
    if (writable) continue
    for (let at = 0; at < fileBytes && left > 0; at += SEARCHED_AT_ONCE - LONGEST_VERSION) {
      const bytes = Math.min(SEARCHED_AT_ONCE, fileBytes - at)
      const piece = await readAt(offset + at, bytes)
      if (piece === undefined) return undefined
      left -= bytes
      for (const [text, of] of piece.toString('latin1').matchAll(VERSION_TEXT)) {
        if (Number(of) === minor) found.add(text)
      }
    }
  }
  const [version, ...others] = found
  return others.length === 0 ? version : undefined
}
