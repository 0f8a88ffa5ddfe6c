import { describe, expect, it, test } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { processId } from '../../src/model/process.ts'
import type { EndedCpu, EndedUnder, Snapshot } from '../../src/model/snapshot.ts'
import { endedCpu } from '../../src/model/troubles/ended-cpu.ts'
import { oldList } from '../../src/model/troubles/old-list.ts'
import { type Detector, sinceWhen, Troubles } from '../../src/model/troubles/trouble.ts'
import { sample } from '../export/moments.ts'

/** Pictures of a machine at these seconds, on which nothing happens. */
function picturesAt(...seconds: readonly number[]): Snapshot[] {
  const snapshots: Snapshot[] = []
  for (const atSec of seconds) snapshots.push(derive(snapshots.at(-1), sample(atSec, [])))
  return snapshots
}

describe('a trouble', () => {
  /** Wrong at these seconds; how it was asked. */
  function watch(...wrongAt: readonly number[]) {
    const asked: boolean[] = []
    const startMs = sample(0, []).atMs
    const detector: Detector = {
      id: 'test',
      look({ atMs }, lasting) {
        asked.push(lasting)
        const atSec = (atMs - startMs) / 1000
        return wrongAt.includes(atSec) ? { severity: 'warning', wordings: [`wrong at ${atSec}`] } : undefined
      },
    }
    const troubles = new Troubles([detector])
    const told = (snapshots: readonly Snapshot[]) =>
      snapshots.map(snapshot => troubles.look(snapshot).map(found => found.wordings[0] + sinceWhen(found))[0])
    return { asked, told, troubles, startMs }
  }

  it('has begun with the interval in which it was seen first', () => {
    const { told, troubles, startMs } = watch(1, 2, 3, 4)
    expect(told(picturesAt(0, 1, 2, 3))).toEqual([
      undefined,
      'wrong at 1 for 1s',
      'wrong at 2 for 2s',
      'wrong at 3 for 3s',
    ])
    expect(troubles.look(picturesAt(3, 4)[1] as Snapshot)).toMatchObject([{ sinceMs: startMs, lastedMs: 4000 }])
  })

  it('that is over can be read for a few seconds more, as it was', () => {
    const { told } = watch(1, 2)
    expect(told(picturesAt(0, 1, 2, 3, 4, 6, 7))).toEqual([
      undefined,
      'wrong at 1 for 1s',
      'wrong at 2 for 2s',
      'wrong at 2 for 2s, until 1s ago',
      'wrong at 2 for 2s, until 2s ago',
      'wrong at 2 for 2s, until 4s ago',
      undefined,
    ])
  })

  it('that comes back before is the same, later another', () => {
    const { asked, told } = watch(1, 4, 12)
    expect(told(picturesAt(0, 1, 2, 4, 12))).toEqual([
      undefined,
      'wrong at 1 for 1s',
      'wrong at 1 for 1s, until 1s ago',
      'wrong at 4 for 4s',
      'wrong at 12 for 12s',
    ])
    expect(asked).toEqual([false, false, true, true, true])
    expect(watch(1, 9).told(picturesAt(0, 1, 2, 8, 9))).toEqual([
      undefined,
      'wrong at 1 for 1s',
      'wrong at 1 for 1s, until 1s ago',
      undefined,
      'wrong at 9 for 1s',
    ])
  })

  it('lasts from one picture to the next, however far those are apart', () => {
    const { told } = watch(60, 120)
    expect(told(picturesAt(0, 60, 120, 180))).toEqual([
      undefined,
      'wrong at 60 for 1m 00s',
      'wrong at 120 for 2m 00s',
      undefined,
    ])
  })

  it('is forgotten where the clock went back', () => {
    const { told } = watch(5)
    expect(told(picturesAt(4, 5, 3))).toEqual([undefined, 'wrong at 5 for 1s', undefined])
  })
})

