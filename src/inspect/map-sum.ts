import type { MapFigures } from './maps.ts'

/** Mappings added up. What is unknown of one is unknown of the sum. */
export class MapSum implements MapFigures {
  sizeBytes = 0
  rssBytes: number | undefined = 0
  pssBytes: number | undefined = 0
  ussBytes: number | undefined = 0
  anonymousBytes: number | undefined = 0
  dirtyBytes: number | undefined = 0
  swapBytes: number | undefined = 0

  add(figures: MapFigures): void {
    this.sizeBytes += figures.sizeBytes
    this.rssBytes = plus(this.rssBytes, figures.rssBytes)
    this.pssBytes = plus(this.pssBytes, figures.pssBytes)
    this.ussBytes = plus(this.ussBytes, figures.ussBytes)
    this.anonymousBytes = plus(this.anonymousBytes, figures.anonymousBytes)
    this.dirtyBytes = plus(this.dirtyBytes, figures.dirtyBytes)
    this.swapBytes = plus(this.swapBytes, figures.swapBytes)
  }
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}
