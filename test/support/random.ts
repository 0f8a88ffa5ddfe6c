/** Whole numbers from 0 up to, but not including, a bound: the same for the same seed. Xorshift, after Marsaglia. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
