/** In which order the memory of everyone is found out, and how much of it in a minute: on a clock of the test's own. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GIANT_BYTES, type ProcessId, type ProcessRecord } from '../../src/model/process.ts'
import { Sweep } from '../../src/sources/linux/sweep.ts'
import { record } from '../export/moments.ts'

const SHARE = 0.02
/** What may be spent at once, and what each reading is reckoned to cost the main thread. */
const CREDIT_MS = 250
const OWN_MS = 0.2

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Processes whose memory takes as long to read as the test says, and a note of each reading. */
class Machine {
  readonly reads: { readonly pid: number; readonly atMs: number }[] = []
  readonly errors: unknown[] = []
  readonly sweep: Sweep
  changes = 0
  spentMs = 0
  #records = new Map<ProcessId, ProcessRecord>()
  readonly #costMs: (pid: number) => number
  readonly #startMs = performance.now()

  constructor(costMs: (pid: number) => number = () => 0.2, share = SHARE) {
    this.#costMs = costMs
    this.sweep = new Sweep({
      read: process => this.#read(process),
      recordOf: id => this.#records.get(id),
      spentMs: () => this.spentMs,
      now: () => performance.now(),
      share,
      onError: error => this.errors.push(error),
    })
  }

  get pids(): number[] {
    return this.reads.map(({ pid }) => pid)
  }

  get nowMs(): number {
    return performance.now() - this.#startMs
  }

  readsOf(wanted: number): number[] {
    return this.reads.flatMap(({ pid, atMs }) => (pid === wanted ? [atMs] : []))
  }

  record(pid: number): ProcessRecord {
    const found = [...this.#records.values()].find(process => process.pid === pid)
    if (found === undefined) throw new Error(`no process ${pid}`)
    return found
  }

  scan(records: readonly ProcessRecord[]): void {
    this.#records = new Map(records.map(process => [process.id, process]))
    this.sweep.see(records)
  }

  /** All of them once more; those that ran are other records. */
  scanAgain(...ran: readonly number[]): void {
    this.scan([...this.#records.values()].map(process => (ran.includes(process.pid) ? { ...process } : process)))
  }

  look(view: readonly number[] = [], asked?: number, again = true): void {
    const ids = view.map(pid => this.record(pid).id)
    const onChange = () => {
      this.changes++
    }
    this.sweep.aim({ view: ids, asked: asked === undefined ? undefined : this.record(asked).id, again, onChange })
  }

  /** Lets time go by, with a scan every second. */
  async pass(seconds: number, ...ran: readonly number[]): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      await vi.advanceTimersByTimeAsync(1000)
      this.scanAgain(...ran)
    }
  }

  async #read(process: ProcessRecord): Promise<boolean> {
    const costMs = this.#costMs(process.pid)
    this.reads.push({ pid: process.pid, atMs: this.nowMs })
    await new Promise(resolve => setTimeout(resolve, costMs))
    if (Number.isNaN(costMs)) throw new Error('cannot be read')
    this.spentMs += costMs
    const { facts } = process
    facts.pssBytes = process.kernelThread || process.state === 'Z' ? undefined : process.rssBytes
    facts.rollupRead = { record: process, atMs: performance.now() }
    facts.rollupStale = false
    return true
  }
}

const people = (...pids: readonly number[]): ProcessRecord[] => pids.map(pid => record(pid))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

