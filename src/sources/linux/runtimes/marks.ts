/**
 * What runtimes are told by, whatever their program is called: what it exports, or the library that it is a shell round.
 * Whoever has a runtime inside for its own use, as an editor or a debugger has, is not run by it.
 */
import { type Elf, type ElfSymbol, fileOffset, findSymbols, type ReadAt } from '../binaries/elf.ts'
import { pythonVersionText } from '../binaries/python-version.ts'
import { searchText } from '../binaries/search.ts'
import type { Section } from '../binaries/sections.ts'
import { findNodeVersion, NODE_API, NODE_HOOK, NODE_START } from './node.ts'

/** A file that runs, or a library. */
export interface ElfFile {
  readonly readAt: ReadAt
  readonly elf: Elf
  readonly sections: ReadonlyMap<string, Section>
}

export interface Mark {
  readonly name: string
  /** All of these its program exports; its library too. */
  readonly exports?: readonly string[]
  /** Its library, by the name that programs ask for, with the version where that is part of it; */
  readonly library?: RegExp
  /** and what a program takes of the library that is run by it, any of these. */
  readonly main?: readonly string[]
  /** Where those who only have it inside take the same: what its own program is called. */
  readonly called?: RegExp
  /** Of the program that exports, or of the library. */
  version?(file: ElfFile): Promise<string | undefined>
  /** Others export the same: only the version proves it. */
  readonly isProvenByVersion?: true
}

const VERSION = /^[^\d]*(\d{1,3}\.\d{1,3}\.\d{1,3})/

/** The first that holds is it. */
export const MARKS: readonly Mark[] = [
  {
    name: 'node',
    exports: [NODE_API, NODE_START],
    library: /^libnode\.so(?:\.\d+)?$/,
    main: [NODE_START],
    version: ({ readAt, sections }) => findNodeVersion(readAt, sections),
  },
  {
    name: 'bun',
    exports: [NODE_API, NODE_HOOK],
    version: file => inTexts(file, 'Bun v', VERSION),
    isProvenByVersion: true,
  },
  {
    name: 'deno',
    exports: [NODE_API],
    // What it calls itself towards servers, before the same with more behind it: others' texts have a Deno/ in them, too.
    version: file => inTexts(file, 'Deno/', /^Deno\/(\d{1,3}\.\d{1,3}\.\d{1,3})Deno/),
    isProvenByVersion: true,
  },
  {
    name: 'pypy',
    exports: ['pypy_main_startup'],
    library: /^libpypy(\d(?:\.\d+)?)-c\.so/,
    main: ['pypy_main_startup'],
  },
  {
    name: 'python',
    exports: ['Py_Initialize', 'Py_Main'],
    library: /^libpython(\d(?:\.\d+)?)[a-z]*\.so/,
    // Modules/python.c and Programs/python.c of 3.8, 3.7, and before.
    main: ['Py_BytesMain', '_Py_UnixMain', 'Py_Main', 'Py_RunMain'],
    version: pythonVersion,
  },
  {
    name: 'java',
    library: /^libjli\.so$/,
    main: ['JLI_Launch'],
  },
  {
    name: 'ruby',
    exports: ['ruby_run_node', 'ruby_version'],
    library: /^libruby[-\w.]*\.so\.(\d+\.\d+)/,
    main: ['ruby_run_node'],
    version: async file => /^\d+\.\d+\.\d+(?=\0)/.exec(await symbolText(file, 'ruby_version'))?.[0],
  },
  {
    name: 'perl',
    exports: ['perl_alloc', 'perl_run'],
    library: /^libperl\.so(?:\.(\d+\.\d+))?/,
    main: ['perl_run'],
    called: /^perl/,
    version: perlVersion,
  },
  {
    name: 'php',
    exports: ['php_module_startup', 'sapi_startup'],
    version: file => inTexts(file, 'X-Powered-By: PHP/', VERSION),
  },
  {
    name: 'erlang',
    exports: ['erl_start', 'enif_alloc_env'],
    // What it says of modules that another one has compiled: its release, not that of its emulator.
    version: file => inTexts(file, 'Erlang/OTP ', /^Erlang\/OTP (\d{1,3})\b/),
  },
  { name: 'mono', exports: ['mono_main', 'mono_jit_init'] },
]

/** All that any of them exports. */
export const EXPORTS: readonly string[] = [...new Set(MARKS.flatMap(mark => mark.exports ?? []))]

async function inTexts({ readAt, sections }: ElfFile, mark: string, pattern: RegExp): Promise<string | undefined> {
  const texts = sections.get('.rodata')
  return texts === undefined ? undefined : await searchText(readAt, texts, mark, pattern)
}

/** `Py_Version` of 3.11 and later; before that only its names tell. */
async function pythonVersion(file: ElfFile): Promise<string | undefined> {
  const [bytes] = await dataOf(file, ['Py_Version'])
  return bytes === undefined || bytes.length < 4 ? undefined : pythonVersionText(bytes.readUInt32LE(0))
}

/** A byte each. */
async function perlVersion(file: ElfFile): Promise<string | undefined> {
  const bytes = await dataOf(file, ['PL_revision', 'PL_version', 'PL_subversion'])
  const numbers = bytes.map(data => data?.[0])
  return numbers.includes(undefined) ? undefined : numbers.join('.')
}

const LONGEST_TEXT = 32

async function symbolText(file: ElfFile, name: string): Promise<string> {
  const [bytes] = await dataOf(file, [name])
  return bytes?.toString('latin1') ?? ''
}

/** What the file has at these symbols, 32 bytes at the most. */
async function dataOf({ readAt, elf }: ElfFile, names: readonly string[]): Promise<readonly (Buffer | undefined)[]> {
  const symbols = await findSymbols(readAt, elf, names)
  return await Promise.all(names.map(name => dataAt(readAt, elf, symbols.get(name))))
}

async function dataAt(readAt: ReadAt, elf: Elf, symbol: ElfSymbol | undefined): Promise<Buffer | undefined> {
  if (symbol === undefined) return undefined
  const bytes = Math.min(symbol.bytes, LONGEST_TEXT)
  const offset = fileOffset(elf, symbol.address, bytes)
  const data = offset === undefined ? undefined : await readAt(offset, bytes)
  return data?.length === bytes ? data : undefined
}
