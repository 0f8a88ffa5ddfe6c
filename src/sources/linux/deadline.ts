/** A timer this late was held up together with everything else in this process. */
const HELD_UP_MS = 50
/** So often is a deadline put off: on a machine that holds us up all the time it has to come too. */
const MOST_TIMES = 3

/**
 * Calls `passed` once the time is over; returns how to call it off. Where it was us who did not look (a large first
 * frame, a machine with too much to do), the answer may be there unread: then the time begins anew.
 */
export function startDeadline(ms: number, passed: () => void): () => void {
  let timer: NodeJS.Timeout
  const begin = (timesLeft: number): void => {
    const dueMs = performance.now() + ms
    timer = setTimeout(() => {
      if (timesLeft > 0 && performance.now() > dueMs + HELD_UP_MS) begin(timesLeft - 1)
      else passed()
    }, ms)
  }
  begin(MOST_TIMES)
  return () => clearTimeout(timer)
}
