/** The program in a real tmux, under the names that terminals go by: no line is broken, and none is left behind. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { cellWidth } from '../../src/terminal/width.ts'
import { builtNtop } from '../support/build.ts'
import { startChild } from './children.ts'
import { footer, recorded, rowOf, tablePids, titleRow } from './screen.ts'

const [WIDTH, HEIGHT] = [100, 30]
/** A server of its own, which ends with the test. */
const SOCKET = `ntop-test-${randomUUID()}`
const hasTmux = spawnSync('tmux', ['-V']).status === 0

function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-L', SOCKET, '-f', '/dev/null', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TERM: 'xterm-256color', HOME: process.env['HOME'] },
  })
}

/** The rows of a session as they are seen, the empty ones below too. */
function rowsOf(session: string): string[] {
  return tmux('capture-pane', '-p', '-N', '-t', session)
    .replace(/\n$/, '')
    .split('\n')
    .map(row => row.trimEnd())
}

function shows(session: string, what: (rows: string[]) => boolean): Promise<string[]> {
  return vi.waitFor(
    () => {
      const rows = rowsOf(session)
      if (!what(rows)) throw new Error(`not shown:\n${rows.join('\n')}`)
      return rows
    },
    { timeout: 12_000, interval: 50 },
  )
}

async function open(term: string, ...more: string[]): Promise<string> {
  const session = term.replace(/\W/g, '_') + more.length
  const args = [await builtNtop(), ...recorded(), '-s', 'pid', ...more]
  const command = [
    'env',
    '-u',
    'TMUX',
    'XDG_STATE_HOME=/proc/nonexistent',
    `TERM=${term}`,
    'LANG=C.UTF-8',
    'TZ=UTC',
    process.execPath,
    ...args,
  ]
  tmux('new-session', '-d', '-s', session, '-x', String(WIDTH), '-y', String(HEIGHT), ...command)
  return session
}

beforeAll(() => {
  // Between two tests there is no session: a server that then ends by itself may be met just as it does.
  if (hasTmux) tmux('start-server', ';', 'set-option', '-g', 'exit-empty', 'off')
})

afterAll(() => {
  if (hasTmux) spawnSync('tmux', ['-L', SOCKET, 'kill-server'])
})

const TERMS = [
  'xterm-256color',
  'tmux-256color',
  'screen-256color',
  'xterm-kitty',
  'alacritty',
  'foot',
  'linux',
  'vt100',
] as const

describe.runIf(hasTmux)('in tmux', () => {
  test.each(TERMS)('TERM=%s draws no broken line', { timeout: 40_000 }, async term => {
    const session = await open(term)
    const rows = await shows(session, screen => / 310 .* T +0/m.test(screen.join('\n')))
    expect(rows).toHaveLength(HEIGHT)
    expect(rows[0]).toMatch(/^ web-3 . up .* load 0\.9 .* \d\d:\d\d:\d\d$/)
    expect(tablePids(rows)).toHaveLength(22)
    expect(rowOf(rows, 320)).toContain('./worker threads')
    expect(footer(rows)).toMatch(/Inspect.*Search.* 1.22$/)
    for (const row of rows) expect(cellWidth(row)).toBeLessThanOrEqual(WIDTH)

    // What lay on top leaves nothing behind.
    tmux('send-keys', '-t', session, 'F6')
    await shows(session, screen => screen.join('\n').includes('sort by'))
    tmux('send-keys', '-t', session, 'Escape')
    const still = (screen: readonly string[]) => screen.slice(1)
    await shows(session, screen => still(screen).join('\n') === still(rows).join('\n'))
    // Alt and a digit is what it is for the program, whatever tmux is told that the terminal is.
    tmux('send-keys', '-t', session, 'M-1')
    await shows(session, screen => /the panel cpu is hidden/.test(footer(screen)))
    tmux('send-keys', '-t', session, 'M-1')
    await shows(session, screen => /the panel cpu is shown/.test(footer(screen)))
    tmux('send-keys', '-t', session, 'Down', 'Up', 'Home')
    await shows(session, screen => still(screen).join('\n') === still(rows).join('\n'))
    tmux('resize-window', '-t', session, '-x', '60', '-y', '20')
    const small = await shows(session, screen => screen.length === 20 && /Inspect/.test(footer(screen)))
    for (const row of small) expect(cellWidth(row)).toBeLessThanOrEqual(60)
    tmux('resize-window', '-t', session, '-x', String(WIDTH), '-y', String(HEIGHT))
    await shows(session, screen => still(screen).join('\n') === still(rows).join('\n'))
    tmux('send-keys', '-t', session, 'q')
    await vi.waitFor(() => expect(spawnSync('tmux', ['-L', SOCKET, 'has-session', '-t', session]).status).not.toBe(0))
  })

  test('names in all scripts leave every column in its place', { timeout: 40_000 }, async () => {
    const names = [
      'plain',
      '数据同步',
      '한국어'.normalize('NFD'),
      'ไทย',
      'e\u030a x\u0301',
      '🦊 fox',
      '👩‍💻 dev',
      '❤️',
      '👍🏽',
      '🇩🇪',
    ]
    const children = await Promise.all(
      names.map(name => startChild('bash', '-c', 'exec -a "$0" sh -c "echo ready; read line"', name)),
    )
    const pids = children.map(({ pid }) => pid)
    const [ntop, session] = [await builtNtop(), 'names']
    const args = ['-p', pids.join(), '-s', 'pid', '-o', 'pid,rss,command:20,ppid,state,user']
    const command = ['env', '-u', 'TMUX', 'TERM=tmux-256color', 'LANG=C.UTF-8', process.execPath, ntop, ...args]
    tmux('new-session', '-d', '-s', session, '-x', '80', '-y', '24', ...command)
    const shown = await shows(session, screen => pids.every(pid => rowOf(screen, pid)?.includes('-c')))
    // The parent of all of them is this process: its number stands below its title.
    const title = shown[titleRow(shown)] ?? ''
    const edge = title.indexOf('PPID') + 'PPID'.length
    expect(edge).toBeGreaterThan(20)
    for (const pid of pids) {
      const row = rowOf(shown, pid) ?? ''
      const ppid = row.lastIndexOf(` ${process.pid} `)
      expect(cellWidth(row.slice(0, ppid)) + 1 + String(process.pid).length, row).toBe(edge)
      expect(row).toMatch(/ S \S+$/)
    }
    tmux('kill-session', '-t', session)
  })
})
