import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { cpus, endianness, freemem, hostname, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Facet, ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { parseMountinfo } from '../../src/procfs/mountinfo.ts'
import { NameFile, parseNames } from '../../src/sources/linux/name-file.ts'
import { type LinuxOptions, type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { hidesProcesses, treeKind } from '../../src/sources/linux/tree-kind.ts'
import { bundleProgram } from '../support/bundle.ts'
import { fixtureTree, idsOf, openDescriptors, recordOf, statLine, Tree } from './tree.ts'

const NOBODY = { everyone: new Set<Facet>() }
const ALL = new Set<Facet>(['owner', 'command', 'statm', 'io', 'rollup', 'cgroup'])

let sources: LinuxSource[]
let folder: string

beforeEach(() => {
  sources = []
  folder = mkdtempSync(join(tmpdir(), 'ntop-source-'))
})

afterEach(() => {
  for (const source of sources) source.close()
  rmSync(folder, { recursive: true })
})

function sourceOf(options: LinuxOptions): LinuxSource {
  const source = linuxSource(options)
  sources.push(source)
  return source
}

async function sampleOf(source: LinuxSource, facets: ReadonlySet<Facet> = ALL): Promise<RawSample> {
  const sample = await source.scan(NOBODY)
  await source.fill(idsOf(sample.processes), facets)
  return sample
}

describe('recorded trees', () => {
  const tree = (name: string): LinuxSource =>
    sourceOf({ procfs: fixtureTree(name), sysfs: folder, now: () => 5_000_000 })

  it.each(['linux-2.6.32', 'linux-3.10', 'linux-6.18', 'vanished'])(
    '%s is read whole, and makes a snapshot',
    async name => {
      const source = tree(name)
      const snapshot = derive(derive(undefined, await sampleOf(source)), await sampleOf(source))
      expect(snapshot.processes.length).toBeGreaterThan(0)
      expect(snapshot.memory?.totalBytes).toBeGreaterThan(0)
      expect(snapshot.sample.seesEveryone).toBe(false)
      expect(snapshot.endedCpu?.all).toBeUndefined()
      expect(source.hung).toBe(false)
    },
  )

  it('leave unknown what an old kernel did not tell yet', async () => {
    const sample = await sampleOf(tree('linux-2.6.32'))
    expect(sample.pressure).toBeUndefined()
    expect(sample.paging?.oomKills).toBeUndefined()
    expect(recordOf(sample.processes, 1873).facts).toMatchObject({ ussBytes: undefined, pssBytes: undefined })
    expect(sample.network.every(({ up }) => up === undefined)).toBe(true)
  })

  it('have available memory as the kernel would count it where it does not yet', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-3.10'), procfs, { recursive: true })
    const available = async () => (await sourceOf({ procfs, sysfs: folder }).scan(NOBODY)).memory?.availableBytes
    const kilobytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(readFileSync(join(procfs, 'meminfo'), 'utf8'))?.[1])
    const low = [...readFileSync(join(procfs, 'zoneinfo'), 'utf8').matchAll(/^ +low +(\d+)$/gm)]
    const lowBytes = low.reduce((sum, [, pages]) => sum + Number(pages) * 4096, 0)
    expect(lowBytes).toBeGreaterThan(0)
    const keep = (bytes: number) => bytes - Math.min(bytes / 2, lowBytes)
    const files = kilobytes('Active\\(file\\)') + kilobytes('Inactive\\(file\\)')
    expect(await available()).toBe(kilobytes('MemFree') - lowBytes + keep(files) + keep(kilobytes('SReclaimable')))
    rmSync(join(procfs, 'zoneinfo'))
    expect(await available()).toBe(kilobytes('MemFree') + kilobytes('Cached'))
  })

  it('show their own mounts, of whose sizes nothing is known here', async () => {
    const { fileSystems } = await tree('linux-3.10').scan(NOBODY)
    expect(fileSystems.map(({ mount, device, blockDevice }) => [mount, device, blockDevice])).toEqual([
      ['/', '/dev/sda2', 'sda2'],
      ['/boot', '/dev/sda1', 'sda1'],
      ['/var/lib/db', '/dev/nvme0n1', 'nvme0n1'],
    ])
    expect(fileSystems.every(({ totalBytes, trouble }) => totalBytes === undefined && trouble === undefined)).toBe(true)
  })

  it('show the mounts of their first process before those of who recorded them', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-3.10'), procfs, { recursive: true })
    writeFileSync(join(procfs, '1', 'mountinfo'), '20 1 8:2 / /host rw - ext4 /dev/sda2 rw\n')
    const { fileSystems } = await sourceOf({ procfs, sysfs: folder }).scan(NOBODY)
    expect(fileSystems.map(({ mount }) => mount)).toEqual(['/host'])
  })

  it('may be written anew while they are read', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-6.18'), procfs, { recursive: true })
    const source = sourceOf({ procfs, sysfs: folder })
    await source.scan(NOBODY)
    writeFileSync(join(folder, 'meminfo'), 'MemTotal: 8 kB\nMemFree: 4 kB\nMemAvailable: 4 kB\n')
    renameSync(join(folder, 'meminfo'), join(procfs, 'meminfo'))
    rmSync(join(procfs, 'loadavg'))
    writeFileSync(join(folder, 'stat'), statLine(393, { start: 77 }))
    renameSync(join(folder, 'stat'), join(procfs, '393', 'stat'))
    const { memory, load, processes } = await source.scan(NOBODY)
    expect(recordOf(processes, 393).id).toBe('393:77')
    expect(memory?.totalBytes).toBe(8192)
    expect(load).toBeUndefined()
    writeFileSync(join(procfs, 'loadavg'), '1.00 2.00 3.00 1/200 4000\n')
    expect((await source.scan(NOBODY)).load?.one).toBe(1)
  })

  it('have their own page size and clock tick', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-6.18'), procfs, { recursive: true })
    const usual = recordOf((await sourceOf({ procfs, sysfs: folder }).scan(NOBODY)).processes, 393)
    writeFileSync(join(procfs, 'self', 'auxv'), auxv({ 6: 65_536, 17: 250, 0: 0 }))
    const sample = await sourceOf({ procfs, sysfs: folder }).scan(NOBODY)
    const other = recordOf(sample.processes, 393)
    expect(sample.host.pageBytes).toBe(65_536)
    expect(other.rssBytes).toBe(usual.rssBytes * 16)
    expect(other.userMs).toBeCloseTo((usual.userMs ?? Number.NaN) / 2.5)
  })

  it('without memory, load or disks are read all the same', async () => {
    const bare = new Tree()
    try {
      bare.add(10, {}, { cmdline: 'a\0' })
      const sample = await sampleOf(sourceOf({ procfs: bare.root, sysfs: bare.root }))
      expect(sample).toMatchObject({ diskIo: [], network: [], fileSystems: [] })
      for (const part of ['memory', 'load', 'cpu', 'paging', 'pressure'] as const) expect(sample[part]).toBeUndefined()
      expect(sample.host).toMatchObject({
        uptimeSec: undefined,
        bootAtMs: undefined,
        bootId: undefined,
        cpuModel: undefined,
      })
      expect(recordOf(sample.processes, 10).facts).toMatchObject({ command: 'a', uid: undefined, cgroup: undefined })
    } finally {
      bare.remove()
    }
  })
})

