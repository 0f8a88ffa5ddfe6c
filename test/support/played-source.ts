import type { Facet, ProcessId, ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { lookInto } from '../../src/sources/linux/sighting.ts'
import type { ProcessFiles } from '../../src/sources/process-files.ts'
import type { LookAt, Looked } from '../../src/sources/sighting.ts'
import type { IdNames, Needs, Source, SourceKind, Sweeping, Told } from '../../src/sources/source.ts'

/** A source that plays: each scan is the machine as a function makes it at that moment. Facts are in the records. */
export class PlayedSource implements Source {
  kind: SourceKind = 'linux'
  readonly names: IdNames = { user: String, isUser: () => true, group: String }
  readonly files: ProcessFiles | undefined
  /** What was needed of everyone, scan by scan. */
  readonly needed: string[][] = []
  /** Who was to be looked at closely in the latest scan. */
  closely: readonly ProcessId[] = []
  /** Facts that were asked for, and of how many. */
  readonly filled: { readonly count: number; readonly facets: readonly Facet[] }[] = []
  /** What is to be swept now. */
  sweeping: Sweeping | undefined
  /** What the first scan tells of, before it goes on once {@link rest} has come. */
  beginning: RawSample | undefined
  rest: Promise<void> = Promise.resolve()
  /** Why it never tells something. */
  whyNot: (what: Told) => string | undefined = () => undefined
  /** How long a scan takes, in milliseconds. */
  takesMs = 0
  /** What facts are waited for. */
  filling: Promise<void> = Promise.resolve()
  /** How it looks at a process, where not by its files. */
  lookAt: LookAt | undefined
  readonly #play: () => RawSample
  #latest: RawSample | undefined

  constructor(play: () => RawSample, files?: ProcessFiles) {
    this.#play = play
    this.files = files
  }

  async scan(
    { everyone, sparing, threads: wanted }: Needs,
    onBeginning?: (sample: RawSample) => void,
  ): Promise<RawSample> {
    this.needed.push([...everyone])
    this.closely = sparing?.closely ?? []
    if (this.beginning !== undefined && onBeginning !== undefined) {
      onBeginning(this.beginning)
      await this.rest
    }
    if (this.takesMs > 0) await new Promise(resolve => setTimeout(resolve, this.takesMs))
    const { threads, ...sample } = this.#play()
    this.#latest = wanted === true && threads !== undefined ? { ...sample, threads } : sample
    return this.#latest
  }

  fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> {
    this.filled.push({ count: ids.length, facets: [...facets] })
    return this.filling
  }

  /** As its files have it; without files nothing can be told of whoever has the pid. */
  look(pid: number): Looked {
    if (this.lookAt !== undefined) return this.lookAt(pid)
    return this.files === undefined ? 'unreadable' : lookInto(this.files)(pid)
  }

  glance(pid: number): Looked {
    return this.look(pid)
  }

  get threads(): Source['threads'] {
    // With a look of its own it is no Linux, where threads have nice values each.
    return this.lookAt === undefined ? pid => this.files?.threads(pid) ?? 'absent' : undefined
  }

  sweep(wanted?: Sweeping): void {
    this.sweeping = wanted
  }

  record(pid: number): ProcessRecord {
    const record = this.#latest?.processes.find(process => process.pid === pid)
    if (record === undefined) throw new Error(`no process ${pid}`)
    return record
  }

  /** The sweep finds out how much memory a process has, or that this cannot be known. */
  find(pid: number, bytes: number | undefined): void {
    const record = this.record(pid)
    Object.assign(record.facts, { ussBytes: bytes, pssBytes: bytes, swapBytes: bytes, rollupStale: false })
    record.facts.rollupRead = { record, atMs: this.#latest?.monotonicMs ?? 0 }
    record.facts.revision++
    this.sweeping?.onChange()
  }

  /** What was found out of it has become old. */
  age(pid: number): void {
    const { facts } = this.record(pid)
    if (facts.rollupRead === undefined || facts.rollupStale) return
    facts.rollupStale = true
    facts.revision++
  }

  close(): void {}
}
