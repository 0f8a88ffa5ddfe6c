import { describe, expect, it } from 'vitest'
import { type NiceSystem, niceAfter, stepNice } from '../../src/control/nice-step.ts'
import { processId } from '../../src/model/process.ts'
import type { Looked } from '../../src/sources/sighting.ts'

const id = processId(70, 5000)

function machine(over: Partial<NiceSystem> = {}, nice?: number) {
  const set: (readonly [number, number])[] = []
  const seen: Looked = { id, ppid: 1, state: 'S', kernelThread: false, threads: undefined, nice }
  const system: NiceSystem = {
    lookAt: () => seen,
    platform: 'darwin',
    getPriority: () => {
      throw new Error('it was asked for')
    },
    setPriority: (pid, value) => set.push([pid, value]),
    ...over,
  }
  return { system, set }
}

describe('a step of the nice value', () => {
  it('goes from what it has at this moment, not from what was listed', () => {
    const { system, set } = machine({}, 5)
    expect(stepNice(id, 1, 0, system)).toEqual({ outcome: 'done', from: 5, to: 6 })
    expect(set).toEqual([[70, 6]])
  })

  it('goes from what was listed where a look does not tell', () => {
    expect(stepNice(id, -1, 3, machine().system)).toEqual({ outcome: 'done', from: 3, to: 2 })
  })

  it('asks the system where nobody has told', () => {
    const { system, set } = machine({ getPriority: () => 10 })
    expect(stepNice(id, 1, undefined, system)).toEqual({ outcome: 'done', from: 10, to: 11 })
    expect(set).toEqual([[70, 11]])
  })

  it('is not taken where that is refused', () => {
    const getPriority = (): never => {
      throw Object.assign(new Error('no'), { code: 'EACCES' })
    }
    const { system, set } = machine({ getPriority })
    expect(stepNice(id, 1, undefined, system).outcome).toBe('denied')
    expect(set).toEqual([])
  })

  it.each(['gone', 'reused', 'denied'] as const)('is not taken by whom is %s', seen => {
    const { system, set } = machine({ lookAt: () => seen })
    expect(stepNice(id, 1, 0, system).outcome).toBe(seen)
    expect(set).toEqual([])
  })

  it('is one of the whole process where no threads are listed, else of each', () => {
    const { system, set } = machine({ threads: () => [70, 71] }, 0)
    expect(stepNice(id, 1, 0, system).outcome).toBe('done')
    expect(set).toEqual([
      [70, 1],
      [71, 1],
    ])
  })
})

describe('how far it goes', () => {
  it('one, and not beyond what there is', () => {
    expect([niceAfter(0, 1, 'linux'), niceAfter(19, 1, 'linux'), niceAfter(-20, -1, 'freebsd')]).toEqual([1, 19, -20])
  })

  // https://nodejs.org/api/os.html#priority-constants
  it('on Windows to the next class, never to realtime', () => {
    const up = [-14, -7, 0, 10, 19].map(nice => niceAfter(nice, 1, 'win32'))
    const down = [19, 10, 0, -7, -14, -20].map(nice => niceAfter(nice, -1, 'win32'))
    expect(up).toEqual([-7, 0, 10, 19, 19])
    expect(down).toEqual([10, 0, -7, -14, -14, -20])
    expect(niceAfter(3, -1, 'win32')).toBe(0)
  })
})