describe('the sweep', () => {
  it('is off until it is wanted, and off again when it is not', async () => {
    const machine = new Machine()
    machine.scan(people(...upTo(500)))
    await machine.pass(5)
    expect(machine.pids).toEqual([])
    machine.look([1])
    await machine.pass(1)
    const many = machine.pids.length
    expect(many).toBeGreaterThan(100)
    machine.sweep.aim(undefined)
    await machine.pass(5)
    expect(machine.pids.length - many).toBeLessThanOrEqual(1)
  })

  it('has ended with its source, also amid a rest', async () => {
    const machine = new Machine(() => 5)
    machine.scan(people(...upTo(500)))
    machine.look()
    await machine.pass(3)
    expect(vi.getTimerCount()).toBe(1)
    machine.sweep.close()
    expect(vi.getTimerCount()).toBe(0)
    const many = machine.pids.length
    machine.look()
    await machine.pass(5)
    expect(machine.pids).toHaveLength(many)
  })

  it('reads who is in view first, from the top, and then everyone else', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2, 3, 4, 5, 6))
    machine.look([5, 2, 6])
    await machine.pass(1)
    expect(machine.pids).toEqual([5, 2, 6, 1, 3, 4])
  })

  it('reads the largest of the others first: who sorts by memory looks for those', async () => {
    const machine = new Machine()
    const sizes = [3, 900, 20, 900, 1]
    machine.scan(sizes.map((mebibytes, i) => record(i + 1, { rssBytes: mebibytes * 1024 ** 2 })))
    machine.look([5])
    await machine.pass(1)
    expect(machine.pids).toEqual([5, 2, 4, 3, 1])
  })

  it('goes over to who comes into view', async () => {
    const machine = new Machine(() => 10)
    machine.scan(people(...upTo(100)))
    machine.look([1, 2])
    await machine.pass(2)
    machine.look([90, 80])
    const before = machine.pids.length
    await machine.pass(3)
    expect(machine.pids.slice(before, before + 2)).toEqual([90, 80])
  })

  it('leaves giants out unless they are asked for, kernel threads and zombies in any case', async () => {
    const machine = new Machine()
    const giant = record(2, { rssBytes: GIANT_BYTES })
    machine.scan([record(1), giant, record(3, { kernelThread: true }), record(4, { state: 'Z' }), record(5)])
    machine.look([1, 2, 3, 4, 5], 1)
    await machine.pass(30)
    expect(new Set(machine.pids)).toEqual(new Set([1, 5]))
    machine.look([1, 2, 3, 4, 5], 2)
    await machine.pass(1)
    expect(machine.readsOf(2)).toHaveLength(1)
  })

  it('reads newcomers before anybody again', async () => {
    const machine = new Machine(() => 10)
    machine.scan(people(...upTo(30)))
    machine.look([])
    await machine.pass(20, ...upTo(30))
    const before = machine.pids.length
    expect(before).toBeGreaterThan(30)
    machine.scan([...upTo(30).map(pid => machine.record(pid)), record(31)])
    await machine.pass(3, ...upTo(31))
    expect(machine.pids[before]).toBe(31)
  })

  it('reads again who ran and is in view within seconds, who is not seen or did nothing more seldom', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2, 3, 4))
    machine.look([1, 2])
    await machine.pass(70, 1, 3)
    const within = (pid: number) => machine.readsOf(pid).length
    expect(within(1)).toBeGreaterThan(20)
    expect(within(2)).toBeGreaterThanOrEqual(8)
    expect(within(2)).toBeLessThanOrEqual(10)
    expect(within(3)).toBeGreaterThanOrEqual(4)
    expect(within(3)).toBeLessThanOrEqual(5)
    expect(within(4)).toBe(2)
  })

  it('reads at once who executes another program', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2))
    machine.look([1])
    await machine.pass(1)
    const before = machine.readsOf(1).length
    machine.scan([{ ...machine.record(1), name: 'other' }, machine.record(2)])
    await vi.advanceTimersByTimeAsync(5)
    expect(machine.readsOf(1)).toHaveLength(before + 1)
  })

  it('makes the figures of a process unknown that has become a zombie', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2))
    machine.look([1])
    await machine.pass(1)
    machine.scan(upTo(2).map(pid => ({ ...machine.record(pid), state: 'Z' })))
    await machine.pass(20)
    for (const pid of [1, 2]) expect(machine.record(pid).facts.pssBytes).toBeUndefined()
    expect(machine.pids).toHaveLength(4)
  })

  it('reads nobody who has gone', async () => {
    const machine = new Machine(() => 10)
    machine.scan(people(...upTo(60)))
    machine.look([1])
    await machine.pass(1)
    const before = machine.pids.length
    machine.scan(upTo(5).map(pid => machine.record(pid)))
    await machine.pass(100)
    expect(machine.pids.length).toBeGreaterThan(before + 5)
    // One reading may have been under way.
    expect(machine.pids.slice(before + 1).every(pid => pid <= 5)).toBe(true)
  })

  it('comes to everyone though those in view would take all of the time', async () => {
    const machine = new Machine(pid => (pid <= 20 ? 20 : 1))
    machine.scan(people(...upTo(200)))
    machine.look(upTo(20))
    await machine.pass(60, ...upTo(200))
    expect(new Set(machine.pids).size).toBe(200)
    expect(machine.readsOf(1).length).toBeGreaterThan(1)
  })

  it('says what is stale, of those in view, until it is read again', async () => {
    let costMs = 1000
    const machine = new Machine(pid => (pid === 3 ? costMs : 1))
    machine.scan(people(1, 2, 3))
    machine.look([1, 3])
    await machine.pass(2)
    const { facts } = machine.record(1)
    const { revision } = facts
    expect(facts.rollupStale).toBe(false)
    // The rest after the costly one is longer than figures are good for.
    await machine.pass(12)
    machine.look([1, 3])
    expect(facts).toMatchObject({ rollupStale: true, revision: revision + 1 })
    expect(machine.record(2).facts.rollupStale).toBe(false)
    costMs = 1
    await machine.pass(60)
    machine.look([1, 3])
    expect(facts.rollupStale).toBe(false)
  })

  it('leaves a picture that stands still as it is, but for what is missing in it', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2, 3))
    machine.look([1])
    await machine.pass(1)
    machine.scan([...upTo(3).map(pid => machine.record(pid)), record(4)])
    machine.look([1, 2], undefined, false)
    await machine.pass(60, 1, 2, 3, 4)
    machine.look([1, 2], undefined, false)
    expect(machine.pids).toEqual([1, 2, 3, 4])
    expect(machine.record(1).facts.rollupStale).toBe(false)
  })

  it('tells of what is new to whoever draws, and of nothing that nobody sees', async () => {
    const machine = new Machine()
    machine.scan(people(1, 2))
    machine.look([1])
    await machine.pass(1)
    expect(machine.changes).toBe(2)
    await machine.pass(30, 2)
    expect(machine.readsOf(2).length).toBeGreaterThan(1)
    expect(machine.changes).toBe(1 + machine.readsOf(1).length)
  })

  it('ends with an error, and says which', async () => {
    const machine = new Machine(() => Number.NaN)
    machine.scan(people(1, 2))
    machine.look([1, 2])
    await machine.pass(10)
    expect(machine.pids).toEqual([1])
    expect(machine.errors).toEqual([new Error('cannot be read')])
  })
})

