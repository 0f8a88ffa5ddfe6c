import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { ProcessTable } from '../../src/sources/linux/process-table.ts'
import { bundleProgram } from '../support/bundle.ts'
import { openDescriptors, recordOf, statLine, Tree } from './tree.ts'

const PROGRAM = 'test/sources/programs/scan.ts'

describe('a tree of processes', () => {
  let tree: Tree
  let table: ProcessTable
  let before: number

  const tableOf = (mostKept: number, root = tree.root): ProcessTable =>
    new ProcessTable({ root, units: USUAL_UNITS, mostKept, tells: false, now: () => performance.now() })
  const pids = async (): Promise<number[]> => (await table.scan()).map(record => record.pid)

  beforeEach(() => {
    tree = new Tree()
    before = openDescriptors()
    table = tableOf(100)
  })

  afterEach(() => {
    table.close()
    tree.remove()
  })

  it('is listed in ascending order of pid, and nothing else is', async () => {
    for (const pid of [10, 9, 1, 4_194_304]) tree.add(pid)
    for (const name of ['self', '12x', '0', 'net']) execFileSync('mkdir', [join(tree.root, name)])
    expect(await pids()).toEqual([1, 9, 10, 4_194_304])
  })

  it('of thousands is told of as soon as a screen is full, in the first scan only', async () => {
    for (let pid = 1; pid <= 1_001; pid++) tree.add(pid)
    const told: { readonly pids: readonly number[]; readonly listed: number }[] = []
    const scan = () =>
      table.scan({}, undefined, (records, listed) => told.push({ pids: records.map(({ pid }) => pid), listed }))
    const whole = (await scan()).map(({ pid }) => pid)
    expect(whole).toHaveLength(1_001)
    expect(told).toEqual([{ pids: whole.slice(0, 150), listed: 1_001 }])
    await scan()
    expect(told).toHaveLength(1)
    const few = tableOf(100)
    rmSync(join(tree.root, '1001'), { recursive: true })
    await few.scan({}, undefined, () => expect.unreachable('a thousand are read in one go'))
    few.close()
  })

  it('keeps the record of a process whose line is the same, and moves its time along', async () => {
    tree.add(10)
    const first = recordOf(await table.scan(), 10)
    const seenAtMs = first.seenAtMs
    const second = recordOf(await table.scan(), 10)
    expect(second).toBe(first)
    expect(second.seenAtMs).toBeGreaterThan(seenAtMs)
  })

  it('has a new record with the same facts for a process whose line changed', async () => {
    tree.add(10)
    const first = recordOf(await table.scan(), 10)
    tree.add(10, { userTicks: 8 })
    const second = recordOf(await table.scan(), 10)
    expect(second).not.toBe(first)
    expect(second.facts).toBe(first.facts)
    expect(second.id).toBe(first.id)
    expect([first.userMs, second.userMs]).toEqual([70, 80])
  })

  it('sees a line that changed in length only', async () => {
    tree.add(10, { userTicks: 1 })
    await table.scan()
    tree.add(10, { userTicks: 100 })
    expect(recordOf(await table.scan(), 10).userMs).toBe(1000)
    tree.add(10, { userTicks: 1 })
    expect(recordOf(await table.scan(), 10).userMs).toBe(10)
  })

  it('no longer has a process that ended', async () => {
    tree.add(10)
    tree.add(11)
    const { id } = recordOf(await table.scan(), 11)
    tree.end(11)
    expect(await pids()).toEqual([10])
    expect(table.recordOf(id)).toBeUndefined()
    expect(openDescriptors()).toBe(before + 1)
  })

  it.each([0, 1, 100])(
    'has another identity and other facts for a pid given out again, %i kept open',
    async mostKept => {
      table = tableOf(mostKept)
      tree.add(10, { start: 500 })
      const first = recordOf(await table.scan(), 10)
      first.facts.command = 'what it was'
      tree.add(10, { start: 900 })
      const second = recordOf(await table.scan(), 10)
      expect(second.id).not.toBe(first.id)
      expect(second.facts).not.toBe(first.facts)
      expect(second.facts.command).toBe('[p10]')
      expect(table.recordOf(first.id)).toBeUndefined()
      expect(table.recordOf(second.id)).toBe(second)
      expect(recordOf(await table.scan(), 10)).toBe(second)
      expect(openDescriptors()).toBe(before + Math.min(mostKept, 1))
    },
  )

  it('sees the file that took the place of another where none is kept open', async () => {
    table = tableOf(0)
    tree.add(10)
    await table.scan()
    tree.write(10, 'stat.new', statLine(10, { start: 77 }))
    renameSync(join(tree.root, '10', 'stat.new'), join(tree.root, '10', 'stat'))
    expect(recordOf(await table.scan(), 10).id).toBe('10:77')
  })

  it('passes over lines that are empty, cut off, of another process, or not there', async () => {
    tree.add(10)
    for (const pid of [11, 12, 13, 14, 15]) tree.add(pid)
    tree.write(11, 'stat', '')
    tree.write(12, 'stat', statLine(12).slice(0, 60))
    tree.write(13, 'stat', statLine(99))
    execFileSync('rm', [join(tree.root, '14', 'stat')])
    tree.write(15, 'stat', '15 (no end')
    expect(await pids()).toEqual([10])
    expect(openDescriptors()).toBe(before + 1)
  })

  it('passes over a process whose line is cut off at one scan, and has it again at the next', async () => {
    tree.add(10)
    const { id } = recordOf(await table.scan(), 10)
    tree.write(10, 'stat', '')
    expect(await pids()).toEqual([])
    tree.add(10)
    expect(recordOf(await table.scan(), 10).id).toBe(id)
  })

  it('does not wait for a named pipe in the place of a line', async () => {
    tree.add(10)
    tree.add(11)
    const path = tree.pipe(11, 'stat')
    expect(await pids()).toEqual([10])
    // Somebody holds the other end, and is silent.
    const writer = spawn('bash', ['-c', 'exec 3<>"$1"; echo open; read', 'bash', path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(writer.stdout, 'data')
    expect(await pids()).toEqual([10])
    writer.stdin.end()
    await once(writer, 'exit')
  })

  it.each([0, 1, 3])('keeps %i of five descriptors open, and reads the others each time', async mostKept => {
    table = tableOf(mostKept)
    for (let pid = 1; pid <= 5; pid++) tree.add(pid)
    for (let userTicks = 1; userTicks <= 3; userTicks++) {
      for (let pid = 1; pid <= 5; pid++) tree.add(pid, { userTicks })
      expect((await table.scan()).map(record => record.userMs)).toEqual(Array(5).fill(userTicks * 10))
      expect(openDescriptors()).toBe(before + mostKept)
    }
    // Whoever ended makes room for another.
    if (mostKept > 0) {
      tree.end(1)
      await table.scan()
      await table.scan()
      expect(openDescriptors()).toBe(before + mostKept)
    }
    table.close()
    expect(openDescriptors()).toBe(before)
  })

  it('leaks no descriptor over 2,000 births and deaths', async () => {
    table = tableOf(50)
    for (let round = 0; round < 20; round++) {
      for (let pid = 1; pid <= 100; pid++) tree.add(round * 100 + pid, { start: round })
      expect(await pids()).toHaveLength(100)
      expect(openDescriptors()).toBeLessThanOrEqual(before + 50)
      for (let pid = 1; pid <= 100; pid++) tree.end(round * 100 + pid)
    }
    expect(await pids()).toEqual([])
    expect(openDescriptors()).toBe(before)
  })

  it('lets the event loop run during a scan of 3,000, and ends the scan when it is closed meanwhile', async () => {
    for (let pid = 1; pid <= 3000; pid++) tree.add(pid)
    table = tableOf(3000)
    let turns = 0
    let scanning = true
    const turn = (): void => {
      turns++
      if (scanning) setImmediate(turn)
    }
    setImmediate(turn)
    expect(await table.scan()).toHaveLength(3000)
    scanning = false
    expect(turns).toBeGreaterThan(2)

    const scan = table.scan()
    table.close()
    expect((await scan).length).toBeLessThan(3000)
    expect(openDescriptors()).toBe(before)
  })

  it('passes over what another user may not read', async () => {
    tree.add(10)
    tree.add(11)
    tree.add(12)
    chmodSync(tree.root, 0o755)
    chmodSync(join(tree.root, '11'), 0o000)
    chmodSync(join(tree.root, '12', 'stat'), 0o000)
    const program = await bundleProgram(PROGRAM)
    expect(scanned(['env', 'NTOP_TEST_UID=65534'], program, tree.root)).toMatchObject({ pids: [10] })
    chmodSync(join(tree.root, '11'), 0o755)
  })

  it('sees more processes than it may have descriptors', async () => {
    for (let pid = 1; pid <= 200; pid++) tree.add(pid)
    const program = await bundleProgram(PROGRAM)
    const { pids, open, limit } = scanned(['prlimit', '--nofile=64'], program, tree.root, '1000')
    expect(limit).toBe(64)
    expect(pids).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    expect(open).toBeLessThan(64)
    expect(open).toBeGreaterThan(20)
  })

  it('keeps no descriptors that others need, under a limit of 64 and in the kernel’s own tree', async () => {
    const { pids } = scanned(['prlimit', '--nofile=64'], await bundleProgram(PROGRAM), '/proc', '1000')
    expect(pids).toContain(process.pid)
  })
})

interface Scanned {
  readonly pids: readonly number[]
  readonly open: number
  readonly limit: number
}

/** Runs the program that scans a tree twice, under another that restrains it. */
function scanned(under: readonly string[], program: string, ...args: readonly string[]): Scanned {
  const [command = '', ...rest] = under
  return JSON.parse(execFileSync(command, [...rest, process.execPath, program, ...args], { encoding: 'utf8' }))
}

describe('the kernel’s own tree', () => {
  let table: ProcessTable
  let children: ChildProcess[]

  beforeEach(() => {
    children = []
    table = new ProcessTable({
      root: '/proc',
      units: USUAL_UNITS,
      mostKept: 10_000,
      tells: true,
      now: () => performance.now(),
    })
  })

  afterEach(() => {
    table.close()
    for (const child of children) child.kill('SIGKILL')
  })

  const start = async (script: string): Promise<ChildProcess & { pid: number }> => {
    const child = spawn('bash', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await once(child.stdout, 'data')
    const { pid } = child
    if (pid === undefined) throw new Error('no child')
    return Object.assign(child, { pid })
  }

  it('keeps the record of a child that sleeps, and has a new one once it ran', async () => {
    const child = await start('echo ready; read; for ((i = 0; i < 200000; i++)); do :; done; echo ran; read')
    await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toContain(') S '))
    const first = recordOf(await table.scan(), child.pid)
    expect(recordOf(await table.scan(), child.pid)).toBe(first)
    const ran = child.stdout === null ? undefined : once(child.stdout, 'data')
    child.stdin?.write('\n')
    await ran
    const second = recordOf(await table.scan(), child.pid)
    expect(second.userMs).toBeGreaterThan(first.userMs ?? Number.NaN)
    expect(second.facts).toBe(first.facts)
  })

  it('no longer has a child that ended, and closes what it had open of it', async () => {
    const child = await start('echo ready; read')
    const path = `/proc/${child.pid}/stat`
    expect((await table.scan()).map(record => record.pid)).toContain(child.pid)
    expect(openPaths()).toContain(path)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await table.scan()).map(record => record.pid)).not.toContain(child.pid)
    expect(openPaths()).not.toContain(path)
    table.close()
    expect(openPaths().filter(open => /^\/proc\/\d+\/stat$/.test(open))).toEqual([])
  })
})

function openPaths(): string[] {
  const links = execFileSync('ls', [`/proc/${process.pid}/fd`], { encoding: 'utf8' })
    .trim()
    .split('\n')
  return links.flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  })
}
