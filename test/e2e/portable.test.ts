/** The program without the kernel's files: what it shows, and what is done to processes. */
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { runNtop } from '../support/ntop.ts'
import { startChild } from './children.ts'
import { openNtop } from './screen.ts'

const PORTABLE = ['--source', 'portable']

test('signals and nice values go to the process that was meant, and its end is told', async () => {
  const child = await startChild('sh', '-c', 'echo ready; read line')
  const ntop = await openNtop([...PORTABLE, '-p', `${child.pid}`], { columns: 120 })
  ntop.type('down', 'f7')
  await ntop.until(`${child.pid} sh now has nice 1`)
  ntop.type(']')
  await ntop.until(`${child.pid} sh now has nice 2`)
  expect(getPriority(child.pid)).toBe(2)
  ntop.type('k', 'enter')
  expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' })
  await ntop.until(new RegExp(` ${child.pid} sh ended after \\d\\.\\d s`))
  await ntop.until('no process matches')
  ntop.type('q')
  expect(await ntop.exited).toMatchObject({ code: 0 })
})

test('what only Linux tells is refused, and the screen goes on', async () => {
  const ntop = await openNtop([...PORTABLE, '-p', `${process.pid}`], { columns: 120 })
  ntop.type('down', 'enter')
  await ntop.until('Enter: only the Linux source tells what a process is made of; this is the portable one')
  ntop.type('R')
  await ntop.until('R: only the Linux source sets limits of other processes; this is the portable one')
  ntop.type('q')
  expect(await ntop.exited).toMatchObject({ code: 0 })
})

test('subcommands that need its files fail with the reason', async () => {
  expect(await runNtop('inspect', `${process.pid}`, ...PORTABLE)).toEqual({
    code: 1,
    stdout: '',
    stderr: `ntop: process ${process.pid} cannot be inspected: only the Linux source tells what a process is made of; this is the portable one\n`,
  })
})
