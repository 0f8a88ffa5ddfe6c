/** What runs a program, by its file and by what lies beside it. */
import type { FoundRuntime } from '../../../model/runtime.ts'
import { inBlocks } from '../binaries/blocks.ts'
import { type Dynamic, hasAnyName, readDynamic } from '../binaries/dynamic.ts'
import { findSymbols, type ReadAt, readElf } from '../binaries/elf.ts'
import { readSections } from '../binaries/sections.ts'
import { findGo } from './go.ts'
import { type ElfFile, EXPORTS, MARKS, type Mark } from './marks.ts'

/** A program's file, and what of its surroundings tells its version. */
export interface Program {
  readonly readAt: ReadAt
  /** Its name, without the folder. */
  readonly name: string
  /** Reads from the library that it has mapped under such a name; undefined where it has none, or that cannot be read. */
  withLibrary<R>(name: RegExp, use: (readAt: ReadAt) => Promise<R>): Promise<R | undefined>
  /** `JAVA_VERSION` in the folder of the JDK that it lies in. */
  javaVersion(): Promise<string | undefined>
}

const NONE: FoundRuntime = { name: undefined, why: 'none' }
const MUTE: FoundRuntime = { name: undefined, why: 'mute' }

/** What cannot be read is as if it were not there: whoever asks has to see whether all could be read. */
export async function findRuntime(program: Program): Promise<FoundRuntime> {
  const file = await readFile(inBlocks(program.readAt))
  if (file === undefined) return MUTE
  const { readAt, elf, sections } = file
  const go = await findGo(readAt, elf, sections)
  if (go !== undefined) return { name: 'go', ...go }
  const dynamic = await readDynamic(readAt, elf)
  if (!dynamic?.isHashed) return MUTE
  const exported = await findSymbols(readAt, elf, EXPORTS)
  for (const mark of MARKS) {
    if (mark.exports?.every(name => exported.has(name))) {
      const version = await mark.version?.(file)
      if (version !== undefined || !mark.isProvenByVersion) return { name: mark.name, version }
    }
    const library = await libraryOf(mark, file, dynamic, program.name)
    if (library !== undefined) return { name: mark.name, version: await versionOf(mark, library, program) }
  }
  return NONE
}

async function readFile(readAt: ReadAt): Promise<ElfFile | undefined> {
  const elf = await readElf(readAt)
  return elf && { readAt, elf, sections: await readSections(readAt) }
}

/** The library that it is a shell round, by the name that it asks for. */
async function libraryOf(
  { library, main, called }: Mark,
  { readAt }: ElfFile,
  dynamic: Dynamic,
  name: string,
): Promise<string | undefined> {
  const needed = library && dynamic.libraries.find(asked => library.test(asked))
  if (needed === undefined || called?.test(name) === false) return undefined
  return (await hasAnyName(readAt, dynamic, main ?? [])) ? needed : undefined
}

async function versionOf(mark: Mark, needed: string, program: Program): Promise<string | undefined> {
  if (mark.name === 'java') return await program.javaVersion()
  const { library, version } = mark
  const exact =
    library === undefined || version === undefined
      ? undefined
      : await program.withLibrary(library, async readAt => {
          const file = await readFile(inBlocks(readAt))
          return file && (await version(file))
        })
  return exact ?? library?.exec(needed)?.[1]
}
