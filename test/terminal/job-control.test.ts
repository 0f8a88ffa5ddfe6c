import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openPty, type PtyProgram } from '../support/pty.ts'
import { leftBehind, stageCommand, UNTOUCHED_MODES } from './stage.ts'

let shell: PtyProgram | undefined

afterEach(async () => {
  await shell?.end()
  shell = undefined
})

const quoted = (words: readonly string[]) => words.map(word => `'${word}'`).join(' ')

/** An interactive bash; only under one are there jobs: as session leader the program's own SIGTSTP is discarded. */
async function openShell(): Promise<PtyProgram> {
  shell = openPty({ command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { HISTFILE: '' } })
  await shell.until(/^bash.*[$#]/)
  return shell
}

/** Readline sets its own modes at the prompt; only what a full-screen program touches counts. */
function lent(program: PtyProgram) {
  const { alternate, modes, coloured } = leftBehind(program)
  return { alternate, modes: modes.filter(mode => mode !== 2004), coloured }
}

const LENT = { alternate: false, modes: UNTOUCHED_MODES, coloured: false }

/** Types a command line; its words are on the screen afterwards. */
function run(program: PtyProgram, line: string): void {
  program.send(`${line}\r`)
}

/** Waits for the stage's screen; the shell's own echo of a command line is not it. */
async function onStage(program: PtyProgram): Promise<void> {
  await program.until(rows => program.alternate() && /^stage \d+x\d+/.test(rows[0] ?? ''))
}

test('^Z gives the shell its terminal, fg brings the screen back', async () => {
  const bash = await openShell()
  run(bash, quoted(await stageCommand()))
  await onStage(bash)
  bash.type('C-z')
  await bash.until('Stopped')
  expect(lent(bash)).toEqual(LENT)
  // A mouse that is still on, or a terminal still raw, would show in what the shell echoes.
  run(bash, 'echo typed $((20 + 3)) here')
  await bash.until('typed 23 here')
  run(bash, 'fg')
  await onStage(bash)
  expect([...bash.modes()]).toEqual(expect.arrayContaining([1002, 1006, 2004]))
  bash.type('up')
  await bash.until('key up')
  bash.type('q')
  await bash.until('said goodbye')
  run(bash, 'echo code $?')
  await bash.until('code 0')
  expect(lent(bash)).toEqual(LENT)
})

test('what takes a moment is done before the stop, however often one asks, and what is to be said after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-stop-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const log = join(folder, 'log')
  const notes = () => (existsSync(log) ? readFileSync(log, 'utf8') : '')
  const bash = await openShell()
  run(bash, `STAGE_LOG='${log}' ${quoted(await stageCommand({ settlesMs: 200 }))}`)
  await onStage(bash)
  bash.type('C-z', 'C-z')
  await bash.until('Stopped')
  expect(notes()).toBe('settled before the stop\n')
  run(bash, 'fg')
  await onStage(bash)
  await vi.waitFor(() => expect(notes()).toBe('settled before the stop\ngoes on\n'))
  bash.type('q')
  await bash.until('said goodbye')
  expect(notes()).toBe('settled before the stop\ngoes on\nsettled\nleft\n')
})

test('the screen has the right size after a stop in which the window changed', async () => {
  const bash = await openShell()
  run(bash, quoted(await stageCommand()))
  await bash.until('stage 80x24')
  bash.type('C-z')
  await bash.until('Stopped')
  bash.resize(100, 30)
  run(bash, 'fg')
  await bash.until('stage 100x30')
  bash.type('q')
  await bash.until('said goodbye')
})

test('the whole group stops: a program that waits for ours does not keep the shell from its prompt', async () => {
  const bash = await openShell()
  const [node, ...args] = await stageCommand()
  // As `npm start` does: a node that waits for sh, that waits for node. The `:` keeps sh from becoming the program.
  const script = `${quoted([node, ...args])}; :`
  const parent = `require("child_process").spawnSync("sh", ["-c", ${JSON.stringify(script)}], { stdio: "inherit" })`
  run(bash, `${node} -e '${parent.replaceAll("'", `'\\''`)}'`)
  await onStage(bash)
  bash.type('C-z')
  await bash.until('Stopped')
  expect(lent(bash)).toEqual(LENT)
  run(bash, 'jobs -r; echo none runs')
  await bash.until(/^none runs/m)
  expect(bash.text().join('\n')).not.toMatch(/Running/)
  run(bash, 'fg')
  await onStage(bash)
  bash.type('q')
  await bash.until('said goodbye')
})

test('a stop that somebody else asks for gives the terminal to the shell as well', async () => {
  const bash = await openShell()
  run(bash, `${quoted(await stageCommand())} & echo "job $!"`)
  const pid = Number(/^job (\d+)/m.exec((await bash.until(/^job \d+/m)).join('\n'))?.[1])
  run(bash, 'fg')
  await onStage(bash)
  process.kill(pid, 'SIGTSTP')
  await bash.until('Stopped')
  expect(lent(bash)).toEqual(LENT)
  run(bash, 'fg')
  await onStage(bash)
  bash.type('q')
  await bash.until('said goodbye')
})

test('after SIGSTOP, which no program can prepare for, fg draws everything again', async () => {
  const bash = await openShell()
  run(bash, `${quoted(await stageCommand())} & echo "job $!"`)
  const pid = Number(/^job (\d+)/m.exec((await bash.until(/^job \d+/m)).join('\n'))?.[1])
  run(bash, 'fg')
  await onStage(bash)
  process.kill(pid, 'SIGSTOP')
  await bash.until('Stopped')
  run(bash, 'clear; fg')
  await onStage(bash)
  bash.type('f5')
  await bash.until('key f5')
  bash.type('q')
  await bash.until('said goodbye')
})

test('killed while it is stopped, it ends without touching the terminal again', async () => {
  const bash = await openShell()
  run(bash, quoted(await stageCommand()))
  await onStage(bash)
  bash.type('C-z')
  await bash.until('Stopped')
  run(bash, 'kill %1; fg; echo code $?')
  await bash.until('code 143')
  expect(lent(bash)).toEqual(LENT)
})

test('without a shell that could continue it ^Z only draws again', async () => {
  const [command, ...args] = await stageCommand()
  const stage = openPty({ command, args })
  shell = stage
  await stage.until('stage ')
  stage.type('C-z')
  await stage.until(() => stage.raw().split('\x1b[?1049h').length === 3)
  await stage.until('stage ')
  stage.type('up')
  await stage.until('key up')
  stage.type('q')
  expect((await stage.exited).code).toBe(0)
})
