import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { signalByNumber, signals, whyNotSendable } from '../../src/control/signals.ts'

describe('the menu of signals', () => {
  it('begins with TERM and what is sent most', () => {
    const first = signals.slice(0, 9).map(signal => signal.name)
    expect(first).toEqual(['TERM', 'INT', 'HUP', 'KILL', 'STOP', 'CONT', 'QUIT', 'USR1', 'USR2'])
  })

  it('has every signal of this system once', () => {
    const numbers = signals.map(signal => signal.number)
    expect(new Set(numbers).size).toBe(numbers.length)
    // IOT is another name of ABRT, POLL one of IO; the numbers decide.
    const system = [...new Set(Object.values(constants.signals))]
    expect(system.filter(number => signalByNumber(number) === undefined)).toEqual([])
    expect(signalByNumber(34)?.name).toBe('RTMIN')
    expect(signalByNumber(35)?.name).toBe('RTMIN+1')
    expect(signals.at(-1)?.name).toBe('RTMAX')
  })

  it('has the numbers of the system', () => {
    expect(signals.find(signal => signal.name === 'KILL')?.number).toBe(constants.signals.SIGKILL)
    expect(signals.find(signal => signal.name === 'CHLD')?.number).toBe(constants.signals.SIGCHLD)
  })

  it('says what each is for, in a line', () => {
    for (const { about } of signals) {
      expect(about).not.toBe('')
      expect(about.length).toBeLessThanOrEqual(64)
    }
  })

  it('expects an end only of what is sent for that', () => {
    const ending = signals.filter(signal => signal.meantToEnd).map(signal => signal.name)
    expect(ending.sort()).toEqual(['ABRT', 'INT', 'KILL', 'QUIT', 'TERM'])
  })

  it('cannot be sent on Windows, but for those that end a process', () => {
    const sendable = (platform: NodeJS.Platform) => signals.filter(signal => !whyNotSendable(signal, platform))
    expect(sendable('win32').map(({ name }) => name)).toEqual(['TERM', 'INT', 'KILL'])
    expect(sendable('darwin')).toEqual(signals)
  })
})
