import type { ProcessId } from '../../../model/process.ts'
import type { FoundRuntime } from '../../../model/runtime.ts'
import { eachOfMaps } from '../../../procfs/pid-maps.ts'
import type { ProcessFiles, RawFiles, Refusal } from '../../process-files.ts'
import { fileIdentity, openPieces, type Pieces } from '../binaries/pieces.ts'
import { type MountFiles, MountTypes } from '../mount-types.ts'
import { findRuntime, type Program } from './program.ts'
import { dotnetVersion, javaReleasePaths, parseJavaRelease } from './release.ts'

export type RuntimeFiles = MountFiles & Pick<ProcessFiles, 'locked' | 'raw'>

/** Who is asked about. */
export interface Running {
  readonly id: ProcessId
  readonly pid: number
}

interface Looked {
  readonly found: FoundRuntime
  /** All that there is could be read. */
  readonly isWhole: boolean
}

/** Programs that are remembered: a machine runs some hundreds of them. */
const MOST_KEPT = 1024
const RELEASE_BYTES = 64 * 1024
const DELETED = ' (deleted)'
/** Its program chooses among the runtimes that are installed, for each process anew. */
const DOTNET = 'dotnet'

/**
 * What runs the programs of processes, found by looking at their files: each once, for few files run many processes. Where
 * asking for a file may not come back nobody asks.
 */
export class Runtimes {
  readonly #files: RuntimeFiles
  readonly #mounts: MountTypes
  /** By what makes a file another one: device, inode, size and time; while it is looked at, too. */
  #known = new Map<string, Promise<FoundRuntime>>()
  #ofDotnet = new Map<ProcessId, string>()

  /** @param now monotonic milliseconds */
  constructor(files: RuntimeFiles, now: () => number) {
    this.#files = files
    this.#mounts = new MountTypes(files, now)
  }

  /** @param exe where its link leads to, which has just been read: so nobody holds the lock of its memory */
  async of(process: Running, exe: string): Promise<FoundRuntime> {
    const { raw } = this.#files
    if (raw === undefined) return notFound('absent')
    const path = exe.endsWith(DELETED) ? exe.slice(0, -DELETED.length) : exe
    if ((await this.#mounts.isLocal(process.pid, path)) !== true) return notFound('elsewhere')
    const link = `${raw.procfs}/${process.pid}/exe`
    const identity = await fileIdentity(raw.inPool, link)
    if (!identity.ok) return notFound(identity.why)
    const found = await this.#ofFile(identity.identity, () => this.#look(process, exe, link, raw))
    const isDotnet = found.name === undefined && path.endsWith(`/${DOTNET}`)
    return isDotnet ? { name: DOTNET, version: await this.#dotnetVersion(process) } : found
  }

  #ofFile(identity: string, look: () => Promise<Looked>): Promise<FoundRuntime> {
    const known = this.#known.get(identity)
    if (known !== undefined) return known
    if (this.#known.size >= MOST_KEPT) this.#known.clear()
    const looked = look()
    const found = looked.then(({ found: told }) => told)
    this.#known.set(identity, found)
    // What could not be read may be another time.
    const forget = (): unknown => this.#known.get(identity) === found && this.#known.delete(identity)
    looked.then(({ isWhole }) => isWhole || forget(), forget)
    return found
  }

  async #look(process: Running, exe: string, link: string, raw: RawFiles): Promise<Looked> {
    const file = await openPieces(raw.inPool, link)
    if (!file.ok) return { found: notFound(file.why), isWhole: false }
    const isDeleted = exe.endsWith(DELETED)
    let isWhole = true
    const program: Program = {
      readAt: file.readAt,
      name: exe.slice(exe.lastIndexOf('/') + 1, isDeleted ? -DELETED.length : undefined),
      withLibrary: async (name, use) => {
        const path = await this.#mapped(process, mapped => name.test(mapped.slice(mapped.lastIndexOf('/') + 1)))
        const told = path === undefined ? undefined : await this.#inFile(process, path, raw, use)
        // It may have been looked at before its libraries were there.
        isWhole &&= told !== undefined
        return told?.value
      },
      // What has been put in the place of a program that was removed is another one.
      javaVersion: async () => (isDeleted ? undefined : await this.#javaVersion(process, exe, raw)),
    }
    try {
      const found = await findRuntime(program)
      const refused = file.refused()
      return refused === undefined ? { found, isWhole } : { found: notFound(refused), isWhole: false }
    } finally {
      file.close()
    }
  }

  async #javaVersion(process: Running, exe: string, raw: RawFiles): Promise<string | undefined> {
    for (const path of javaReleasePaths(exe)) {
      const text = await this.#inFile(process, path, raw, readAt => readAt(0, RELEASE_BYTES))
      const version = text?.value && parseJavaRelease(text.value.toString('latin1'))
      if (version !== undefined) return version
    }
    return undefined
  }

  /** What is found in a file that the process sees; undefined where it cannot be had. */
  async #inFile<R>(
    { pid }: Running,
    path: string,
    { procfs, inPool }: RawFiles,
    use: (readAt: Pieces['readAt']) => Promise<R>,
  ): Promise<{ readonly value: R } | undefined> {
    if ((await this.#mounts.isLocal(pid, path)) !== true) return undefined
    const file = await openPieces(inPool, `${procfs}/${pid}/root${path}`)
    if (!file.ok) return undefined
    try {
      const value = await use(file.readAt)
      return file.refused() === undefined ? { value } : undefined
    } finally {
      file.close()
    }
  }

  /** The path of the first file of this kind that it has mapped. */
  async #mapped({ pid }: Running, isIt: (path: string) => boolean): Promise<string | undefined> {
    const maps = await this.#files.locked(pid, 'maps')
    if (!maps.ok) return undefined
    for (const { path } of eachOfMaps(maps.bytes)) if (path.startsWith('/') && isIt(path)) return path
    return undefined
  }

  async #dotnetVersion(process: Running): Promise<string | undefined> {
    const known = this.#ofDotnet.get(process.id)
    if (known !== undefined) return known
    const library = await this.#mapped(process, path => dotnetVersion(path) !== undefined)
    const version = library && dotnetVersion(library)
    if (version !== undefined) {
      if (this.#ofDotnet.size >= MOST_KEPT) this.#ofDotnet.clear()
      this.#ofDotnet.set(process.id, version)
    }
    return version
  }
}

function notFound(why: Refusal | 'elsewhere'): FoundRuntime {
  return { name: undefined, why }
}
