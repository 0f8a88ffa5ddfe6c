import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Answered, type Asker, type Kind, NoAnswer } from '../../../src/sources/portable/answers.ts'
import { CLOCK, type Clock, Lanes } from '../../../src/sources/portable/lanes.ts'

/** A clock that goes on when it is told to. */
class Time implements Clock {
  #nowMs = 0
  readonly #timers = new Map<() => void, number>()

  now(): number {
    return this.#nowMs
  }

  after(ms: number, call: () => void): () => void {
    this.#timers.set(call, this.#nowMs + ms)
    return () => this.#timers.delete(call)
  }

  get timers(): number {
    return this.#timers.size
  }

  /** Lets pass so long, and whatever has been settled meanwhile be noticed. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      const next = [...this.#timers].filter(([, atMs]) => atMs <= untilMs).sort(([, a], [, b]) => a - b)[0]
      if (next === undefined) break
      const [call, atMs] = next
      this.#timers.delete(call)
      this.#nowMs = atMs
      call()
      await settled()
    }
    this.#nowMs = untilMs
    await settled()
  }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

interface Asked {
  readonly kind: Kind
  readonly names: readonly string[] | undefined
  answer(): Promise<unknown>
  fail(why: string): Promise<unknown>
}

/** A helper that answers when it is told to. */
class FakeAsker implements Asker {
  readonly pid = undefined
  readonly asked: Asked[] = []
  closed = 0
  readonly #time: Time
  readonly #rejections: ((error: Error) => void)[] = []

  constructor(time: Time) {
    this.#time = time
  }

  ask<K extends Kind>(kind: K, names?: readonly string[]): Promise<Answered<K>> {
    return new Promise((resolve, reject) => {
      this.#rejections.push(reject)
      this.asked.push({
        kind,
        names,
        answer: () => {
          resolve({ value: [] as never, atMs: this.#time.now() })
          return settled()
        },
        fail: why => {
          reject(new NoAnswer(why))
          return settled()
        },
      })
    })
  }

  close(): void {
    this.closed++
    for (const reject of this.#rejections.splice(0)) reject(new NoAnswer('the helper is closed'))
  }

  at(index: number): Asked {
    return this.asked[index] ?? expect.fail(`only ${this.asked.length} questions`)
  }

  get kinds(): Kind[] {
    return this.asked.map(({ kind }) => kind)
  }
}

function made() {
  const time = new Time()
  const asker = new FakeAsker(time)
  return { time, asker, lanes: new Lanes(asker, time) }
}

describe('each kind of question', () => {
  it('is never asked twice at once, and whoever refreshes meanwhile waits for the same answer', async () => {
    const { asker, lanes } = made()
    const first = lanes.refresh('processes')
    expect(lanes.refresh('processes')).toBe(first)
    expect(lanes.refresh('memory')).not.toBe(first)
    expect(asker.kinds).toEqual(['processes', 'memory'])
    await asker.at(0).answer()
    expect(await first).toEqual({ value: [], atMs: 0 })
    expect(lanes.refresh('processes')).not.toBe(first)
    expect(asker.kinds).toEqual(['processes', 'memory', 'processes'])
  })

  it.each([
    ['memory', 500],
    ['fileSystems', 5_000],
    ['battery', 30_000],
    ['graphics', 60_000],
  ] as const)('%s has a least period', async (kind, periodMs) => {
    const { asker, lanes, time } = made()
    lanes.refresh(kind)
    await time.pass(100)
    await asker.at(0).answer()
    await time.pass(periodMs - 1)
    expect(lanes.refresh(kind)).toBeUndefined()
    await time.pass(1)
    expect(lanes.refresh(kind)).toBeDefined()
    expect(lanes.latest(kind)?.atMs).toBe(100)
  })

  it('that takes longer than its period rests as long as it took, but for the processes', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('network')
    lanes.refresh('processes')
    await time.pass(2_000)
    await asker.at(0).answer()
    await asker.at(1).answer()
    await time.pass(1_999)
    expect(lanes.refresh('network')).toBeUndefined()
    expect(lanes.refresh('processes'), 'their interval is lengthened by whoever scans').toBeDefined()
    await time.pass(1)
    expect(lanes.refresh('network')).toBeDefined()
  })

  it('about the processor is asked once', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('cpu')
    await asker.at(0).answer()
    await time.pass(1e9)
    expect(lanes.refresh('cpu')).toBeUndefined()
    expect(lanes.latest('cpu')).toBeDefined()
  })

  it('hands names on, and keeps them with the answer, whatever is asked for since', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('network', ['lo'])
    expect(asker.at(0).names).toEqual(['lo'])
    await asker.at(0).answer()
    await time.pass(500)
    lanes.refresh('network', ['eth0'])
    expect(lanes.latest('network')?.names).toEqual(['lo'])
    await asker.at(1).answer()
    expect(lanes.latest('network')?.names).toEqual(['eth0'])
  })
})

describe('a failure', () => {
  it('is followed by a pause that doubles up to a minute, and ends with an answer', async () => {
    const { asker, lanes, time } = made()
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const answer = lanes.refresh('processes') ?? expect.fail('not asked')
      await asker.at(asker.asked.length - 1).fail('the list is empty')
      await expect(answer).rejects.toThrow(new NoAnswer('the list is empty'))
      expect(lanes.trouble('processes')).toBe('the list is empty')
      await time.pass(pauseMs - 1)
      expect(lanes.refresh('processes')).toBeUndefined()
      await time.pass(1)
    }
    lanes.refresh('processes')
    await asker.at(8).answer()
    expect(lanes.trouble('processes')).toBeUndefined()
    lanes.refresh('processes')
    await asker.at(9).fail('again')
    await time.pass(1_000)
    expect(lanes.refresh('processes'), 'the first pause is short again').toBeDefined()
  })

  it('of one kind holds up no other, and what was known stays', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('fileSystems')
    await asker.at(0).answer()
    await time.pass(5_000)
    lanes.refresh('fileSystems')
    await asker.at(1).fail('no')
    expect(lanes.latest('fileSystems')).toEqual({ value: [], atMs: 0 })
    expect(lanes.refresh('memory')).toBeDefined()
  })
})

