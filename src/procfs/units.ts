/** What the kernel counts in, where it does not say so in the file: clock ticks and memory pages. */
export interface KernelUnits {
  /** Milliseconds of one clock tick (USER_HZ): 10 on nearly every Linux, time(7). */
  readonly tickMs: number
  readonly pageBytes: number
}

/** What nearly every Linux has: for a tree of files that does not tell its own (`/proc/self/auxv` missing). */
export const USUAL_UNITS: KernelUnits = { tickMs: 10, pageBytes: 4096 }

/** The same with pages of this size, where it is known. */
export function unitsWithPages(pageBytes: number | undefined): KernelUnits {
  return pageBytes === undefined ? USUAL_UNITS : { ...USUAL_UNITS, pageBytes }
}
