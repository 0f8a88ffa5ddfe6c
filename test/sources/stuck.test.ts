import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Facet, ProcessRecord } from '../../src/model/process.ts'
import { type LinuxOptions, type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { bundleProgram } from '../support/bundle.ts'
import { ProgramsOnPath } from './programs-on-path.ts'
import { canMount, mountSilent, type SilentFileSystem } from './silent-file-system.ts'
import { childrenNamed, fixtureTree, idsOf, recordOf, Tree } from './tree.ts'

const NOBODY = { everyone: new Set<Facet>() }
const SHOWN = new Set<Facet>(['owner', 'command', 'statm'])
const LOCKED = { ok: false, why: 'locked' }
const TROUBLE = 'memory map locked'
const ROLLUP = readFileSync(join(fixtureTree('linux-6.18'), '320', 'smaps_rollup'), 'utf8')
/** Long enough for whatever answers at all, however much else the machine has to do. */
const PATIENT_MS = 15_000
const PSS_BYTES = 1024 * Number(/^Pss: +(\d+) kB$/m.exec(ROLLUP)?.[1])

/** What waited for an answer that never comes would take for ever; all else is a matter of how busy the machine is. */
const SOON_MS = 10_000

let programs: ProgramsOnPath
let clockMs: number

beforeEach(() => {
  clockMs = 0
  programs = new ProgramsOnPath()
  programs.watch('cat')
  programs.watch('readlink')
})

afterEach(() => programs.restore())

const scanned = async (source: LinuxSource): Promise<readonly ProcessRecord[]> => (await source.scan(NOBODY)).processes

/** Those of whom {@link mountSilent} is told below never to answer. */
const isStuck = ({ pid }: ProcessRecord): boolean => [320, 350, 392].includes(pid)

async function timed(promise: Promise<unknown> | undefined): Promise<number> {
  const startedMs = performance.now()
  await promise
  return performance.now() - startedMs
}

describe('processes whose files are named pipes', () => {
  let tree: Tree
  let source: LinuxSource

  beforeEach(() => {
    tree = new Tree()
    for (let pid = 1; pid <= 40; pid++) tree.add(pid, {}, { cmdline: `prog\0${pid}\0`, smaps_rollup: ROLLUP })
    source = linuxSource({ procfs: tree.root, sysfs: tree.root, monotonic: () => clockMs })
  })

  afterEach(() => {
    source.close()
    tree.remove()
  })

  const stick = (...pids: readonly number[]): void => {
    for (const pid of pids) for (const file of ['cmdline', 'smaps_rollup', 'exe', 'maps']) tree.pipe(pid, file)
  }

  it('hold up neither the scan nor the others, and say why', async () => {
    stick(3, 20, 31)
    expect(await timed(source.scan(NOBODY))).toBeLessThan(SOON_MS)
    const records = await scanned(source)
    expect(await timed(source.fill(idsOf(records), new Set([...SHOWN, 'rollup'])))).toBeLessThan(SOON_MS)
    for (const pid of [3, 20, 31]) {
      expect(recordOf(records, pid).facts).toMatchObject({ command: `[p${pid}]`, trouble: TROUBLE, args: undefined })
      expect(recordOf(records, pid).facts).toMatchObject({ ussBytes: undefined, pssBytes: undefined })
    }
    for (const { pid, facts } of records) {
      if ([3, 20, 31].includes(pid)) continue
      expect(facts).toMatchObject({ command: `prog ${pid}`, trouble: undefined, pssBytes: PSS_BYTES })
    }
    // One question for each, and none more for what would have to wait for the same lock.
    expect(programs.started).toHaveLength(3)
    expect(source.hung).toBe(false)
  })

  it('hold up a scan that looks at everyone until their deadline only', async () => {
    stick(7, 8)
    expect(await timed(source.scan({ everyone: new Set<Facet>(['command']) }))).toBeLessThan(SOON_MS)
    stick(...Array.from({ length: 38 }, (_, i) => i + 3))
    for (let pid = 3; pid <= 40; pid++) tree.add(pid, { name: 'other' })
    clockMs += 10_000
    // Ten rounds of 200 ms would be 2 s: what is left then is filled in later.
    expect(await timed(source.scan({ everyone: new Set<Facet>(['command']) }))).toBeLessThan(SOON_MS)
  })

  it('are asked again when their state changes, and not before', async () => {
    stick(3)
    await source.fill(idsOf(await scanned(source)), SHOWN)
    expect(programs.started).toHaveLength(1)

    // It ran, and much time went by; still it sleeps, and still inside the kernel for all we know.
    for (let userTicks = 10; userTicks < 14; userTicks++) {
      clockMs += 60_000
      tree.add(3, { userTicks })
      await source.fill(idsOf(await scanned(source)), SHOWN)
    }
    expect(programs.started).toHaveLength(1)
    expect(recordOf(await scanned(source), 3).facts.trouble).toBe(TROUBLE)

    tree.add(3, { state: 'D' })
    await source.fill(idsOf(await scanned(source)), SHOWN)
    expect(programs.started).toHaveLength(2)
    expect(recordOf(await scanned(source), 3).facts.trouble).toBe(TROUBLE)

    rmSync(join(tree.root, '3', 'cmdline'))
    tree.add(3, { state: 'R' }, { cmdline: 'free\0again\0' })
    await source.fill(idsOf(await scanned(source)), SHOWN)
    expect(recordOf(await scanned(source), 3).facts).toMatchObject({
      command: 'free again',
      args: ['free', 'again'],
      trouble: undefined,
    })
    expect(programs.started).toHaveLength(2)
  })

  it('are asked again when another process has their pid', async () => {
    stick(3)
    await source.fill(idsOf(await scanned(source)), SHOWN)
    rmSync(join(tree.root, '3', 'cmdline'))
    tree.add(3, { start: 99_999 }, { cmdline: 'new\0' })
    await source.fill(idsOf(await scanned(source)), SHOWN)
    expect(recordOf(await scanned(source), 3).facts).toMatchObject({ command: 'new', trouble: undefined })
  })

  it('answer nobody who inspects them either, and are asked once for it', async () => {
    stick(3)
    expect(await timed(source.files.locked(3, 'cmdline'))).toBeLessThan(SOON_MS)
    expect(programs.started).toHaveLength(1)
    for (const file of ['cmdline', 'exe', 'cwd', 'maps', 'smaps', 'smaps_rollup'] as const) {
      expect(await source.files.locked(3, file)).toEqual(LOCKED)
    }
    expect(programs.started).toHaveLength(1)
    expect(source.files.prompt(3, 'stat').ok).toBe(true)
    expect(await source.files.locked(4, 'cmdline')).toMatchObject({ ok: true })
  })

  it('do not hold up what is read at once: owner, memory, state of threads', async () => {
    for (const file of ['status', 'statm', 'io', 'cgroup', 'limits']) tree.pipe(5, file)
    const records = await scanned(source)
    expect(await timed(source.fill(idsOf(records), new Set([...SHOWN, 'io', 'cgroup'])))).toBeLessThan(SOON_MS)
    expect(recordOf(records, 5).facts).toMatchObject({
      command: 'prog 5',
      uid: undefined,
      sharedBytes: undefined,
      io: undefined,
    })
  })

  it('leave nothing behind when the source is closed', async () => {
    stick(...Array.from({ length: 12 }, (_, i) => i + 1))
    const filling = source.fill(idsOf(await scanned(source)), SHOWN)
    await vi.waitFor(() => expect(childrenNamed('cat')).toHaveLength(4))
    expect(await timed(Promise.resolve(source.close()))).toBeLessThan(SOON_MS)
    await filling
    await vi.waitFor(() => expect(childrenNamed('cat')).toEqual([]))
  })
})

describe.runIf(canMount)('a file system that never answers', () => {
  let silent: SilentFileSystem
  let trees: LinuxOptions
  let source: LinuxSource

  beforeEach(async () => {
    silent = await mountSilent(fixtureTree('linux-6.18'), /^(open|readlink) (320|350|392)\/(cmdline|exe|smaps_rollup)$/)
    trees = { procfs: silent.root, sysfs: silent.root, monotonic: () => clockMs }
    source = linuxSource(trees)
  })

  afterEach(async () => {
    source.close()
    await silent.unmount()
    await vi.waitFor(() => expect(childrenNamed('cat', 'readlink')).toEqual([]))
  })

  it('holds up neither the scan nor the others', async () => {
    const patient = linuxSource({ ...trees, deadlineMs: PATIENT_MS })
    try {
      const records = await scanned(patient)
      let cutOff = false
      const waiting = patient.fill(idsOf(records.filter(isStuck)), SHOWN)?.then(() => {
        cutOff = true
      })
      await patient.fill(idsOf(records.filter(record => !isStuck(record))), SHOWN)
      expect(cutOff).toBe(false)
      expect(recordOf(records, 330).facts).toMatchObject({ command: './worker memory', trouble: undefined })
      patient.close()
      await waiting
    } finally {
      patient.close()
    }
  })

  it('is cut off, and the rows say why', async () => {
    expect(await timed(source.scan(NOBODY))).toBeLessThan(SOON_MS)
    const stuck = (await scanned(source)).filter(isStuck)
    expect(await timed(source.fill(idsOf(stuck), SHOWN))).toBeLessThan(SOON_MS)
    for (const { name, facts } of stuck) expect(facts).toMatchObject({ command: `[${name}]`, trouble: TROUBLE })
    // Our questions hang in the kernel now, where nothing can end them: nobody is sent after them.
    const before = programs.started.length
    clockMs += 60_000
    await source.fill(idsOf(await scanned(source)), new Set([...SHOWN, 'rollup']))
    expect(await source.files.locked(320, 'exe')).toEqual(LOCKED)
    expect(programs.started.slice(before).filter(line => /\/(320|350|392)\//.test(line))).toEqual([])
    expect(childrenNamed('cat')).toHaveLength(3)
    expect(source.hung).toBe(false)
    expect(await timed(Promise.resolve(source.close()))).toBeLessThan(SOON_MS)
  })

  it('keeps no program from ending with its exit code', async () => {
    const program = await bundleProgram('test/sources/programs/leave.ts')
    const child = spawn(process.execPath, [program, 'child', join(silent.root, '320', 'cmdline')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    expect(String((await once(child.stdout, 'data'))[0])).toBe('locked\n')
    let code: unknown
    expect(await timed(ended.then(([exitCode]) => (code = exitCode)))).toBeLessThan(SOON_MS)
    expect(code).toBe(3)
  })

  it('does not make a process locked that waits for it but holds no lock', async () => {
    const waiting = spawn('cat', [join(silent.root, '320', 'exe')], { stdio: 'ignore' })
    const { pid = 0 } = waiting
    const here = linuxSource()
    try {
      // Taken from the kernel: until the file system has read the request, the wait could still be given up.
      await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/wchan`, 'utf8')).toBe('request_wait_answer'))
      await vi.waitFor(() => expect(silent.taken()).toContain('readlink 320/exe'))
      // Whoever was to be killed, but cannot be, sleeps uninterruptibly.
      waiting.kill()
      await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') D '))
      const records = await scanned(here)
      const before = programs.started.length
      await here.fill([recordOf(records, pid).id], SHOWN)
      // In uninterruptible sleep it might, so a child asked for us.
      expect(programs.started.slice(before)).toEqual([`cat -- /proc/${pid}/cmdline`])
      expect(recordOf(records, pid).facts).toMatchObject({
        command: expect.stringContaining(`cat ${silent.root}/320/exe`),
        trouble: undefined,
      })
    } finally {
      here.close()
    }
  })
})
