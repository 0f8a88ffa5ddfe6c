import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Signal, signalByNumber } from '../../src/control/signals.ts'
import {
  afterLook,
  fatesText,
  fateText,
  isSettled,
  PATIENCE_MS,
  type Watch,
  watchEnd,
} from '../../src/control/watch-end.ts'
import { processId } from '../../src/model/process.ts'
import type { Sighting } from '../../src/sources/sighting.ts'

function signalOf(number: number): Signal {
  const signal = signalByNumber(number)
  if (signal === undefined) throw new Error(`no signal ${number}`)
  return signal
}

const TERM = signalOf(15)
const KILL = signalOf(9)
const HUP = signalOf(1)
const id = processId(42, 100)
const cat = { id, pid: 42, name: 'cat' }
const alive: Sighting = { id, ppid: 7, state: 'S', kernelThread: false, threads: 1, nice: 0 }
const zombie: Sighting = { ...alive, state: 'Z' }
const nameOf = (pid: number): string | undefined => (pid === 7 ? 'make' : undefined)

/** The text after looks at these moments after the signal. */
function told(signal: Signal, ...looks: [atMs: number, seen: Sighting | undefined][]): string | undefined {
  let watch = watchEnd(cat, signal, 1000)
  for (const [atMs, seen] of looks) watch = afterLook(watch, seen, 1000 + atMs)
  return fateText(watch, nameOf)
}

describe('what became of a process after a signal', () => {
  it('says nothing while it may still end', () => {
    expect(told(TERM)).toBeUndefined()
    expect(told(TERM, [4900, alive])).toBeUndefined()
  })

  it('tells its end', () => {
    expect(told(TERM, [100, alive], [200, undefined])).toBe('42 cat ended after 0.2 s')
  })

  it('takes another process with its pid for its end', () => {
    expect(told(TERM, [200, { ...alive, id: processId(42, 101) }])).toBe('42 cat ended after 0.2 s')
  })

  it('tells that it still lives, and what to do', () => {
    const text = '42 cat is still alive after 5.0 s, state D — k 9 ⏎ sends KILL'
    expect(told(TERM, [5000, { ...alive, state: 'D' }])).toBe(text)
  })

  it('says nothing of a state that the system does not tell', () => {
    const text = '42 cat is still alive after 5.0 s — k 9 ⏎ sends KILL'
    expect(told(TERM, [5000, { ...alive, state: undefined }])).toBe(text)
  })

  it('does not offer KILL after KILL', () => {
    expect(told(KILL, [5000, { ...alive, state: 'D' }])).toBe(
      '42 cat is still alive after 5.0 s, state D: it ends as soon as the kernel lets go of it',
    )
    expect(told(KILL, [5000, alive])).toBe('42 cat is still alive after 5.0 s, state S')
  })

  it('tells an end that comes late', () => {
    expect(told(TERM, [5000, alive], [72_000, undefined])).toBe('42 cat ended after 1m 12s')
  })

  it('says nothing of a process that a signal was not meant to end', () => {
    expect(told(HUP, [6000, alive])).toBeUndefined()
    expect(told(HUP, [300, undefined])).toBe('42 cat ended after 0.3 s')
  })

  it('takes a zombie for ended, and names who has not collected it', () => {
    expect(told(TERM, [200, zombie])).toBe('42 cat ended after 0.2 s; a zombie until its parent 7 make collects it')
    expect(told(TERM, [200, { ...zombie, ppid: 1 }])).toMatch(/its parent 1 collects it$/)
  })

  it('counts to when it became a zombie, not to when it was collected', () => {
    expect(told(TERM, [200, zombie], [3000, zombie], [4000, undefined])).toBe('42 cat ended after 0.2 s')
  })

  it('does not take for ended a process of which only the first thread has', () => {
    expect(told(TERM, [5000, { ...zombie, threads: 3 }])).toMatch(/^42 cat is still alive/)
  })

  it('stops watching a zombie that stays', () => {
    let watch = afterLook(watchEnd(cat, TERM, 0), zombie, 200)
    expect(isSettled(watch)).toBe(false)
    watch = afterLook(watch, zombie, 200 + PATIENCE_MS)
    expect(isSettled(watch)).toBe(true)
    expect(fateText(watch, nameOf)).toMatch(/^42 cat ended after 0.2 s; a zombie/)
  })

  const sighting = fc.option(
    fc.record({
      id: fc.constantFrom(id, processId(42, 101)),
      ppid: fc.constantFrom(1, 7),
      state: fc.constantFrom('R', 'S', 'D', 'T', 'Z'),
      kernelThread: fc.constant(false),
      threads: fc.integer({ min: 1, max: 3 }),
      nice: fc.constant(0),
    }),
    { nil: undefined },
  )
  const looks = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 4000 }), seen: sighting }))

  it('holds to its word whatever is seen', () => {
    fc.assert(
      fc.property(fc.constantFrom(TERM, KILL, HUP), looks, (signal, series) => {
        let watch: Watch = watchEnd(cat, signal, 500)
        let atMs = 500
        for (const { afterMs, seen } of series) {
          atMs += afterMs
          const before = watch
          watch = afterLook(before, seen, atMs)
          const { fate } = watch
          if (isSettled(before)) expect(watch).toBe(before)
          const lives = seen?.id === id && !(seen.state === 'Z' && seen.threads <= 1)
          const hadEnded = isSettled(before) || before.fate.kind === 'zombie'
          if (!hadEnded) expect(fate.kind === 'ended' || fate.kind === 'zombie').toBe(!lives)
          if (before.fate.kind === 'zombie') expect(['zombie', 'ended']).toContain(fate.kind)
          if (fate.kind === 'alive') {
            expect(signal.meantToEnd).toBe(true)
            expect(fate.afterMs).toBeGreaterThanOrEqual(PATIENCE_MS)
          }
          if ('afterMs' in fate) expect(fate.afterMs).toBeLessThanOrEqual(atMs - 500)
          expect(fateText(watch, nameOf) === undefined).toBe(fate.kind === 'waiting' || fate.kind === 'unmoved')
        }
      }),
    )
  })

  it('does not count back when the clock does', () => {
    const watch = afterLook(watchEnd(cat, TERM, 1000), undefined, 900)
    expect(watch.fate).toEqual({ kind: 'ended', afterMs: 0 })
  })
})