describe('another machine’s tree', () => {
  let tree: Tree

  beforeEach(() => {
    tree = new Tree()
    tree.add(10, {}, { status: 'Name:\tp10\nState:\tS (sleeping)\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n' })
  })

  afterEach(() => tree.remove())

  it('has neither this machine’s name and kernel nor its users', async () => {
    const source = sourceOf({ procfs: tree.root, sysfs: folder })
    const { host, processes } = await sampleOf(source)
    expect(host).toMatchObject({ name: '–', kernel: '–', arch: '–' })
    expect(recordOf(processes, 10).facts).toMatchObject({ uid: 0, user: '0' })
    expect(source.names.group(0)).toBe('0')
  })

  it('is none where there is nothing of one', () => {
    writeFileSync(join(folder, 'readme'), '')
    expect(() => sourceOf({ procfs: folder })).toThrow(
      `no process tree: "${folder}" has no stat and no numbered folders`,
    )
  })

  it('shows no figure any more that can no longer be read', async () => {
    let nowMs = 0
    const text = readFileSync(join(fixtureTree('linux-6.18'), '320', 'smaps_rollup'), 'utf8')
    tree.add(11, {}, { smaps_rollup: text, statm: '300 200 100 5 0 50 0\n', cmdline: 'a\0' })
    const source = sourceOf({ procfs: tree.root, sysfs: folder, monotonic: () => nowMs })
    expect(recordOf((await sampleOf(source)).processes, 11).facts).toMatchObject({
      pssBytes: expect.any(Number),
      sharedBytes: expect.any(Number),
    })
    nowMs = 10_000
    tree.add(11, { state: 'Z', userTicks: 9 })
    rmSync(join(tree.root, '11', 'statm'))
    const { facts } = recordOf((await sampleOf(source)).processes, 11)
    for (const figure of ['pssBytes', 'ussBytes', 'swapBytes', 'sharedBytes', 'exactRss', 'textBytes'] as const) {
      expect(facts[figure], figure).toBeUndefined()
    }
  })

  it('says at the next scan what went wrong with the table of mounts while nobody waited', async () => {
    let nowMs = 0
    tree.add(1, {}, { mountinfo: '20 1 8:2 / /host rw - ext4 /dev/sda2 rw\n' })
    const source = sourceOf({ procfs: tree.root, sysfs: folder, monotonic: () => nowMs })
    const mounts = async () => (await source.scan(NOBODY)).fileSystems.map(({ mount }) => mount)
    const table = join(tree.root, '1', 'mountinfo')
    expect(await mounts()).toEqual(['/host'])
    rmSync(table)
    nowMs += 10_000
    // Not there just now is not without mounts.
    expect(await mounts()).toEqual(['/host'])
    mkdirSync(table)
    nowMs += 10_000
    await source.scan(NOBODY)
    await expect(source.scan(NOBODY)).rejects.toThrow('EISDIR')
    expect(await mounts()).toEqual(['/host'])
  })

  it('lets the event loop have its turns while everyone’s facts are read', async () => {
    for (let pid = 100; pid < 1_600; pid++) tree.add(pid, {}, { statm: '300 200 100 5 0 50 0\n' })
    const source = sourceOf({ procfs: tree.root, sysfs: folder })
    const sample = await source.scan(NOBODY)
    let turns = 0
    let filling = true
    const turn = (): void => {
      turns++
      if (filling) setImmediate(turn)
    }
    setImmediate(turn)
    await source.fill(idsOf(sample.processes), new Set<Facet>(['owner', 'statm', 'io', 'cgroup']))
    filling = false
    expect(turns).toBeGreaterThan(2)
  })
})

