import { describe, expect, test } from 'vitest'
import { compare } from '../../bench/figures.js'

type Reading = { name: string; start: number; ticks: number }

function readings(...entries: [pid: number, ticks: number, start?: number][]): Map<number, Reading> {
  return new Map(entries.map(([pid, ticks, start = 1]) => [pid, { name: 'worker', start, ticks }]))
}

function look(more: Partial<Parameters<typeof compare>[0]>) {
  return compare({ intervalMs: 1000, shown: [], before: new Map(), after: new Map(), ...more })
}

function shown(pid: number, cpuTimeSec: number | null, cpuPct: number | null = null) {
  return { pid, cpuTimeSec, cpuPct }
}

describe('a CPU time agrees', () => {
  const [before, after] = [readings([7, 100]), readings([7, 105])]

  test.each([1, 1.02, 1.05])("when it lies between the kernel's before and after: %d s", cpuTimeSec => {
    expect(look({ shown: [shown(7, cpuTimeSec)], before, after })).toMatchObject({ processes: 1, timesAgreed: 1 })
  })

  test.each([0.99, 1.06, null])('and not when it does not: %d s', cpuTimeSec => {
    const { timesAgreed, disagreements } = look({ shown: [shown(7, cpuTimeSec)], before, after })
    expect(timesAgreed).toBe(0)
    expect(disagreements).toEqual([`worker 7: ${cpuTimeSec} s, the kernel 1.00 to 1.05 s`])
  })

  test('when it is finer than ticks and exceeds them by less than they leave out', () => {
    const fine = (cpuTimeSec: number) => look({ shown: [shown(7, cpuTimeSec)], before, after }).timesAgreed
    expect([1.0652, 1.0712, 0.9999].map(fine)).toEqual([1, 0, 0])
  })

  test('not when the process is not shown at all', () => {
    expect(look({ before, after })).toMatchObject({ processes: 1, timesAgreed: 0 })
  })

  test('and is not asked for of one that came or went meanwhile, or is another with the same pid', () => {
    const figures = look({ before: readings([7, 100], [8, 0]), after: readings([7, 1, 2], [9, 0]) })
    expect(figures).toMatchObject({ processes: 0, disagreements: [] })
  })
})

describe('a share of a core agrees', () => {
  const round = {
    beforeLast: readings([7, 100]),
    afterLast: readings([7, 101]),
    before: readings([7, 131]),
    after: readings([7, 132]),
  }

  test('when it fits the CPU time between two looks', () => {
    const at = (cpuPct: number | null) => look({ shown: [shown(7, 1.31, cpuPct)], ...round }).sharesAgreed
    expect([30, 31.5, 20, 60, 0, null].map(at)).toEqual([1, 1, 0, 0, 0, 0])
  })

  test('and is not asked for without a look before', () => {
    expect(look({ shown: [shown(7, 1.31, 0)], before: round.before, after: round.after })).toMatchObject({
      timesAgreed: 1,
      sharesCompared: 0,
    })
  })
})
