import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { procFixture } from '../support/fixtures.ts'
import { type PtyProgram, sttyState } from '../support/pty.ts'
import { openTestPty } from '../support/test-pty.ts'
import { leftBehind, UNTOUCHED } from '../terminal/stage.ts'
import { showsTable } from './screen.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
/** The shell waits for a command: its prompt is the last thing on the screen. */
const PROMPT = /bash[^\n]*[#$]\s*$/
const tree = ['--procfs', procFixture('linux-6.18')]

/** Only under an interactive shell are there jobs: of a session leader the kernel discards the stop. */
async function openShell(): Promise<PtyProgram> {
  const bash = openTestPty({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    cwd: project,
    env: { HISTFILE: '' },
  })
  await bash.until(PROMPT)
  return bash
}

function run(shell: PtyProgram, line: string): void {
  shell.send(`${line}\r`)
}

/** The program's own screen; what the shell echoes of a command line is not it. */
async function onScreen(shell: PtyProgram): Promise<void> {
  await shell.until(rows => shell.alternate() && showsTable(rows))
}

test.each([
  { how: 'by itself', command: async () => `${process.execPath} ${await builtNtop()}` },
  { how: 'under npm start', command: async () => 'npm start --' },
])('^Z gives the shell its terminal, fg brings the screen back: $how', async ({ command }) => {
  const start = `${await command()} ${tree.join(' ')} -s pid`
  const shell = await openShell()
  // What readline sets for its own prompt is not in it: this is the terminal as commands get it.
  run(shell, 'stty -a | grep -o "[-]*icanon.*"; echo "settings end"')
  const cooked = (await shell.until(/^settings end/m)).find(row => /^-?icanon/.test(row))
  expect(cooked).toMatch(/^icanon/)
  run(shell, start)
  await onScreen(shell)
  expect(sttyState(shell)).toMatch(/ -icanon/)
  shell.type('C-z')
  await shell.until(/Stopped.*bash[^\n]*[#$]\s*$/s)
  expect(shell.alternate()).toBe(false)
  expect(shell.cursorVisible()).toBe(true)
  expect([...shell.modes()].filter(mode => mode >= 1000 && mode !== 2004)).toEqual([])
  // Every process of the job has stopped: none is left that could take the shell's keys.
  run(shell, 'clear; jobs -r; stty -a | grep -o "[-]*icanon.*"; echo nothing $((40 + 2))')
  const [settings, last] = await shell.until(/^nothing 42/m)
  expect(settings).toBe(cooked)
  expect(last).toBe('nothing 42')
  run(shell, 'fg')
  await onScreen(shell)
  shell.type('N')
  await shell.until('PID▼')
  shell.type('q')
  await shell.until(PROMPT)
  run(shell, 'echo code $?')
  await shell.until(/^code 0$/m)
})

test('npm start opens the screen, and its exit code is the program’s', async () => {
  const npm = openTestPty({ command: 'npm', args: ['start', '--', ...tree], cwd: project })
  await onScreen(npm)
  npm.type('q')
  expect(await npm.exited).toEqual({ code: 0, signal: 0 })
  expect({ ...leftBehind(npm), coloured: false }).toEqual(UNTOUCHED)
})

test('npm start without a terminal prints a table; what is wrong with the command line ends it with 2', () => {
  const start = (...args: string[]) => spawnSync('npm', ['start', '--', ...args], { cwd: project, encoding: 'utf8' })
  const { status, stdout } = start('--once', '-d', '0.1', '-p', String(process.pid))
  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`^ *PID .*COMMAND\\n *${process.pid} `, 'm'))
  const wrong = start('--no-such-flag')
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('ntop: unknown flag --no-such-flag')
})
