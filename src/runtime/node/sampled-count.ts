/**
 * How many allocations a sample of V8's stands for. V8 tells only how many bytes: of an object of `size` bytes, of which one in
 * `everyBytes` is sampled, `size × round(1 / (1 − e^(−size / everyBytes)))` (SamplingHeapProfiler::ScaleSample). From that
 * the size is found again, among all sizes that V8 gives. Pure.
 */

/** V8's objects are whole words, two at least. */
const WORD_BYTES = 8
const SMALLEST_BYTES = 16

/**
 * In about so many bytes one is sampled, where nothing else was asked for. The figures of 20 MB are then within 10 % in 99.8 of
 * 100 cases (their standard deviation is the root of bytes times this), those of 10 MB in 97. Of the numbers about as large
 * it is the one by which sizes of up to 80 bytes are told from each other without doubt: in words it is one more than a
 * multiple of 1 to 10.
 */
export const USUAL_EVERY_BYTES = WORD_BYTES * 2521

/** Most objects are so small, so it is taken to be one of these where it can be. */
const SMALL_BYTES = 80

/**
 * Where several sizes come to the same, one that is small, or something between: it may be wrong by some times.
 *
 * @param bytes as V8 tells of one sample
 */
export function sampledCount(bytes: number, everyBytes: number): number {
  const counts = possibleCounts(bytes, everyBytes)
  const most = counts.at(-1) ?? 1
  if (bytes / most <= SMALL_BYTES) return most
  const sum = (power: number) => counts.reduce((total, count) => total + count ** power, 0)
  return counts.length === 0 ? 1 : Math.round(sum(3) / sum(2))
}

/** Ascending. */
function possibleCounts(bytes: number, everyBytes: number): readonly number[] {
  const counts: number[] = []
  // A sample stands for no more than fits into the distance of two, and one more.
  const most = Math.ceil(everyBytes / SMALLEST_BYTES) + 1
  for (let count = 1; count <= most; count++) {
    const size = bytes / count
    if (size < SMALLEST_BYTES) break
    if (size % WORD_BYTES === 0 && Math.round(1 / -Math.expm1(-size / everyBytes)) === count) counts.push(count)
  }
  return counts
}
