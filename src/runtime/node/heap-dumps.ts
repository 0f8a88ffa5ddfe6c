/**
 * Snapshots of a Node's heap: into files that somebody wants, and one that questions are answered from. As it is dear to
 * the program, that one is kept for a while.
 */
import { formatClock } from '../../model/units.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import { availableMemory } from '../available-memory.ts'
import type { Holding } from '../holding.ts'
import { type Dumped, type Duplicates, NoAnswer, type Types } from '../session.ts'
import type { Attached } from './attached.ts'
import { type DumpOptions, dumpHeap, type HeapSource, inWords, writeHeap } from './dump.ts'
import type { HeapRoom } from './dump-estimate.ts'
import { biggest, constructors } from './heap-graph/constructors.ts'
import { duplicates } from './heap-graph/duplicates.ts'
import type { HeapGraph } from './heap-graph/graph.ts'
import { NotASnapshot } from './heap-graph/not-a-snapshot.ts'
import { piecesOf, readHeapGraph } from './heap-graph/read.ts'
import { retainerPath } from './heap-graph/retainer-path.ts'
import { openPrivateFile } from './private-file.ts'

/** So long it is kept when nobody asks about it any more: it takes memory of ours, up to twice its file. */
const KEEP_MS = 600_000
const OURS = 'a file of ours'

interface Snapshot {
  readonly graph: HeapGraph
  /** Wall clock of when it was begun, milliseconds since 1970. */
  readonly atMs: number
}

export interface DumpedProgram {
  readonly pid: number
  readonly attached: Pick<Attached, 'stats'>
  readonly heap: HeapSource
  readonly files: ProcessFiles
  readonly selfPid: number
}

export class HeapDumps {
  readonly #program: DumpedProgram
  readonly #leaving = new AbortController()
  #room: HeapRoom | undefined
  #kept: Snapshot | undefined
  #letGo: ReturnType<typeof setTimeout> | undefined
  /** While the program is at it, what comes of that; never rejects. */
  #writing: Promise<unknown> | undefined
  #taking: Promise<Snapshot> | undefined

  constructor(program: DumpedProgram) {
    this.#program = program
  }

  /** What there was of memory when it was last looked at; undefined before that. */
  get room(): HeapRoom | undefined {
    return this.#room
  }

  /** Whether questions are answered without the program. */
  get isAtHand(): boolean {
    return this.#kept !== undefined
  }

  /** Whether the program is at it, and answers nothing else. */
  get isWriting(): boolean {
    return this.#writing !== undefined
  }

  /** @param heapUsedBytes as it has just told; undefined where it does not */
  async look(heapUsedBytes: number | undefined): Promise<HeapRoom> {
    const { files, pid } = this.#program
    if (heapUsedBytes === undefined) throw new NoAnswer('it does not tell how much of its heap is in use')
    this.#room = { heapUsedBytes, availableBytes: await availableMemory(files, pid) }
    return this.#room
  }

  /** Into a file for others. @throws {NoAnswer} */
  async dump(path: string, told: (bytes: number) => void): Promise<Dumped> {
    return await this.#write(options => dumpHeap(this.#program.heap, path, { ...options, told }))
  }

  /**
   * Who holds that object of a type which keeps most in memory; undefined where there is none.
   *
   * @param anew of the heap as it is now
   * @throws {NoAnswer}
   */
  async holding(type: string, anew: boolean): Promise<Holding | undefined> {
    const { graph, since } = await this.#snapshot(anew)
    const [first] = await biggest(graph, type, 1)
    if (first === undefined) return undefined
    const holding = await retainerPath(graph, first.node)
    return since === undefined ? holding : { ...holding, atMs: since }
  }

  /** Of the snapshot that is at hand; none where none is. */
  typeNames(): readonly string[] {
    return this.#kept === undefined ? [] : constructors(this.#kept.graph).map(({ type }) => type)
  }

  /** @throws {NoAnswer} */
  async duplicates(anew: boolean): Promise<Duplicates> {
    const { graph, since } = await this.#snapshot(anew)
    const found = await duplicates(graph)
    return since === undefined ? found : { ...found, about: `as of ${formatClock(since)}: ${found.about}` }
  }

  /** The same with what each type retained in the snapshot that is at hand, if one is. */
  withRetained(types: Types): Types {
    const kept = this.#kept
    if (kept === undefined) return types
    const retained = new Map<string, number>()
    // Those that retain most come first.
    for (const { type, retainedBytes } of constructors(kept.graph)) {
      if (!retained.has(type)) retained.set(type, retainedBytes)
    }
    return {
      ...types,
      rows: types.rows.map(row => ({ ...row, retainedBytes: retained.get(row.type) })),
      about: `${types.about}; what they retain is of ${formatClock(kept.atMs)}`,
    }
  }

  /** Gives up what is under way, and keeps nothing; resolves once no file of it is left. */
  async leave(): Promise<void> {
    this.#leaving.abort()
    this.#forget()
    await this.#writing
  }

  /** `since` is when it was taken, where that was before somebody asked. */
  async #snapshot(anew: boolean): Promise<{ readonly graph: HeapGraph; readonly since: number | undefined }> {
    const kept = anew ? undefined : this.#kept
    if (kept !== undefined) {
      this.#keep(kept)
      return { graph: kept.graph, since: kept.atMs }
    }
    // Nobody waits for a second one while a first is under way.
    this.#taking ??= this.#take().finally(() => {
      this.#taking = undefined
    })
    const { graph } = await this.#taking
    return { graph, since: undefined }
  }

  async #take(): Promise<Snapshot> {
    const { heap, files, selfPid } = this.#program
    // Two of them would be much.
    this.#forget()
    const { file, folder } = await openPrivateFile().catch(error => {
      throw inWords(error, OURS)
    })
    try {
      const atMs = Date.now()
      const bytes = await this.#write(options => writeHeap(heap, file, folder, options))
      const graph = await readHeapGraph(
        { pieces: piecesOf(file), bytes },
        () => {},
        await availableMemory(files, selfPid),
      )
      const taken = { graph, atMs }
      if (!this.#leaving.signal.aborted) this.#keep(taken)
      return taken
    } catch (error) {
      if (error instanceof NotASnapshot) throw new NoAnswer(`what it sent cannot be read: ${error.message}`)
      throw inWords(error, OURS)
    } finally {
      await file.close()
    }
  }

  /** One at a time, once there is room for it. */
  async #write<T>(write: (options: DumpOptions) => Promise<T>): Promise<T> {
    if (this.#writing !== undefined) throw new NoAnswer('its heap is being written already')
    const written = this.#look().then(room => write({ ...room, signal: this.#leaving.signal }))
    const over = written.then(
      () => {},
      () => {},
    )
    this.#writing = over
    try {
      return await written
    } finally {
      this.#writing = undefined
    }
  }

  async #look(): Promise<HeapRoom> {
    const { memory } = await this.#program.attached.stats()
    return await this.look(memory.heapUsedBytes)
  }

  #keep(snapshot: Snapshot): void {
    this.#kept = snapshot
    clearTimeout(this.#letGo)
    this.#letGo = setTimeout(() => this.#forget(), KEEP_MS).unref()
  }

  #forget(): void {
    this.#kept = undefined
    clearTimeout(this.#letGo)
  }
}
