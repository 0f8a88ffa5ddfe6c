import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Source } from '../sources/source.ts'

/** These are there as soon as they are asked for: no other process is waited for. */
const AT_ONCE: readonly Facet[] = ['owner', 'statm']

/** Reads the costlier facts of the rows in view, once for each set of rows and each snapshot. */
export class FactsInView {
  readonly #source: Source
  /** The rows whose facts were asked for last, and with which snapshot. */
  #filled: { readonly snapshot: Snapshot | undefined; readonly rows: readonly ProcessRow[] } | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** The promise is there only where something has to be waited for. */
  fill(
    snapshot: Snapshot | undefined,
    rows: readonly ProcessRow[],
    facets: ReadonlySet<Facet>,
  ): Promise<void> | undefined {
    if (this.#filled?.snapshot === snapshot && areSame(this.#filled?.rows, rows)) return undefined
    this.#filled = { snapshot, rows }
    return this.#source.fill(idsOf(rows), facets)
  }

  /** Those for which nobody has to be waited for. */
  fillAtOnce(rows: readonly ProcessRow[], facets: ReadonlySet<Facet>): void {
    void this.#source.fill(idsOf(rows), new Set(AT_ONCE.filter(facet => facets.has(facet))))
  }
}

function idsOf(rows: readonly ProcessRow[]) {
  return rows.map(row => row.id)
}

function areSame(a: readonly ProcessRow[] | undefined, b: readonly ProcessRow[]): boolean {
  return a !== undefined && a.length === b.length && a.every((row, i) => row.id === b[i]?.id)
}
