/** What is asked for seldom: of real processes, and of recorded ones. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { IoPriority } from '../../src/model/io-priority.ts'
import type { Facet, ProcessRecord } from '../../src/model/process.ts'
import { IoPriorities } from '../../src/sources/linux/io-priorities.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import type { ReadResult } from '../../src/sources/process-files.ts'
import { type CompiledTarget, compileTarget, Target } from './target.ts'
import { recordOf, Tree } from './tree.ts'

const NOBODY = { everyone: new Set<Facet>() }

async function scanned(source: LinuxSource, pid: number): Promise<ProcessRecord> {
  return recordOf((await source.scan(NOBODY)).processes, pid)
}

async function filled(source: LinuxSource, pid: number, facets: ReadonlySet<Facet>): Promise<ProcessRecord> {
  const record = await scanned(source, pid)
  await source.fill([record.id], facets)
  return record
}

describe('a real process', () => {
  let source: LinuxSource
  let child: ChildProcess
  let pid: number

  beforeAll(async () => {
    source = linuxSource()
    child = spawn('/bin/sleep', ['1000'], { cwd: '/usr' })
    pid = child.pid ?? 0
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain('(sleep) S '))
  })

  afterAll(() => {
    child.kill('SIGKILL')
    source.close()
  })

  it('has the program, directory, score and group that the kernel tells', async () => {
    const { facts } = await filled(source, pid, new Set(['exe', 'cwd', 'oom', 'label', 'autogroup']))
    const autogroup = /-(\d+) nice (-?\d+)/.exec(textOf(`/proc/${pid}/autogroup`))
    expect(facts.rare).toMatchObject({
      exe: readlinkSync(`/proc/${pid}/exe`),
      cwd: '/usr',
      oomScore: Number(readFileSync(`/proc/${pid}/oom_score`, 'latin1')),
      autogroup: autogroup === null ? undefined : { id: Number(autogroup[1]), nice: Number(autogroup[2]) },
      securityLabel: textOf(`/proc/${pid}/attr/current`).replace(/[\0\n]+$/, '') || undefined,
    })
  })

  it('has no more looked up than was asked for', async () => {
    const other = await filled(source, process.pid, new Set(['oom']))
    expect(other.facts.rare).toMatchObject({ oomScore: expect.any(Number), exe: undefined, switches: undefined })
    expect((await scanned(source, 1)).facts.rare).toBeUndefined()
  })

  it('that sleeps has switched no more, and that is known: none, not unknown', async () => {
    const facets = new Set<Facet>(['switches'])
    await filled(source, pid, facets)
    const { facts } = await filled(source, pid, facets)
    const { now, before } = facts.rare?.switches ?? {}
    expect(now?.value).toEqual(before?.value)
    expect(now?.atMs).toBeGreaterThan(before?.atMs ?? Number.POSITIVE_INFINITY)
  })
})

describe('a process with threads', () => {
  let compiled: CompiledTarget
  let target: Target
  let source: LinuxSource

  beforeAll(async () => {
    compiled = await compileTarget()
    target = await Target.start(compiled.program)
    source = linuxSource()
  })

  afterAll(async () => {
    source.close()
    await target.end()
    compiled.remove()
  })

  it('has the switches and delays of all that live', async () => {
    await target.ask('start - 0')
    await target.ask('work - 20')
    const { pid } = target
    const tids = readdirSync(`/proc/${pid}/task`)
    expect(tids).toHaveLength(2)
    const sum = (file: string, pattern: RegExp) =>
      tids.reduce((all, tid) => {
        const found = pattern.exec(readFileSync(`/proc/${pid}/task/${tid}/${file}`, 'latin1'))
        return all + Number(found?.[1])
      }, 0)
    const told = () => ({
      voluntary: sum('status', /^voluntary_ctxt_switches:\t(\d+)$/m),
      involuntary: sum('status', /^nonvoluntary_ctxt_switches:\t(\d+)$/m),
      delayNs: sum('schedstat', /^\d+ (\d+) /),
    })
    // Between two equal answers of the kernel.
    const { facts, before } = await vi.waitFor(async () => {
      const before = told()
      const { facts } = await filled(source, pid, new Set(['switches', 'delays']))
      expect(told()).toEqual(before)
      return { facts, before }
    })
    const { switches, delays } = facts.rare ?? {}
    expect(switches?.now.value).toEqual({ voluntary: before.voluntary, involuntary: before.involuntary })
    expect(delays?.now.value.cpuMs).toBeCloseTo(before.delayNs / 1e6, 6)
    expect(before.voluntary).toBeGreaterThan(2)
  })
})

describe('recorded processes', () => {
  let tree: Tree
  let source: LinuxSource
  let nowMs = 0

  const status = (voluntary: number): string =>
    `Name:\tp\nState:\tS\nvoluntary_ctxt_switches:\t${voluntary}\nnonvoluntary_ctxt_switches:\t1\n`

  beforeEach(() => {
    nowMs = 1000
    tree = new Tree()
    tree.add(7, {}, { oom_score: '5\n', status: status(10), schedstat: '100 7000000 3\n', cmdline: 'p\0' })
    source = linuxSource({ procfs: tree.root, sysfs: tree.root, monotonic: () => nowMs })
  })

  afterEach(() => {
    source.close()
    tree.remove()
  })

  it('are looked at again for what others change, though nothing happened to them, but seldom', async () => {
    const facets = new Set<Facet>(['oom'])
    const { facts } = await filled(source, 7, facets)
    tree.write(7, 'oom_score', '900\n')
    nowMs += 4000
    await filled(source, 7, facets)
    expect(facts.rare?.oomScore).toBe(5)
    nowMs += 1000
    await filled(source, 7, facets)
    expect(facts.rare?.oomScore).toBe(900)
  })

  it('have their switches read again when something happened to them, and by the clock of the readings', async () => {
    const facets = new Set<Facet>(['switches', 'delays'])
    await filled(source, 7, facets)
    tree.add(7, { userTicks: 9 }, { status: status(30), schedstat: '100 12000000 4\n' })
    nowMs += 2000
    const { facts } = await filled(source, 7, facets)
    expect(facts.rare?.switches).toEqual({
      now: { atMs: 3000, value: { voluntary: 30, involuntary: 1 } },
      before: { atMs: 1000, value: { voluntary: 10, involuntary: 1 } },
    })
    expect(facts.rare?.delays).toEqual({
      now: { atMs: 3000, value: { cpuMs: 12, blockMs: undefined } },
      before: { atMs: 1000, value: { cpuMs: 7, blockMs: undefined } },
    })
  })

  it('that never waited for a disk are known not to have where the kernel counts it', async () => {
    mkdirSync(join(tree.root, 'sys/kernel'), { recursive: true })
    writeFileSync(join(tree.root, 'sys/kernel/task_delayacct'), '1\n')
    const { facts } = await filled(source, 7, new Set(['delays']))
    expect(facts.rare?.delays?.now.value).toEqual({ cpuMs: 7, blockMs: 0 })
  })

  it('have links read as text, never followed; who has none has nothing', async () => {
    symlinkSync('/opt/none/prog (deleted)', join(tree.root, '7', 'exe'))
    const { facts } = await filled(source, 7, new Set(['exe', 'cwd', 'label', 'autogroup', 'ioprio']))
    expect(facts.rare).toMatchObject({
      exe: '/opt/none/prog (deleted)',
      cwd: undefined,
      securityLabel: undefined,
      autogroup: undefined,
      ioPriority: undefined,
    })
  })

  it('with several threads are looked at each time: their line, which counts in ticks, may be the same', async () => {
    const io = (bytes: number) =>
      `rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: ${bytes}\nwrite_bytes: 0\ncancelled_write_bytes: 0\n`
    tree.add(8, { threads: 2 }, { io: io(0) })
    const facets = new Set<Facet>(['io'])
    const before = await filled(source, 8, facets)
    tree.write(8, 'io', io(4096))
    nowMs += 1000
    const now = await filled(source, 8, facets)
    expect(now).toBe(before)
    expect(now.facts.io).toEqual({ atMs: 2000, value: expect.objectContaining({ readBytes: 4096 }) })
  })

  it('with thousands of threads are not added up', async () => {
    tree.add(8, { threads: 4000 }, { status: status(3) })
    const { facts } = await filled(source, 8, new Set(['switches']))
    expect(facts.rare?.switches).toBeUndefined()
  })
})

describe('I/O priorities', () => {
  const answer = (text: string): ReadResult => ({ ok: true, bytes: Buffer.from(text) })
  const best = (level: number): IoPriority => ({ class: 'best-effort', level })

  it('that are asked for in one turn take one program', async () => {
    const asked: (readonly number[])[] = []
    const priorities = new IoPriorities(pids => {
      asked.push(pids)
      return Promise.resolve(answer(pids.map(pid => `best-effort: prio ${pid}\n`).join('')))
    })
    const both = Promise.all([priorities.of(3), priorities.of(5)])
    expect(await both).toEqual([best(3), best(5)])
    expect(await priorities.of(6)).toEqual(best(6))
    expect(asked).toEqual([[3, 5], [6]])
  })

  it('are told though one among them has gone', async () => {
    const gone = 4
    const priorities = new IoPriorities(pids =>
      Promise.resolve(
        pids.includes(gone)
          ? { ok: false, why: 'gone' }
          : answer(pids.map(pid => `best-effort: prio ${pid}\n`).join('')),
      ),
    )
    const all = [1, 2, 3, 4, 5, 6, 7].map(pid => priorities.of(pid))
    expect(await Promise.all(all)).toEqual([best(1), best(2), best(3), undefined, best(5), best(6), best(7)])
  })

  it('are unknown without the program, which is asked once', async () => {
    let asked = 0
    const priorities = new IoPriorities(() => {
      asked++
      return Promise.resolve({ ok: false, why: 'absent' })
    })
    expect(await Promise.all([priorities.of(1), priorities.of(2)])).toEqual([undefined, undefined])
    expect(asked).toBe(1)
  })
})

/** Empty where the kernel has no such file, or nothing in it. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
