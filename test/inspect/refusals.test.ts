import { describe, expect, it } from 'vitest'
import { type Inspection, inspectProcess, showPart } from '../../src/inspect/inspection.ts'
import { inspectionJson, MEMORY_KEYS } from '../../src/inspect/json.ts'
import { Look } from '../../src/inspect/look.ts'
import type { PartId } from '../../src/inspect/parts.ts'
import type { SectionRow } from '../../src/inspect/section.ts'
import { MANY_THREADS, readUsage } from '../../src/inspect/usage.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { GIANT_BYTES, type ProcessRecord } from '../../src/model/process.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

const STATUS = `Name:\tcat
State:\tS (sleeping)
Uid:\t1000\t0\t0\t0
Gid:\t0\t0\t0\t0
VmSize:\t4000 kB
VmHWM:\t1300 kB
Threads:\t1
SigQ:\t3/100
voluntary_ctxt_switches:\t10
nonvoluntary_ctxt_switches:\t4
`

const OPEN: Readonly<Record<string, Content>> = {
  '70/stat': { text: statLine() },
  '70/status': { text: STATUS },
  '70/statm': { text: '1000 300 200 10 0 400 0\n' },
  '70/cmdline': { text: 'cat\0-n\0' },
  '70/cgroup': { text: '0::/app\n' },
  '70/limits': {
    text: 'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files     \n',
  },
}

async function inspected(files: MemoryFiles, stat = statLine(), thorough = false) {
  const snapshot = snapshotOf(recordOf(stat))
  const userTasks = new UserTasks(files)
  return await inspectProcess(files, firstRow(snapshot), { snapshot, names: someNames, userTasks, thorough })
}

function lookAt(files: MemoryFiles, record: ProcessRecord): Look {
  const snapshot = snapshotOf(record)
  const userTasks = new UserTasks(files)
  return new Look(files, firstRow(snapshot), { snapshot, names: someNames, userTasks, thorough: true })
}

function rowOf(inspection: Inspection, id: PartId, label: string): SectionRow | undefined {
  const shown = showPart(id, inspection[id], inspection.look)
  return shown.kind === 'grid' ? undefined : shown.rows.find(row => row.label === label)
}

describe('what may not be read', () => {
  it('is denied field by field', async () => {
    const files = new MemoryFiles(
      {
        ...OPEN,
        '70/smaps_rollup': 'denied',
        '70/smaps': 'denied',
        '70/maps': 'denied',
        '70/exe': 'denied',
        '70/cwd': 'denied',
        '70/root': 'denied',
        '70/ns/pid': 'denied',
        '70/io': 'denied',
      },
      'denied',
    )
    const inspection = await inspected(files)
    if (inspection === undefined) throw new Error('gone')
    const json = inspectionJson(inspection)
    expect(json.denied).toEqual([
      'process.exe',
      'process.cwd',
      'process.root',
      'process.namespaces',
      'memory.ussBytes',
      'memory.pssBytes',
      'memory.swapBytes',
      'memory.brkHeapBytes',
      'memory.hugePagesBytes',
      'memory.hugetlbBytes',
      'maps',
      'limits.RLIMIT_NOFILE.used',
      'usage.readBytes',
      'usage.writeBytes',
      'usage.readChars',
      'usage.writeChars',
      'peers',
      'locks',
      'files',
      'sockets',
    ])
    expect(json.memory.rssBytes).toBe(300 * 4096)
    expect(json.memory.ussBytes).toBeNull()
    expect(json.process.exe).toBeNull()
    const exe = rowOf(inspection, 'overview', 'Program')
    expect(exe).toMatchObject({ value: '–', unknown: 'needs root or the same user' })
  })

  it('is asked for once only when the memory lock is held', async () => {
    const locked: Record<string, Content> = {}
    for (const file of ['cmdline', 'exe', 'cwd', 'root', 'maps', 'smaps', 'smaps_rollup'])
      locked[`70/${file}`] = 'locked'
    const files = new MemoryFiles({ ...OPEN, ...locked })
    const inspection = await inspected(files)
    if (inspection === undefined) throw new Error('gone')
    const waited = files.asked.filter(path => locked[path] !== undefined)
    expect(waited).toEqual(['70/cmdline'])
    const { denied, memory, process } = inspectionJson(inspection)
    expect(denied).toEqual([
      'process.exe',
      'process.cwd',
      'process.root',
      'memory.ussBytes',
      'memory.pssBytes',
      'memory.swapBytes',
      'memory.brkHeapBytes',
      'memory.hugePagesBytes',
      'memory.hugetlbBytes',
      'maps',
      'environment',
    ])
    // What the kernel answers at once is there nevertheless.
    expect(memory).toMatchObject({ rssBytes: 300 * 4096, peakRssBytes: 1300 * 1024, ussBytes: null })
    expect(process.command).toBe('[cat]')
    const uss = rowOf(inspection, 'memory', 'Unique (USS)')
    expect(uss?.unknown).toBe('memory map locked: the kernel does not answer')
  })

  it('is untold, not denied, where the kernel has no such file', async () => {
    const inspection = await inspected(new MemoryFiles(OPEN))
    if (inspection === undefined) throw new Error('gone')
    expect(inspection.memory.ussBytes).toEqual({ unknown: 'untold' })
    expect(inspectionJson(inspection).denied).toEqual([])
  })
})

