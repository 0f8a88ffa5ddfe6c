import { describe, expect, it } from 'vitest'
import { parseStat } from '../../src/procfs/stat.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { procText } from '../support/fixtures.ts'

describe('/proc/stat', () => {
  it('reads the sum and each processor in milliseconds', () => {
    const cpu = parseStat(procText('linux-6.18/stat'), USUAL_UNITS)
    expect(cpu?.total).toMatchObject({ userMs: 267_630, systemMs: 128_360, idleMs: 3_611_410, iowaitMs: 13_900 })
    expect(cpu?.total).toMatchObject({ softirqMs: 3_660, stealMs: 55_150 })
    expect(cpu?.cores.map(core => core.id)).toEqual([0, 1])
    expect(cpu?.cores[1]?.times.idleMs).toBe(1_786_780)
    expect(cpu).toMatchObject({ contextSwitches: 2_565_827, interrupts: 1_223_709, forks: 13_940 })
    expect(cpu).toMatchObject({ running: 2, blocked: 0, bootAtMs: 1_795_378_602_000 })
  })

  it('takes guest time out of user and nice', () => {
    const total = parseStat(procText('linux-3.10/stat'), USUAL_UNITS)?.total
    expect(total).toMatchObject({ userMs: 23_122_220, guestMs: 5_001_230, niceMs: 82_220, guestNiceMs: 20_120 })
    const ahead = parseStat('cpu  10 5 0 100 0 0 0 0 11 6\n', USUAL_UNITS)?.total
    expect(ahead).toMatchObject({ userMs: 0, niceMs: 0 })
  })

  it('knows that a processor is offline', () => {
    expect(parseStat(procText('linux-3.10/stat'), USUAL_UNITS)?.cores.map(core => core.id)).toEqual([0, 1, 3])
  })

  it('reads old kernels with fewer columns', () => {
    const total = parseStat(procText('linux-2.6.32/stat'), USUAL_UNITS)?.total
    expect(total).toMatchObject({ userMs: 10_482_150, stealMs: 0, guestMs: 0, guestNiceMs: 0 })
    const four = parseStat('cpu  1 2 3 4\ncpu0 1 2 3 4\n', { tickMs: 1, pageBytes: 4096 })
    expect(four?.total).toMatchObject({ userMs: 1, niceMs: 2, systemMs: 3, idleMs: 4, iowaitMs: 0 })
    expect(four).toMatchObject({ contextSwitches: undefined, forks: undefined, bootAtMs: undefined })
  })

  it('reads interrupts with and without those of each line, and what stands behind them', () => {
    for (const intr of ['intr 7', `intr 7${' 0'.repeat(5000)}`]) {
      const cpu = parseStat(`cpu  1 2 3 4\n${intr}\nctxt 5\nprocesses 6\nprocs_running 1`, USUAL_UNITS)
      expect(cpu).toMatchObject({ interrupts: 7, contextSwitches: 5, forks: 6, running: 1, blocked: undefined })
    }
    expect(parseStat('cpu  1 2 3 4\nctxt 5\n', USUAL_UNITS)).toMatchObject({
      interrupts: undefined,
      contextSwitches: 5,
    })
  })

  it('is unknown without the sum', () => {
    expect(parseStat('', USUAL_UNITS)).toBeUndefined()
    expect(parseStat('cpu0 1 2 3 4\n', USUAL_UNITS)).toBeUndefined()
    expect(parseStat('cpu  1 2\n', USUAL_UNITS)).toBeUndefined()
  })
})
