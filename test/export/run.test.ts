import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { findColumn } from '../../src/columns/index.ts'
import { Output } from '../../src/export/output.ts'
import { type Clock, type JsonRequest, type PlainRequest, runSeries, type TableRequest } from '../../src/export/run.ts'
import type { Facet, ProcessId } from '../../src/model/process.ts'
import type { TroubleChoices } from '../../src/model/troubles/detector-kind.ts'
import type { Source } from '../../src/sources/source.ts'
import { record, sample } from './moments.ts'

const listing = {
  intervalMs: 1000,
  pids: undefined,
  user: undefined,
  filter: undefined,
  sort: undefined,
  columns: undefined,
}
const json: JsonRequest = { kind: 'json', ...listing, count: undefined, full: false }
const table: TableRequest = { kind: 'table', ...listing, tree: false, count: 1 }
const plain: PlainRequest = { kind: 'plain', ...listing, count: undefined, top: 10, kernelThreads: false }

/** A source, a clock that is set on by waiting for it, and a pipe whose reader leaves after so many writes. */
function setUp({ reads = Number.POSITIVE_INFINITY, scanMs = 0 } = {}) {
  const asked: string[] = []
  const written: string[] = []
  let nowMs = 0
  const clock: Clock = {
    now: () => nowMs,
    until: async (ms, signal) => {
      signal.throwIfAborted()
      nowMs = Math.max(nowMs, ms)
    },
  }
  const told = (facets: ReadonlySet<Facet>): string => [...facets].sort().join(' ') || 'nothing'
  const idle = record(7, { name: 'init' })
  const source: Source = {
    kind: 'linux',
    files: undefined,
    look: () => 'unreadable',
    glance: () => 'unreadable',
    names: { user: String, isUser: () => true, group: String },
    async scan({ everyone }) {
      nowMs += scanMs
      asked.push(`${nowMs} scan ${told(everyone)}`)
      const counters = { userMs: nowMs / 4, seenAtMs: 1000 + nowMs }
      return sample(nowMs / 1000, [idle, record(8, counters, { user: 'ada', uid: 3 })])
    },
    async fill(ids: readonly ProcessId[], facets) {
      asked.push(`fill ${ids.join(' ')} ${told(facets)}`)
    },
    sweep() {
      asked.push('sweep')
    },
    close() {},
  }
  const out = new Writable({
    write(chunk, _, done) {
      if (written.length >= reads) done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      else {
        written.push(String(chunk))
        done()
      }
    },
  })
  const options = { source, clock, out: new Output(out), signal: new AbortController().signal, width: 0 }
  return { asked, written, options }
}

describe('JSON', () => {
  test('is an object a line, each an interval after the one before, with real rates from the first on', async () => {
    const { written, options } = setUp()
    await runSeries({ ...json, count: 3 }, options)
    expect(written).toHaveLength(3)
    const objects = written.map(line => {
      expect(line).toMatch(/^[^\n]+\n$/)
      return JSON.parse(line)
    })
    expect(objects.map(object => object.intervalMs)).toEqual([1000, 1000, 1000])
    expect(objects[0]).toMatchObject({
      cpu: { busyPct: 17.5 },
      processes: [
        { pid: 7, cpuPct: 0 },
        { pid: 8, cpuPct: 25 },
      ],
    })
  })

  test('tells of the troubles that were chosen', async () => {
    const troublesWith = async (troubles: TroubleChoices): Promise<string[]> => {
      const { written, options } = setUp()
      await runSeries({ ...json, count: 1 }, { ...options, troubles })
      return JSON.parse(written.join('')).troubles.map(({ id }: { id: string }) => id)
    }
    expect(await troublesWith({})).toContain('file-system-dead')
    expect(await troublesWith({ 'file-system-dead': false })).not.toContain('file-system-dead')
  })

  test('goes on until nobody reads, and that is no error', async () => {
    const { written, options } = setUp({ reads: 5 })
    await runSeries(json, options)
    expect(written).toHaveLength(5)
  })

  test('ends by its signal between two readings', async () => {
    const { options, written } = setUp()
    const ending = new AbortController()
    ending.abort()
    await expect(runSeries(json, { ...options, signal: ending.signal })).rejects.toThrow(/abort/)
    expect(written).toEqual([])
  })

  test('readings that take longer than the interval do not pile up', async () => {
    const { asked, options } = setUp({ scanMs: 2500 })
    await runSeries({ ...json, count: 3 }, options)
    expect(asked.filter(line => line.includes('scan'))).toEqual([
      '2500 scan nothing',
      '6000 scan nothing',
      '8500 scan nothing',
      '11000 scan nothing',
    ])
  })
})

