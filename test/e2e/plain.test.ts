import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { runNtop } from '../support/ntop.ts'
import { type PtyProgram, sttyState } from '../support/pty.ts'
import { openTestPty } from '../support/test-pty.ts'
import { leftBehind, UNTOUCHED } from '../terminal/stage.ts'
import { startChild, startIdler } from './children.ts'
import { emptyFolder, type NtopPty, recorded, startNtop } from './screen.ts'
import { copiedTree } from './trees.ts'

const TALL = { rows: 80, columns: 100 }

/** Starts it and waits for the first reading. */
async function openPlain(args: readonly string[], pty: NtopPty = TALL): Promise<PtyProgram> {
  const ntop = await startNtop(['--plain', ...args], pty)
  await ntop.until(/^At .*\n(?:.*\n)*(?:Processes|No processes)/m)
  return ntop
}

/** How many readings there are so far. */
function readings(ntop: PtyProgram): number {
  return ntop.raw().match(/^At \d\d:\d\d:\d\d/gm)?.length ?? 0
}

/** All that it has written is text: no mode, no colour, no movement but to the next line. */
function expectText(ntop: PtyProgram): void {
  expect(ntop.raw().replaceAll('\r\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
  expect(ntop.raw()).not.toMatch(/[\u2500-\u259f\u2800-\u28ff]/)
}

/** What it says, wherever lines were broken. */
function words(ntop: PtyProgram): string {
  return ntop.text().join(' ').replaceAll(/ +/g, ' ')
}

function isAlive(pid: number): boolean {
  return process.kill(pid, 0)
}

describe('with keys', () => {
  test('one process is read, inspected and ended, in text that stays where it is', async () => {
    const child = await startIdler()
    const ntop = await openPlain(['-p', String(child.pid)])
    expect(ntop.text().join('\n')).toMatch(new RegExp(`^${child.pid} sh: cpu .* percent, rss .*, state sleeping$`, 'm'))
    ntop.type('enter')
    await ntop.until('No process is chosen: Down goes to the first one.')
    ntop.type('down')
    await ntop.until(`1 of 1: ${child.pid} sh: `)
    expect(words(ntop)).toContain('command sh -c echo ready; read line')
    ntop.type('down')
    await ntop.until(`Last: 1 of 1: ${child.pid} sh: `)
    ntop.type('up')
    await ntop.until(`First: 1 of 1: ${child.pid} sh: `)
    ntop.type('enter')
    await ntop.until(`Which part of ${child.pid} sh: overview, memory,`)
    ntop.type('mem', 'enter')
    await ntop.until('Resident (RSS)')
    ntop.type('L')
    await ntop.until('NOFILE')
    ntop.type('k')
    await ntop.until(`Signal for ${child.pid} sh,`)
    ntop.type('enter')
    await ntop.until(`Send TERM to ${child.pid} sh? y or n:`)
    ntop.type('y', 'enter')
    await ntop.until(new RegExp(`${child.pid} sh ended after`))
    expect(await child.ended).toMatchObject({ signal: 'SIGTERM' })
    ntop.type('enter')
    await ntop.until('Which part')
    ntop.type('enter')
    await ntop.until(`${child.pid} sh has ended.`)
    expectText(ntop)
    ntop.type('q')
    expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  })

  test('nothing is sent without a yes, nor under --readonly', async () => {
    const child = await startIdler()
    const ntop = await openPlain(['-p', String(child.pid)])
    ntop.type('down')
    await ntop.until('1 of 1:')
    ntop.type('k')
    await ntop.until('Signal for')
    ntop.type('KILLL', 'enter')
    await ntop.until('There is no signal KILLL; did you mean KILL? Nothing was sent.')
    ntop.type('k')
    ntop.type('9', 'enter')
    await ntop.until(/Send KILL to .* y or n:/)
    ntop.type('enter')
    await ntop.until(/y or n: *\nNothing was sent\./)
    ntop.type('k')
    await ntop.until(rows => rows.filter(row => row.startsWith('Signal for')).length === 3)
    ntop.type('escape')
    await ntop.until(rows => rows.filter(row => row.startsWith('Nothing was sent.')).length === 2)
    expect(isAlive(child.pid)).toBe(true)
    const barred = await openPlain(['--readonly', '-p', String(child.pid)])
    barred.type('down')
    await barred.until('1 of 1:')
    barred.type('k')
    await barred.until('k: not under --readonly.')
    barred.type('?')
    expect((await barred.until('q, Ctrl-C or F10: Leave ntop.')).join('\n')).not.toContain('signal')
  })

  test('what is typed can be taken back, and Ctrl-C leaves in the middle of it', async () => {
    const ntop = await openPlain(['-p', String(process.pid)])
    ntop.type('/')
    await ntop.until('Filter;')
    ntop.type('nope数', 'backspace', 'backspace', 'backspace', 'de')
    await ntop.until(/Esc leaves it: node$/m)
    ntop.type('C-c')
    expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  })

  test('filter, order, number and user of the processes are asked for', async () => {
    const [first, second] = await Promise.all([startIdler(), startIdler()])
    const ntop = await openPlain(['-p', `${first.pid},${second.pid}`])
    const heading = (text: string) => ntop.until(rows => rows.findLast(row => /^(No p|P)rocesses/.test(row)) === text)
    await heading('Processes by cpu, largest first, 2 of 2:')
    ntop.type('\\')
    await ntop.until('Filter;')
    ntop.type(`pid = ${second.pid}`, 'enter')
    await heading(`Processes that match pid = ${second.pid} by cpu, largest first, 1 of 1:`)
    ntop.type('/')
    await ntop.until(`Filter, now pid = ${second.pid};`)
    ntop.type('cpu >', 'enter')
    await ntop.until(/That is no query: .* Nothing has changed\./)
    ntop.type('escape')
    await heading('Processes by cpu, largest first, 2 of 2:')
    ntop.type('s')
    await ntop.until('Sort by which column, now cpu;')
    ntop.type('pid', 'enter')
    await heading('Processes by pid, smallest first, 2 of 2:')
    ntop.type('n')
    await ntop.until('How many processes, now 10:')
    ntop.type('1', 'enter')
    await heading('Processes by pid, smallest first, 1 of 2:')
    const lower = Math.min(first.pid, second.pid)
    expect(ntop.text().findLast(row => / sh: /.test(row))).toContain(`${lower} sh: `)
    ntop.type('I')
    await heading('Processes by pid, largest first, 1 of 2:')
    ntop.type(String(lower))
    await ntop.until(`Process id: ${lower}`)
    ntop.type('enter')
    await ntop.until(`2 of 2: ${lower} sh: `)
    ntop.type('u')
    await ntop.until('User, by name or number, now all;')
    ntop.type('nobody-of-this-name', 'enter')
    await ntop.until('There is no user nobody-of-this-name. Nothing has changed.')
    expect(readings(ntop)).toBe(6)
  })

  test('readings come when asked for, or by themselves', async () => {
    const ntop = await openPlain(['-p', String(process.pid)])
    expect(readings(ntop)).toBe(1)
    ntop.type('space')
    await ntop.until(() => readings(ntop) === 2)
    ntop.type('d')
    await ntop.until('Seconds between readings, now 10:')
    ntop.type('0.1', 'enter')
    await ntop.until(() => readings(ntop) > 5)
    // While somebody types nothing comes in between.
    ntop.type('/')
    await ntop.until('Filter;')
    const before = readings(ntop)
    ntop.type('no such name')
    await ntop.until(/Esc leaves it: no such name$/m)
    expect(readings(ntop)).toBe(before)
    ntop.type('escape')
    await ntop.until(() => readings(ntop) > before)
    ntop.type('p')
    await ntop.until('Readings only when asked for: Space takes one.')
    const kept = readings(ntop)
    ntop.type('!')
    await ntop.until(/^(Nothing has been wrong|Now|Critical now|Over)/m)
    expect(readings(ntop)).toBe(kept)
    ntop.type('p')
    await ntop.until(() => readings(ntop) > kept + 1)
  })

  test('a key that does nothing says so, and where all keys are told', async () => {
    const ntop = await openPlain(['-p', String(process.pid)])
    ntop.type('z')
    await ntop.until('z does nothing here; question mark lists the keys.')
    ntop.type('?')
    await ntop.until('Space: A reading of the machine now.')
    expect(ntop.text().join('\n')).toContain('slash, backslash or F4: Only processes that match a text or a query.')
  })

  test('keys are those of the config file, which may ask for plain text always', async () => {
    const folder = emptyFolder()
    mkdirSync(join(folder, 'ntop'))
    writeFileSync(join(folder, 'ntop', 'config.toml'), 'plain = true\n[keys]\nmove-down = ["j"]\n')
    const ntop = await startNtop(['-p', String(process.pid)], { ...TALL, env: { XDG_CONFIG_HOME: folder } })
    await ntop.until('Processes by cpu')
    ntop.type('j')
    await ntop.until(`1 of 1: ${process.pid} `)
    expectText(ntop)
  })
})

describe('the terminal', () => {
  test.each(['q', 'C-c', 'f10'])('%s leaves with 0 and the terminal as it was, the text still there', async key => {
    const idle = openTestPty({ command: 'true' })
    await idle.exited
    const ntop = await openPlain(['-p', String(process.pid)])
    ntop.type(key)
    expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
    expect(leftBehind(ntop)).toEqual(UNTOUCHED)
    expect(sttyState(ntop)).toBe(sttyState(idle))
    expect(ntop.text().join('\n')).toContain('Processes by cpu')
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
    '%s: 128 + n and the terminal as it was',
    async signal => {
      const ntop = await openPlain(['-d', '0.1', '-p', String(process.pid)])
      process.kill(ntop.pid, signal)
      expect(await ntop.exited).toEqual({ code: 128 + constants.signals[signal], signal: 0 })
      expect(leftBehind(ntop)).toEqual(UNTOUCHED)
    },
  )

  test('that hangs up ends it', async () => {
    const ntop = await openPlain(['-d', '0.1', '-p', String(process.pid)])
    ntop.hangUp()
    expect(await ntop.exited).toEqual({ code: 128 + constants.signals.SIGHUP, signal: 0 })
  })

  test('^Z gives it to the shell, fg goes on', async () => {
    const bash = openTestPty({ ...TALL, command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { HISTFILE: '' } })
    await bash.until(/^bash.*[$#]/)
    bash.send(`'${process.execPath}' '${await builtNtop()}' --plain -p $$\r`)
    await bash.until('Processes by cpu')
    bash.type('C-z')
    await bash.until('Stopped')
    bash.send('echo typed $((20 + 3)) here\r')
    await bash.until('typed 23 here')
    bash.send('fg\r')
    await bash.until(rows => rows.filter(row => row.includes('--plain -p $$')).length === 3)
    const before = readings(bash)
    bash.type('space')
    await bash.until(() => readings(bash) === before + 1)
    bash.type('q')
    await bash.until(rows => /^bash-\S+[$#]$/.test(rows.findLast(row => row !== '') ?? ''))
    bash.send('echo left with $?\r')
    await bash.until('left with 0')
  })

  test('with 40 columns is not overrun but by words that are longer, and TERM=dumb is as good as any', async () => {
    const child = await startIdler()
    const ntop = await openPlain(['-p', String(child.pid)], { columns: 40, rows: 60, term: 'dumb' })
    ntop.type('down')
    await ntop.until(`1 of 1: ${child.pid} sh:`)
    expectText(ntop)
    const rows = ntop.text().filter(row => row !== '')
    // A line that goes on without a blank was broken by the terminal.
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(40)
    expect(words(ntop)).toContain('state sleeping, command sh -c echo ready; read line')
  })
})

test('names that would repaint the terminal are read as what they are', async () => {
  const evil = join(emptyFolder(), '\x1b[31m\u202ered')
  symlinkSync(execFileSync('which', ['sh'], { encoding: 'utf8' }).trim(), evil)
  const child = await startChild(evil, '-c', 'echo ready; read line')
  const ntop = await openPlain(['-p', String(child.pid)])
  ntop.type('down')
  await ntop.until(`1 of 1: ${child.pid} ␛[31m�red: `)
  expectText(ntop)
  const { stdout } = await runNtop('--plain', '--once', '-d', '0.1', '-o', 'command', '-p', String(child.pid))
  expect(stdout).toMatch(new RegExp(`^${child.pid} ␛\\[31m�red: command .*␛\\[31m�red`, 'm'))
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
})

test('a failure is told below what was read, in one line, with exit code 1', async () => {
  const procfs = copiedTree()
  const ntop = await openPlain(['-d', '0.1', ...recorded(procfs)])
  rmSync(procfs, { recursive: true })
  expect(await ntop.exited).toEqual({ code: 1, signal: 0 })
  expect(leftBehind(ntop)).toEqual(UNTOUCHED)
  expect(ntop.text().join('')).toMatch(/ntop: ENOENT: .*(scandir|stat) /)
})

describe('without a terminal', () => {
  test('so many readings, a blank line between two, as wide as they like', async () => {
    const { code, stdout, stderr } = await runNtop('--plain', '-n', '2', '-d', '0.2', '--top', '1')
    expect([code, stderr]).toEqual([0, ''])
    const blocks = stdout.split('\n\n')
    expect(blocks).toHaveLength(2)
    for (const block of blocks)
      expect(block).toMatch(/^At .*\n(?:.*\n)*Processes by cpu, largest first, 1 of \d+:\n\d+ .*/)
    expect(stdout).not.toContain('\x1b')
  })

  test('a pipe that is closed ends it quietly with 0', async () => {
    const script = '"$0" "$1" --plain -d 0.1 2>&1 | head -n 1 >/dev/null; echo $PIPESTATUS'
    const said = execFileSync('bash', ['-c', script, process.execPath, await builtNtop()], { encoding: 'utf8' })
    expect(said).toBe('0\n')
  })

  test('Ctrl-C ends it with 130', async () => {
    const ntop = spawn(process.execPath, [await builtNtop(), '--plain', '-d', '0.1'])
    const ended = new Promise(resolve => ntop.on('exit', resolve))
    ntop.stdout.once('data', () => ntop.kill('SIGINT'))
    expect(await ended).toBe(130)
  })
})
