/** What two sources say of the same machine at the same time. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import type { Facet, ProcessRecord } from '../../../src/model/process.ts'
import { residentBytes } from '../../../src/model/process.ts'
import type { RawSample } from '../../../src/model/sample.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Source } from '../../../src/sources/source.ts'
import { pause, RunningStage } from './running-stage.ts'

/** One thing that two sources are to agree on. */
export interface Agreement {
  /** In the words of a test's name. */
  readonly what: string
  /** Is rejected with an AssertionError where they do not. */
  check(pair: Pair): Promise<void>
}

type Both<T> = readonly [T, T]

const FACETS = new Set<Facet>(['owner', 'command'])
const MIB = 1024 ** 2
const PATIENCE_MS = 10_000

/** Two sources that are asked at once, and children that both are to see. */
export class Pair {
  readonly stage = new RunningStage()
  readonly #sources: Both<Source>
  readonly #patienceMs: number

  constructor(ours: Source, theirs: Source, patienceMs = PATIENCE_MS) {
    this.#sources = [ours, theirs]
    this.#patienceMs = patienceMs
  }

  scan(side: 0 | 1): Promise<RawSample> {
    return this.#sources[side].scan({ everyone: FACETS })
  }

  both(): Promise<Both<RawSample>> {
    return Promise.all([this.scan(0), this.scan(1)])
  }

  /** Each derived from the last of its own. */
  async look([ours, theirs]: Both<Snapshot | undefined> = [undefined, undefined]): Promise<Both<Snapshot>> {
    const [our, their] = await this.both()
    return [derive(ours, our), derive(theirs, their)]
  }