describe('a process that vanishes', () => {
  it('is undefined when it is gone at the start', async () => {
    expect(await inspected(new MemoryFiles({}))).toBeUndefined()
  })

  it('is undefined when its pid is another’s by the end', async () => {
    const after = new MemoryFiles({ ...OPEN, '70/stat': { text: statLine({ startTicks: 5001 }) } })
    expect(await inspected(after)).toBeUndefined()
    const files = new MemoryFiles(OPEN)
    const during = new Proxy(files, {
      get: (target, key) => {
        const member = Reflect.get(target, key, target)
        if (key !== 'prompt') return typeof member === 'function' ? member.bind(target) : member
        return (pid: number, file: string) =>
          // The second look at the line finds another process.
          (file === 'stat' && target.asked.includes('70/stat') ? after : target).prompt(pid, file)
      },
    })
    expect(await inspected(during)).toBeUndefined()
  })
})

describe('what takes long', () => {
  const giant = statLine({ rssPages: GIANT_BYTES / 4096 })

  it('waits until asked for, for a giant’s pages', async () => {
    const files = new MemoryFiles({ ...OPEN, '70/smaps_rollup': { text: 'Rss: 4 kB\n' }, '70/maps': { text: '' } })
    const inspection = await inspected(files, giant)
    expect(inspection?.memory).toMatchObject({
      rssBytes: { value: 300 * 4096 },
      ussBytes: { unknown: 'costly' },
      brkHeapBytes: { unknown: 'costly' },
    })
    // Where its mappings lie the kernel tells without going through their pages.
    expect(files.asked.filter(path => path.includes('smaps'))).toEqual([])
  })

  it('is done for a giant when asked for', async () => {
    const files = new MemoryFiles(OPEN)
    await inspected(files, giant, true)
    expect(files.asked).toContain('70/smaps_rollup')
    expect(files.asked).toContain('70/maps')
  })

  it('waits until asked for, for thousands of threads', async () => {
    const files = new MemoryFiles(OPEN)
    const inspection = await inspected(files, statLine({ threads: MANY_THREADS + 1 }))
    expect(inspection?.usage.voluntarySwitches).toEqual({ unknown: 'costly' })
  })

  it('lets others run while it asks ten thousand threads', async () => {
    const content: Record<string, Content> = { ...OPEN }
    for (let tid = 1000; tid < 11_000; tid++) content[`70/task/${tid}/status`] = { text: STATUS }
    const files = new MemoryFiles(content)
    const record = recordOf(statLine({ threads: 10_001 }))
    let turns = 0
    let reading = true
    const count = (): void => {
      turns++
      if (reading) setImmediate(count)
    }
    setImmediate(count)
    const usage = await readUsage(lookAt(files, record))
    reading = false
    expect(usage.voluntarySwitches).toEqual({ value: 10 * 10_001 })
    expect(usage.involuntarySwitches).toEqual({ value: 4 * 10_001 })
    expect(turns).toBeGreaterThan(5)
  })
})

describe('inspectionJson', () => {
  it('has null, and no zero, for what is unknown', async () => {
    const inspection = await inspected(new MemoryFiles({ '70/stat': { text: statLine() } }))
    if (inspection === undefined) throw new Error('gone')
    const { memory, usage, limits, process } = inspectionJson(inspection)
    expect(Object.keys(memory)).toEqual([...MEMORY_KEYS])
    expect(new Set(Object.values(memory))).toEqual(new Set([null]))
    expect(usage).toMatchObject({
      userSec: 1.5,
      systemSec: 0.5,
      childrenUserSec: 0.3,
      maxRssBytes: null,
      readBytes: null,
    })
    expect(limits.map(limit => limit.soft)).toEqual(Array.from({ length: 16 }, () => null))
    expect(process).toMatchObject({ user: null, uid: null, cgroup: null, cpuPct: null, tty: 'pts/0' })
  })
})
