/**
 * How many rows a key moves on in a list; undefined where it is no such key.
 *
 * @param height rows of a screenful
 */
export function movedBy(key: string, height: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    up: -1,
    down: 1,
    pageup: -height,
    pagedown: height,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  }
  return moves[key]
}
