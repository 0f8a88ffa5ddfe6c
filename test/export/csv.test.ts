import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { columns, findColumn } from '../../src/columns/index.ts'
import { csvText } from '../../src/export/csv.ts'
import { derive } from '../../src/model/derive.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import { record, sample } from './moments.ts'

const CONTEXT: ColumnContext = {
  ownUid: 1000,
  cores: 3,
  cpuOfMachine: false,
  fullPath: true,
  bootAtMs: Date.UTC(2026, 1, 3),
  uptimeMs: 90_500,
}

function csv(ids: string, ...records: ProcessRecord[]): string {
  const chosen = ids.split(',').flatMap(id => findColumn(id) ?? [])
  return csvText(derive(undefined, sample(0, records)).processes, chosen, CONTEXT)
}

/** A reader of RFC 4180, as strict as its grammar: whatever does not fit throws. */
function read(text: string): string[][] {
  const lines: string[][] = [[]]
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    if (found === null) throw new Error(`no field: ${JSON.stringify(text)}`)
    lines.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '\r\n') lines.push([])
  }
  lines.pop()
  return lines
}

describe('the table as CSV', () => {
  test('is a line of column ids and one for each process, ended by CR LF', () => {
    expect(csv('pid,RES,user', record(7, {}, { user: 'ada' }), record(8))).toBe(
      'pid,rss,user\r\n7,12582912,ada\r\n8,12582912,\r\n',
    )
    expect(csv('pid')).toBe('pid\r\n')
  })

  test('has values as they are, not as they are shown: bytes, seconds, moments in UTC, three decimals', () => {
    const one = record(7, { userMs: 4125, systemMs: 10, startMs: 500, priority: -100 })
    const text = csv('time,utime,starttime,elapsed,priority,rss,mem,vms', one)
    expect(read(text)[1]).toEqual([
      '4.135',
      '4.125',
      '2026-02-03T00:00:00.500Z',
      '90',
      '-100',
      '12582912',
      '0.049',
      String(300 * 1024 ** 2),
    ])
  })

  test('of what is unknown is empty, never a dash', () => {
    expect(csv('cpu,uss,tty,pid', record(7))).toBe('cpu,uss,tty,pid\r\n,,,7\r\n')
  })

  test('quotes commas, quotes, line ends and blanks at the ends; a text like a formula is left as it is', () => {
    const named = (command: string) => csv('command', record(7, {}, { command, args: [command] })).slice(9, -2)
    expect(named('a,b')).toBe('"a,b"')
    expect(named('say "hi"')).toBe('"say ""hi"""')
    expect(named(' a')).toBe('" a"')
    expect(named('=1+1')).toBe('=1+1')
    expect(named('@home')).toBe('@home')
  })

  test('is read back whole, whatever a process calls itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), command => {
        const [, line] = read(csv('pid,command,ppid', record(7, {}, { command, args: [command] })))
        expect(line?.[0]).toBe('7')
        expect(line?.[2]).toBe('1')
        expect(line?.[1]).toBe(findColumn('command')?.value(rowOf(command), CONTEXT))
      }),
    )
  })

  test('of every column has as many fields as there are columns', () => {
    const lines = read(csv(columns.map(({ id }) => id).join(','), record(7), record(8, { kernelThread: true })))
    expect(lines[0]).toEqual(columns.map(({ id }) => id))
    expect(lines.map(line => line.length)).toEqual([columns.length, columns.length, columns.length])
  })
})

function rowOf(command: string) {
  const [row] = derive(undefined, sample(0, [record(7, {}, { command, args: [command] })])).processes
  if (row === undefined) throw new Error('no row')
  return row
}
