/** The text of a line of a program's source, where its file can be read. */
import { type ProcessId, pidOf } from '../model/process.ts'
import { openPieces } from '../sources/linux/binaries/pieces.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { CodePlace } from './allocations.ts'
import { resolveFor } from './rooted-path.ts'
import { type FileLines, readLines } from './text-lines.ts'

/** What is kept of files together. */
const KEPT_BYTES = 32 * 1024 * 1024
/** Without what a module's URL may have behind its path: `file:///app/a.mjs?v=2`. */
const FILE_URL = /^file:(?:\/\/(?:localhost)?)?(\/[^?#]*)/i
/** `node:fs`, `webpack://app/a.js`: others than of files. A drive's letter is none. */
const OTHER_URL = /^[a-z][a-z\d+.-]+:/i

/**
 * Lines of one program's files, as they are now, which may be later than when it read them. To be kept for as long as
 * they are looked at, no longer: a file is read once.
 */
export class SourceLines {
  readonly #files: Pick<ProcessFiles, 'raw' | 'prompt'>
  readonly #id: ProcessId
  /** By what the program calls them. */
  readonly #known = new Map<string, Promise<FileLines | undefined>>()
  /** By their identities: the same file may be called by several names. */
  readonly #kept = new Map<string, FileLines>()
  #keptBytes = 0
  /** One after the other: what they lie on may not answer, and then few threads should wait for it. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(files: Pick<ProcessFiles, 'raw' | 'prompt'>, id: ProcessId) {
    this.#files = files
    this.#id = id
  }

  /**
   * Without its indentation, at most 400 characters of it, clean. Undefined where there is none: of what is no file, is
   * gone, is beyond the first 4 MB, is no text or may not be read; of an empty line; and once the program has ended.
   */
  async lineOf({ file, line }: Pick<CodePlace, 'file' | 'line'>): Promise<string | undefined> {
    const path = pathOf(file)
    if (path === undefined || line === undefined) return undefined
    let lines = this.#known.get(file)
    if (lines === undefined) {
      lines = this.#last.then(() => this.#read(path))
      this.#last = lines
      this.#known.set(file, lines)
    }
    return (await lines)?.at(line)
  }

  async #read(path: string): Promise<FileLines | undefined> {
    const { raw } = this.#files
    if (raw === undefined) return undefined
    const pid = pidOf(this.#id)
    const found = await resolveFor(raw.inPool, `${raw.procfs}/${pid}`, path)
    if (!found.ok) return undefined
    const opened = await openPieces(raw.inPool, found.path)
    if (!opened.ok) return undefined
    try {
      const lines = this.#kept.get(opened.identity) ?? (await readLines(opened.readAt))
      // Whoever has the pid by now has other files.
      const seen = lookInto(this.#files)(pid)
      if (lines === undefined || typeof seen === 'string' || seen.id !== this.#id) return undefined
      this.#keep(opened.identity, lines)
      return lines
    } finally {
      opened.close()
    }
  }

  #keep(identity: string, lines: FileLines): void {
    if (this.#kept.has(identity)) return
    this.#keptBytes += lines.bytes
    if (this.#keptBytes > KEPT_BYTES) {
      this.#known.clear()
      this.#kept.clear()
      this.#keptBytes = lines.bytes
    }
    this.#kept.set(identity, lines)
  }
}

/** Of what a program calls a file; undefined of what cannot be one: `node:fs`, `<string>`, a URL of anything else. */
export function pathOf(file: string): string | undefined {
  if (file === '' || file.startsWith('<') || file.includes('\0')) return undefined
  const ofUrl = FILE_URL.exec(file)?.[1]
  if (ofUrl !== undefined) return decoded(ofUrl)
  return OTHER_URL.test(file) ? undefined : file
}

function decoded(path: string): string | undefined {
  // A slash that is written out would be a part of a name, and no name has one.
  if (/%(?:2f|00)/i.test(path)) return undefined
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
