import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPty, type PtyProgram, sttyState } from '../support/pty.ts'
import { leftBehind, openStage, type StagePty, stageCommand, UNTOUCHED } from './stage.ts'

const ENDING = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGTERM'] as const

let folder: string
let program: PtyProgram | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-stage-'))
})

afterEach(async () => {
  await program?.end()
  program = undefined
  rmSync(folder, { recursive: true })
})

const log = () => join(folder, 'log')

async function open(settings: object = {}, pty: StagePty = {}): Promise<PtyProgram> {
  program = await openStage(settings, { ...pty, env: { ...pty.env, STAGE_LOG: log() } })
  return program
}

function notes(): string {
  return existsSync(log()) ? readFileSync(log(), 'utf8') : ''
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
}

/** One letter as in proc_pid_stat(5): Z is a process that ended and was not waited for. */
function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .charAt(0)
}

const LONG = { timeout: 10_000 }

/** The settings of the terminal as a program finds them that does nothing to it. */
async function sttyBefore(): Promise<string> {
  const idle = openPty({ command: 'true' })
  await idle.exited
  const state = sttyState(idle)
  await idle.end()
  return state
}

test('while it runs the terminal is its own', async () => {
  const { alternate, modes, raw } = leftBehind(await open())
  expect({ alternate, raw }).toEqual({ alternate: true, raw: true })
  expect(modes).toEqual([7, 1000, 1002, 1006, 1049, 2004])
})

test('without the mouse its modes stay off', async () => {
  expect(leftBehind(await open({ mouse: false })).modes).toEqual([7, 1049, 2004])
})

/** What the stage wrote down, but for that a terminal which a busy machine is slow to read from took nothing for a while. */
function said(): string {
  return readFileSync(log(), 'utf8').replaceAll('the terminal takes nothing\n', '')
}

