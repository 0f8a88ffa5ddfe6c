import { describe, expect, it } from 'vitest'
import { parseKilled, parseLogRecords, parseReachedGroup } from '../../src/procfs/kmsg.ts'
import { procFile } from '../support/fixtures.ts'

/** As Linux 6.18 wrote it. */
const [SUMMARY = '', KILLED = ''] =
  procFile('../dev/kmsg')
    .toString('latin1')
    .match(/^.*,-;(?:oom-kill|Memory).*\n/gm) ?? []

const killed = (line: string) => parseLogRecords(line).map(parseKilled)

describe('the kernel’s log', () => {
  it('has numbered records, with lines about them that are none', () => {
    const text = '6,339,5140900,-;usb 1-1: new device\n SUBSYSTEM=usb\n DEVICE=+usb:1-1\n12,340,5140901,c;hello\n'
    expect(parseLogRecords(text)).toEqual([
      { number: 339, isKernels: true, text: 'usb 1-1: new device' },
      { number: 340, isKernels: false, text: 'hello' },
    ])
  })

  it('passes over what is none', () => {
    for (const text of ['', '\n', 'no record', '1,2;no time', '1,2,3,-']) expect(parseLogRecords(text)).toEqual([])
  })
})

describe('a kill in it', () => {
  it.each([
    ['Memory cgroup out of memory: Killed process 771 (java) total-vm:1kB, anon-rss:2kB', 'java'],
    ['Out of memory: Killed process 771 (java) total-vm:1kB, anon-rss:2kB', 'java'],
    ['Out of memory (oom_kill_allocating_task): Killed process 771 (java) total-vm:1kB', 'java'],
    // Up to 5.0, and 2.6 as Red Hat had it.
    ['Killed process 771 (java) total-vm:1kB, anon-rss:2kB, file-rss:3kB', 'java'],
    ['Killed process 771, UID 1000, (java) total-vm:1kB, anon-rss:2kB', 'java'],
    ['Out of memory: Killed process 771 ((a) total-vm:) total-vm:1kB', '(a) total-vm:'],
    ['Out of memory: Killed process 771 () total-vm:1kB', ''],
    // ESC, a newline, UTF-8 and half of it, and a backslash of its own, which `decode` lets stand apart.
    ['Out of memory: Killed process 771 (\\x1b[2J\\x0a) total-vm:1kB', '␛[2J␊'],
    ['Out of memory: Killed process 771 (\\xc3\\xa4\\xc3) total-vm:1kB', 'ä\\xc3'],
    ['Out of memory: Killed process 771 (a\\x5cx41) total-vm:1kB', 'a\\x5cx41'],
  ])('%s', (text, name) => {
    expect(killed(`3,9,5140900,-;${text}\n`)).toEqual([{ pid: 771, name }])
  })

  it.each([
    '3,9,1,-;Out of memory: Kill process 771 (java) score 9 or sacrifice child',
    '3,9,1,-;oom_reaper: reaped process 771 (java), now anon-rss:0kB',
    '3,9,1,-;x[8]: segfault Killed process 771 (java) total-vm:1kB',
    // Not the kernel: whoever may write there.
    '11,9,1,-;Out of memory: Killed process 771 (java) total-vm:1kB',
  ])('is not: %s', line => {
    expect(killed(line)).toEqual([undefined])
  })

  it('comes after the group that reached its limit', () => {
    const records = parseLogRecords(SUMMARY + KILLED)
    expect(records.map(parseKilled)).toEqual([undefined, { pid: 28_984, name: 'python3' }])
    expect(records.map(parseReachedGroup)).toEqual([{ pid: 28_984, group: '/web' }, undefined])
    expect([SUMMARY, KILLED]).not.toContain('')
    const ofMachine = SUMMARY.replace('CONSTRAINT_MEMCG', 'CONSTRAINT_NONE').replace('oom_memcg=/web,', 'global_oom,')
    expect(parseLogRecords(ofMachine).map(parseReachedGroup)).toEqual([undefined])
    expect(parseLogRecords(SUMMARY.replace('6,', '14,')).map(parseReachedGroup)).toEqual([undefined])
  })
})
