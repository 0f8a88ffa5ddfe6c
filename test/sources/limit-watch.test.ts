import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { LimitWatch, type ReadLimits } from '../../src/sources/linux/limit-watch.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { record } from '../export/moments.ts'

/** A watch over these processes, of whom a look takes so long. */
function watching(read: ReadLimits, lookMs = 0.07) {
  const looked: number[] = []
  let nowMs = 1000
  let latest: readonly ProcessRecord[] = []
  const watch = new LimitWatch(
    one => {
      looked.push(one.pid)
      nowMs += lookMs
      return read(one)
    },
    id => latest.find(one => one.id === id),
    () => nowMs,
  )
  return {
    watch,
    looked,
    /** Scans once a second. */
    scan(records: readonly ProcessRecord[], times = 1): void {
      for (let i = 0; i < times; i++) {
        nowMs = Math.floor(nowMs) + 1000
        latest = records
        watch.see(records)
      }
    },
  }
}

const everyone = (count: number): ProcessRecord[] => Array.from({ length: count }, (_, i) => record(i + 1))
/** The same, who have run since. */
const running = (records: readonly ProcessRecord[]): ProcessRecord[] => records.map(one => ({ ...one }))

describe('the watch', () => {
  test('leaves the first two scans alone', () => {
    const { watch, looked, scan } = watching(() => [])
    scan(everyone(9), 2)
    expect([watch.near, looked]).toEqual([undefined, []])
    scan(everyone(9))
    expect([watch.near, looked]).toEqual([[], [1, 2, 3, 4, 5, 6, 7, 8, 9]])
  })

  test('spends no more than half its share on those who do nothing, and comes to everyone', () => {
    const { looked, scan } = watching(() => [])
    const records = everyone(2000)
    scan(records, 70)
    expect(looked.length).toBeLessThan(1100)
    scan(records, 75)
    expect(new Set(looked).size).toBe(2000)
    expect(looked).toHaveLength(2000)
  })

  test('comes to those who run before it has been with everyone', () => {
    const { looked, scan } = watching(() => [])
    const [first = [], last = []] = [everyone(4950), everyone(5000).slice(4950)]
    for (let i = 0; i < 25; i++) scan([...first, ...running(last)])
    expect(looked).toEqual(expect.arrayContaining(last.map(({ pid }) => pid)))
    expect(looked.length).toBeLessThan(1000)
  })

  test('spends no more than its share on those who run all the time', () => {
    const { looked, scan } = watching(() => [])
    const records = everyone(2000)
    for (let i = 0; i < 100; i++) scan(running(records))
    expect(looked.length * 0.07).toBeLessThan(100_000 * 0.0025)
    expect(looked.length * 0.07).toBeGreaterThan(100_000 * 0.0015)
  })

  test('lets a look that takes long be followed by rest', () => {
    const { looked, scan } = watching(() => [], 100)
    scan(everyone(50), 40)
    expect(looked.length).toBeLessThanOrEqual(3)
  })

  test('looks sooner at who is near a limit, and forgets who is not any more, or not there', () => {
    const used = new Map([
      [3, 80],
      [4, 40],
      [5, 60],
    ])
    const { watch, looked, scan } = watching(({ pid }) => [{ name: 'NOFILE', used: used.get(pid) ?? 0, soft: 100 }])
    const near = (): string[] => (watch.near ?? []).map(limit => `${limit.id} ${limit.name} ${limit.used}`)
    const records = everyone(9)
    scan(records, 3)
    expect(near()).toEqual(['3:300 NOFILE 80', '5:500 NOFILE 60'])
    used.set(3, 90)
    used.set(5, 10)
    looked.length = 0
    for (let i = 0; i < 3; i++) scan(running(records))
    expect([...new Set(looked)]).toEqual([3, 5])
    expect(near()).toEqual(['3:300 NOFILE 90'])
    scan(records.slice(0, 2))
    expect(near()).toEqual([])
  })

  test('looks again at who has run, and seldom at who has not', () => {
    const { looked, scan } = watching(() => [])
    const [idle, busy] = [record(1), record(2)]
    scan([idle, busy], 3)
    looked.length = 0
    for (let i = 0; i < 70; i++) scan([idle, { ...busy, userMs: i }])
    expect(looked).toEqual([2, 2])
    scan([idle, busy], 300)
    expect(looked).toContain(1)
  })

  test('asks neither kernel threads nor zombies', () => {
    const { looked, scan } = watching(() => [])
    scan([record(1, { kernelThread: true }), record(2, { state: 'Z' })], 5)
    expect(looked).toEqual([])
  })
})

test('a real process near its limit of open files is told, with what it has and may', async () => {
  const close = 'for fd in $(ls /proc/$$/fd); do ((fd > 2)) && eval "exec $fd>&-"; done'
  const fill = Array.from({ length: 14 }, (_, i) => `exec ${i + 3}</dev/null`).join('; ')
  // It does something all the time, until its input ends.
  const run = 'while read -r -t 0.1 line || (($? > 128)); do :; done'
  const shell = spawn('bash', ['-c', `${close}; ${fill}; ulimit -Sn 20; echo ready; ${run}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const source = linuxSource()
  onTestFinished(async () => {
    source.close()
    const ended = once(shell, 'close')
    shell.kill('SIGKILL')
    await ended
  })
  await once(shell.stdout, 'data')
  const troubles = new Troubles(detectors())
  await vi.waitFor(
    async () => {
      const sample = await source.scan({ everyone: new Set() })
      const limits = (sample.limits ?? []).filter(({ id }) => id.startsWith(`${shell.pid}:`))
      const [told] = troubles.look(derive(undefined, { ...sample, limits })).filter(({ id }) => id === 'limit-near')
      expect(told?.wordings[0]).toBe(`open files of bash (${shell.pid}) at 85% of 20`)
    },
    { timeout: 19_000, interval: 50 },
  )
})
