import { describe, expect, it } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { columns, findColumn } from '../../src/columns/index.ts'
import { type Circumstances, whyUnknown } from '../../src/columns/why-unknown.ts'
import { derive } from '../../src/model/derive.ts'
import type { Facet, ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import { blankRareFacts, type RareFacts } from '../../src/model/rare-facts.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import type { Refusal } from '../../src/sources/process-files.ts'
import { NO_IO, record, sample } from '../export/moments.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }
const GIB = 1024 ** 3

function row(over: Partial<ProcessRecord> = {}, facts: Partial<ProcessFacts> = {}): ProcessRow {
  const [only] = derive(undefined, sample(0, [record(7, over, { uid: 0, user: 'root', ...facts })])).processes
  if (only === undefined) throw new Error('no row')
  return only
}

function rare(facts: Partial<RareFacts>): Partial<ProcessFacts> {
  return { rare: { ...blankRareFacts(), ...facts } }
}

function why(id: string, of: ProcessRow, over: Partial<Circumstances> = {}): string | undefined {
  const column = findColumn(id)
  if (column === undefined) throw new Error(`no column ${id}`)
  return whyUnknown(column, of, { context: CONTEXT, whyNot: () => undefined, refusals: new Map(), ...over })
}

const refused = (facet: Facet, refusal: Refusal): Partial<Circumstances> => ({ refusals: new Map([[facet, refusal]]) })
const FOREIGN = 'only the Linux source tells this; this is the portable one'
const foreign = { whyNot: () => FOREIGN }

describe('why a figure is unknown', () => {
  it('has no reason where it is known', () => {
    expect(why('pid', row(), foreign)).toBeUndefined()
    expect(why('rss', row(), foreign)).toBeUndefined()
  })

  it('is that a rate is over two samples', () => {
    const NEXT = 'measured between two samples: known with the next one'
    const [cpu, grow] = [why('cpu', row(), foreign), why('grow', row(), foreign)]
    expect([cpu, grow]).toEqual([NEXT, NEXT])
    const readings = { now: { atMs: 0, value: { voluntary: 1, involuntary: 1 } }, before: undefined }
    expect(why('read', row({}, { io: { atMs: 0, value: NO_IO } }))).toBe(NEXT)
    expect(why('ctxt', row({}, rare({ switches: readings })))).toBe(NEXT)
  })

  it('is that nobody lists the processes anew, where their list is an old one', () => {
    const old = { oldListWhy: 'no answer within 10 s' }
    for (const id of ['cpu', 'grow'])
      expect(why(id, row(), old), id).toBe('processes cannot be listed anew: no answer within 10 s')
    expect(why('pri', row({ priority: undefined }), { ...old, ...foreign }), 'of another reason').toBe(FOREIGN)
  })

  it('is what the source says that it never tells', () => {
    const untold = { priority: undefined, userMs: undefined, systemMs: undefined, state: undefined }
    for (const id of ['pri', 'time', 'cpu', 'state']) expect(why(id, row(untold), foreign), id).toBe(FOREIGN)
    for (const id of ['uss', 'read', 'shr', 'limit', 'cgroup', 'oom']) expect(why(id, row(), foreign), id).toBe(FOREIGN)
    expect(why('pri', row(untold))).toBe('the system does not tell it')
  })

  it('is that there is no such memory, before anything else', () => {
    const kernel = row({ kernelThread: true })
    for (const id of ['rss', 'mem', 'vms', 'grow', 'uss', 'limit'])
      expect(why(id, kernel, foreign), id).toBe('a thread of the kernel: it has no program and no memory of its own')
    for (const id of ['uss', 'limit']) {
      expect(why(id, row({ state: 'Z' }), refused('rollup', 'denied')), id).toBe(
        'a zombie: it has ended, and given back all it had',
      )
    }
  })

  it('is that it may not be read', () => {
    expect(why('read', row(), refused('io', 'denied'))).toBe('not permitted: it is root’s, ask as root')
    const others = row({}, { uid: 70, user: 'postgres' })
    expect(why('read', others, refused('io', 'denied'))).toBe(
      'not permitted: it is postgres’s, ask as postgres or root',
    )
    const own = row({}, { uid: 1000, user: 'deploy' })
    expect(why('read', own, refused('io', 'denied'))).toBe('not permitted, though it is ours: ask as root')
    const unknown = row({}, { uid: undefined, user: undefined })
    expect(why('read', unknown, refused('io', 'denied'))).toBe('not permitted: ask as root')
  })

  it('is that nothing came, or nothing is there', () => {
    expect(why('uss', row(), refused('rollup', 'locked'))).toBe('no answer in time: its memory map is locked')
    expect(why('oom', row(), refused('oom', 'absent'))).toBe('this kernel does not tell it')
    expect(why('cwd', row(), refused('cwd', 'gone'))).toBe('the process has ended')
    expect(why('uss', row({}, { trouble: 'memory map locked' }))).toBe('memory map locked')
  })

  it('is that nobody has looked yet', () => {
    expect(why('uss', row())).toBe('not looked at yet: memory is gone through process by process')
    expect(why('pss', row({ rssBytes: 3 * GIB }))).toBe(
      'so large that looking at all its pages waits until it is selected',
    )
    const read = { rollupRead: { record: record(7), atMs: 0 } }
    expect(why('uss', row({}, read))).toBe('the system does not tell it')
  })

  it('is that there is no terminal, no container, no runtime', () => {
    expect(why('tty', row({ tty: 0 }), foreign)).toBe('it has no terminal')
    expect(why('tty', row({ tty: undefined }), foreign)).toBe(FOREIGN)
    expect(why('tpgid', row({ tty: 0 }))).toBe('it has no terminal')
    expect(why('tpgid', row({ tty: 34_816, foregroundGroup: -1 }))).toBe('its terminal listens to no group')
    expect(why('container', row({}, { cgroup: '/init.scope' }))).toBe(
      'it runs in no container that is known by its group',
    )
    expect(why('runtime', row({}, { args: ['/bin/sh'] }))).toBe(
      'its program is none that is known to run others: node, python, java …',
    )
  })

  it('is, of a runtime, what its program’s file is, or that it may not be known', () => {
    const of = (facts: Partial<RareFacts>, over: Partial<Circumstances> = {}) =>
      why('runtime', row({}, { args: ['/srv/x'], ...rare(facts) }), over)
    expect(of({ exe: '/srv/x', runtime: { name: undefined, why: 'none' } })).toBe(
      'its program’s file has the marks of no runtime that is known',
    )
    expect(of({ exe: '/srv/x', runtime: { name: undefined, why: 'elsewhere' } })).toBe(
      'its program’s file is not looked at: it lies where that may hang',
    )
    expect(of({ exe: '/srv/x', runtime: { name: undefined, why: 'locked' } })).toBe(
      'its program’s file did not answer in time',
    )
    expect(of({}, refused('exe', 'denied'))).toBe('not permitted: it is root’s, ask as root')
    expect(of({ exe: '/srv/x', runtime: { name: 'go', version: undefined } })).toBeUndefined()
    expect(why('runtime', row({ kernelThread: true }))).toMatch(/^a thread of the kernel/)
  })

  it('is what the kernel does not count or have', () => {
    const delays = { now: { atMs: 0, value: { cpuMs: 3, blockMs: undefined } }, before: undefined }
    expect(why('iodelay', row({}, rare({ delays })))).toBe(
      'not counted: the kernel’s setting kernel.task_delayacct is 0',
    )
    expect(why('limit', row())).toBe('no limit is set of which the use may be known')
    expect(why('label', row())).toBe('no security module labels it')
    expect(why('agrp', row())).toBe('the kernel makes no group of its session')
    expect(why('ioprio', row())).toBe('ionice(1) does not tell it, or is not here')
  })

  it('is, of a thread, that it is the whole process’s', () => {
    const thread = { ...row(), threadOf: row() }
    expect(why('rss', thread)).toBe('of the whole process, not of one of its threads')
    expect(why('tty', thread)).toBe('it has no terminal')
  })

  it('is said of every column that can be unknown, in a line', () => {
    const blank: Partial<ProcessRecord> = Object.fromEntries(
      ['processGroup', 'session', 'tty', 'foregroundGroup', 'state', 'minorFaults', 'userMs', 'nice', 'vmsBytes'].map(
        field => [field, undefined],
      ),
    )
    for (const column of columns) {
      const bare = row(blank, { uid: undefined, user: undefined })
      const text = whyUnknown(column, bare, { context: CONTEXT, whyNot: () => undefined, refusals: new Map() })
      const isKnown = column.value(bare, CONTEXT) !== undefined
      expect(text === undefined, column.id).toBe(isKnown)
      if (text !== undefined) expect(text.length, column.id).toBeLessThanOrEqual(72)
    }
  })
})
