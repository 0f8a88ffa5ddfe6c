import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import type { Json } from './describe.ts'
import { costlierShapes, processKind } from './process-shape.ts'
import { reportKind } from './snapshot-shape.ts'

/** The facets that cost a file more per process and have keys of their own: what `--full` means. */
export const ALL_FACETS: readonly Facet[] = Object.keys(costlierShapes).filter(isFacet)

function isFacet(name: string): name is keyof typeof costlierShapes {
  return Object.hasOwn(costlierShapes, name)
}

export interface JsonOptions {
  /** The processes to tell of, in this order. */
  readonly rows: readonly ProcessRow[]
  readonly troubles: readonly Trouble[]
  /** Which costlier keys each process has; their facts have been filled. */
  readonly facets: ReadonlySet<Facet>
}

/**
 * The document "ntop/1" of a snapshot: every key there, `null` where the value is unknown; bytes are integers, 100 % is
 * one core for a process and the machine elsewhere, times are ISO 8601 UTC.
 */
export function snapshotJson(snapshot: Snapshot, { rows, troubles, facets }: JsonOptions): Json {
  const { bootAtMs } = snapshot.host
  const processes = rows.map(row => ({ row, bootAtMs }))
  return reportKind(processKind(facets)).write({ snapshot, processes, troubles })
}