describe('a process of which something is taken away in the middle', () => {
  it('keeps its row while its line can be read, without what cannot, and is whole again afterwards', async () => {
    const IO = 'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 0\n'
    const tree = new Tree()
    try {
      chmodSync(tree.root, 0o755)
      for (const pid of [10, 11]) tree.add(pid, {}, { statm: '300 200 100 5 0 50 0\n', io: IO })
      const program = await bundleProgram('test/sources/programs/denied.ts')
      const found = JSON.parse(execFileSync(process.execPath, [program, tree.root, '11'], { encoding: 'utf8' }))
      const all = ['statm', 'io']
      expect(found).toEqual({
        first: { 10: all, 11: all },
        withoutIo: { 10: all, 11: ['statm'] },
        withIo: { 10: all, 11: all },
        withoutLine: { 10: all },
        withLine: { 10: all, 11: all },
        withoutFolder: { 10: all },
        withFolder: { 10: all, 11: all },
        leftOpen: 0,
      })
    } finally {
      tree.remove()
    }
  })
})

describe('what others wrote', () => {
  const HOSTILE = /[\x00-\x1f\x7f-\x9f]/

  /** Every string of a value, with the path to it. */
  function* stringsIn(
    value: unknown,
    path = '',
    seen = new Set<object>(),
  ): Generator<readonly [path: string, text: string]> {
    if (typeof value === 'string') yield [path, value]
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    for (const [key, part] of Object.entries(value)) yield* stringsIn(part, `${path}.${key}`, seen)
  }
  const hostileIn = (value: unknown) => [...stringsIn(value)].filter(([, text]) => HOSTILE.test(text))

  it('is clean in every word of a sample', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-6.18'), procfs, { recursive: true })
    const evil = 'e\x1b[31m\x9bv\x85l'
    mkdirSync(join(procfs, 'sys', 'kernel'), { recursive: true })
    for (const name of ['hostname', 'ostype', 'osrelease', 'arch']) {
      writeFileSync(join(procfs, 'sys', 'kernel', name), `${evil}\n`, 'latin1')
    }
    writeFileSync(join(procfs, 'diskstats'), ` 8 0 ${evil} 1 2 3 4 5 6 7 8 9 10 11\n`, 'latin1')
    writeFileSync(join(procfs, 'net', 'dev'), `${evil}: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n`, 'latin1')
    writeFileSync(join(procfs, 'cpuinfo'), `model name : ${evil}\n`, 'latin1')
    writeFileSync(join(procfs, '393', 'stat'), statLine(393, { name: evil, state: '\x1b' }), 'latin1')
    writeFileSync(join(procfs, '392', 'stat'), statLine(392, { name: evil }), 'latin1')
    const sample = await sampleOf(sourceOf({ procfs, sysfs: folder }))
    expect(sample.host).toMatchObject({ os: 'e␛[31m\\x9bv\\x85l', kernel: 'e␛[31m\\x9bv\\x85l' })
    expect(sample.diskIo[0]?.device).toBe('e␛[31m\\x9bv\\x85l')
    expect(sample.processes.map(({ pid }) => pid)).not.toContain(393)
    expect(hostileIn(sample)).toEqual([])
  })

  it('is clean wherever in a tree’s files a hostile byte stands', async () => {
    const from = fixtureTree('linux-6.18')
    const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(name =>
      lstatSync(join(from, name)).isFile(),
    )
    const procfs = join(folder, 'proc')
    cpSync(from, procfs, { recursive: true })
    const contents = new Map(files.map(name => [name, readFileSync(join(from, name))]))
    const bytes = fc.constantFrom(0x00, 0x07, 0x0a, 0x1b, 0x7f, 0x85, 0x9b)
    const places = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), bytes), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(places, async hits => {
        for (const [name, content] of contents) {
          const changed = Buffer.from(content)
          for (const [place, byte] of hits) {
            // Numbers stay, so that most lines still say something.
            const at = changed.toString('latin1', Math.floor(place * changed.length)).search(/[a-z]/i)
            if (at >= 0) changed[Math.floor(place * changed.length) + at] = byte
          }
          writeFileSync(join(procfs, name), changed)
        }
        const sample = await sampleOf(sourceOf({ procfs, sysfs: folder }))
        expect(sample.processes.length).toBeGreaterThan(0)
        expect(hostileIn(sample)).toEqual([])
      }),
      { numRuns: 6 },
    )
  })
})

