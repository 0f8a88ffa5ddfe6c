import { describe, expect, it } from 'vitest'
import { cpuListText, parseCpuList } from '../../src/procfs/cpu-list.ts'

describe('lists of processors', () => {
  it.each([
    ['0', [0]],
    ['0-3,8', [0, 1, 2, 3, 8]],
    ['5,0-1,1', [0, 1, 5]],
    ['0-8:4', [0, 4, 8]],
  ])('%s', (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus)
  })

  it.each(['', ' ', ',', '0,', '3-1', '0-', '-1', '0-9:0', 'a', '0x1', '1.5', '0-99999', '0-999999'])(
    '%j is none',
    text => {
      expect(parseCpuList(text)).toBeUndefined()
    },
  )

  it('are written in ranges', () => {
    expect(cpuListText([0, 1, 2, 3, 8])).toBe('0-3,8')
    expect(cpuListText([7])).toBe('7')
    expect(cpuListText([0, 2, 4, 5])).toBe('0,2,4-5')
  })
})
