import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import type { Json } from './describe.ts'
import { costlierShapes, processKind } from './process-shape.ts'
import { columnShapes } from './rare-shapes.ts'
import { reportKind } from './snapshot-shape.ts'

/** The facets that cost a file more per process and have keys of their own: what `--full` means. */
export const ALL_FACETS: readonly Facet[] = Object.keys(costlierShapes).filter(isFacet)

/** The columns that have keys of their own and cost nothing. */
export const ALL_COLUMNS: readonly string[] = Object.keys(columnShapes)

function isFacet(name: string): name is keyof typeof costlierShapes {
  return Object.hasOwn(costlierShapes, name)
}

export interface JsonOptions {
  /** The processes to tell of, in this order. */
  readonly rows: readonly ProcessRow[]
  readonly troubles: readonly Trouble[]
  /** Which costlier keys each process has; their facts have been filled. */
  readonly facets: ReadonlySet<Facet>
  /** Ids of columns whose further keys each process has. */
  readonly columns: ReadonlySet<string>
}

/**
 * The document "ntop/1" of a snapshot: every key there, `null` where the value is unknown; bytes are integers, 100 % is
 * one core for a process and the machine elsewhere, times are ISO 8601 UTC.
 */
export function snapshotJson(snapshot: Snapshot, { rows, troubles, facets, columns }: JsonOptions): Json {
  const { bootAtMs, uptimeSec } = snapshot.host
  const uptimeMs = uptimeSec === undefined ? undefined : uptimeSec * 1000
  const cores = snapshot.cpu?.cores.length || undefined
  const processes = rows.map(row => ({ row, bootAtMs, uptimeMs, cores }))
  return reportKind(processKind(facets, columns)).write({ snapshot, processes, troubles })
}
