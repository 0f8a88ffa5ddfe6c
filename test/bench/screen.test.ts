import { describe, expect, test } from 'vitest'
import { directionFrom } from '../../bench/keys.js'
import { isTable, selectedRow, standing } from '../../bench/screen.js'

describe('isTable', () => {
  const rows: Record<string, (pid: number) => string> = {
    ntop: pid => `  ${pid} root       20   0   16M   13M  6.5M      · R  63.1  0.1  0:11.24    1 python3 -c pass`,
    htop: pid => `  ${pid} root       20   0  3892  2016  1800 S   0.0  0.0  0:00.00 /tmp/population 80`,
    btop: pid => `│   ${pid} python3       python3 -c while True         1 root     12M ⣀⣀⣀⣀⣀  49.8 │`,
    top: pid => `  ${pid} root      20   0       0      0      0 I   0.0   0.0   0:00.00 kworker/R-rcu_gp`,
  }
  const pids = Array.from({ length: 40 }, (_, i) => 1000 + i)
  const known = new Set(pids.map(String))

  test.each(Object.entries(rows))('knows the rows of %s, from twenty on', (_, row) => {
    expect(isTable(pids.slice(0, 19).map(row), known)).toBe(false)
    expect(isTable(pids.slice(0, 20).map(row), known)).toBe(true)
  })

  test('takes neither empty rows nor unknown processes nor rows without memory for it', () => {
    const unknown = pids.map(pid => `${pid + 5000} root 20 0 16M 13M S sleep`)
    const withoutMemory = pids.map(pid => `${pid} root – – sleep`)
    for (const lines of [Array(50).fill(''), unknown, withoutMemory]) expect(isTable(lines, known)).toBe(false)
  })
})

const [PLAIN, OTHER, WIDTH] = [0, 7, 100]

/** A row of which so many cells stand out. */
function row(text: string, marked = 0) {
  return { text, styles: Array.from({ length: WIDTH }, (_, x) => (x < marked ? OTHER : PLAIN)) }
}

describe('the selected row', () => {
  const heading = row('  PID USER  COMMAND', WIDTH)
  const footer = row('F1Help  F2Setup', 90)

  test('is the one below the heading that stands out, whatever stands out beside the table', () => {
    const rows = [row('Mem 12%', 60), heading, row('1 root init'), row('20 root sh', WIDTH), row('3 root sh'), footer]
    expect(selectedRow(rows)).toEqual({ place: 1, text: '20 root sh' })
    expect(standing(rows, 'place')).toBe('1')
    expect(standing(rows, 'process')).toBe('20')
  })

  test('may have no more than its command underlined, as in glances', () => {
    expect(standing([heading, row('0.3 77 sh'), row('0.1 78 cat', 3), row('0.0 79 ls')], 'place')).toBe('1')
  })

  test('is the plain one where all others have a background of their own', () => {
    const painted = (text: string) => row(text, WIDTH)
    const rows = [row('PID'), painted('1 a'), row('2 b'), painted('3 c'), painted('4 d')]
    expect(standing(rows, 'place')).toBe('1')
  })

  test('is unknown while none stands out, or two do, or there is no table', () => {
    const none = [heading, row('1 root init'), row('2 root sh')]
    const two = [heading, row('1 root init', WIDTH), row('2 root sh', WIDTH), row('3 root sh'), row('4 root sh')]
    for (const rows of [none, two, [row('12 loading', WIDTH)], []]) {
      expect(selectedRow(rows)).toBeUndefined()
      expect(standing(rows, 'process')).toBeUndefined()
    }
  })

  test('moves by its place or with its process', () => {
    const before = [heading, row('1 a'), row('2 b', WIDTH), row('3 c'), row('4 d')]
    const resorted = [heading, row('2 b', WIDTH), row('1 a'), row('3 c'), row('4 d')]
    const down = [heading, row('1 a'), row('2 b'), row('3 c', WIDTH), row('4 d')]
    expect(standing(resorted, 'process')).toBe(standing(before, 'process'))
    expect(standing(resorted, 'place')).not.toBe(standing(before, 'place'))
    for (const follows of ['process', 'place'] as const) {
      expect(standing(down, follows)).not.toBe(standing(before, follows))
    }
  })

  test('of a table that scrolls instead, its first row tells where it stands', () => {
    expect(standing([row('Tasks: 90 total'), heading, row('  4 root sh'), row('5 root sh')], 'scroll')).toBe('4')
  })
})

test('keys never lead to the edge of the table', () => {
  const range = { highest: 2, lowest: 8 }
  for (const random of [0, 0.5, 0.999]) {
    expect(directionFrom(1, range, random)).toBe('down')
    expect(directionFrom(9, range, random)).toBe('up')
  }
  expect([0, 0.5].map(random => directionFrom(5, range, random))).toEqual(['up', 'down'])
})
