/** The program without the kernel's files: what it shows, and what is done to processes. */
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { runNtop } from '../support/ntop.ts'
import { startChild } from './children.ts'
import { openNtop, titleRow } from './screen.ts'

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

test('the main screen is that of the Linux source but for what is unknown, which is a dash', async () => {
  const children = [
    await startChild('sh', '-c', 'echo ready; read line'),
    await startChild(process.execPath, '-e', 'console.log(1); setInterval(() => {}, 1e9)', 'one two'),
  ]
  const shown = ['-s', 'pid', '-p', children.map(({ pid }) => pid).join()]
  const [linux, portable] = await Promise.all([
    openNtop(shown, { columns: 120 }),
    openNtop([...PORTABLE, ...shown], { columns: 120 }),
  ])
  // Idle by now, and their shares of a processor known.
  const isIdle = (rows: readonly string[]): boolean => children.every(({ pid }) => cells(rows, pid)[9] === '0.0')
  const [theirs, ours] = [await linux.until(isIdle), await portable.until(isIdle)]
  expect(ours[titleRow(ours)]).toBe(theirs[titleRow(theirs)])
  for (const { pid } of children) {
    const [known, told] = [cells(theirs, pid), cells(ours, pid)]
    expect(told).toHaveLength(known.length)
    const unknown = told.flatMap((cell, i) => (cell === '–' ? [TITLES[i]] : []))
    expect(unknown).toEqual(['PRI', 'SHR'])
    expect(told.filter((cell, i) => cell !== '–' && !MOVES.has(TITLES[i] ?? ''))).toEqual(
      known.filter((_, i) => told[i] !== '–' && !MOVES.has(TITLES[i] ?? '')),
    )
  }
  // The machine: processors, memory, swap, file systems.
  for (const part of [/cpu +\d+%/, /mem +\d+% .* of [\d.]+\w/, /no swap|swap +\d+% of [\d.]+\w/, /^ \/ +\d+% /m]) {
    expect(ours.join('\n')).toMatch(part)
    expect(theirs.join('\n')).toMatch(part)
  }
})

const TITLES = [
  'PID',
  'USER',
  'PRI',
  'NI',
  'VIRT',
  'RES',
  'SHR',
  'GROW',
  'S',
  'CPU%',
  'MEM%',
  'TIME+',
  'THR',
  'COMMAND',
]
/** What another moment of looking may change. */
const MOVES = new Set(['RES', 'GROW', 'TIME+'])

/** The cells of a process's row, its command as one. */
function cells(rows: readonly string[], pid: number): string[] {
  const row = rows.find(text => text.trimStart().startsWith(`${pid} `)) ?? ''
  const [, front = '', command = ''] = /^ *((?:\S+ +){13})(.*?)[ ▐▕]*$/.exec(row) ?? []
  return [...front.trim().split(/ +/), command]
}
