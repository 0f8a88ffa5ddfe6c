import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { jsonSchema } from '../../src/export/schema.ts'
import { type InspectionJson, MEMORY_KEYS, RATED_KEYS, USAGE_KEYS } from '../../src/inspect/json.ts'
import { runInspect, type TextSink } from '../../src/inspect/run.ts'
import { RLIMITS } from '../../src/procfs/pid-limits.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import type { Source } from '../../src/sources/source.ts'
import { bundleProgram } from '../support/bundle.ts'

class Sink implements TextSink {
  text = ''
  write(text: string): void {
    this.text += text
  }
}

async function run(source: Source, pid: number, json = true) {
  const out = { stdout: new Sink(), stderr: new Sink() }
  const code = await runInspect(source, pid, { json, intervalMs: 1 }, out)
  return { code, stdout: out.stdout.text, stderr: out.stderr.text }
}

async function inspected(source: Source, pid: number): Promise<InspectionJson> {
  const { code, stdout, stderr } = await run(source, pid)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout) as InspectionJson
}

/**
 * A shell, which does nothing by itself: has descriptors 45 and 120 open, but none that it inherited beyond the usual
 * three, sets limits, says that it is ready, and waits.
 */
const QUIET = [
  'for fd in $(ls /proc/$$/fd); do ((fd > 2)) && eval "exec $fd>&-"; done',
  'exec 45</dev/null 120</dev/null; ulimit -Sn 100; ulimit -St 1234; ulimit -Sv 900000; echo ready; read -r line',
].join('; ')