function auxv(pairs: Readonly<Record<number, number>>): Buffer {
  // AT_NULL, 0, ends it; keys of an object come in ascending order.
  const entries = Object.entries(pairs).sort(([a], [b]) => Number(b) - Number(a))
  const bytes = Buffer.alloc(entries.length * 16)
  for (const [i, [type, value]] of entries.entries()) {
    if (endianness() === 'LE') {
      bytes.writeBigUInt64LE(BigInt(type), i * 16)
      bytes.writeBigUInt64LE(BigInt(value), i * 16 + 8)
    } else {
      bytes.writeBigUInt64BE(BigInt(type), i * 16)
      bytes.writeBigUInt64BE(BigInt(value), i * 16 + 8)
    }
  }
  return bytes
}

describe('network interfaces', () => {
  it('are up, down or unknown as sysfs says, and may go and come back', async () => {
    const procfs = join(folder, 'proc')
    cpSync(fixtureTree('linux-6.18'), procfs, { recursive: true })
    const state = (name: string, text: string): void => {
      mkdirSync(join(folder, 'class', 'net', name), { recursive: true })
      writeFileSync(join(folder, 'class', 'net', name, 'operstate'), text)
    }
    const line = (name: string) => `${name}: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n`
    const interfaces = (...names: readonly string[]): void =>
      writeFileSync(join(procfs, 'net', 'dev'), `Inter-|\n face |\n${names.map(line).join('')}`)
    const source = sourceOf({ procfs, sysfs: folder })
    const up = async () => (await source.scan(NOBODY)).network.map(({ interface: name, up }) => [name, up])

    state('lo', 'unknown\n')
    state('eth0', 'up\n')
    state('eth1', 'down\n')
    interfaces('lo', 'eth0', 'eth1', 'veth2')
    expect(await up()).toEqual([
      ['lo', undefined],
      ['eth0', true],
      ['eth1', false],
      ['veth2', undefined],
    ])

    interfaces('lo', 'eth0')
    rmSync(join(folder, 'class', 'net', 'eth1'), { recursive: true })
    expect(await up()).toEqual([
      ['lo', undefined],
      ['eth0', true],
    ])
    state('eth1', 'up\n')
    interfaces('lo', 'eth0', 'eth1')
    expect(await up()).toEqual([
      ['lo', undefined],
      ['eth0', true],
      ['eth1', true],
    ])
  })
})

