import type { Facet, ProcessId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { ProcessFiles } from '../../src/sources/process-files.ts'
import type { IdNames, Needs, Source, Sweeping } from '../../src/sources/source.ts'

/** A source that plays: each scan is the machine as a function makes it at that moment. Facts are in the records. */
export class PlayedSource implements Source {
  readonly names: IdNames = { user: String, group: String }
  readonly files: ProcessFiles | undefined
  /** What was needed of everyone, scan by scan. */
  readonly needed: string[][] = []
  /** Facts that were asked for, and of how many. */
  readonly filled: { readonly count: number; readonly facets: readonly Facet[] }[] = []
  /** What is to be swept now. */
  sweeping: Sweeping | undefined
  readonly #play: () => RawSample

  constructor(play: () => RawSample, files?: ProcessFiles) {
    this.#play = play
    this.files = files
  }

  scan({ everyone }: Needs): Promise<RawSample> {
    this.needed.push([...everyone])
    return Promise.resolve(this.#play())
  }

  fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> {
    this.filled.push({ count: ids.length, facets: [...facets] })
    return Promise.resolve()
  }

  sweep(wanted?: Sweeping): void {
    this.sweeping = wanted
  }

  close(): void {}
}