  /**
   * Looks until they agree, for what others change all the time: a quiet moment is met by and by. Where they count
   * differently they never agree.
   */
  async lookUntil(agree: (ours: RawSample, theirs: RawSample) => boolean): Promise<Both<RawSample>> {
    const beganMs = performance.now()
    for (;;) {
      const samples = await this.both()
      if (agree(...samples) || performance.now() - beganMs > this.#patienceMs) return samples
      await pause()
    }
  }

  /** Checks until it holds: a source may hand out a list again that is older than what the other one saw. */
  async eventually(check: () => Promise<void>): Promise<void> {
    const beganMs = performance.now()
    for (;;) {
      try {
        return await check()
      } catch (error) {
        if (performance.now() - beganMs > this.#patienceMs) throw error
        await pause()
      }
    }
  }

  async end(): Promise<void> {
    for (const source of this.#sources) source.close()
    await this.stage.clear()
  }
}

const people: Agreement = {
  what: 'who is there, whose they are, what they are called and who their parents are',
  async check(pair) {
    const { pid } = await pair.stage.sleeper('someone')
    for (const [side, other] of [[0, 1] as const, [1, 0] as const]) {
      await pair.eventually(async () => {
        const before = await peopleOf(pair, side)
        const told = await peopleOf(pair, other)
        const after = await peopleOf(pair, side)
        const lasting = lastingOf(before, after, pid)
        expect(
          lasting.map(person => person.pid),
          'a child',
        ).toContain(pid)
        for (const person of lasting) {
          const { id: _, ...described } = person
          expect(told.get(person.pid), `process ${person.pid}`).toMatchObject(described)
        }
      })
    }
  },
}

interface Person extends Pick<ProcessRecord, 'id' | 'kernelThread' | 'name' | 'pid' | 'ppid'> {
  readonly user: string | undefined
}

/**
 * Of a kernel thread, Linux has longer names in some places than in others: ps(1) has the beginning. A worker's ends with
 * what it works at just now: `kworker/1:0-events`.
 */
function kernelName(name: string): string {
  return (/^kworker\/[^-+]+/.exec(name)?.[0] ?? name).slice(0, 15).trimEnd()
}

/** By pid; noted at once, for what is known of a process beside its record is moved along. */
async function peopleOf(pair: Pair, side: 0 | 1): Promise<Map<number, Person>> {
  const { processes } = await pair.scan(side)
  return new Map(
    processes.map(({ facts, id, kernelThread, name, pid, ppid }) => {
      const told = kernelThread ? kernelName(name) : name.trimEnd()
      return [pid, { id, kernelThread, name: told, pid, ppid, user: facts.user }]
    }),
  )
}

/** Who was there all the time and was the same, but for what the sources themselves have started. */
function lastingOf(before: Map<number, Person>, after: Map<number, Person>, staged: number): Person[] {
  const helpers = new Set<number>()
  for (const { pid, ppid } of [...before.values(), ...after.values()]) {
    if ((ppid === process.pid || helpers.has(ppid)) && pid !== staged) helpers.add(pid)
  }
  return [...after.values()].filter(
    person => !helpers.has(person.pid) && isDeepStrictEqual(before.get(person.pid), person),
  )
}

const sizes: Agreement = {
  what: 'how large the disks are',
  async check(pair) {
    const rootOf = ({ fileSystems }: RawSample) => fileSystems.find(({ mount }) => mount === '/')?.totalBytes
    const [ours, theirs] = await pair.lookUntil((our, their) => rootOf(our) === rootOf(their))
    expect(rootOf(ours), 'disk of /').toBeGreaterThan(0)
    expect(rootOf(theirs), 'disk of /').toBe(rootOf(ours))
    const known = new Map(theirs.fileSystems.map(({ mount, totalBytes }) => [mount, totalBytes]))
    for (const { mount, totalBytes } of ours.fileSystems) {
      expect(known.get(mount) ?? totalBytes, `disk of ${mount}`).toBe(totalBytes ?? known.get(mount))
    }
  },
}

const processorTime: Agreement = {
  what: 'the processor time of a busy child, within 3 points',
  async check(pair) {
    const burner = await pair.stage.burner()
    await pair.look()
    // Their intervals begin and end at moments of their own, between which a loaded machine may let the child wait.
    await pair.eventually(async () => {
      const before = await pair.look()
      await burner.work(2000)
      const [ours, theirs] = (await pair.look(before)).map(({ processes }) => {
        return processes.find(({ record }) => record.pid === burner.pid)?.cpuPct ?? Number.NaN
      })
      expect(ours, 'points').toBeGreaterThan(0)
      expect(Math.abs((ours ?? 0) - (theirs ?? 0)), `points between ${ours} and ${theirs}`).toBeLessThanOrEqual(3)
    })
  },
}

const memory: Agreement = {
  what: 'all memory, and what is used of it, within 2 %',
  async check(pair) {
    const used = ({ memory: all }: RawSample) => (all === undefined ? Number.NaN : all.totalBytes - all.availableBytes)
    const part = (ours: RawSample, theirs: RawSample) => Math.abs(used(theirs) / used(ours) - 1)
    const [ours, theirs] = await pair.lookUntil((our, their) => part(our, their) <= 0.02)
    expect(theirs.memory?.totalBytes, 'all memory').toBe(ours.memory?.totalBytes)
    expect(part(ours, theirs), 'part between used memory').toBeLessThanOrEqual(0.02)
  },
}

const residentMemory: Agreement = {
  what: 'the memory of a child, within 2 %',
  async check(pair) {
    const pid = await pair.stage.holder(200 * MIB)
    const [ours, theirs] = (await pair.both()).map(({ processes }) => {
      const record = processes.find(candidate => candidate.pid === pid)
      return record === undefined ? Number.NaN : residentBytes(record)
    })
    const part = Math.abs((theirs ?? Number.NaN) / (ours ?? Number.NaN) - 1)
    expect(part, 'part between resident memory').toBeLessThanOrEqual(0.02)
  },
}

export const AGREEMENTS = { people, sizes, processorTime, memory, residentMemory }

/** Registers the tests of what two sources of the running machine say of it at the same time. */
export function agreementOf(name: string, openOurs: () => Source, openTheirs: () => Source): void {
  describe(`${name} agree on`, () => {
    for (const { check, what } of Object.values(AGREEMENTS)) {
      test(what, async () => {
        const pair = new Pair(openOurs(), openTheirs())
        try {
          await check(pair)
        } finally {
          await pair.end()
        }
      }, 60_000)
    }
  })
}
