import { afterEach, describe, expect, it } from 'vitest'
import { partIds } from '../../src/inspect/parts.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { LockedFile, ReadResult } from '../../src/sources/process-files.ts'
import { procText } from '../support/fixtures.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const PID = 771

function statusOf(voluntary: number, involuntary: number): string {
  const ids = 'Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\n'
  const switches = `voluntary_ctxt_switches:\t${voluntary}\nnonvoluntary_ctxt_switches:\t${involuntary}\n`
  return `Name:\tjava\nState:\tS (sleeping)\n${ids}Threads:\t1200\nSigQ:\t3/100\n${switches}`
}

const GIANT: Readonly<Record<string, Content>> = {
  '771/stat': { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) },
  '771/status': { text: statusOf(10, 4) },
  '771/task/771/status': { text: '' },
  '771/task/772/status': { text: statusOf(400, 70) },
  '771/statm': { text: '1000000 786432 200 10 0 400 0\n' },
  '771/smaps_rollup': {
    text: '0-1 ---p 00000000 00:00 0 [rollup]\nRss: 3145728 kB\nPss: 2097152 kB\nShared_Clean: 2097152 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 1048576 kB\nSwap: 7168 kB\n',
  },
  '771/maps': { text: '' },
  '771/environ': { text: 'HOME=/srv\0API_TOKEN=hunter2\0JAVA_HOME=/opt/java\0' },
  '771/task/771/stat': { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) },
  '771/task/772/stat': { text: statLine({ pid: 772, name: 'GC Thread#0', startTicks: 77_200, state: 'R' }) },
  '771/cmdline': { text: `java\0${'-Dx=y '.repeat(500)}` },
}

/** Files whose look at every page ends when the test says so. */
class HeldFiles extends MemoryFiles {
  #release: (() => void)[] = []
  sweeps = 0

