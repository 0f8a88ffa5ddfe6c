import { describe, expect, test } from 'vitest'
import { type AnyColumn, type ColumnContext, momentOf } from '../../src/columns/column.ts'
import { columns, findColumn } from '../../src/columns/index.ts'
import { derive } from '../../src/model/derive.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import type { Trouble } from '../../src/model/troubles/trouble.ts'
import { troubleSentence } from '../../src/plain/machine.ts'
import { processLine, processSentence, spokenColumns } from '../../src/plain/process.ts'
import { type Reading, readingText } from '../../src/plain/reading.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { record, sample } from '../export/moments.ts'

const MIB = 1024 ** 2

const node = (atSec: number): ProcessRecord =>
  record(
    8305,
    { name: 'node', state: 'R', userMs: atSec * 482, rssBytes: 212 * MIB, seenAtMs: 1000 + atSec * 1000 },
    { user: 'deploy', uid: 1000, command: 'node server.js --port 8080' },
  )

/** Two seconds of the machine made by hand. */
function machine(...others: readonly ProcessRecord[]): Snapshot {
  const at = (atSec: number) => sample(atSec, [...others, node(atSec)])
  return derive(derive(undefined, at(0)), at(2))
}

function contextOf(snapshot: Snapshot): ColumnContext {
  return { ownUid: 1000, cores: 2, cpuOfMachine: false, fullPath: true, ...momentOf(snapshot) }
}

const trouble: Trouble = {
  id: 'disk',
  severity: 'critical',
  wordings: ['/data is full', '/data full'],
  sinceMs: 0,
  lastedMs: 725_000,
  overForMs: undefined,
}

function read(over: Partial<Reading> = {}, width = 0): string[] {
  const snapshot = machine()
  const cpu = findColumn('cpu')
  const reading = {
    snapshot,
    troubles: [],
    rows: snapshot.processes,
    count: snapshot.processes.length,
    columns: spokenColumns(cpu),
    context: contextOf(snapshot),
    sort: cpu,
    descending: true,
    filter: '',
    ...over,
  }
  const text = readingText(reading, width)
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

const columnsNamed = (...ids: readonly string[]): AnyColumn[] => ids.flatMap(id => findColumn(id) ?? [])

describe('a reading', () => {
  test('tells of the machine in sentences, then of the processes, each in a line', () => {
    const lines = read()
    expect(lines[0]).toMatch(/^At \d\d:\d\d:\d\d on 2026-02-03: web-3, up 3 days 4 hours\.$/)
    expect(lines.slice(1)).toEqual([
      'No trouble.',
      'CPU 18 percent of 2 cores: user 15, system 3. Load 4.4, 2.1 and 0.9.',
      'Memory 2.3 of 24 gigabytes used, 10 percent. Swap 512 megabytes of 2.0 gigabytes used, 25 percent.',
      '1 process: 1 running.',
      'Disks: / 22 percent used, 56 gigabytes free; /mnt/nas does not answer.',
      'Network: eth0 receives 1.2 megabytes a second, sends 33 kilobytes a second.',
      'Processes by cpu, largest first, 1 of 1:',
      '8305 node: cpu 48.2 percent, rss 212 megabytes, user deploy, state running',
    ])
  })

  test('has what is wrong before all else, and not what is over', () => {
    const over: Trouble = { ...trouble, id: 'other', wordings: ['swapping'], overForMs: 2000 }
    const lines = read({ troubles: [trouble, over] })
    expect(lines[1]).toBe('Critical trouble: /data is full, for 12 minutes 5 seconds.')
    expect(lines.join('\n')).not.toMatch(/swapping|No trouble/)
    expect(troubleSentence({ ...trouble, severity: 'warning', lastedMs: 400 })).toBe('Trouble: /data is full.')
  })

  test('says of whom it tells, and that there is nobody', () => {
    expect(read({ count: 1204, filter: 'cpu > 5', descending: false }).at(-2)).toBe(
      'Processes that match cpu > 5 by cpu, smallest first, 1 of 1,204:',
    )
    expect(read({ rows: [], count: 0, filter: 'nobody' }).at(-1)).toBe('No processes that match nobody.')
    expect(read({ rows: [], count: 0 }).at(-1)).toBe('No processes.')
  })

  test('says that a first one knows no rates', () => {
    const snapshot = derive(undefined, sample(0, [node(0)]))
    const text = read({ snapshot, rows: snapshot.processes }).join('\n')
    expect(text).toContain('CPU unknown of 2 cores. Load')
    expect(text).toContain('eth0 receives unknown, sends unknown.')
    expect(text).toContain('cpu unknown, rss 212 megabytes')
  })

  test.each([40, 20, 10])('goes into %i columns, words whole', width => {
    const lines = read({ troubles: [trouble] }, width)
    const words = read({ troubles: [trouble] })
      .join(' ')
      .split(' ')
    expect(lines.join(' ').split(/ +/)).toEqual(words)
    for (const line of lines) if (line.trim().includes(' ')) expect(cellWidth(line)).toBeLessThanOrEqual(width)
  })

  test('has nothing that is drawn: letters and signs of the keyboard alone, whatever columns are asked for', () => {
    const snapshot = machine()
    const [row] = snapshot.processes
    if (row === undefined) throw new Error('no process')
    for (const line of [...read({ troubles: [trouble] }), processLine(row, columns, contextOf(snapshot))]) {
      expect(line).toMatch(/^[ -~]*$/)
      expect(line).not.toMatch(/ {2}|[|[\]▏]/)
    }
  })
})

describe('a process', () => {
  const snapshot = machine()
  const [row] = snapshot.processes
  if (row === undefined) throw new Error('no process')
  const context = contextOf(snapshot)

  test('is told by the columns that were asked for, by the names that one sorts and filters by', () => {
    expect(processLine(row, columnsNamed('pid', 'rss', 'nice', 'time', 'command'), context)).toBe(
      '8305 node: rss 212 megabytes, nice 0, time 0:01.46, command node server.js --port 8080',
    )
    expect(processLine(row, [], context)).toBe('8305 node')
  })

  test('by itself has its command, once', () => {
    const sentence = '8305 node: rss 212 megabytes, command node server.js --port 8080'
    expect(processSentence(row, columnsNamed('rss'), context)).toBe(sentence)
    expect(processSentence(row, columnsNamed('command', 'rss'), context)).toBe(sentence)
  })

  test('has no state that nobody told', () => {
    const untold = { ...row, record: { ...row.record, state: undefined } }
    expect(processLine(untold, columnsNamed('state'), context)).toBe('8305 node: state unknown')
  })

  test('has the column first that it is sorted by', () => {
    const ids = (sort: string) => spokenColumns(findColumn(sort)).map(({ id }) => id)
    expect(ids('rss')).toEqual(['cpu', 'rss', 'user', 'state'])
    expect(ids('grow')).toEqual(['grow', 'cpu', 'rss', 'user', 'state'])
    expect(ids('pid')).toEqual(['cpu', 'rss', 'user', 'state'])
  })

  test('that has not grown has grown by nothing, and a limit is told by its name', () => {
    expect(processLine(row, columnsNamed('grow'), context)).toBe('8305 node: grow 0 bytes')
    const facts = { ...row.facts, limit: { name: 'NOFILE', usedPct: 87 } }
    expect(processLine({ ...row, facts }, columnsNamed('limit'), context)).toBe('8305 node: limit NOFILE 87 percent')
  })
})