describe('this machine', () => {
  let children: ChildProcess[]

  beforeEach(() => {
    children = []
  })

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
  })

  const start = async (script: string): Promise<{ pid: number; say(): void }> => {
    const child = spawn('bash', ['--norc', '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await once(child.stdout, 'data')
    if (child.pid === undefined) throw new Error('no child')
    return { pid: child.pid, say: () => child.stdin.write('\n') }
  }
  const look = async (source: LinuxSource, pid: number, facets: ReadonlySet<Facet> = ALL): Promise<ProcessRecord> => {
    const record = recordOf((await source.scan(NOBODY)).processes, pid)
    await source.fill([record.id], facets)
    return record
  }

  it('is what other readers of it say', async () => {
    const { host, memory, cpu, load, processes, fileSystems } = await sourceOf({}).scan(NOBODY)
    expect(host).toMatchObject({
      name: hostname(),
      os: 'Linux',
      kernel: execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim(),
    })
    expect(host.pageBytes).toBe(Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })))
    expect(host.bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
    expect(memory?.totalBytes).toBe(totalmem())
    expect(Math.abs((memory?.availableBytes ?? 0) - freemem())).toBeLessThan(totalmem() / 10)
    expect(cpu?.cores).toHaveLength(cpus().length)
    expect(load?.threads).toBeGreaterThanOrEqual(processes.length - 10)
    expect(fileSystems.map(({ mount }) => mount)).toContain('/')
    const own = recordOf(processes, process.pid)
    expect(own).toMatchObject({ ppid: process.ppid, kernelThread: false })
    expect(own.vmsBytes).toBeGreaterThan(own.rssBytes)
    // ps, too, has the second only in which a process started.
    const startedAt = Date.parse(execFileSync('ps', ['-o', 'lstart=', '-p', String(process.pid)], { encoding: 'utf8' }))
    expect(Math.abs((host.bootAtMs ?? 0) + own.startMs - startedAt)).toBeLessThan(2_000)
  })

  it('has facts of each process, its own most of all', async () => {
    const record = await look(sourceOf({}), process.pid)
    expect(record.facts).toMatchObject({
      uid: process.geteuid?.(),
      user: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
      trouble: undefined,
    })
    expect(record.facts.args).toEqual(readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(0, -1))
    expect(record.facts.pssBytes).toBeGreaterThan(0)
    expect(record.facts.sharedBytes).toBeLessThan(record.rssBytes * 2)
    expect(record.facts.io?.value.readChars).toBeGreaterThan(0)
  })

  it('shows the new command of a process that executes another program, at the next look', async () => {
    const source = sourceOf({})
    const { pid, say } = await start('echo ready; read; exec -a "a new title" sleep 60')
    expect((await look(source, pid)).facts.command).toMatch(/^bash --norc -c echo ready/)
    say()
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n'))
    const record = await look(source, pid)
    expect(record.name).toBe('sleep')
    expect(record.facts).toMatchObject({ command: 'a new title 60', args: ['a new title', '60'] })
  })

  it('shows the new title of a process that keeps its name, after ten seconds of its own time, though it did nothing more', async () => {
    // Nothing else is asked for, of which some has to be looked at all the time.
    const COMMAND: ReadonlySet<Facet> = new Set(['command'])
    let nowMs = 0
    const source = sourceOf({ monotonic: () => nowMs })
    const { pid, say } = await start('echo ready; read; exec -a other bash --norc -c "read; :"')
    const first = await look(source, pid, COMMAND)
    say()
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toMatch(/^other/))
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain('(bash) S '))
    nowMs = 9_999
    const second = await look(source, pid, COMMAND)
    expect(second).not.toBe(first)
    expect(second.facts.command).toBe(first.facts.command)
    expect(second.facts.command).toMatch(/^bash/)
    nowMs = 10_000
    const third = await look(source, pid, COMMAND)
    expect(third).toBe(second)
    expect(third.facts.command).toBe('other --norc -c read; :')
  })

  it('reads the facts of a process that did nothing only once', async () => {
    let nowMs = 0
    const source = sourceOf({ monotonic: () => nowMs })
    const { pid } = await start('echo ready; read')
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') S '))
    const record = await look(source, pid)
    record.facts.command = 'as it was'
    record.facts.sharedBytes = -1
    const io = record.facts.io?.value
    nowMs = 60_000
    expect(await look(source, pid)).toBe(record)
    expect(record.facts).toMatchObject({ command: 'as it was', sharedBytes: -1 })
    // It did no input or output since either: as true now as it was then.
    expect(record.facts.io).toEqual({ atMs: 60_000, value: io })
    expect(record.facts.ioBefore).toEqual({ atMs: 0, value: io })
  })

  it('passes over processes that have gone when they are filled', async () => {
    const source = sourceOf({})
    const { pid } = await start('echo ready; read')
    const record = recordOf((await source.scan(NOBODY)).processes, pid)
    const ended = children[0] && once(children[0], 'exit')
    children[0]?.kill('SIGKILL')
    await ended
    await source.fill([record.id], ALL)
    expect(record.facts).toMatchObject({ command: '[bash]', trouble: undefined, uid: undefined, pssBytes: undefined })
  })

  it('is left without an open file when the source is closed, even amid a scan', async () => {
    const before = openDescriptors()
    const source = linuxSource()
    await source.scan(NOBODY)
    await source.settled()
    expect(openDescriptors()).toBeGreaterThan(before)
    source.close()
    expect(openDescriptors()).toBe(before)
    const another = linuxSource()
    const scanning = another.scan({ everyone: new Set<Facet>(['command']) })
    another.close()
    await scanning
    await another.settled()
    expect(openDescriptors()).toBe(before)
  })
})