  override async locked(pid: number, file: LockedFile): Promise<ReadResult> {
    if (file === 'smaps_rollup') {
      this.sweeps++
      await new Promise<void>(resolve => this.#release.push(resolve))
    }
    return super.locked(pid, file)
  }

  release(): void {
    for (const release of this.#release.splice(0)) release()
  }
}

function giant(sample: RawSample): RawSample {
  const processes = sample.processes.map(record =>
    record.pid === PID ? { ...record, rssBytes: 3 * 1024 ** 3, threads: 1200 } : record,
  )
  return { ...sample, processes }
}

const tab = (id: (typeof partIds)[number]): string => String(partIds.indexOf(id) + 1)

async function openGiant(width = 120): Promise<{ stage: Stage; files: HeldFiles }> {
  const files = new HeldFiles(GIANT)
  const view = { pids: new Set([PID]) }
  const stage = await openStage({ width, seconds: 3, files, change: giant, view })
  await openMemory(stage)
  return { stage, files }
}

async function openMemory(stage: Stage): Promise<void> {
  stage.terminal.send({ kind: 'key', key: 'enter' })
  while (!stage.text.includes(' Command ')) await stage.settle()
  stage.terminal.send({ kind: 'key', key: tab('memory') })
  while (!stage.text.includes('Resident (RSS)')) await stage.settle()
}

describe('a giant laid open', () => {
  it('shows at once what costs nothing, and the rest when it comes, with its age', async () => {
    const { stage, files } = await openGiant()
    const row = (label: string) => stage.rows.find(line => line.startsWith(` ${label} `)) ?? ''
    expect(row('Resident (RSS)')).toContain('3.0G')
    expect(row('Unique (USS)')).toMatch(/– +reading …$/)
    await stage.pass(3000)
    expect(row('Unique (USS)')).toMatch(/– +reading …$/)
    expect(files.sweeps).toBe(1)
    files.release()
    await stage.pass(0)
    expect(row('Unique (USS)')).toMatch(/1\.0G +would be free if it ended$/)
    expect(row('Proportional (PSS)')).toContain('2.0G')
    expect(row('Swapped out')).toContain('7.0M')
    expect(stage.text).toContain('1.0G private + 2.0G shared')
    await stage.pass(5000)
    expect(row('Unique (USS)')).toMatch(/1\.0G +[45]s ago: would be free if it ended$/)
    expect(files.sweeps).toBe(1)
    await stage.press(tab('usage'))
    expect(row('Voluntary switches')).toMatch(/ 410 /)
    expect(row('Forced switches')).toMatch(/ 74 /)
  })

  it('is read again with r', async () => {
    const { stage, files } = await openGiant()
    expect(stage.footer).toContain('r Re-read')
    files.release()
    await stage.pass(5000)
    await stage.press('r', 'r')
    expect(stage.text).toMatch(/Unique \(USS\) +– +reading …/)
    expect(files.sweeps).toBe(2)
    files.release()
    await stage.pass(0)
    expect(stage.text).toMatch(/Unique \(USS\) +1\.0G +would be free/)
  })
})

describe('the tabs', () => {
  it('are all there where there is room', async () => {
    const { stage } = await openGiant(130)
    expect(stage.rows[1]).toMatch(/^ +1 Overview +2 Memory +3 Maps +4 \S+/)
    expect(stage.rows[1]).toMatch(/ 0 \S+ +H Heap$/)
  })

  it('are as many as fit where not all do, the open one whole', async () => {
    const { stage } = await openGiant(40)
    expect(stage.rows[1]).toBe(' ‹  2 Memory   3 Maps   4 Limits  ›')
    await stage.press('1', 'S-tab')
    expect(stage.rows[1]).toMatch(/^ ‹ .* H Heap$/)
    await stage.mouse(1, 1)
    expect(stage.rows[1]).toContain(' 0 ')
    await stage.press(tab('limits'))
    expect(stage.rows[1]).toMatch(/ 4 Limits /)
    await stage.mouse(stage.rows[1]?.indexOf('5 Usage') ?? -1, 1)
    expect(stage.text).toContain('User time')
  })
})

describe('a table about a process', () => {
  async function openTab(key: string): Promise<Stage> {
    const { stage } = await openGiant()
    await stage.press('escape', key)
    return stage
  }

  it('covers secrets until they are asked for', async () => {
    const stage = await openTab('e')
    expect(stage.text).toMatch(/API_TOKEN +•••• 7 characters/)
    expect(stage.footer).toContain('v Uncover')
    await stage.press('v')
    expect(stage.text).toMatch(/API_TOKEN +hunter2/)
    await stage.press('v')
    expect(stage.text).not.toContain('hunter2')
  })

  it('leaves in what holds the text that is looked for, but not what is covered, until Esc', async () => {
    const stage = await openTab('e')
    await stage.press('/')
    await stage.type('java')
    expect(stage.footer).toContain('1 shown')
    expect(stage.text).toContain('/opt/java')
    expect(stage.text).not.toContain('/srv')
    await stage.press('enter', 'escape')
    expect(stage.text).toContain('/srv')
    await stage.press('/')
    await stage.type('hunter')
    expect(stage.footer).toContain('0 shown')
    await stage.press('escape')
    expect(stage.text).toContain('/srv')
  })

  it('is sorted by the column that is chosen or clicked', async () => {
    const stage = await openTab('e')
    const order = () => ['API_TOKEN', 'HOME', 'JAVA_HOME'].sort((a, b) => stage.rowOf(` ${a} `) - stage.rowOf(` ${b} `))
    expect(order()).toEqual(['API_TOKEN', 'HOME', 'JAVA_HOME'])
    await stage.press('I')
    expect(order()).toEqual(['JAVA_HOME', 'HOME', 'API_TOKEN'])
    await stage.press('>')
    expect(order()).toEqual(['JAVA_HOME', 'HOME', 'API_TOKEN'])
    const titles = stage.rowOf('NAME')
    await stage.mouse(2, titles)
    expect(order()).toEqual(['API_TOKEN', 'HOME', 'JAVA_HOME'])
  })
})

describe('mappings in groups', () => {
  const files = new MemoryFiles({ ...GIANT, '771/smaps': { text: procText('linux-6.18/330/smaps') } })

  it('open to their members and close again with Enter, the selection staying on the group', async () => {
    const stage = await openStage({ width: 120, height: 60, seconds: 3, files, view: { pids: new Set([PID]) } })
    await openMemory(stage)
    await stage.press(tab('maps'))
    const groups = Number(/ mappings in (\d+) groups/.exec(stage.text)?.[1])
    const position = () => stage.rows[2]?.trim()
    expect(position()).toBe(`1 of ${groups}`)
    await stage.press('enter')
    const all = Number(/^1 of (\d+)$/.exec(position() ?? '')?.[1])
    expect(all).toBeGreaterThan(groups)
    expect(stage.text).toMatch(/[0-9a-f]{8,}-[0-9a-f]{8,} [r-][w-][x-][ps]/)
    // What is open already has nothing more to open.
    await stage.press('down', 'enter')
    expect(position()).toBe(`2 of ${all}`)
    await stage.press('up', 'enter')
    expect(position()).toBe(`1 of ${groups}`)
  })
})