/** Figures of the kernel's own `Key: 12 kB` lines, in bytes. */
function kilobytes(path: string, key: string): number {
  const found = new RegExp(`^${key}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(path, 'utf8'))?.[1]
  if (found === undefined) throw new Error(`no ${key} in ${path}`)
  return Number(found) * 1024
}

/** The memory of a process by the kernel's own files. Others that come and go change what it shares with them. */
function memoryByKernel(pid: number): Record<(typeof MEMORY_KEYS)[number], number> {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number)
  const at = (i: number): number => (pages[i] ?? Number.NaN) * pageBytes
  const rollup = `/proc/${pid}/smaps_rollup`
  const status = `/proc/${pid}/status`
  const heap = /^([0-9a-f]+)-([0-9a-f]+) .*\[heap\]$/m.exec(readFileSync(`/proc/${pid}/maps`, 'utf8'))
  return {
    vmsBytes: at(0),
    rssBytes: at(1),
    sharedBytes: at(2),
    textBytes: at(3),
    libBytes: at(4),
    dataBytes: at(5),
    dirtyBytes: at(6),
    ussBytes:
      kilobytes(rollup, 'Private_Clean') + kilobytes(rollup, 'Private_Dirty') + kilobytes(rollup, 'Private_Hugetlb'),
    pssBytes: kilobytes(rollup, 'Pss'),
    swapBytes: kilobytes(rollup, 'Swap'),
    peakRssBytes: kilobytes(status, 'VmHWM'),
    anonymousBytes: kilobytes(status, 'RssAnon'),
    fileBytes: kilobytes(status, 'RssFile'),
    shmemBytes: kilobytes(status, 'RssShmem'),
    lockedBytes: kilobytes(status, 'VmLck'),
    pageTablesBytes: kilobytes(status, 'VmPTE'),
    stackBytes: kilobytes(status, 'VmStk'),
    brkHeapBytes: Number(`0x${heap?.[2]}`) - Number(`0x${heap?.[1]}`),
    hugePagesBytes: kilobytes(rollup, 'AnonHugePages'),
    hugetlbBytes: kilobytes(rollup, 'Private_Hugetlb') + kilobytes(rollup, 'Shared_Hugetlb'),
  }
}

const pageBytes = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }))

describe('inspecting a live process', () => {
  let child: ChildProcess
  let pid: number
  let source: LinuxSource

  beforeAll(async () => {
    child = spawn('bash', ['--norc', '-c', QUIET], { stdio: ['pipe', 'pipe', 'inherit'] })
    if (child.pid === undefined || child.stdout === null) throw new Error('no child')
    pid = child.pid
    await once(child.stdout, 'data')
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') S '))
    source = linuxSource()
  })

  afterAll(() => {
    source.close()
    child.kill('SIGKILL')
  })

  // How much of its pages is its own alone moves whenever another process comes or goes that has the same libraries; on
  // a busy machine hardly two readings are the same. So what is shown lies between what the kernel says before and after,
  // which for all else is one figure.
  it('has every figure of its memory as the kernel’s files have it', async () => {
    const { memory } = await vi.waitFor(
      async () => {
        const before = memoryByKernel(pid)
        const json = await inspected(source, pid)
        const after = memoryByKernel(pid)
        const shown = Object.fromEntries(MEMORY_KEYS.map(key => [key, json.memory[key]]))
        expect(json.memory).toEqual(shown)
        expect(json.denied).toEqual([])
        for (const key of MEMORY_KEYS) {
          const [least, most] = [before[key], after[key]].sort((a, b) => a - b)
          expect(shown[key], key).toBeGreaterThanOrEqual(least ?? Number.NaN)
          expect(shown[key], key).toBeLessThanOrEqual(most ?? Number.NaN)
        }
        const { ussBytes: _, pssBytes: __, ...own } = before
        expect(shown).toMatchObject(own)
        return json
      },
      { timeout: 15_000 },
    )
    expect(memory.rssBytes).toBeGreaterThan(0)
    expect(memory.brkHeapBytes).toBeGreaterThan(0)
  })

  it('has its limits, and how much of them is used', async () => {
    const { limits } = await inspected(source, pid)
    expect(limits.map(limit => limit.name)).toEqual(RLIMITS.map(limit => limit.name))
    const byName = new Map(limits.map(limit => [limit.name, limit]))
    // The one above the limit takes no room below it, and how high the numbers are says nothing.
    expect(byName.get('RLIMIT_NOFILE')).toMatchObject({ soft: 100, unit: 'files', used: 4, usedPct: 4 })
    expect(byName.get('RLIMIT_CPU')).toMatchObject({ soft: 1234, unit: 'seconds' })
    expect(byName.get('RLIMIT_AS')).toMatchObject({
      soft: 900_000 * 1024,
      used: kilobytes(`/proc/${pid}/status`, 'VmSize'),
    })
    expect(byName.get('RLIMIT_STACK')?.used).toBe(kilobytes(`/proc/${pid}/status`, 'VmStk'))
    expect(byName.get('RLIMIT_NPROC')?.used).toBeGreaterThan(2)
    const untold = limits.filter(limit => limit.used === null).map(limit => limit.name)
    expect(untold).toEqual([
      'RLIMIT_CORE',
      'RLIMIT_FSIZE',
      'RLIMIT_LOCKS',
      'RLIMIT_MSGQUEUE',
      'RLIMIT_RSS',
      'RLIMIT_RTTIME',
    ])
  })

  it('knows who it is', async () => {
    const { process: who } = await inspected(source, pid)
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    expect(who).toMatchObject({
      id: `${pid}:${stat[19]}`,
      pid,
      ppid: process.pid,
      name: 'bash',
      state: 'S',
      uid: process.getuid?.(),
      command: `bash --norc -c ${QUIET}`,
      exe: readlinkSync(`/proc/${pid}/exe`),
      cwd: process.cwd(),
      session: Number(stat[3]),
      processGroup: Number(stat[2]),
      threads: 1,
      nice: 0,
    })
    expect(who.cgroup).toMatch(/^\//)
    expect(Math.abs(Date.parse(who.startedAt ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it('has what it used so far', async () => {
    const { usage } = await inspected(source, pid)
    const io = readFileSync(`/proc/${pid}/io`, 'utf8')
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const numberIn = (text: string, key: string): number =>
      Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text)?.[1])
    expect(usage).toMatchObject({
      readChars: numberIn(io, 'rchar'),
      writeChars: numberIn(io, 'wchar'),
      readBytes: numberIn(io, 'read_bytes'),
      writeBytes: numberIn(io, 'write_bytes'),
      voluntarySwitches: numberIn(status, 'voluntary_ctxt_switches'),
      involuntarySwitches: numberIn(status, 'nonvoluntary_ctxt_switches'),
    })
    expect(usage.voluntarySwitches).toBeGreaterThan(0)
    expect(usage.minorFaults).toBeGreaterThan(0)
  })

  it('adds up the switches of all threads of a process with several', async () => {
    const { usage } = await inspected(source, process.pid)
    const total = (): number =>
      readdirSync(`/proc/${process.pid}/task`).reduce(
        (sum, tid) =>
          sum +
          Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/self/task/${tid}/status`, 'utf8'))?.[1]),
        0,
      )
    const leaderAlone = Number(
      /^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
    )
    // The counts go on while they are read.
    expect(usage.voluntarySwitches).toBeLessThanOrEqual(total())
    expect(usage.voluntarySwitches).toBeGreaterThan(leaderAlone)
  })

  it('has no unknown figure in a process of one’s own, but those that nobody can know', async () => {
    const { memory, usage, limits, process: who } = await inspected(source, pid)
    expect(Object.keys(memory)).toEqual([...MEMORY_KEYS])
    expect(Object.keys(usage)).toEqual([...USAGE_KEYS, ...RATED_KEYS.map(key => `${key}PerSec`)])
    const empty = Object.entries({ ...memory, ...usage, ...who }).filter(([, value]) => value === null)
    // The session that runs the tests need not have a terminal, nor be in anything that a control group tells of,
    // and the kernel need not count waits for disks; a shell is run by nothing.
    const elsewhere = new Set([
      'runtime',
      'runtimeVersion',
      'tty',
      'foreground',
      'ioPriority',
      'container',
      'pod',
      'unit',
      'blockDelaySec',
    ])
    expect(empty.map(([key]) => key).filter(key => !elsewhere.has(key))).toEqual([])
    expect(limits.filter(limit => limit.soft === null || limit.hard === null)).toEqual([])
  })

  it('is the document that the schema describes', async () => {
    const validate = new Ajv2020().compile(jsonSchema() as object)
    validate(await inspected(source, pid))
    expect(validate.errors).toBeNull()
    validate(await inspected(source, 1))
    expect(validate.errors).toBeNull()
  })

  it('is shown as text too', async () => {
    const { code, stdout } = await run(source, pid, false)
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${pid} bash · .* · sleeping · since `))
    expect(stdout).toMatch(/\n {2}NOFILE +4 of 100 soft · .* 4%\n/)
  })

  it('fails with one line for a process that is not there', async () => {
    const gone = spawnSync('true')
    expect(await run(source, gone.pid)).toEqual({ code: 1, stdout: '', stderr: `ntop: no process ${gone.pid}\n` })
  })

  it('fails with one line where processes cannot be inspected', async () => {
    const remote: Source = { ...source, hung: false, files: undefined } as Source
    const { code, stderr } = await run(remote, pid)
    expect(code).toBe(1)
    expect(stderr).toBe(
      `ntop: process ${pid} cannot be inspected: only the Linux source tells what a process is made of; this is the portable one\n`,
    )
  })
})

describe('inspecting a process of another user', () => {
  let json: InspectionJson

  beforeAll(async () => {
    const program = readFileSync(await bundleProgram('test/support/programs/inspect.ts'))
    // As nobody where that can be chosen; who runs the tests as an ordinary user is nobody to process 1 already.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    // Nobody may not be able to reach the file, but may read what comes down a pipe.
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
      ...nobody,
      cwd: '/',
      env: { NTOP_TEST_PID: '1' },
      input: program,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    json = JSON.parse(stdout) as InspectionJson
  })

  it('names what it was not permitted to read', () => {
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
      'threads.stack',
      'peers',
      'waits.call',
      'environment',
      'files',
      'sockets',
    ])
    expect(json.process).toMatchObject({ pid: 1, exe: null, cwd: null, uid: 0, user: 'root' })
  })

  it('shows all the rest', () => {
    expect(json.memory.rssBytes).toBeGreaterThan(0)
    expect(json.memory.peakRssBytes).toBeGreaterThan(0)
    expect(json.memory.ussBytes).toBeNull()
    expect(json.limits.every(limit => limit.soft !== null)).toBe(true)
    expect(json.usage.userSec).toBeTypeOf('number')
    expect(json.usage.voluntarySwitches).toBeGreaterThan(0)
  })
})
