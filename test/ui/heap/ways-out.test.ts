/** However ntop ends, or is stopped: who was attached to is left before, once, and what was left behind is said. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleProgram } from '../../support/bundle.ts'
import { openPty, type PtyProgram } from '../../support/pty.ts'
import type { FakeOptions } from './fake-heap.ts'

const SOURCE = fileURLToPath(new URL('programs/attached.ts', import.meta.url))

let folder: string
let program: PtyProgram | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-heap-'))
})

afterEach(async () => {
  await program?.end()
  program = undefined
  rmSync(folder, { recursive: true })
})

const log = () => join(folder, 'log')
const notes = () => (existsSync(log()) ? readFileSync(log(), 'utf8').trim().split('\n') : [])

async function command(options: FakeOptions): Promise<string[]> {
  return [process.execPath, await bundleProgram(SOURCE), JSON.stringify(options)]
}

/** Goes on to the live heap of the screen. */
async function attach(screen: PtyProgram): Promise<void> {
  await screen.until(/ COMMAND/)
  screen.type('enter')
  await screen.until(/ Command /)
  screen.type('H')
  await screen.until('Look inside')
  screen.type('enter')
  await screen.until('To look inside, ntop')
  screen.type('enter')
  await screen.until('small objects')
  expect(notes()).toEqual(['attached'])
}

async function openAttached(options: FakeOptions = {}): Promise<PtyProgram> {
  const [file = '', ...args] = await command(options)
  program = openPty({ command: file, args, env: { HEAP_LOG: log() } })
  await attach(program)
  return program
}

const LEFT = ['attached', 'leaving', 'left']

describe('it is left', () => {
  it('by the key that quits', async () => {
    const screen = await openAttached()
    screen.type('C-c')
    expect((await screen.exited).code).toBe(0)
    expect(notes()).toEqual([...LEFT, 'ends'])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('by %s', async signal => {
    const screen = await openAttached()
    process.kill(screen.pid, signal)
    expect((await screen.exited).code).toBe(128 + constants.signals[signal])
    expect(notes()).toEqual(LEFT)
  })

  it('by a terminal that hangs up', async () => {
    const screen = await openAttached()
    screen.hangUp()
    expect((await screen.exited).code).toBe(129)
    expect(notes()).toEqual(LEFT)
  })

  it('and what is left behind in it stays to be read', async () => {
    const screen = await openAttached({ left: { restored: [], leftBehind: ['its port 9229 is open'] } })
    process.kill(screen.pid, 'SIGTERM')
    await screen.exited
    expect(screen.text().join('\n')).toMatch(/^ntop: \d+ node: left behind: its port 9229 is open$/m)
  })
})

it('it is left before a stop, which is said when ntop goes on', async () => {
  program = openPty({ command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { HISTFILE: '', HEAP_LOG: log() } })
  await program.until(/^bash.*[$#]/)
  program.send(`${(await command({})).map(word => `'${word}'`).join(' ')}\r`)
  await attach(program)
  program.type('C-z')
  await program.until('Stopped')
  expect(notes()).toEqual(LEFT)
  program.send('fg\r')
  await program.until('node is left as it was')
  expect(program.text()[0]).toContain('ended: ntop was stopped')
  program.type('C-c')
  await vi.waitFor(() => expect(notes()).toEqual([...LEFT, 'ends']))
})
