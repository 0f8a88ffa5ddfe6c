import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { blankRareFacts } from '../../src/model/rare-facts.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { completePart, readQuery } from '../../src/query/query.ts'
import { rowOf } from './rows.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }
const MIB = 1024 ** 2
const ID = '0f3c5b8d9e2a'.padEnd(64, '7')

const server = rowOf(
  8305,
  { name: 'node', state: 'D', rssBytes: 2048 * MIB, nice: -5, threads: 11 },
  {
    user: 'deploy',
    uid: 1001,
    args: ['/usr/bin/node', 'Server.js', '--port=8080'],
    command: '/usr/bin/node Server.js --port=8080',
    cgroup: `/system.slice/docker-${ID}.scope`,
    ussBytes: 900 * MIB,
  },
  300,
)
/** A process about which little is known as yet. */
const stranger = rowOf(99, { name: 'sh', state: 't' })
const kernel = rowOf(
  17,
  { name: 'kworker/0:1', kernelThread: true },
  { user: 'root', uid: 0, args: [], command: '[kworker/0:1]', cgroup: '/' },
)

function keeps(text: string, row: ProcessRow, context = CONTEXT): boolean {
  const { query, problem } = readQuery(text)
  if (query === undefined) throw new Error(`${text}: ${problem.message}`)
  return query.keeps(row, context)
}

