import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Sensor } from '../../src/model/hardware.ts'
import { LONGEST_MS, Past } from '../../src/model/past.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** A snapshot of these processes at this second. */
function at(second: number, processes: readonly ProcessRecord[], before?: Snapshot): Snapshot {
  return derive(before, { ...sample(second, processes), monotonicMs: second * 1000 })
}

function add(past: Past, snapshot: Snapshot): void {
  past.add({ snapshot, troubles: [], points: 0 })
}

function secondOf(moment: { snapshot: Snapshot } | undefined): number | undefined {
  return moment === undefined ? undefined : moment.snapshot.sample.monotonicMs / 1000
}

describe('the last ten minutes', () => {
  it('are gone through moment by moment', () => {
    const past = new Past()
    for (const second of [1, 2, 3]) add(past, at(second, [record(7)]))
    expect(secondOf(past.before(3000))).toBe(2)
    expect(secondOf(past.before(2000))).toBe(1)
    expect(past.before(1000)).toBeUndefined()
    expect(secondOf(past.after(1000))).toBe(2)
    expect(past.after(3000)).toBeUndefined()
  })

  it('have who has ended since, and what was known then, not what is known now', () => {
    const past = new Past()
    const [stays, ends] = [record(7), record(8)]
    stays.facts.pssBytes = 100
    add(past, at(1, [stays, ends]))
    stays.facts.pssBytes = 900
    stays.facts.revision++
    add(past, at(2, [stays]))
    const then = past.before(2000)?.snapshot.processes
    expect(then?.map(({ record }) => record.pid)).toEqual([7, 8])
    expect(then?.[0]?.facts.pssBytes).toBe(100)
    expect(past.after(1000)?.snapshot.processes[0]?.facts.pssBytes).toBe(900)
  })

  it('keep one object of what did not change', () => {
    const past = new Past()
    const idle = record(7)
    for (const second of [1, 2]) add(past, at(second, [idle]))
    const [first, second] = [past.before(2000), past.before(3000)]
    expect(first?.snapshot.processes[0]?.facts).toBe(second?.snapshot.processes[0]?.facts)
  })

  it('are fewer where many sensors are read', () => {
    const sensors = Array.from({ length: 400 }, (_, i): Sensor => {
      const place = { id: `hwmon${i}/temp1`, chip: 'x', device: undefined, label: undefined }
      return { ...place, kind: 'temperature', value: i, high: undefined, critical: undefined }
    })
    const [none, anew, once] = [new Past(), new Past(), new Past()]
    let before: Snapshot | undefined
    for (let second = 0; second < 500; second++) {
      const now = at(second, [])
      const hardware = now.sample.hardware && { ...now.sample.hardware, sensors }
      const read = hardware && derive(undefined, { ...now.sample, hardware })
      if (read === undefined) throw new Error('no sensors')
      const { hardware: _, ...bare } = now.sample
      add(none, derive(undefined, bare))
      add(anew, read)
      before ??= read
      add(once, { ...now, hardware: before.hardware })
    }
    expect(anew.count).toBeLessThan(none.count / 2)
    expect(once.count).toBeGreaterThan(none.count / 2)
  })

  it('are no more than ten minutes, and few moments where there are many processes, the newest one and all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 900 }), (count, seconds) => {
        const past = new Past()
        for (let second = 0; second < seconds; second++) {
          // All of them changed.
          add(
            past,
            at(
              second,
              Array.from({ length: count }, (_, pid) => record(pid + 1)),
            ),
          )
        }
        const budget = 3 * 1024 ** 2 + count * 1024
        expect(past.count).toBeLessThanOrEqual(Math.max(11, Math.ceil(budget / (9000 + count * 1032))))
        const newest = (seconds - 1) * 1000
        expect(newest - (past.sinceMs ?? 0)).toBeLessThanOrEqual(LONGEST_MS)
        for (let back = 0; back < Math.min(9, seconds - 1); back++)
          expect(secondOf(past.before(newest - back * 1000))).toBe(seconds - 2 - back)
      }),
      { numRuns: 12 },
    )
  })

  it('take no more than they may where processes wake up seldom: what only a moment that is gone had is gone too', () => {
    const past = new Past()
    const count = 400
    let newest: Snapshot | undefined
    let processes = Array.from({ length: count }, (_, i) => record(i + 1))
    for (let second = 0; second <= 900; second++) {
      // Each of them once in twenty seconds.
      processes = processes.map((old, i) => (i % 20 === second % 20 ? record(i + 1, { userMs: second }) : old))
      newest = at(second, processes, newest)
      add(past, newest)
    }
    const rows = new Set(past.snapshots.flatMap(snapshot => snapshot.processes))
    const budget = 3 * 1024 ** 2 + count * 1024
    expect(rows.size * 1000 + past.count * (9000 + count * 32)).toBeLessThanOrEqual(budget)
  })

  it('reach as far back where there are many: only the steps get longer', () => {
    const past = new Past()
    const idle = Array.from({ length: 180 }, (_, i) => record(i + 21))
    let newest: Snapshot | undefined
    for (let second = 0; second <= 500; second++) {
      const busy = Array.from({ length: 20 }, (_, i) => record(i + 1, { userMs: second }))
      newest = at(second, [...busy, ...idle], newest)
      add(past, newest)
    }
    expect(past.sinceMs).toBe(0)
    const steps: number[] = []
    for (let ms: number | undefined = 500_000; ms !== undefined; ) {
      const earlier: number | undefined = past.before(ms)?.snapshot.sample.monotonicMs
      if (earlier !== undefined) steps.push(ms - earlier)
      ms = earlier
    }
    expect(steps.slice(0, 9).every(step => step === 1000)).toBe(true)
    expect(Math.max(...steps)).toBeLessThan(60_000)
  })
})
