/** What is done to several at once, and what is set by typing a value; what the processes have then is the kernel's to say. */
import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import type { PtyProgram } from '../support/pty.ts'
import { startIdler, type TestChild } from './children.ts'
import { footer, openNtop, openNtopUnprivileged } from './screen.ts'

const statusOf = (pid: number, key: string): string =>
  new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
const oomOf = (pid: number): string => readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()
/** Number 41 of proc_pid_stat(5). */
const policyOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[38] ?? ''

/** Three idle processes in the order of their pids, all tagged. */
async function openTagged(): Promise<{ ntop: PtyProgram; idlers: readonly TestChild[] }> {
  const idlers = await Promise.all([startIdler(), startIdler(), startIdler()])
  idlers.sort((a, b) => a.pid - b.pid)
  const ntop = await openNtop(['-s', 'pid', '-p', idlers.map(({ pid }) => pid).join()])
  ntop.type('space', 'space', 'space')
  await ntop.until(rows => footer(rows).includes('3 tagged'))
  return { ntop, idlers }
}

async function openOne(): Promise<{ ntop: PtyProgram; pid: number }> {
  const { pid } = await startIdler()
  return { ntop: await openNtop(['-p', String(pid)], { columns: 120 }), pid }
}

test('a signal goes to all that are tagged, who are named before; what became of them is told together', async () => {
  const { ntop, idlers } = await openTagged()
  ntop.type('k')
  const menu = (await ntop.until('send a signal to 3 processes')).join('\n')
  expect(menu).toContain(idlers.map(({ pid }) => `${pid} sh`).join(', '))
  ntop.type('enter')
  for (const idler of idlers) expect(await idler.ended).toEqual({ code: null, signal: 'SIGTERM' })
  await ntop.until(/all 3 ended after \d\.\d s/)
})

test('of three one has ended meanwhile: it is said whom it missed and why, and the others got it', async () => {
  const { ntop, idlers } = await openTagged()
  const [first, second, third] = idlers
  if (first === undefined || second === undefined || third === undefined) throw new Error('three were started')
  ntop.type('k')
  await ntop.until('send a signal to 3 processes')
  second.tell('end')
  await second.ended
  ntop.type('9', 'enter')
  const report = (await ntop.until('send KILL: 1 of 3 failed')).join('\n')
  expect(report).toMatch(new RegExp(`${second.pid} sh +it is already gone`))
  expect(report).toMatch(new RegExp(`${first.pid} sh +done`))
  expect(report).toMatch(new RegExp(`${third.pid} sh +done`))
  expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
  expect(await third.ended).toMatchObject({ signal: 'SIGKILL' })
  ntop.type('escape')
  await ntop.until('no process matches')
})

test('the nice value of several is changed after it was said whose', async () => {
  const { ntop, idlers } = await openTagged()
  ntop.type('f7')
  const question = (await ntop.until('raise the nice value of 3 processes by 1?')).join('\n')
  expect(question).toContain(idlers.map(({ pid }) => `${pid} sh`).join(', '))
  expect(idlers.map(({ pid }) => getPriority(pid))).toEqual([0, 0, 0])
  ntop.type('enter')
  await ntop.until('3 processes now have nice 1')
  expect(idlers.map(({ pid }) => getPriority(pid))).toEqual([1, 1, 1])
})

test('CPU affinity, of one and of several', async () => {
  const { ntop, idlers } = await openTagged()
  const list = statusOf(idlers[0]?.pid ?? 0, 'Cpus_allowed_list')
  const cpu = /^\d+/.exec(list)?.[0] ?? ''
  ntop.type('a')
  await ntop.until(`Now: ${list}.`)
  ntop.type('C-u', ...'9999')
  await ntop.until('there is no CPU 9999')
  ntop.type('enter', 'C-u', ...cpu)
  await ntop.until(new RegExp(`${cpu}(, as before)?: 1 of \\d+ CPUs`))
  ntop.type('enter')
  await ntop.until(`3 processes now have CPU affinity ${cpu}`)
  for (const { pid } of idlers) expect(statusOf(pid, 'Cpus_allowed_list')).toBe(cpu)
})

test('I/O priority, scheduler policy and OOM score adjust of the selected one', async () => {
  const { ntop, pid } = await openOne()
  ntop.type('i')
  await ntop.until(`I/O priority of ${pid} sh`)
  ntop.type('C-u', ...'idle', 'enter')
  await ntop.until(`${pid} sh now has I/O priority idle`)
  ntop.type('i')
  await ntop.until('Now: idle.')
  ntop.type('escape')
  await ntop.until(rows => !rows.join('\n').includes('Now: idle.'))
  ntop.type('Y')
  await ntop.until('Now: other.')
  ntop.type('C-u', ...'batch', 'enter')
  await ntop.until(`${pid} sh now has scheduler policy batch`)
  expect(policyOf(pid)).toBe('3')
  ntop.type('o')
  await ntop.until('OOM score adjust of')
  ntop.type('C-u', ...'600')
  await ntop.until('as if it used 60 % of all memory more')
  ntop.type('enter')
  await ntop.until(`${pid} sh now has OOM score adjust 600`)
  expect(oomOf(pid)).toBe('600')
})

test('a realtime policy is warned of, and takes Enter twice', async () => {
  const { ntop, pid } = await openOne()
  ntop.type('Y')
  await ntop.until('Now: other.')
  ntop.type('C-u', ...'fifo 1', 'enter')
  await ntop.until('Enter once more')
  expect(policyOf(pid)).toBe('0')
  ntop.type('escape')
  await ntop.until(rows => !rows.join('\n').includes('Enter once more'))
  expect(policyOf(pid)).toBe('0')
})

test('a limit of several is chosen, typed and set', async () => {
  const { ntop, idlers } = await openTagged()
  ntop.type('R')
  await ntop.until('set a limit of 3 processes')
  ntop.type(...'nofile', 'enter')
  await ntop.until('nofile of 3 processes')
  ntop.type('C-u', ...'64:128')
  await ntop.until('64')
  ntop.type('enter')
  await ntop.until('3 processes now have nofile soft 64 of hard 128')
  for (const { pid } of idlers)
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/^Max open files +64 +128 /m)
})

test('inside Inspect the same keys act on the inspected process, whoever is tagged', async () => {
  const { ntop, idlers } = await openTagged()
  const pids = idlers.map(({ pid }) => pid)
  ntop.type('home', 'enter')
  await ntop.until(/^ Command /m)
  ntop.type('o')
  await ntop.until(`OOM score adjust of ${pids[0]} sh`)
  ntop.type('C-u', ...'300', 'enter')
  await ntop.until(`${pids[0]} sh now has OOM score adjust 300`)
  expect(pids.map(oomOf)).toEqual(['300', oomOf(process.pid), oomOf(process.pid)])
})

test.runIf(process.getuid?.() === 0)('another user’s process: not permitted, and left alone', async () => {
  const { pid } = await startIdler()
  const before = [oomOf(pid), policyOf(pid), statusOf(pid, 'Cpus_allowed_list')]
  const ntop = await openNtopUnprivileged(['-p', String(pid)], { columns: 120 })
  for (const [key, text] of [
    ['i', 'idle'],
    ['Y', 'batch'],
    ['a', '0'],
    ['o', '-700'],
  ] as const) {
    ntop.type(key)
    await ntop.until('May be: ')
    ntop.type('C-u', ...text, 'enter')
    await ntop.until(rows => footer(rows).includes(`not permitted on ${pid} sh: `))
  }
  expect([oomOf(pid), policyOf(pid), statusOf(pid, 'Cpus_allowed_list')]).toEqual(before)
})
