import { existsSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { HeapFigures, NotSeen } from '../../../src/runtime/figures.ts'
import { lookAtJava } from '../../../src/runtime/java/detect.ts'
import { type JavaSources, readJavaPassive } from '../../../src/runtime/java/passive.ts'
import { RootedPerfFiles } from '../../../src/runtime/java/perf-files.ts'
import { LinuxFiles } from '../../../src/sources/linux/files.ts'
import { Reader } from '../../../src/sources/linux/reader.ts'
import { COLLECTORS, expectAgreement, figureOf, spaceOf } from './agreement.ts'
import { childOf, compileHeap, hasCollector, installed, Jvm, processAt } from './jvm.ts'

const javas = installed()
const [java = ''] = javas
const isRoot = process.getuid?.() === 0
const reader = new Reader()
const files = new LinuxFiles('/proc', 'kernel', reader, () => performance.now())
const bootSec = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1])
const sources: JavaSources = { files, perf: new RootedPerfFiles(reader), bootAtMs: bootSec * 1000 }

function read(pid: number): Promise<HeapFigures | NotSeen> {
  return readJavaPassive(sources, processAt(pid))
}

async function seen(pid: number): Promise<HeapFigures> {
  const heap = await read(pid)
  if ('why' in heap) throw new Error(heap.why)
  return heap
}

afterAll(() => reader.close())

