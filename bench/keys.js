/** How long a key takes, from its being typed to the next row's being drawn as selected. */
import { setTimeout as after } from 'node:timers/promises'
import { selectedRow, standing } from './screen.js'

/** @import { Subject } from './subjects.js' */
/** @import { Running } from './terminal.js' */

/** A key that has not been answered by then counts as not answered. */
const LIMIT_MS = 4000
/**
 * Between these places below the heading a key moves the selection and nothing else. A selection that goes with its
 * process stays away from the busiest ones, or else a refresh may carry it to the first row just before the key.
 */
const RANGES = {
  process: { highest: 14, lowest: 24 },
  place: { highest: 2, lowest: 8 },
  scroll: { highest: 2, lowest: 8 },
}

/**
 * Types arrow keys at random moments, so that they fall on every part of a refresh.
 *
 * @param {Running} running
 * @param {Pick<Subject, 'follows' | 'beforeKeys'>} subject
 * @param {{ keys: number, keyPauseMs: [number, number] }} plan
 * @param {number} deadline after which no more are typed
 * @returns {Promise<{ answeredMs: number[], unanswered: number }>}
 */
export async function keysAnswered(running, { follows, beforeKeys }, { keys, keyPauseMs: [least, most] }, deadline) {
  const answeredMs = []
  let unanswered = 0
  let steps = 0
  const place = () => (follows === 'scroll' ? steps : (selectedRow(running.rows())?.place ?? 0))
  for (const key of beforeKeys) {
    running.type(key)
    await running.lull(LIMIT_MS)
  }
  const range = RANGES[follows]
  // The first ones only lead away from the edge.
  for (let typed = -range.highest - 1; typed < keys && running.isRunning(); typed++) {
    if (performance.now() > deadline) break
    await after(least + Math.random() * (most - least))
    await running.drawn()
    const before = standing(running.rows(), follows)
    const key = directionFrom(place(), range, Math.random())
    steps += key === 'down' ? 1 : -1
    const typedAt = performance.now()
    running.press(key)
    const answeredAt = await running.until(() => {
      const now = standing(running.rows(), follows)
      return now !== undefined && now !== before
    }, LIMIT_MS)
    if (typed < 0) continue
    if (answeredAt === undefined) unanswered++
    else answeredMs.push(answeredAt - typedAt)
  }
  return { answeredMs, unanswered }
}

/**
 * @param {number} place where the selection is
 * @param {{ highest: number, lowest: number }} range
 * @param {number} random 0 to 1
 * @returns {'up' | 'down'} at random, but never to where the table ends or scrolls
 */
export function directionFrom(place, { highest, lowest }, random) {
  if (place < highest) return 'down'
  if (place > lowest) return 'up'
  return random < 0.5 ? 'up' : 'down'
}
