import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policyText, stateText, stateWord } from '../../src/inspect/words.ts'
import { ttyName } from '../../src/procfs/tty.ts'

/** The device number as the kernel prints it, new_encode_dev in its include/linux/kdev_t.h. */
const device = (major: number, minor: number): number => (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)

describe('ttyName', () => {
  it.each([
    [device(136, 0), 'pts/0'],
    [device(136, 255), 'pts/255'],
    [device(137, 3), 'pts/259'],
    [device(136, 300), 'pts/300'],
    [device(4, 1), 'tty1'],
    [device(4, 64), 'ttyS0'],
    [device(5, 1), 'console'],
    [device(188, 2), 'ttyUSB2'],
    [device(229, 0), 'hvc0'],
    [device(9, 7), '9:7'],
  ])('%d is %s', (number, name) => {
    expect(ttyName(number)).toBe(name)
  })

  it('has none for 0', () => {
    expect(ttyName(0)).toBeUndefined()
  })

  it('finds any pseudo-terminal, in a number that the kernel prints as negative too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 20 - 1 }), minor => {
        expect(ttyName(device(136, minor) | 0)).toBe(`pts/${minor}`)
      }),
    )
  })
})

describe('states and policies', () => {
  it('are told in words, those not known as they are', () => {
    expect(stateText({ state: 'D', threads: 1 })).toBe('waiting in the kernel, cannot be interrupted')
    expect(stateText({ state: 'Q', threads: 1 })).toBe('Q')
    expect(stateWord({ state: 'S' })).toBe('sleeping')
    expect(stateWord({ state: 'Q' })).toBe('state Q')
    expect(policyText(1)).toBe('real-time, first in first out (SCHED_FIFO)')
    expect(policyText(42)).toBe('policy 42')
  })

  it('tell a zombie from a process that only lost its first thread', () => {
    expect(stateText({ state: 'Z', threads: 1 })).toMatch(/^zombie/)
    expect(stateText({ state: 'Z', threads: 3 })).toBe('first thread ended, 2 others run on')
  })
})
