/** An hour in which nobody looked, on the screen. */
import { afterEach, describe, expect, it } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import { closeStage, openStage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const HOUR_MS = 3_600_000
/** In the middle of what is played. */
const AT_SECOND = 50

/** The clocks go on by an hour; a suspended machine's own, by which rates are reckoned, stands still meanwhile. */
function anHourLater(sample: RawSample, wasSuspended: boolean): RawSample {
  const { uptimeSec = 0 } = sample.host
  return {
    ...sample,
    atMs: sample.atMs + HOUR_MS,
    monotonicMs: sample.monotonicMs + (wasSuspended ? 0 : HOUR_MS),
    host: { ...sample.host, uptimeSec: uptimeSec + HOUR_MS / 1000 },
  }
}

/** The lowest row of the graph of memory after a minute, in the middle of which was such an hour, or none. */
async function graphAfter(hour: 'suspended' | 'stopped' | undefined, options: StageOptions): Promise<string> {
  const stage = await openStage({
    ...options,
    change: (sample, second) =>
      hour === undefined || second < AT_SECOND ? sample : anHourLater(sample, hour === 'suspended'),
  })
  const used = stage.rowOf(' used ')
  await closeStage()
  const left = stage.rows[used]?.indexOf('used') ?? 0
  const foot = stage.rows.findIndex((row, y) => y > used && /[╰+]/.test(row.charAt(left - 2)))
  return (stage.rows[foot - 1] ?? '').slice(left).split(stage.terminal.unicode ? '│' : '|')[0] ?? ''
}

describe.each(['suspended', 'stopped'] as const)('an hour for which it was %s', hour => {
  it.each([
    [true, /^ *([\u2801-\u28ff]+) ([\u2801-\u28ff]+) ?$/],
    [false, /^ *([:.]+) ([:.]+) ?$/],
  ])('is a gap of a cell in the graph, and no spike (unicode: %s)', async (unicode, withGap) => {
    const options = { width: 200, height: 50, unicode, seconds: 60 }
    const [before, graph] = [await graphAfter(undefined, options), await graphAfter(hour, options)]
    expect(before).toMatch(unicode ? /^ *[\u2801-\u28ff]+ ?$/ : /^ *[:.]+ ?$/)
    const [, , since = ''] = withGap.exec(graph) ?? [graph]
    expect(graph).toMatch(withGap)
    // Of the ten seconds since then there are nine or ten points, two a cell.
    expect(since.length).toBeGreaterThanOrEqual(4)
    expect(since.length).toBeLessThanOrEqual(6)
    // As high as it was before: nothing of the hour is counted.
    expect(new Set(graph.trim())).toEqual(new Set([...before.trim(), ...graph.trim()]))
  })
})
