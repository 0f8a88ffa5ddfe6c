import { expect, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { openTestPty } from '../support/test-pty.ts'
import { footer, openNtop, recorded, rowOf, tablePids } from './screen.ts'

const COLOUR = /\x1b\[[\d;]*(3[0-7]|38;|4[0-7]|48;|9[0-7]|10[0-7])[\d;]*m/

test.each([
  'xterm-256color',
  'tmux-256color',
  'screen-256color',
  'xterm-kitty',
  'xterm',
  'linux',
  'vt100',
  'no-such-terminal',
])('TERM=%s: header, table and footer, and no other word', async term => {
  const ntop = await openNtop([...recorded(), '-s', 'pid'], { term, env: { COLORTERM: undefined } })
  const rows = await ntop.until(screen => / 310 .* T +0/m.test(screen.join('\n')))
  expect(rows[0]).toMatch(/^ web-3 . up .* load 0\.9 \(2 cores\) .* 24 procs/)
  expect(tablePids(rows)).toHaveLength(18)
  expect(rowOf(rows, 320)).toContain('./worker threads')
  expect(footer(rows)).toMatch(/Inspect.*Search.* 1.22$/)
  expect(ntop.raw()).not.toMatch(/Error|terminfo|termcap|plab_norm|undefined|NaN/)
  ntop.type('down', 'enter')
  await ntop.until(screen => /^ 310 worker/.test(screen[0] ?? '') && screen.join('\n').includes('Program  '))
  ntop.type('escape')
  await ntop.until(screen => tablePids(screen).length === 18)
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  expect(ntop.alternate()).toBe(false)
})

test.each([
  { why: 'with TERM=dumb', pty: { term: 'dumb' } },
  { why: 'without TERM', pty: { env: { TERM: undefined } } },
])('$why: one table as into a pipe, and a word on it', async ({ why, pty }) => {
  const ntop = openTestPty({ ...pty, command: process.execPath, args: [await builtNtop(), ...recorded(), '-s', 'pid'] })
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  expect(ntop.raw()).toContain(`ntop: no screen ${why}: here is a table`)
  expect(ntop.raw()).toMatch(/ PID .* COMMAND/)
  expect(ntop.raw()).toMatch(/^ *320 .*threads/m)
  expect(ntop.raw()).not.toContain('\x1b')
})

test('without a terminal to type on: no screen, exit code 2 and why', async () => {
  const command = `"${process.execPath}" "${await builtNtop()}" </dev/null; echo "code $?"`
  const ntop = openTestPty({ command: 'sh', args: ['-c', command], columns: 120 })
  await ntop.until('code 2')
  expect(ntop.raw()).toContain('ntop: the screen needs a terminal for its keys; use --once, --plain or --json')
  expect(ntop.raw()).not.toContain('\x1b')
})

test.each([
  { name: 'NO_COLOR', env: { NO_COLOR: '1' }, args: [] },
  { name: '--no-color', env: {}, args: ['--no-color'] },
])('$name: not one colour', async ({ env, args }) => {
  const ntop = await openNtop([...recorded(), ...args], { env })
  ntop.type('enter')
  await ntop.until('Program  ')
  expect(ntop.raw()).not.toMatch(COLOUR)
  const coloured = await openNtop(recorded())
  expect(coloured.raw()).toMatch(COLOUR)
})

test.each([
  { name: 'LANG=C', env: { LANG: 'C' }, args: [] },
  { name: '--ascii', env: {}, args: ['--ascii'] },
])('$name: only ASCII, and no question marks for what has a twin', async ({ env, args }) => {
  const ntop = await openNtop([...recorded(), '-s', 'pid', ...args], { env })
  const main = await ntop.until(screen => / 310 .* T +0/m.test(screen.join('\n')))
  expect(main[0]).toMatch(/^ web-3 . up .* live 1s /)
  for (const [key, shown] of [
    ['enter', 'Program  '],
    ['L', 'NOFILE'],
    ['?', 'help'],
    ['escape', 'NOFILE'],
    ['escape', 'Inspect'],
    ['f6', 'sort by'],
  ] as const) {
    ntop.type(key)
    const rows = await ntop.until(shown)
    expect(rows.join('\n')).toMatch(/^[\x20-\x7e\n]*$/)
    // 384 and others have names that ASCII cannot say; the screen's own words and lines can be.
    expect(
      rows
        .filter(row => !/ 38[4-6] /.test(row))
        .join('\n')
        .replace(' ? Help', ''),
    ).not.toMatch(/\?{2}|\w\?\w/)
  }
})