describe('the kind of a tree', () => {
  const mounts = parseMountinfo(
    Buffer.from(`20 1 8:2 / / rw - ext4 /dev/sda2 rw
21 20 0:5 / /proc rw - proc proc rw
22 20 0:50 / ${tmpdir()} rw - tmpfs tmpfs rw
`),
  )
  const and = (...lines: readonly string[]) => [...mounts, ...parseMountinfo(Buffer.from(`${lines.join('\n')}\n`))]

  it('is the kernel’s, wherever it is mounted', () => {
    expect(treeKind('/proc', mounts)).toBe('kernel')
    expect(treeKind(folder, and(`23 22 0:60 / ${folder} rw - proc proc rw`))).toBe('kernel')
    symlinkSync('/proc', join(folder, 'link'))
    expect(treeKind(join(folder, 'link'), mounts)).toBe('kernel')
  })

  it('is files on what this kernel serves itself', () => {
    expect(treeKind(folder, mounts)).toBe('files')
    expect(treeKind('/', mounts.slice(0, 1))).toBe('files')
  })

  it('is remote where another program or host answers, be it for a part only', () => {
    expect(treeKind(folder, and(`23 22 0:60 / ${folder} rw - fuse.sshfs me@there:/ rw`))).toBe('remote')
    expect(treeKind(folder, and(`23 22 0:60 / ${folder}/320 rw - nfs filer:/x rw`))).toBe('remote')
    expect(treeKind(folder, and(`23 22 0:60 / ${folder}-other rw - nfs filer:/x rw`))).toBe('files')
    expect(treeKind(folder, [])).toBe('remote')
  })

  it('is that of the mount on top', () => {
    const below = `23 22 0:60 / ${folder} rw - fuse.sshfs me@there:/ rw`
    const above = `24 23 0:61 / ${folder} rw - tmpfs tmpfs rw`
    expect(treeKind(folder, and(below, above))).toBe('files')
    expect(treeKind(folder, and(above, below))).toBe('remote')
  })

  it('of none is an error with its path', () => {
    expect(() => sourceOf({ procfs: join(folder, 'none') })).toThrow(join(folder, 'none'))
  })
})

