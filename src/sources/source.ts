/**
 * A source of samples: this machine's kernel, a recording, another host. Everything above works on all of them.
 */
import type { Facet, ProcessId } from '../model/process.ts'
import type { RawSample } from '../model/sample.ts'
import type { ProcessFiles } from './process-files.ts'

export interface Needs {
  /** Facts that are needed of every process, because a sort, a filter or an export looks at all. */
  readonly everyone: ReadonlySet<Facet>
}

export interface Source {
  /** Reads all counters once. Yields to the event loop every few milliseconds. */
  scan(needs: Needs): Promise<RawSample>
  /**
   * Fills costlier facts of these processes. The promise, which is there only where something has to be waited for,
   * resolves once all are filled or past their deadline; what did not answer has `trouble` set. Vanished ones are passed
   * over.
   */
  fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> | undefined
  /** The files of single processes, for inspecting; absent where a source has no such thing. */
  readonly files: ProcessFiles | undefined
  /** Names of users and groups by their numbers; the number itself where there is none. */
  readonly names: IdNames
  close(): void
}

export interface IdNames {
  user(uid: number): string
  group(gid: number): string
}