describe('what became of several', () => {
  /** Watches of processes numbered from 42 on, each after a look at so many milliseconds. */
  function toldOf(signal: Signal, ...seen: readonly (readonly [atMs: number, state: string | undefined])[]) {
    return fatesText(
      seen.map(([atMs, state], i) => {
        const id = processId(42 + i, 100)
        const watch = watchEnd({ id, pid: 42 + i, name: 'cat' }, signal, 1000)
        return afterLook(watch, state === undefined ? undefined : { ...alive, id, state }, 1000 + atMs)
      }),
    )
  }

  it('is told when all have ended, by the last one', () => {
    expect(toldOf(TERM, [100, undefined], [100, 'S'])).toBeUndefined()
    expect(toldOf(TERM, [100, undefined], [2300, 'Z'])).toBe('all 2 ended after 2.3 s')
  })

  it('names those that still live, some of them', () => {
    const text = '2 of 3 are still alive: 42 cat, 44 cat — k 9 ⏎ sends KILL'
    expect(toldOf(TERM, [5000, 'S'], [100, undefined], [5000, 'S'])).toBe(text)
    expect(toldOf(KILL, [5000, 'D'], [5000, 'D'], [5000, 'D'], [5000, 'D'], [5000, 'D'])).toBe(
      '5 of 5 are still alive: 42 cat, 43 cat, 44 cat and 2 more',
    )
  })

  it('is nothing where the signal was not meant to end them and did not', () => {
    expect(toldOf(HUP, [5000, 'S'], [5000, 'S'])).toBeUndefined()
    expect(toldOf(HUP, [5000, 'S'], [100, undefined])).toBe('1 of 2 ended after 0.1 s')
  })
})
