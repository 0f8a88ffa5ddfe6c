import { expect, it } from 'vitest'
import { parseWchan } from '../../src/procfs/pid-wchan.ts'
import { procFile } from '../support/fixtures.ts'

it('names the kernel function that a thread waits in', () => {
  expect(parseWchan(procFile('linux-6.18/330/wchan'))).toBe('__do_sys_pause')
})

it('leaves out what the compiler added', () => {
  expect(parseWchan(Buffer.from('poll_schedule_timeout.constprop.0'))).toBe('poll_schedule_timeout')
})

it.each(['0', '', '0\n', '\x1b[2J', 'a b'])('is empty where the kernel says %j', text => {
  expect(parseWchan(Buffer.from(text))).toBe('')
})
