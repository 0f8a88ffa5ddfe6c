/** Runtimes whose programs are left alone: which it is, found by looking only, and why. */
import { eachOfMaps } from '../procfs/pid-maps.ts'
import { type Elf, findSymbols, type ReadAt, readElf } from '../sources/linux/binaries/elf.ts'
import { openPieces } from '../sources/linux/binaries/pieces.ts'
import { readSections } from '../sources/linux/binaries/sections.ts'
import { isGo } from '../sources/linux/runtimes/go.ts'
import type { ProcessFiles, RawFiles } from '../sources/process-files.ts'

/** A runtime that is known, and asked nothing. */
export interface OtherRuntime {
  /** `go`, `ruby` */
  readonly name: string
  readonly why: string
}

interface Mark {
  readonly name: string
  /** Its library, by the name that it is installed under. */
  readonly library?: RegExp
  /** What its program exports, or its library where it is one. */
  readonly symbol?: string
  readonly why: string
}

const MARKS: readonly Mark[] = [
  {
    name: 'pypy',
    library: /^libpypy[-\w.]*\.so/,
    symbol: 'pypy_main_startup',
    why: 'PyPy has neither CPython’s queue of calls nor its way in for debuggers, and another collector',
  },
  {
    name: 'ruby',
    library: /^libruby[-.\d]*\.so/,
    symbol: 'ruby_process_options',
    why: 'Ruby tells of its objects only to code that runs in it, and ntop brings none into Ruby',
  },
  {
    name: 'dotnet',
    library: /^libcoreclr\.so/,
    why: '.NET tells of its heap over a socket of its own, which ntop does not speak',
  },
  {
    name: 'mono',
    library: /^libmono[-\w.]*\.so/,
    symbol: 'mono_jit_init',
    why: 'Mono tells of its heap only to a profiler that it was started with',
  },
  {
    name: 'php',
    library: /^libphp[-\w.]*\.so/,
    symbol: 'php_module_startup',
    why: 'PHP counts references and keeps no list of what is alive',
  },
  {
    name: 'perl',
    library: /^libperl\.so/,
    symbol: 'perl_alloc',
    why: 'Perl counts references and keeps no list of what is alive',
  },
  {
    name: 'erlang',
    symbol: 'enif_alloc_env',
    why: 'the Erlang VM tells of its processes’ heaps to a node that is connected to it, which ntop is not',
  },
]

const GO = 'Go tells of its heap only where the program serves net/http/pprof by itself'

/** Looks for these in what a process runs and has mapped; undefined where none is found, or it cannot be looked at. */
export async function findOther(
  pid: number,
  files: Pick<ProcessFiles, 'locked'>,
  { procfs, inPool }: RawFiles,
): Promise<OtherRuntime | undefined> {
  const maps = await files.locked(pid, 'maps')
  const library = maps.ok ? markOfLibraries(maps.bytes) : undefined
  if (library !== undefined) return { name: library.name, why: library.why }
  const program = await openPieces(inPool, `${procfs}/${pid}/exe`)
  if (!program.ok) return undefined
  try {
    const elf = await readElf(program.readAt)
    if (elf === undefined) return undefined
    if (isGo(await readSections(program.readAt))) return { name: 'go', why: GO }
    return await findMark(program.readAt, elf)
  } finally {
    program.close()
  }
}

function markOfLibraries(maps: Buffer): Mark | undefined {
  for (const { path } of eachOfMaps(maps)) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const found = MARKS.find(({ library }) => library?.test(name))
    if (found !== undefined) return found
  }
  return undefined
}

async function findMark(readAt: ReadAt, elf: Elf): Promise<OtherRuntime | undefined> {
  const symbols = MARKS.flatMap(({ symbol }) => symbol ?? [])
  const found = await findSymbols(readAt, elf, symbols)
  const mark = MARKS.find(({ symbol }) => symbol !== undefined && found.has(symbol))
  return mark === undefined ? undefined : { name: mark.name, why: mark.why }
}
