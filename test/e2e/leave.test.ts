import { readdirSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { sttyState } from '../support/pty.ts'
import { openTestPty } from '../support/test-pty.ts'
import { leftBehind, UNTOUCHED } from '../terminal/stage.ts'
import { sessionMembers } from './children.ts'
import { openNtop, recorded, showsTable, startNtop } from './screen.ts'
import { copiedTree } from './trees.ts'

/** The settings of a terminal that nobody has used. */
async function sttyBefore(): Promise<string> {
  const idle = openTestPty({ command: 'true' })
  await idle.exited
  return sttyState(idle)
}

function livingPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

test.each(['q', 'C-c', 'f10'])('%s leaves with 0 and the terminal as it was', async key => {
  const ntop = await openNtop([])
  ntop.type(key)
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  expect(leftBehind(ntop)).toEqual(UNTOUCHED)
  expect(sttyState(ntop)).toBe(await sttyBefore())
  // Nothing is printed that would push up what the shell had on its screen.
  expect(ntop.text().join('')).toBe('')
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGABRT'] as const)(
  '%s in the middle of drawing: 128 + n and the terminal as it was',
  async signal => {
    const ntop = await openNtop(['-d', '0.1'])
    const before = ntop.frames()
    await ntop.until(() => ntop.frames() > before + 3)
    process.kill(ntop.pid, signal)
    expect(await ntop.exited).toEqual({ code: 128 + constants.signals[signal], signal: 0 })
    expect(leftBehind(ntop)).toEqual(UNTOUCHED)
    expect(sttyState(ntop)).toBe(await sttyBefore())
    expect(ntop.text().join('')).toBe('')
  },
)

test('a failure is told on the normal screen, in one line, with exit code 1', async () => {
  const procfs = copiedTree()
  const ntop = await openNtop(['-d', '0.1', ...recorded(procfs)])
  rmSync(procfs, { recursive: true })
  expect(await ntop.exited).toEqual({ code: 1, signal: 0 })
  expect(leftBehind(ntop)).toEqual(UNTOUCHED)
  expect(sttyState(ntop)).toBe(await sttyBefore())
  expect(ntop.text().join('')).toMatch(/^ntop: ENOENT: .*(scandir|stat) /)
})

test('a user that there is not is told before the screen is taken', async () => {
  const ntop = await startNtop(['-u', 'nobody-of-this-name'])
  expect(await ntop.exited).toEqual({ code: 2, signal: 0 })
  expect(leftBehind(ntop)).toEqual(UNTOUCHED)
  expect(ntop.text().join('')).toBe('ntop: -u nobody-of-this-name: there is no such user; a number is taken too')
})

test('SIGUSR1 opens no debugger and ends nothing', async () => {
  const ntop = await openNtop([])
  process.kill(ntop.pid, 'SIGUSR1')
  process.kill(ntop.pid, 'SIGUSR1')
  ntop.type('?')
  await ntop.until('help')
  ntop.type('escape')
  await ntop.until(showsTable)
  expect(ntop.raw()).not.toMatch(/debugger/i)
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  expect(ntop.raw()).not.toMatch(/debugger/i)
})

test('a terminal that hangs up leaves no process behind', async () => {
  const ntop = await openNtop(['-d', '0.1'])
  ntop.hangUp()
  expect(await ntop.exited).toEqual({ code: 129, signal: 0 })
  expect(sessionMembers(ntop.pid, livingPids())).toEqual([])
})
