/** What one may type, and what the programs print. */
import { describe, expect, it } from 'vitest'
import { parseAffinity } from '../../src/control/affinity.ts'
import { ioPriorityText, parseIonice, parseIoPriority } from '../../src/control/io-priority.ts'
import { parseOomAdjust } from '../../src/control/oom-adjust.ts'
import { parseScheduling, schedulingText } from '../../src/control/scheduling.ts'
import { isWrong } from '../../src/control/wrong.ts'
import { parseOomScoreAdj } from '../../src/procfs/pid-oom-score-adj.ts'

const FOUR = [0, 1, 2, 3]

describe('CPU affinity', () => {
  it.each([
    ['0', [0]],
    ['0-1, 3', [0, 1, 3]],
    ['all', FOUR],
    ['ALL', FOUR],
  ])('%j', (text, cpus) => {
    expect(parseAffinity(text, FOUR)).toEqual(cpus)
  })

  it.each([
    ['', '"" is no list of CPUs such as 0, 0-3,5 or all'],
    ['2-1', '"2-1" is no list of CPUs such as 0, 0-3,5 or all'],
    ['3-5', 'there is no CPU 4-5; this machine has 0-3'],
  ])('%j: %s', (text, wrong) => {
    expect(parseAffinity(text, FOUR)).toEqual({ wrong })
  })

  it('may be any where the machine’s are not known', () => {
    expect(parseAffinity('17', [])).toEqual([17])
    expect(isWrong(parseAffinity('all', []))).toBe(true)
  })
})

describe('scheduler policy', () => {
  it.each([
    ['other', 'other'],
    ['Normal', 'other'],
    ['batch', 'batch'],
    [' idle 0', 'idle'],
    ['fifo 10', 'fifo 10'],
    ['rr:99', 'rr 99'],
  ])('%j', (text, told) => {
    const parsed = parseScheduling(text)
    expect(isWrong(parsed) ? parsed : schedulingText(parsed)).toBe(told)
  })

  it.each([
    ['', '"" is not other, batch, idle, fifo, rr'],
    ['deadline', '"deadline" is not other, batch, idle, fifo, rr'],
    ['fifo', 'fifo needs a priority, such as fifo 10'],
    ['rr 0', 'a priority of 0 is not from 1 to 99'],
    ['fifo 100', 'a priority of 100 is not from 1 to 99'],
    ['batch 3', 'batch has no priority; its nice value counts'],
  ])('%j: %s', (text, wrong) => {
    expect(parseScheduling(text)).toEqual({ wrong })
  })
})

describe('I/O priority', () => {
  it.each([
    ['idle', 'idle'],
    ['none', 'none'],
    ['best-effort 0', 'best-effort 0'],
    ['be 7', 'best-effort 7'],
    ['BE', 'best-effort 4'],
    ['rt:2', 'realtime 2'],
  ])('%j', (text, told) => {
    const parsed = parseIoPriority(text)
    expect(isWrong(parsed) ? parsed : ioPriorityText(parsed)).toBe(told)
  })

  it.each([
    ['', '"" is not idle, best-effort N, realtime N or none'],
    ['fast', '"fast" is not idle, best-effort N, realtime N or none'],
    ['be 8', 'a priority of 8 is not from 0 to 7'],
    ['idle 3', 'idle has no priorities'],
  ])('%j: %s', (text, wrong) => {
    expect(parseIoPriority(text)).toEqual({ wrong })
  })

  it.each([
    ['best-effort: prio 4\n', { class: 'best-effort', level: 4 }],
    ['realtime: prio 0\n', { class: 'realtime', level: 0 }],
    ['idle\n', { class: 'idle', level: undefined }],
    ['none: prio 0\n', { class: 'none', level: undefined }],
    ['none: prio 4\n', { class: 'none', level: undefined }],
    ['unknown: prio 4\n', undefined],
    ['best-effort\n', undefined],
    ['', undefined],
  ])('ionice prints %j', (output, priority) => {
    expect(parseIonice(output)).toEqual(priority)
  })
})

describe('OOM score adjust', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['+500', 500],
    [' -1000 ', -1000],
    ['1000', 1000],
  ])('%j', (text, value) => {
    expect(parseOomAdjust(text)).toBe(value)
  })

  it.each([
    ['', '"" is no whole number'],
    ['1.5', '"1.5" is no whole number'],
    ['lots', '"lots" is no whole number'],
    ['1001', '1001 is not from -1000 to 1000'],
    ['-1001', '-1001 is not from -1000 to 1000'],
  ])('%j: %s', (text, wrong) => {
    expect(parseOomAdjust(text)).toEqual({ wrong })
  })

  it.each([
    ['0\n', 0],
    ['-1000\n', -1000],
    ['', undefined],
    ['\n', undefined],
    ['12', undefined],
    ['x\n', undefined],
  ])('the kernel writes %j', (text, value) => {
    expect(parseOomScoreAdj(text)).toBe(value)
  })
})