it.each([
  ['hidepid=2', true],
  ['hidepid=1,gid=4', true],
  ['hidepid=invisible', true],
  ['hidepid=ptraceable', true],
  ['hidepid=0', false],
  ['hidepid=off', false],
  ['gid=4', false],
])('a tree mounted with %s hides processes: %s', (options, hides) => {
  const mounts = parseMountinfo(Buffer.from(`22 1 0:21 / /proc rw,nosuid - proc proc rw,${options}\n`))
  expect(hidesProcesses('/proc', mounts)).toBe(hides)
})

describe('names of users', () => {
  it('are those of the file, the first of several for one number', () => {
    const names = parseNames(
      'root:x:0:0::/root:/bin/sh\n#old:x:5:5\ntoor:x:0:0\n\nno-number:x:x:0\nme:x:1000:1000:,,,:/:/bin\n',
    )
    expect([...names]).toEqual([
      [0, 'root'],
      [1000, 'me'],
    ])
  })

  it('are cleaned for the screen', () => {
    expect(parseNames('e\x1b[31mvil:x:7:7\n').get(7)).toBe('e␛[31mvil')
  })

  it('are numbers where there is none, until the file has it, which is looked at once a second', () => {
    const path = join(folder, 'passwd')
    writeFileSync(path, 'root:x:0:0\n')
    let nowMs = 0
    const names = new NameFile(path, () => nowMs)
    expect([names.nameOf(0), names.nameOf(1000)]).toEqual(['root', '1000'])
    writeFileSync(path, 'admin:x:0:0\nnew:x:1000:1000\n')
    utimesSync(path, 1, 1)
    nowMs = 999
    expect([names.nameOf(0), names.nameOf(1000)]).toEqual(['root', '1000'])
    nowMs = 1_000
    expect([names.nameOf(1000), names.nameOf(0)]).toEqual(['new', 'admin'])
  })

  it('are numbers where there is no such file', () => {
    expect(new NameFile(join(folder, 'none'), () => 0).nameOf(0)).toBe('0')
  })
})
