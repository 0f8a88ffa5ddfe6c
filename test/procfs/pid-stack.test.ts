import { expect, it } from 'vitest'
import { parsePidStack } from '../../src/procfs/pid-stack.ts'
import { procFile } from '../support/fixtures.ts'

it('has the functions, the innermost first', () => {
  expect(parsePidStack(procFile('linux-6.18/330/task/330/stack'))).toEqual([
    'locks_lock_inode_wait',
    '__do_sys_flock',
    'do_syscall_64',
    'entry_SYSCALL_64_after_hwframe',
  ])
})

it('says of which module a function is, and calls what a compiler made of one as the function is', () => {
  const text = '[<0>] rpc_wait_bit_killable+0x1e/0xb0 [sunrpc]\n[<0>] poll_schedule_timeout.constprop.0+0x45/0xa0\n'
  expect(parsePidStack(Buffer.from(text))).toEqual(['rpc_wait_bit_killable [sunrpc]', 'poll_schedule_timeout'])
})

it('leaves out the end of an old kernel’s, which is no function', () => {
  const text = '[<ffffffff8109a4c3>] futex_wait_queue_me+0xd3/0x120\n[<ffffffffffffffff>] 0xffffffffffffffff\n'
  expect(parsePidStack(Buffer.from(text))).toEqual(['futex_wait_queue_me'])
})

it('is empty of who is in no function of the kernel', () => {
  expect(parsePidStack(Buffer.from(''))).toEqual([])
})