describe.skipIf(java === '')('a running JVM (skipped where no Java is installed)', () => {
  let classes: Awaited<ReturnType<typeof compileHeap>>
  const jvms: Jvm[] = []

  /** Arguments that run the program. */
  const heap = (...options: readonly string[]): string[] => [
    '-Xmx64m',
    ...options,
    '-cp',
    classes?.folder ?? '',
    'Heap',
  ]

  async function started(...command: readonly [string, ...string[]]): Promise<Jvm> {
    const jvm = await Jvm.start(...command)
    jvms.push(jvm)
    return jvm
  }

  beforeAll(async () => {
    classes = await compileHeap(java)
  })
  it('can be given its program', () => expect(classes, 'a compiler comes with the JVM').toBeDefined())
  afterEach(async () => {
    for (const jvm of jvms.splice(0)) await jvm.end()
  })
  afterAll(() => classes?.remove())

  const cases = javas.flatMap(program => COLLECTORS.map(collector => ({ program, collector })))
  it.for(cases)('tells what its own beans tell: $program with $collector', async ({ program, collector }, { skip }) => {
    const options = ['-XX:+UnlockExperimentalVMOptions', `-XX:+Use${collector}GC`]
    skip(!(await hasCollector(program, options)), `this JVM has no ${collector}`)
    const jvm = await started(program, ...heap(...options))
    for (const order of ['threads 3', 'hold 8000000', 'waste 20000000', 'collect', 'collect']) await jvm.ask(order)
    await jvm.beans()
    // Some sizes are written by a clock of the JVM's, each 50 ms; and ZGC and Shenandoah collect when they like.
    await vi.waitFor(
      async () => {
        const beans = await jvm.beans()
        expectAgreement(await seen(jvm.pid), beans)
      },
      { timeout: 10_000, interval: 100 },
    )
  })

  it('tells a time of compiling between what its beans tell before and after', async () => {
    const jvm = await started(java, ...heap())
    const before = await jvm.beans()
    const compiling = figureOf(await seen(jvm.pid), 'time compiling')
    const after = await jvm.beans()
    expect(compiling).toBeGreaterThanOrEqual(before.compilingMs)
    expect(compiling).toBeLessThan(after.compilingMs + 1)
  })

  it('shows what is held, once it was collected', async () => {
    const jvm = await started(java, ...heap('-XX:+UseSerialGC'))
    await jvm.ask('collect')
    const before = spaceOf(await seen(jvm.pid), 'old').usedBytes ?? Number.NaN
    await jvm.ask('hold 8000000')
    await jvm.ask('collect')
    const grown = (spaceOf(await seen(jvm.pid), 'old').usedBytes ?? Number.NaN) - before
    // Each piece of 16 KB has a head of 16 bytes.
    expect(grown).toBeGreaterThanOrEqual(8_000_000)
    expect(grown).toBeLessThan(8_200_000)
  })

  it('is told by its names and its version', async () => {
    const jvm = await started(java, ...heap())
    expect(await lookAtJava(sources, processAt(jvm.pid))).toMatchObject({
      runtime: 'java',
      version: (await jvm.beans()).version,
      names: { command: 'Heap', vm: expect.stringContaining('VM') },
    })
  })

  it.each(['-XX:-UsePerfData', '-XX:+PerfDisableSharedMem'])('with %s tells why nothing is seen', async option => {
    const jvm = await started(java, ...heap(option))
    expect(await read(jvm.pid)).toEqual({ why: expect.stringContaining(option) })
    expect(await lookAtJava(sources, processAt(jvm.pid))).toMatchObject({
      runtime: 'java',
      version: undefined,
      seen: { why: expect.stringContaining(option) },
    })
  })

  it.each(['-Djava.io.tmpdir=/nonexistent', '-XX:+PerfDataSaveToFile'])('is found with %s', async option => {
    const save = option.startsWith('-XX') ? [`-XX:PerfDataSaveFile=${classes?.folder}/saved`] : []
    const jvm = await started(java, ...heap(option, ...save))
    expect((await seen(jvm.pid)).version).toBe((await jvm.beans()).version)
  })

  it('whose file was deleted is seen by root, and nobody is taken in by another one of its name', async () => {
    const jvm = await started(java, ...heap())
    const { version } = await jvm.beans()
    const path = /\/.*hsperfdata_.*$/m.exec(readFileSync(`/proc/${jvm.pid}/maps`, 'utf8'))?.[0] ?? ''
    const expected = isRoot ? expect.objectContaining({ version }) : { why: expect.stringContaining('no longer there') }
    unlinkSync(path)
    try {
      expect(await read(jvm.pid)).toEqual(expected)
      writeFileSync(path, readFileSync('test/fixtures/hsperfdata/17-Serial'))
      expect(await read(jvm.pid)).toEqual(expected)
    } finally {
      rmSync(path, { force: true })
    }
  })

  it('that has ended meanwhile, or whose pid another process has now, is not told of', async () => {
    const jvm = await started(java, ...heap())
    const known = processAt(jvm.pid)
    const other = { ...known, id: `${known.id}0` as typeof known.id }
    expect(await readJavaPassive(sources, other)).toEqual({ why: 'the process has ended meanwhile' })
    await jvm.end()
    expect(await readJavaPassive(sources, known)).toEqual({ why: 'the process has ended' })
  })

  it('of another user is refused with the reason', async ({ skip }) => {
    skip(!isRoot, 'only root can be two users')
    const jvm = await started('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', java, ...heap())
    expect((await seen(jvm.pid)).version).toBe((await jvm.beans()).version)
    const other = await started(java, ...heap())
    const known = processAt(other.pid)
    process.seteuid?.(65534)
    try {
      expect(await readJavaPassive(sources, known)).toEqual({ why: 'needs root or the same user' })
      expect(await lookAtJava(sources, known)).toEqual({ why: 'needs root or the same user' })
    } finally {
      process.seteuid?.(0)
    }
  })

  it('in other mount and pid namespaces is found through its root, by its own pid', async ({ skip }) => {
    skip(!isRoot, 'only root may look into a root that is not its own')
    // An empty /tmp of its own: what lies in ours is not its.
    const flags = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    const shell = ['sh', '-c', 'mount -t tmpfs none /tmp && exec "$@"', 'sh']
    const outer = await started('unshare', ...flags, ...shell, java, ...heap('-XX:+UseSerialGC'))
    const pid = childOf(outer.pid)
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^NSpid:\t\d+\t1$/m)
    expect(existsSync(`/proc/${pid}/root/tmp/hsperfdata_root/1`)).toBe(true)
    const beans = await outer.beans()
    const inside = await seen(pid)
    expect(inside.version).toBe(beans.version)
    expect(figureOf(inside, 'threads')).toBe(beans.threads)
  })
})

describe('a process that is no JVM', () => {
  it('is told to be none', async () => {
    expect(await read(process.pid)).toEqual({ why: 'no Java virtual machine is in this process' })
    expect(await lookAtJava(sources, processAt(process.pid))).toBeUndefined()
  })
})
