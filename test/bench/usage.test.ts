import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { busyPct, parseCpuTicks, parseSlab, slab, threadsThatFit } from '../../bench/machine.js'
import { cpuMsBetween, descendants, endTree, startOf, ticksOf, unlessGone, usageOf } from '../../bench/processes.js'
import { burstsIn, LULL_MS, refreshesOf } from '../../bench/refreshes.js'

describe('the CPU time of a process', () => {
  test('is found behind a name with blanks and parentheses', () => {
    const stat = '12 (a) R 9 (b) S 1 12 12 0 -1 4194560 1 2 3 4 50 7 900 100 20 0 1 0 4321 1000 20'
    expect(ticksOf(stat)).toBe(57)
    expect(startOf(stat)).toBe(4321)
  })

  test('is as fine as the scheduler counts', () => {
    expect(cpuMsBetween({ tickedMs: 100, scheduledMs: 103.5 }, { tickedMs: 110, scheduledMs: 109 })).toBe(5.5)
  })

  test('is in ticks when threads or children have ended and taken their time along', () => {
    expect(cpuMsBetween({ tickedMs: 100, scheduledMs: 103.5 }, { tickedMs: 400, scheduledMs: 103.5 })).toBe(300)
  })
})

test('usageOf reads a process tree', () => {
  const { user, system } = process.cpuUsage()
  const usage = usageOf(process.pid)
  // Whole ticks, rounded down for each of user and system time.
  expect(usage.tickedMs).toBeGreaterThanOrEqual((user + system) / 1000 - 20)
  expect(usage.scheduledMs).toBeGreaterThan(0)
  expect(usage.rssBytes).toBeGreaterThan(10e6)
  expect(usage.descriptors).toBeGreaterThan(3)
})

test('a process tree is ended by its pids, and what is gone already is no error', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & sleep 60 & echo started; wait'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = child.pid ?? 0
  onTestFinished(() => void unlessGone(() => process.kill(pid, 'SIGKILL')))
  await once(child.stdout, 'data')
  expect(descendants(pid)).toHaveLength(3)
  const ended = Promise.all([once(child, 'exit'), once(child.stdout, 'close')])
  endTree(pid)
  // The two that sleep hold the other end of its output.
  await ended
  endTree(pid)
  expect(unlessGone(() => process.kill(pid, 0))).toBeUndefined()
})

describe('refreshes', () => {
  const at = (...moments: number[]) => moments.map(at => ({ at, bytes: 1 }))

  test('are counted by the lulls between them', () => {
    expect(burstsIn([])).toBe(0)
    expect(burstsIn(at(0, 1, 40, 1000, 1020, 2000))).toBe(3)
    expect(burstsIn(at(0, LULL_MS - 1, 2 * LULL_MS - 1))).toBe(2)
  })

  test('are believed to come once a second where their number cannot be that of the refreshes', () => {
    expect(refreshesOf(20, 12)).toEqual({ refreshes: 12, counted: true })
    for (const bursts of [0, 3, 40]) expect(refreshesOf(20, bursts)).toEqual({ refreshes: 20, counted: false })
  })
})

describe('the machine', () => {
  test('is busy by what its cores do not idle or wait', () => {
    const before = parseCpuTicks('cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3 4\n')
    const after = parseCpuTicks('cpu  120 0 60 860 60 0 0 0 20 0\ncpu0 1 2 3 4\n')
    expect(busyPct(before, after)).toBe(30)
  })

  test('tells its kernel memory', () => {
    const meminfo = 'Slab:              90 kB\nSReclaimable:      60 kB\nSUnreclaim:        30 kB\n'
    expect(parseSlab(meminfo)).toEqual({ allBytes: 90 * 1024, unreclaimableBytes: 30 * 1024 })
    expect(slab().unreclaimableBytes).toBeGreaterThan(0)
  })

  test('permits eight threads to a fifth of the processes, or as many as there is room for', () => {
    expect(threadsThatFit(5000, 30000)).toBe(8)
    expect(threadsThatFit(19000, 31000)).toBe(4)
    expect(threadsThatFit(19000, 18000)).toBe(1)
  })
})