describe('its share of a core', () => {
  const anyCost = fc.oneof(fc.double({ min: 0.05, max: 1, noNaN: true }), fc.double({ min: 1, max: 60, noNaN: true }))

  it('is not exceeded, whatever readings cost, but for the first credit and the last reading', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCost, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.005, 0.02, 0.1),
        fc.nat(50),
        async (costs, share, inView) => {
          const machine = new Machine(pid => costs[pid - 1] ?? 0, share)
          machine.scan(people(...upTo(costs.length)))
          machine.look(upTo(Math.min(inView, costs.length)))
          for (let second = 1; second <= 60; second++) {
            await machine.pass(1, ...upTo(costs.length))
            const ownMs = machine.reads.length * OWN_MS
            const mostMs = CREDIT_MS + share * machine.nowMs + Math.max(...costs) + OWN_MS
            expect(machine.spentMs + ownMs).toBeLessThanOrEqual(mostMs + 1e-6)
          }
          machine.sweep.close()
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is used, as long as there is something to read', async () => {
    const machine = new Machine(() => 0.3)
    machine.scan(people(...upTo(5_000)))
    machine.look(upTo(50))
    await machine.pass(30)
    const spentMs = machine.spentMs + machine.reads.length * OWN_MS
    expect(spentMs).toBeGreaterThan(CREDIT_MS + SHARE * 30_000 * 0.95)
    // A handful at a time, and not a timer for each.
    expect(new Set(machine.reads.map(({ atMs }) => Math.floor(atMs / 50))).size).toBeLessThan(machine.pids.length / 2)
  })

  it('reads each that has memory once before anybody not in view again, whatever they cost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ kernelThread: fc.boolean(), giant: fc.boolean(), costMs: anyCost }), { maxLength: 60 }),
        async kinds => {
          const machine = new Machine(pid => kinds[pid - 1]?.costMs ?? 0)
          const records = kinds.map(({ kernelThread, giant }, i) =>
            record(i + 1, { kernelThread, rssBytes: giant ? GIANT_BYTES : 4096 }),
          )
          machine.scan(records)
          machine.look()
          const due = records.filter(({ kernelThread, rssBytes }) => !kernelThread && rssBytes < GIANT_BYTES)
          await machine.pass(240)
          expect(machine.pids.slice(0, due.length)).toEqual(due.map(({ pid }) => pid))
          machine.sweep.close()
        },
      ),
      { numRuns: 30 },
    )
  })
})
