import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Source } from '../sources/source.ts'

/** These are there as soon as they are asked for: no other process is waited for. */
const AT_ONCE: readonly Facet[] = ['owner', 'statm']

interface Filled {
  readonly snapshot: Snapshot | undefined
  readonly rows: readonly ProcessRow[]
  readonly facets: ReadonlySet<Facet>
}

/** Reads the costlier facts of the rows in view, once for each set of rows, each snapshot and each choice of facts. */
export class FactsInView {
  readonly #source: Source
  /** What was asked for last, of which rows and with which snapshot. */
  #filled: Filled | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** The promise is there only where something has to be waited for. */
  fill(
    snapshot: Snapshot | undefined,
    rows: readonly ProcessRow[],
    facets: ReadonlySet<Facet>,
  ): Promise<void> | undefined {
    const filled = this.#filled
    if (filled?.snapshot === snapshot && filled?.facets === facets && areSame(filled.rows, rows)) return undefined
    this.#filled = { snapshot, rows, facets }
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

function areSame(a: readonly ProcessRow[], b: readonly ProcessRow[]): boolean {
  return a.length === b.length && a.every((row, i) => row.id === b[i]?.id)
}