describe('a question without an answer', () => {
  it('is given up after its time limit while others go on, and what comes later counts', async () => {
    const { asker, lanes, time } = made()
    const slow = lanes.refresh('fileSystems') ?? expect.fail()
    await time.pass(1_000)
    lanes.refresh('memory')
    await asker.at(1).answer()
    const outcome = expect(slow).rejects.toThrow('no answer within 5 s')
    await time.pass(4_000)
    await outcome
    expect(asker.closed, 'the helper lives: it has answered others').toBe(0)
    await time.pass(500)
    await asker.at(0).answer()
    expect(lanes.latest('fileSystems')).toEqual({ value: [], atMs: 5_500 })
    expect(lanes.trouble('fileSystems')).toBeUndefined()
  })

  it('is not asked a second time beside the first: the helper is replaced, and others are asked anew', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('fileSystems')
    await time.pass(1_000)
    lanes.refresh('memory')
    await asker.at(1).answer()
    await time.pass(4_000)
    const processes = lanes.refresh('processes')
    await time.pass(999)
    expect(lanes.refresh('fileSystems')).toBeUndefined()
    await time.pass(1)
    lanes.refresh('fileSystems')
    expect(asker.closed).toBe(1)
    expect(asker.kinds).toEqual(['fileSystems', 'memory', 'processes', 'fileSystems', 'processes'])
    await asker.at(4).answer()
    expect(await processes).toBeDefined()
  })

  it('while the helper says nothing at all means that it is blocked: it is replaced at once', async () => {
    const { asker, lanes, time } = made()
    lanes.refresh('fileSystems')
    await time.pass(1)
    const processes = lanes.refresh('processes')
    await time.pass(5_000)
    expect(asker.closed).toBe(1)
    expect(asker.kinds).toEqual(['fileSystems', 'processes', 'processes'])
    await asker.at(2).answer()
    expect(await processes).toBeDefined()
    expect(lanes.refresh('fileSystems'), 'has to wait').toBeUndefined()
  })

  it('where several wait for a helper that is blocked, it is replaced once, not once for each', async () => {
    const { asker, lanes, time } = made()
    const processes = lanes.refresh('processes')
    for (const kind of ['memory', 'network', 'diskIo', 'fileSystems'] as const) lanes.refresh(kind)
    await time.pass(5_000)
    expect(asker.closed).toBe(1)
    expect(lanes.trouble('fileSystems')).toBe('no answer within 5 s')
    await asker.at(asker.kinds.lastIndexOf('processes')).answer()
    expect(await processes).toBeDefined()
  })
})

it('nothing is left after the end, and nobody waits', async () => {
  const { asker, lanes, time } = made()
  const answer = lanes.refresh('processes') ?? expect.fail()
  lanes.close()
  await expect(answer).rejects.toThrow('closed')
  expect(asker.closed).toBe(1)
  expect(time.timers).toBe(0)
  expect(lanes.refresh('processes')).toBeUndefined()
})

it('what has been answered meanwhile is heard before a limit is up, however long this program stood still', async () => {
  const answers = spawn('echo', ['answer'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const order: string[] = []
  const heard = once(answers.stdout, 'data').then(() => order.push('answer'))
  const limit = new Promise<void>(resolve => {
    CLOCK.after(0, () => {
      order.push('limit')
      resolve()
    })
  })
  // As between ^Z and fg: it has said all, and nobody has looked yet.
  while (!readFileSync(`/proc/${answers.pid}/stat`, 'latin1').includes(') Z ')) {}

  await Promise.all([heard, limit])
  expect(order).toEqual(['answer', 'limit'])
})

it('a limit that is taken back is never up, though its time is', async () => {
  const ups: string[] = []
  CLOCK.after(0, () => ups.push('before'))
  const cancel = CLOCK.after(0, () => ups.push('taken back'))
  setTimeout(cancel, 0)
  const last = new Promise<void>(resolve => CLOCK.after(0, resolve))
  // Timers whose time is up are called one after the other, before what any of them has put off. So all of it must be up.
  const begun = performance.now()
  while (performance.now() < begun + 3) {}
  await last
  expect(ups).toEqual(['before'])
})