describe('what is asked of the source', () => {
  test('for JSON: owner and command of those that are shown', async () => {
    const { asked, options } = setUp()
    await runSeries({ ...json, count: 1, pids: new Set([8]) }, options)
    expect(asked).toEqual([
      '0 scan nothing',
      'fill 8:800 nothing',
      '1000 scan nothing',
      'fill 8:800 command owner statm',
    ])
  })

  test('for --full everything, and what becomes a rate twice', async () => {
    const { asked, options } = setUp()
    await runSeries({ ...json, count: 1, full: true, pids: new Set([7]) }, options)
    expect(asked[1]).toBe('fill 7:700 delays io switches')
    expect(asked[3]).toBe(
      'fill 7:700 autogroup cgroup command cwd delays exe io ioprio label limits oom owner rollup runtime statm switches',
    )
  })

  test('for a sort, a user or a filter: what they look at, of everyone', async () => {
    const { asked, options } = setUp()
    const sort = findColumn('pss')
    await runSeries({ ...table, user: 'ada', filter: 'sh', sort }, options)
    expect(asked[0]).toBe('0 scan command owner rollup')
  })

  test('for a query: what its fields look at', async () => {
    const { asked, written, options } = setUp()
    await runSeries({ ...json, count: 1, filter: 'cpu > 20 and not container = none' }, options)
    expect(asked[0]).toBe('0 scan cgroup')
    expect(JSON.parse(written[0] ?? '').processes).toEqual([])
    await runSeries({ ...json, count: 1, filter: 'cpu > 20 and user = ada' }, options)
    expect(JSON.parse(written[1] ?? '').processes).toMatchObject([{ pid: 8, cpuPct: 25 }])
  })
})

describe('tables', () => {
  test('as many as asked for, a blank line between them', async () => {
    const { written, options } = setUp()
    await runSeries({ ...table, count: 2 }, options)
    expect(written).toHaveLength(2)
    expect(written[0]).toMatch(/^web-3, /)
    expect(written[1]).toMatch(/^\nweb-3, /)
  })

  test('have the busiest process first', async () => {
    const { written, options } = setUp()
    await runSeries(table, options)
    const [, first] = written.join('').split(/^.* COMMAND\n/m)
    expect(first).toMatch(/^ +8 ada .* 25\.0 /)
  })
})

describe('plain text', () => {
  test('is a reading an interval until nobody reads, a blank line between two, the first one soon', async () => {
    const { asked, written, options } = setUp({ reads: 3 })
    await runSeries({ ...plain, intervalMs: 10_000 }, options)
    expect(written).toHaveLength(3)
    expect(written[0]).toMatch(/^At \d/)
    expect(written[1]).toMatch(/^\nAt \d/)
    expect(asked.filter(line => line.includes('scan')).slice(0, 3)).toEqual([
      '0 scan nothing',
      '1000 scan nothing',
      '11000 scan nothing',
    ])
  })

  test('tells of the busiest, and of how many there are besides', async () => {
    const { written, options } = setUp()
    await runSeries({ ...plain, count: 1, top: 1 }, options)
    expect(written[0]).toMatch(/Processes by cpu, largest first, 1 of 2:\n8 sh: cpu 25\.0 percent.*\n$/)
  })

  test('has the columns and the width that were asked for', async () => {
    const { written, options } = setUp()
    const columns = ['user', 'rss'].flatMap(id => findColumn(id) ?? [])
    await runSeries({ ...plain, count: 1, columns, filter: 'user = ada' }, { ...options, width: 20 })
    expect(written[0]).toMatch(
      /\nProcesses that match\n {2}user = ada by cpu,\n {2}largest first, 1\n {2}of 1:\n8 sh: user ada, rss\n {2}12 megabytes\n$/,
    )
  })
})

describe('CSV', () => {
  test('is the table’s processes in its order, and a blank line between two of them', async () => {
    const { written, options } = setUp()
    const columns = ['pid', 'user', 'cpu'].flatMap(id => findColumn(id) ?? [])
    await runSeries({ ...table, kind: 'csv', count: 2, columns }, options)
    expect(written).toEqual(['pid,user,cpu\r\n8,ada,25\r\n7,,0\r\n', '\r\npid,user,cpu\r\n8,ada,25\r\n7,,0\r\n'])
  })

  test('asks for what its columns need', async () => {
    const { asked, options } = setUp()
    const columns = ['io', 'priv'].flatMap(id => findColumn(id) ?? [])
    await runSeries({ ...table, kind: 'csv', columns, pids: new Set([8]) }, options)
    expect(asked[1]).toBe('fill 8:800 io')
    expect(asked[3]).toBe('fill 8:800 io statm')
  })
})

test('a pipe that fails otherwise than by being closed is an error', async () => {
  const { options } = setUp()
  const full = new Writable({
    write(_, __, done) {
      done(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }))
    },
  })
  await expect(runSeries(json, { ...options, out: new Output(full) })).rejects.toThrow('ENOSPC')
})
