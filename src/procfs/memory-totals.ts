/** The counters that `smaps` prints for each mapping and `smaps_rollup` for all together, proc_pid_smaps(5). */

/** In bytes. What a kernel does not count yet is undefined. */
export interface MemoryTotals {
  readonly rssBytes: number
  /** Each shared page divided by the number of processes that share it; since 2.6.25. */
  readonly pssBytes: number | undefined
  /** The dirty part of it, since 6.0. */
  readonly pssDirtyBytes: number | undefined
  readonly sharedCleanBytes: number
  readonly sharedDirtyBytes: number
  readonly privateCleanBytes: number
  readonly privateDirtyBytes: number
  /** Touched since the marks were last cleared. */
  readonly referencedBytes: number | undefined
  readonly anonymousBytes: number | undefined
  /** Given back with MADV_FREE and not yet taken, since 4.12. */
  readonly lazyFreeBytes: number | undefined
  /** In transparent huge pages. */
  readonly anonHugePagesBytes: number | undefined
  /** In huge pages, which Rss and Pss leave out; since 4.4. */
  readonly sharedHugetlbBytes: number | undefined
  readonly privateHugetlbBytes: number | undefined
  readonly swapBytes: number | undefined
  /** Swap divided by its sharers, since 4.3. */
  readonly swapPssBytes: number | undefined
  readonly lockedBytes: number | undefined
  /** What would be free if the process ended: private clean, private dirty and private huge pages. */
  readonly ussBytes: number
}

/** The kernel's names; USS is not among them. */
const FIELDS = {
  Rss: 'rssBytes',
  Pss: 'pssBytes',
  Pss_Dirty: 'pssDirtyBytes',
  Shared_Clean: 'sharedCleanBytes',
  Shared_Dirty: 'sharedDirtyBytes',
  Private_Clean: 'privateCleanBytes',
  Private_Dirty: 'privateDirtyBytes',
  Referenced: 'referencedBytes',
  Anonymous: 'anonymousBytes',
  LazyFree: 'lazyFreeBytes',
  AnonHugePages: 'anonHugePagesBytes',
  Shared_Hugetlb: 'sharedHugetlbBytes',
  Private_Hugetlb: 'privateHugetlbBytes',
  Swap: 'swapBytes',
  SwapPss: 'swapPssBytes',
  Locked: 'lockedBytes',
} as const satisfies Record<string, keyof MemoryTotals>

type Counter = (typeof FIELDS)[keyof typeof FIELDS]

const FIELD_OF: ReadonlyMap<string, Counter> = new Map(Object.entries(FIELDS))

/** Gathers the counters of one mapping line by line, or those of many mappings. */
export class TotalsBuilder {
  readonly #counters: Partial<Record<Counter, number>> = {}

  /** Adds a line such as `Rss:   1628 kB`. Names that are not asked for are passed over. */
  addLine(name: string, bytes: number): void {
    const field = FIELD_OF.get(name)
    if (field !== undefined) this.#add(field, bytes)
  }

  /** Adds all counters that the other has. */
  addTotals(other: MemoryTotals): void {
    for (const field of FIELD_OF.values()) {
      const bytes = other[field]
      if (bytes !== undefined) this.#add(field, bytes)
    }
  }

  /** What was gathered; undefined without Rss and the four counters that every kernel prints. */
  build(): MemoryTotals | undefined {
    const { rssBytes, sharedCleanBytes, sharedDirtyBytes, privateCleanBytes, privateDirtyBytes } = this.#counters
    if (rssBytes === undefined || sharedCleanBytes === undefined || sharedDirtyBytes === undefined) return undefined
    if (privateCleanBytes === undefined || privateDirtyBytes === undefined) return undefined
    const { privateHugetlbBytes } = this.#counters
    return {
      rssBytes,
      pssBytes: this.#counters.pssBytes,
      pssDirtyBytes: this.#counters.pssDirtyBytes,
      sharedCleanBytes,
      sharedDirtyBytes,
      privateCleanBytes,
      privateDirtyBytes,
      referencedBytes: this.#counters.referencedBytes,
      anonymousBytes: this.#counters.anonymousBytes,
      lazyFreeBytes: this.#counters.lazyFreeBytes,
      anonHugePagesBytes: this.#counters.anonHugePagesBytes,
      sharedHugetlbBytes: this.#counters.sharedHugetlbBytes,
      privateHugetlbBytes,
      swapBytes: this.#counters.swapBytes,
      swapPssBytes: this.#counters.swapPssBytes,
      lockedBytes: this.#counters.lockedBytes,
      ussBytes: privateCleanBytes + privateDirtyBytes + (privateHugetlbBytes ?? 0),
    }
  }

  #add(field: Counter, bytes: number): void {
    this.#counters[field] = (this.#counters[field] ?? 0) + bytes
  }
}
