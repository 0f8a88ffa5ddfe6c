/** Threads as a source tells of them: of a recorded tree, and of children that start some. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Facet, type ProcessId, type ProcessRecord, pidOf } from '../../src/model/process.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { ProcessTable } from '../../src/sources/linux/process-table.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { type CompiledTarget, compileTarget, Target } from './target.ts'
import { fixtureTree, openDescriptors, statLine, Tree } from './tree.ts'

const RECORDED = { units: USUAL_UNITS, mostKept: 100, tells: false, now: () => performance.now() }

describe('threads of a recorded tree', () => {
  let tree: Tree
  let table: ProcessTable

  beforeEach(() => {
    tree = new Tree()
    table = new ProcessTable({ ...RECORDED, root: tree.root })
  })

  afterEach(() => {
    table.close()
    tree.remove()
  })

  const addThread = (pid: number, tid: number, line: Parameters<typeof statLine>[1] = {}): void => {
    const folder = join(tree.root, String(pid), 'task', String(tid))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'stat'), statLine(tid, line))
  }
  const scan = async (): Promise<ProcessRecord[]> => {
    await table.scan()
    return table.scanThreads()
  }

  it('are those of processes that have several, the first one among them, in ascending order', async () => {
    tree.add(10, { threads: 3 })
    tree.add(20)
    tree.add(11, { threads: 2 })
    for (const tid of [10, 30, 12]) addThread(10, tid, { name: `t${tid}`, threads: 3, userTicks: tid })
    for (const tid of [11, 13]) addThread(11, tid, { threads: 2 })
    addThread(20, 20)
    const threads = await scan()
    expect(threads.map(({ pid, facts }) => [pid, pidOf(facts.threadOf ?? ('0' as ProcessId))])).toEqual([
      [10, 10],
      [11, 11],
      [12, 10],
      [13, 11],
      [30, 10],
    ])
    expect(threads[4]).toMatchObject({ name: 't30', userMs: 300, id: '30:1030:thread' })
    // The first one has its process's number and start, and yet is another.
    expect(table.recordOf('10:1010' as ProcessId)?.facts.threadOf).toBeUndefined()
    expect(table.recordOf('10:1010:thread' as ProcessId)?.facts.threadOf).toBe('10:1010')
  })

  it('come, go, and keep their record while their line is the same', async () => {
    tree.add(10, { threads: 2 })
    for (const tid of [10, 11]) addThread(10, tid, { threads: 2 })
    const [, first] = await scan()
    expect((await scan())[1]).toBe(first)
    addThread(10, 11, { threads: 2, userTicks: 9 })
    addThread(10, 12, { threads: 2 })
    const [, changed, came] = await scan()
    expect(changed).not.toBe(first)
    expect(changed?.facts).toBe(first?.facts)
    expect(came?.pid).toBe(12)
    rmSync(join(tree.root, '10/task/11'), { recursive: true })
    expect((await scan()).map(({ pid }) => pid)).toEqual([10, 12])
    expect(table.recordOf('11:1011:thread' as ProcessId)).toBeUndefined()
    tree.end(10)
    expect(await scan()).toEqual([])
  })

  it('keep no file open once nobody asks about them', async () => {
    const before = openDescriptors()
    tree.add(10, { threads: 2 })
    for (const tid of [10, 11]) addThread(10, tid, { threads: 2 })
    await scan()
    expect(openDescriptors()).toBe(before + 3)
    table.forgetThreads()
    expect(openDescriptors()).toBe(before + 1)
    expect((await scan()).map(({ pid }) => pid)).toEqual([10, 11])
  })

  it('are read of a recorded kernel as it printed them', async () => {
    const recorded = new ProcessTable({ ...RECORDED, root: fixtureTree('linux-6.18') })
    await recorded.scan()
    const threads = (await recorded.scanThreads()).filter(({ facts }) => facts.threadOf?.startsWith('320:'))
    const task = join(fixtureTree('linux-6.18'), '320/task')
    expect(threads.map(({ pid }) => String(pid))).toEqual(readdirSync(task).sort((a, b) => Number(a) - Number(b)))
    for (const { pid, name } of threads) expect(readFileSync(join(task, String(pid), 'comm'), 'utf8')).toBe(`${name}\n`)
    recorded.close()
  })

  it('of a process that one may not look into are none', async () => {
    tree.add(10, { threads: 2 })
    expect(await scan()).toEqual([])
  })
})

describe('threads of the kernel’s own tree', () => {
  let compiled: CompiledTarget
  let target: Target
  let source: LinuxSource

  beforeAll(async () => {
    compiled = await compileTarget()
  }, 120_000)
  afterAll(() => compiled.remove())
  beforeEach(async () => {
    target = await Target.start(compiled.program)
    source = linuxSource()
  })
  afterEach(async () => {
    source.close()
    await target.end()
  })

  const threads = async (everyone: readonly Facet[] = []): Promise<ProcessRecord[]> => {
    const sample = await source.scan({ everyone: new Set(everyone), threads: true })
    return (sample.threads ?? []).filter(({ facts }) => facts.threadOf && pidOf(facts.threadOf) === target.pid)
  }
  const tids = (): number[] => readdirSync(`/proc/${target.pid}/task`).map(Number)

  it('are not read unless they are wanted', async () => {
    await target.ask('start')
    const sample = await source.scan({ everyone: new Set() })
    expect(sample.threads).toBeUndefined()
    expect(sample.processes.find(({ pid }) => pid === target.pid)?.threads).toBe(2)
  })

  it('are there while they live, each with its own time', async () => {
    expect(await threads()).toEqual([])
    await target.ask('start')
    expect((await threads()).map(({ pid }) => pid)).toEqual(tids().sort((a, b) => a - b))
    await target.ask('work - 60')
    await threads()
    const own = await threads()
    const worker = own.find(({ pid }) => pid !== target.pid)
    const leader = own.find(({ pid }) => pid === target.pid)
    expect((worker?.userMs ?? 0) + (worker?.systemMs ?? 0)).toBeGreaterThanOrEqual(40)
    expect(worker?.runMs).toBeGreaterThanOrEqual(50)
    expect(leader?.runMs).toBeLessThan(50)
    const process = (await source.scan({ everyone: new Set() })).processes.find(({ pid }) => pid === target.pid)
    const sum = own.reduce((all, { userMs = 0, systemMs = 0 }) => all + userMs + systemMs, 0)
    // Each line rounds its two times down to ticks.
    expect(Math.abs((process?.userMs ?? 0) + (process?.systemMs ?? 0) - sum)).toBeLessThanOrEqual(40)
    await target.ask('stop')
    expect(await threads()).toEqual([])
  })

  it('have switches and I/O of their own, and no other facts', async () => {
    await target.ask('start')
    await threads()
    const own = await threads(['switches', 'io', 'statm', 'cgroup', 'owner'])
    expect(own).toHaveLength(2)
    for (const { facts } of own) {
      expect(facts.rare?.switches?.now.value.voluntary).toBeGreaterThan(0)
      expect(facts.io?.value.writeCalls).toBeGreaterThanOrEqual(0)
      expect(facts).toMatchObject({ exactRss: undefined, cgroup: undefined, uid: undefined })
    }
    const [leader, worker] = own.map(({ facts }) => facts.io?.value.readCalls ?? 0)
    expect(leader).toBeGreaterThan(worker ?? 0)
  })

  it('in view have what is known of their process found out too', async () => {
    await target.ask('start')
    const [, worker] = await threads()
    await source.fill(worker === undefined ? [] : [worker.id], new Set(['owner', 'command', 'io']))
    const { threadOf } = worker?.facts ?? {}
    const sample = await source.scan({ everyone: new Set() })
    const process = sample.processes.find(({ id }) => id === threadOf)
    expect(process?.facts.command).toBe(compiled.program)
    expect(process?.facts.uid).toBe(globalThis.process.getuid?.())
    expect(worker?.facts.io).toBeDefined()
  })
})