describe('the terminal is given back, and the program has ended', () => {
  test('by returning: what is printed then is on the normal screen', async () => {
    const stage = await open()
    stage.type('q')
    expect(await stage.exited).toEqual({ code: 0, signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(sttyState(stage)).toBe(await sttyBefore())
    expect(stage.text()[0]).toBe('said goodbye')
    expect(said()).toBe('left\n')
  })

  test('by what run throws', async () => {
    const stage = await open()
    stage.type('t')
    expect((await stage.exited).code).toBe(1)
    // Node itself prints what nobody catches, in colours.
    expect({ ...leftBehind(stage), coloured: false }).toEqual(UNTOUCHED)
    expect(stage.text().join('\n')).toContain('Error: thrown by run')
    expect(said()).toBe('left\n')
  })

  test.each([
    ['x', 'nobody catches this'],
    ['r', 'nobody awaits this'],
  ])('by an error: %s, %s', async (key, message) => {
    const stage = await open({ busy: true })
    stage.type(key)
    expect(await stage.exited).toEqual({ code: 1, signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(sttyState(stage)).toBe(await sttyBefore())
    expect(stage.text()[0]).toBe(`Error: ${message}`)
    expect(said()).toBe('left\n')
  })

  test('by process.exit, with its code', async () => {
    const stage = await open({ busy: true })
    stage.type('e')
    expect(await stage.exited).toEqual({ code: 7, signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(said()).toBe('left\n')
  })

  test.each(ENDING)('by %s in the middle of frames, with 128 + n', async signal => {
    const stage = await open({ busy: true })
    process.kill(stage.pid, signal)
    expect(await stage.exited).toEqual({ code: 128 + constants.signals[signal], signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(sttyState(stage)).toBe(await sttyBefore())
    expect(said()).toBe('left\n')
  })
})

describe('what takes a moment is settled before the end, with the terminal given back', () => {
  test.each([
    ['by returning', 'q', 0],
    ['by an error', 'x', 1],
  ])('%s', async (_, key, code) => {
    const stage = await open({ settlesMs: 100 })
    stage.type(key)
    expect(await stage.exited).toEqual({ code, signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(said()).toBe('settled\nleft\n')
  })

  test.each(ENDING)('by %s', async signal => {
    const stage = await open({ settlesMs: 100, busy: true })
    process.kill(stage.pid, signal)
    expect(await stage.exited).toEqual({ code: 128 + constants.signals[signal], signal: 0 })
    expect(leftBehind(stage)).toEqual(UNTOUCHED)
    expect(said()).toBe('settled\nleft\n')
  })

  test('by a terminal that hangs up', async () => {
    const stage = await open({ settlesMs: 100 })
    stage.hangUp()
    expect(await stage.exited).toEqual({ code: 129, signal: 0 })
    expect(said()).toBe('settled\nleft\n')
  })

  test('but not waited for by whoever is told so twice', async () => {
    const stage = await open({ settlesMs: 3_600_000 })
    process.kill(stage.pid, 'SIGTERM')
    await stage.until(() => leftBehind(stage).alternate === false)
    process.kill(stage.pid, 'SIGTERM')
    expect(await stage.exited).toEqual({ code: 143, signal: 0 })
    expect(said()).toBe('left\n')
  })
})

test('a terminal that hangs up ends it like SIGHUP, without a core and without a word', async () => {
  const stage = await open({ busy: true })
  stage.hangUp()
  expect(await stage.exited).toEqual({ code: 129, signal: 0 })
  expect(said()).toBe('left\n')
})

test('a terminal that hangs up on a program that no SIGHUP reaches ends it all the same', async () => {
  const [command, ...args] = await stageCommand({ busy: true })
  // In a session of its own the terminal is not its controlling one. setsid itself ends by the signal.
  program = openPty({ command: 'setsid', args: ['--wait', command, ...args], env: { STAGE_LOG: log() } })
  await program.until('stage ')
  program.hangUp()
  await expect.poll(notes, LONG).toContain('left')
})

test('SIGUSR1 opens no debugger', async () => {
  const stage = await open()
  process.kill(stage.pid, 'SIGUSR1')
  stage.type('a')
  await stage.until('key a')
  stage.type('q')
  expect(await stage.exited).toEqual({ code: 0, signal: 0 })
  expect(stage.raw()).not.toContain('Debugger')
})

test('a terminal that takes nothing holds up neither a signal nor the way out', async () => {
  const [command, ...args] = await stageCommand({ busy: true })
  const line = ['exec', command, ...args]
    .map(word => `'${word}'`)
    .join(' ')
    .replace("'exec'", 'exec')
  // The stage's terminal is the one of `script`: stopped, it reads nothing from it.
  program = openPty({ command: 'script', args: ['-qc', line, '/dev/null'], env: { STAGE_LOG: log() } })
  await program.until('stage ')
  const [pid = Number.NaN] = childrenOf(program.pid)
  process.kill(program.pid, 'SIGSTOP')
  await expect.poll(notes, LONG).toContain('the terminal takes nothing')
  process.kill(pid, 'SIGTERM')
  await expect.poll(notes, LONG).toContain('left')
  await expect.poll(() => stateOf(pid), LONG).toBe('Z')
})

test('a terminal that took nothing for a while gets the newest frame when it goes on', async () => {
  const [command, ...args] = await stageCommand({ busy: true })
  const line = ['exec', command, ...args]
    .map(word => `'${word}'`)
    .join(' ')
    .replace("'exec'", 'exec')
  program = openPty({ command: 'script', args: ['-qc', line, '/dev/null'], env: { STAGE_LOG: log() } })
  await program.until('stage ')
  process.kill(program.pid, 'SIGSTOP')
  await expect.poll(notes, LONG).toContain('the terminal takes nothing')
  program.type('a')
  process.kill(program.pid, 'SIGCONT')
  await program.until('key a')
  program.type('q')
  expect((await program.exited).code).toBe(0)
  expect(program.text()[0]).toBe('said goodbye')
  // What was drawn in vain was never sent: a slow line does not fall behind further and further.
  const drawn = Number(/^drew (\d+) frames$/m.exec(notes())?.[1])
  expect(program.raw().split('\x1b[?2026h').length - 1).toBeLessThanOrEqual(drawn - 20)
})

test('a new size is drawn at once', async () => {
  const stage = await open()
  stage.resize(100, 30)
  await stage.until('stage 100x30')
  stage.resize(60, 12)
  await stage.until('stage 60x12')
})

test('redraw mends what another program wrote over the screen', async () => {
  const stage = await open({ text: 'as it was' })
  const shown = stage.text()
  writeFileSync(stage.tty, '\x1b[2;1HWALL: the system goes down')
  await stage.until('WALL')
  stage.type('C-l')
  expect(await stage.until('as it was')).toEqual(shown)
})

test('what is copied is on the clipboard', async () => {
  const stage = await open()
  stage.type('y')
  stage.type('a')
  await stage.until('key a')
  expect(stage.clipboard()).toBe('naïve text')
})

describe('the theme follows the terminal', () => {
  test.each([
    ['#ffffff', '15;0', true],
    ['#101010', '0;15', false],
    [false, '0;15', true],
    [false, '15;0', false],
  ] as const)('background %s, COLORFGBG %s: light %s', async (background, COLORFGBG, light) => {
    const stage = await open({ follow: true }, { background, env: { COLORFGBG } })
    // The header's text is dark on light and light on dark.
    await stage.until(() => (stage.cells()[0]?.[0]?.foreground === '#32383f') === light)
  })

  test.each([true, false])(
    'and does so again after another was chosen (asked from the beginning: %s)',
    async follow => {
      const stage = await open({ follow }, { background: '#ffffff' })
      const shows = (foreground: string) => () => stage.cells()[0]?.[0]?.foreground === foreground
      const [onLight, onDark] = ['#32383f', '#c3cad4']
      await stage.until(shows(follow ? onLight : onDark))
      stage.type('d')
      await stage.until(shows(onDark))
      stage.type('l')
      await stage.until(shows(onLight))
      stage.type('d')
      await stage.until(shows(onDark))
      stage.type('b')
      await stage.until(shows(onLight))
      // The text is what it was, and nothing of an answer is among it.
      expect(stage.text().filter(row => row !== '')).toHaveLength(3)
    },
  )

  test('its answer is never typed, also when it comes as we leave', async () => {
    const [command, ...args] = await stageCommand({ follow: true, brief: true })
    program = openPty({ command, args })
    await program.exited
    await program.settled()
    expect(program.text().filter(row => row !== '')).toEqual(['was brief'])
    expect(sttyState(program)).toBe(await sttyBefore())
  })
})