describe('CPU by the ended', () => {
  const [, calm] = picturesAt(0, 1)
  const parent = (pid: number, pct: number, recentPct = pct, name = 'make'): EndedUnder => ({
    id: processId(pid, 7),
    pid,
    name,
    pct,
    recentPct,
  })
  const look = (ended: Partial<EndedCpu>, lasting = false): readonly string[] | undefined => {
    if (calm === undefined) throw new Error('no picture')
    const whole = { all: undefined, under: [], recentMs: 1000, owedMs: new Map(), ...ended }
    return endedCpu.create().look({ ...calm, endedCpu: whole }, lasting)?.wordings
  }
  const all = (pct: number, recentPct = pct) => ({ pct, recentPct })

  it('is told in full, and in less words where there is less room', () => {
    expect(look({ all: all(38.4), under: [parent(8123, 30)] })).toEqual([
      '38% of CPU by processes that already ended, 4 forks/s, under make (8123)',
      '38% of CPU by ended processes, 4 forks/s, under make (8123)',
      '38% of CPU by ended processes, under make (8123)',
      '38% CPU by ended: make (8123)',
    ])
  })

  it('without a parent, where nobody waited', () => {
    expect(look({ all: all(38.4) })).toEqual([
      '38% of CPU by processes that already ended, 4 forks/s',
      '38% of CPU by ended processes, 4 forks/s',
      '38% of CPU by ended processes',
      '38% CPU by ended processes',
    ])
  })

  it('counts the other parents that matter', () => {
    const sentence = (...under: readonly EndedUnder[]) => look({ all: all(40), under })?.[0]?.replace(/^.*, under /, '')
    expect(sentence(parent(5, 20), parent(6, 15), parent(7, 3.9))).toBe('make (5) and 1 other')
    expect(sentence(parent(5, 20), parent(6, 15), parent(7, 4))).toBe('make (5) and 2 others')
    expect(sentence(parent(5, 2), parent(6, 0.9))).toBe('make (5)')
    expect(sentence(...[1, 2, 3, 4, 5, 6, 7, 8].map(pid => parent(pid, 5)))).toBe('make (1) and others')
  })

  it('is “at least” what parents waited for, where the rest is not known', () => {
    expect(look({ under: [parent(5, 20), parent(6, 2)] })?.[0]).toMatch(/^at least 22% of CPU by .* under make \(5\)$/)
    expect(look({ under: [parent(5, 2), parent(6, 2)] })).toBeUndefined()
  })

  it('takes more to begin than to go on, and is over when there is nothing now', () => {
    expect(look({ all: all(20, 4.9) })).toBeUndefined()
    expect(look({ all: all(20, 5) })).toBeDefined()
    expect(look({ all: all(20, 3) }, true)).toBeDefined()
    expect(look({ all: all(20, 2.9) }, true)).toBeUndefined()
    expect(look({ all: all(2.9, 20) }, true)).toBeUndefined()
  })

  it('is no trouble within two ticks of each core', () => {
    expect(look({ all: all(7.9), recentMs: 250 })).toBeUndefined()
    expect(look({ all: all(8), recentMs: 250 })).toBeDefined()
  })

  it('is nothing that is not known', () => {
    expect(calm && endedCpu.create().look({ ...calm, endedCpu: undefined }, true)).toBeUndefined()
  })
})

test.each([
  [undefined, ' for 10s'],
  [400, ' for 10s, until just now'],
  [3000, ' for 10s, until 3s ago'],
])('since when, over for %s ms:%s', (overForMs, wanted) => {
  const trouble = {
    id: 'x',
    severity: 'warning',
    wordings: ['x'],
    sinceMs: 0,
    lastedMs: 10_000,
    momentary: false,
  } as const
  expect(sinceWhen({ ...trouble, overForMs })).toBe(wanted)
})

describe('processes that cannot be listed anew', () => {
  const at = (second: number) =>
    derive(undefined, {
      ...sample(second, []),
      oldList: { listedAtMs: sample(0, []).monotonicMs, why: 'no answer within 10 s' },
    })

  it('are told once their list is some seconds old, and since when', () => {
    const look = oldList.create().look
    expect(look(at(2), false)).toBeUndefined()
    expect(look(at(4), false)).toMatchObject({
      severity: 'critical',
      forMs: 4000,
      wordings: ['processes cannot be listed anew: no answer within 10 s', 'processes cannot be listed anew'],
    })
    expect(look(derive(undefined, sample(9, [])), true)).toBeUndefined()
  })
})
