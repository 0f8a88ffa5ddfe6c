import { describe, expect, test } from 'vitest'
import { reportOf, table } from '../../bench/report.js'
import { median, quantile, ratio } from '../../bench/statistics.js'
import { ratios, summarise } from '../../bench/summary.js'

describe('of many measurements', () => {
  test('the median is the middle one, or between the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
    expect(median([])).toBeUndefined()
  })

  test('a quantile is one of them', () => {
    const values = Array.from({ length: 60 }, (_, i) => 60 - i)
    expect([0.5, 0.9, 0.99, 1].map(share => quantile(values, share))).toEqual([30, 54, 60, 60])
    expect(quantile([4], 0)).toBe(4)
    expect(quantile([], 0.5)).toBeUndefined()
  })

  test('a ratio to nothing, or with what never came, is unknown', () => {
    expect(ratio(3, 4)).toBe(0.75)
    const endless = Number.POSITIVE_INFINITY
    expect(ratio(undefined, 4)).toBeUndefined()
    expect(ratio(3, undefined)).toBeUndefined()
    for (const [part, whole] of [[3, 0] as const, [3, endless] as const, [endless, 3] as const]) {
      expect(ratio(part, whole)).toBeUndefined()
    }
  })
})

function subject(name: string) {
  return {
    name,
    version: '1.0',
    command: name,
    args: [],
    follows: 'place' as const,
    beforeKeys: '',
    upTo: 9999,
    patienceSec: 1,
  }
}

function session(more = {}) {
  return {
    firstTableMs: 200,
    cpuMs: 40,
    windowSec: 4,
    refreshes: 4,
    counted: true,
    bytes: 4000,
    rssBytes: 50e6,
    descriptors: 1000,
    slabGrowthBytes: 7e6,
    unreclaimableGrowthBytes: 5e6,
    keysMs: [1, 2, 3],
    keysUnanswered: 0,
    keysSkipped: 0,
    ...more,
  }
}

function part(more = {}) {
  return {
    scene: { processes: 1000, threads: 2400, forksPerSec: 0, mixed: true, isolated: true, busyPct: 20 },
    measured: [
      {
        subject: subject('ntop'),
        sessions: [session()],
        firstTablesMs: [200],
      },
      { subject: subject('htop'), sessions: [session({ cpuMs: 160, descriptors: 0 })], firstTablesMs: [400] },
    ],
    loops: [{ read: 1000, seen: 1000, pacedMs: [4, 5, 6], straightMs: [3], descriptorBytes: 6000 }],
    scansMs: [2, 3, 7],
    emptyRunsMs: [50, 60, 70],
    figures: { processes: 2, timesAgreed: 1, sharesCompared: 1, sharesAgreed: 1, disagreements: ['worker 7: 1 s'] },
    rounds: 1,
    tookSec: 60,
    remarks: ['the moon was full'],
    ...more,
  }
}

describe('a summary', () => {
  test('has medians, and kernel memory by what a descriptor costs', () => {
    const { programs, ...others } = summarise(part())
    expect(others).toEqual({ loopPacedMs: 5, loopStraightMs: 3, scanMs: 3, emptyNodeMs: 60, descriptorBytes: 6000 })
    expect(programs[0]).toMatchObject({ cpuMs: 10, refreshesPerSec: 1, keyP50Ms: 2, bytesPerSec: 1000 })
    expect(programs[0]).toMatchObject({ rssBytes: 50e6, kernelBytes: 6e6, residentBytes: 56e6 })
    expect(programs[1]).toMatchObject({ kernelBytes: 0, residentBytes: 50e6 })
  })

  test('takes the growth of the slabs where the C loop could not be measured', () => {
    expect(summarise(part({ loops: [] })).programs[0]).toMatchObject({ kernelBytes: 7e6, residentBytes: 57e6 })
  })

  test('counts a key that was not answered as slower than all others', () => {
    const measured = [{ subject: subject('gtop'), sessions: [session({ keysUnanswered: 2 })], firstTablesMs: [null] }]
    const [gtop] = summarise(part({ measured })).programs
    expect(gtop).toMatchObject({ keys: 5, keyP50Ms: 3, keyP99Ms: Number.POSITIVE_INFINITY, neverTable: true })
  })

  test('compares ntop with the others, and nothing without ntop', () => {
    expect(ratios(summarise(part()))).toEqual([
      expect.objectContaining({ to: 'htop', cpu: 0.25, firstTable: 0.5, keyP99: 1, bytes: 1 }),
    ])
    expect(ratios(summarise(part({ measured: [] })))).toEqual([])
  })
})

describe('a report', () => {
  const textOf = (one: ReturnType<typeof part>) => reportOf(one, summarise(one))

  test('has the cost of each, ratios, and in words what is not as it should be', () => {
    const text = textOf(part())
    expect(text).toMatch(/\| ntop 1\.0 +\| +10\.0 ms \| +200 ms \| +2\.0 \/ 3\.0 ms \| +56\.0 MB \| +1,000 \|/)
    expect(text).toMatch(/\| ntop's scan alone +\| +3\.0 ms \|/)
    expect(text).toMatch(/\| htop +\| +0\.25 × \| +0\.50 × \|/)
    expect(text).toContain('all of ntop takes 2.00 ×')
    expect(text).toContain('Its scan alone takes 0.60 × and 1.00 ×.')
    expect(text).toContain('140 ms after an empty Node program')
    expect(text).toContain('for 1 of 2')
    expect(text).toContain('\n- worker 7: 1 s')
    expect(text).toContain('\n- the moon was full')
  })

  test('says what was not measured', () => {
    const without = part({
      loops: [],
      scansMs: [],
      figures: undefined,
      measured: [{ subject: subject('gtop'), sessions: [], firstTablesMs: [], failure: 'it ended' }],
    })
    const text = textOf(without)
    expect(text).toMatch(/\| gtop 1\.0 +\| +– \| +– \| +not measured \| +– \| +– \|/)
    expect(text).toMatch(/scan alone +\| +not measured \|/)
    expect(text).toMatch(/C loop.* \| +not measured \|/)
    expect(text).toContain('- gtop could not be measured (further): it ended')
  })
})

test('a table keeps its columns in line', () => {
  const lines = table([
    ['', 'one', 'two'],
    ['first', '1', '22222'],
    ['b', '333', ''],
  ]).split('\n')
  expect(lines).toEqual([
    '|       | one |   two |',
    '|-------|----:|------:|',
    '| first |   1 | 22222 |',
    '| b     | 333 |       |',
  ])
})