describe('a query', () => {
  it.each([
    ['', true],
    ['server.js --port', true],
    ['Server', true],
    ['Node', false],
    ['deploy', true],
    ['8305', true],
    ['cpu = 15', true],
    ['cpu > 15', false],
    ['cpu >= 15 and cpu <= 15', true],
    ['cpu < 15.1%', true],
    ['cpu != 15', false],
    ['mem > 1GiB', true],
    ['mem > 2GiB', false],
    ['mem >= 2048M', true],
    ['mem > 1', true],
    ['rss < 1%', false],
    ['uss > 0.5G', true],
    ['nice < 0', true],
    ['nice = -5', true],
    ['threads > 10', true],
    ['time >= 4.8s', true],
    ['time > 1m', false],
    ['state = D', true],
    ['state = blocked', true],
    ['state = R', false],
    ['state != R', true],
    ['user = deploy', true],
    ['user = 1001', true],
    ['user = dep', false],
    ['user = Deploy', false],
    ['user != root', true],
    ['user != 1001', false],
    ['user ~ ^dep', true],
    ['name = node', true],
    ['name ~ "python|node"', true],
    ['name ~ "^ode"', false],
    ['name !~ "python|node"', false],
    ['command ~ "^/usr/bin/node "', true],
    ['command ~ server', true],
    ['command ~ SERVER', false],
    ['args = "Server.js --port=8080"', true],
    ['args ~ port=80', true],
    ['container = docker', true],
    ['container = 0f3c5b8d9e2a', true],
    [`container = ${ID}`, true],
    ['container ~ ^0f3c', true],
    ['container = web', false],
    ['container != none', true],
    ['cgroup ~ docker', true],
    ['not node', false],
    ['node !python', true],
    ['node and python', false],
    ['node|python', true],
    ['python or cpu > 10 and user = deploy', true],
    ['(python or cpu > 10) and user = root', false],
    ['not (python or cpu > 20)', true],
    ['not (node and cpu > 20)', true],
    ['!(node or python)', false],
  ])('%s: %s', (text, expected) => {
    expect(keeps(text, server)).toBe(expected)
  })

  it('is true of no process by what is unknown of it, nor is the opposite', () => {
    const unknown = ['user = root', 'user ~ .', 'uss > 0', 'command ~ sh', 'args = ""', 'container = none', 'read >= 0']
    for (const text of unknown) {
      expect(keeps(text, stranger), text).toBe(false)
      expect(keeps(`not ${text}`, stranger), `not ${text}`).toBe(false)
      expect(keeps(`not (nothing or ${text})`, stranger), text).toBe(false)
      expect(keeps(`sh or ${text}`, stranger), text).toBe(true)
    }
    expect(keeps('user != root', stranger)).toBe(false)
    expect(keeps('mem >= 0', kernel)).toBe(false)
    expect(keeps('mem < 1GiB', kernel)).toBe(false)
  })

  it('knows that outside of containers there is none', () => {
    expect(keeps('container = none', kernel)).toBe(true)
    expect(keeps('container = none', server)).toBe(false)
  })

  it('knows a runtime with its version and without, of a process and of its threads', () => {
    const found = (name: string, version?: string) => ({
      ...blankRareFacts(),
      exe: '/srv/x',
      runtime: { name, version },
    })
    const python = rowOf(70, {}, { rare: found('python', '3.11.7') })
    const thread = { ...rowOf(71), threadOf: python }
    for (const row of [python, thread]) {
      for (const text of ['runtime = python', 'runtime = "python 3.11"', 'runtime ~ ^python$', 'runtime ~ "3.11.7"'])
        expect(keeps(text, row), text).toBe(true)
      for (const text of ['runtime != python', 'runtime = node', 'runtime = "python 3"', 'runtime !~ python'])
        expect(keeps(text, row), text).toBe(false)
    }
    expect(keeps('runtime = go', rowOf(72, {}, { rare: found('go') }))).toBe(true)
    // By its file, whatever it is called.
    expect(keeps('runtime = node', server)).toBe(true)
    expect(keeps('runtime != go', stranger)).toBe(false)
    const needs = readQuery('runtime = go').query?.needs
    expect([...(needs ?? [])].sort()).toEqual(['command', 'exe', 'runtime'])
  })

  it('tells traced from stopped, whose letters differ by their case only', () => {
    expect(keeps('state = traced', stranger)).toBe(true)
    expect(keeps('state = t', stranger)).toBe(true)
    expect(keeps('state = T', stranger)).toBe(false)
  })

  it('goes by CPU % as it is shown', () => {
    expect(keeps('cpu > 10', server, { ...CONTEXT, cpuOfMachine: true })).toBe(false)
    expect(keeps('cpu > 3', server, { ...CONTEXT, cpuOfMachine: true })).toBe(true)
  })

  it('is the opposite of its opposite where all is known', () => {
    const simple = fc.constantFrom('cpu > 10', 'node', 'user = root', 'state != D', 'name ~ k|n', 'container = docker')
    const { query } = fc.letrec<{ query: string }>(tie => ({
      query: fc.oneof(
        { depthSize: 'small' },
        simple,
        fc.tuple(tie('query'), fc.constantFrom('and', 'or'), tie('query')).map(([a, word, b]) => `(${a} ${word} ${b})`),
        tie('query').map(inside => `not ${inside}`),
      ),
    }))
    fc.assert(
      fc.property(query, text => {
        expect(keeps(`not (${text})`, server)).toBe(!keeps(text, server))
      }),
    )
  })

  it('asks for what its fields look at, and for nothing else', () => {
    const needs = (text: string) => [...(readQuery(text).query?.needs ?? [])].sort().join(' ')
    expect(needs('')).toBe('')
    expect(needs('cpu > 10 and state = R or name = x')).toBe('')
    expect(needs('node')).toBe('command owner')
    expect(needs('user = root')).toBe('owner')
    expect(needs('mem > 1G')).toBe('statm')
    expect(needs('not (container = web or args ~ x)')).toBe('cgroup command')
    expect(needs('uss > 1G')).toBe('rollup')
    expect(needs('read > 1M and limit > 90')).toBe('io limits')
  })

  it('looks at processes that do nothing as often as the most fleeting field wants', () => {
    const idleMs = (text: string) => readQuery(text).query?.idleMs
    expect(idleMs('node')).toBe(30_000)
    expect(idleMs('rss > 1G and node')).toBe(5_000)
    expect(idleMs('rss > 1G and not state = R')).toBe(0)
  })
})

describe('the part of a text that is a query', () => {
  it.each([
    ['node', 'node'],
    ['node and', 'node'],
    ['node ', 'node'],
    [' ', ''],
    ['node and cpu', 'node and cpu'],
    ['node and cpu >', 'node'],
    ['node and not', 'node'],
    ['node and !(', 'node'],
    ['node and (cpu > 1 or', 'node'],
    ['node and (cpu > 1 or root)', 'node and (cpu > 1 or root)'],
    ['cpu >', ''],
    ['cpu > 1 | user = "ro', 'cpu > 1'],
    ['cpu > 1 name ~ (', 'cpu > 1'],
    ['or', ''],
    ['node )', 'node'],
  ])('%s', (text, part) => {
    expect(completePart(text)).toBe(part)
  })

  it('is found in any text, and is a beginning of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab cpu>1()!|"~=or and') }), text => {
        const part = completePart(text)
        expect(readQuery(part).problem).toBeUndefined()
        expect(text.startsWith(part)).toBe(true)
      }),
    )
    for (const piece of ['!', '(', '(a or ', 'a | (', '"']) completePart(piece.repeat(2000))
  })
})
