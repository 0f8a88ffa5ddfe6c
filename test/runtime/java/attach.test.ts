import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import type { HeapFigures } from '../../../src/runtime/figures.ts'
import { exchange } from '../../../src/runtime/java/connection.ts'
import { ASK_VERSION, encodeRequest, parseReply, versionOf } from '../../../src/runtime/java/protocol.ts'
import type { Collection, Types } from '../../../src/runtime/session.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { childOf, hasCollector, installed, type Jvm } from './jvm.ts'
import { JavaTargets } from './target.ts'

const javas = installed()
const [java = ''] = javas
const isRoot = process.getuid?.() === 0
const ALL: readonly Effect[] = ['makes-file', 'pause', 'collects']
const targets = new JavaTargets()
let folder: string
let program: string
let attaching: ChildProcess | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-attach-'))
  program = await bundleProgram('test/runtime/java/programs/attach.ts')
  await targets.compile(java)
})

afterEach(async () => {
  attaching?.kill('SIGKILL')
  attaching = undefined
  await targets.end()
})

afterAll(() => {
  targets.close()
  rmSync(folder, { recursive: true, force: true })
})

function bytesOf(type: string, { rows }: Types): number {
  return rows.find(row => row.type === type)?.bytes ?? 0
}

function collectionsIn({ generations }: HeapFigures): number {
  return generations.reduce((sum, { collections }) => sum + (collections ?? 0), 0)
}

/** What a leak would show in. */
function countsOf({ pid }: Jvm): { readonly descriptors: number; readonly threads: number; readonly rssKb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, threads: number('Threads'), rssKb: number('VmRSS') }
}

/** An ntop of its own, once it says this. */
async function attachElsewhere({ pid }: Jvm, says: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, `${pid}`, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  attaching = child
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  expect(line).toBe(says)
  return child
}

describe.skipIf(java === '')('a JVM that is attached to (skipped where no Java is installed)', () => {
  it.each(javas)('tells its types, stacks and figures, collects and is left: %s', async program => {
    const jvm = await targets.start(program)
    const session = await targets.attach(jvm, ALL)
    expect(session.version).toBe((await jvm.beans()).version)
    const before = await session.types()
    expect(before.about).toContain('held')
    expect(before.rows.filter(({ type }) => /^\[|;|@|0x/.test(type))).toEqual([])
    const names = before.rows.map(({ type }) => type)
    expect(names).toEqual(expect.arrayContaining(['byte[]', 'java.lang.String', 'java.lang.Object[]']))
    await jvm.ask('hold 8000000')
    const grown = bytesOf('byte[]', await session.types()) - bytesOf('byte[]', before)
    expect(grown).toBeGreaterThan(7_900_000)
    expect(grown).toBeLessThan(8_300_000)
    const collected = await session.collect()
    expect(collectionsIn(collected.after)).toBeGreaterThan(collectionsIn(collected.before))
    await expect(session.collect(0)).rejects.toThrow('all of its heap')
    const stacks = await session.stacks()
    const main = stacks.find(({ name }) => name === 'main')
    expect(main?.frames.at(-1)).toEqual({ file: 'Heap.java', line: expect.any(Number), function: 'Heap.main' })
    expect(main?.frames[0]).toMatchObject({ line: undefined, file: '<native method>' })
    expect(readdirSync(`/proc/${jvm.pid}/task`)).toEqual(expect.arrayContaining(stacks.map(({ tid }) => `${tid}`)))
    expect((await session.stats()).version).toBe(session.version)
    expect(await session.detach()).toEqual({
      restored: [expect.stringContaining(`.attach_pid${jvm.pid} is removed`), 'disconnected'],
      leftBehind: [expect.stringContaining(`.java_pid${jvm.pid}`)],
    })
    expect(targets.triggers(jvm)).toEqual([])
    expect(await session.ended).toBeUndefined()
    await expect(session.types()).rejects.toThrow('detached')
  })

  it('needs nothing the second time, and nothing more is left behind', async () => {
    const jvm = await targets.start(java)
    await (await targets.attach(jvm, ALL)).detach()
    targets.signalled.length = 0
    expect((await targets.detect(jvm.pid)).abilities).toMatchObject({
      stats: { effects: [] },
      types: { effects: ['pause', 'collects'] },
    })
    const session = await targets.attach(jvm, ['pause'])
    const { about, rows } = await session.types()
    expect(about).toContain('nobody holds any more')
    expect(rows.length).toBeGreaterThan(100)
    expect((await session.detach()).leftBehind).toEqual([])
    expect(targets.signalled).toEqual([])
  })

  it('counts garbage only where a collection is not agreed to', async () => {
    const jvm = await targets.start(java, ['-XX:+UseSerialGC', '-Xmn40m'])
    const [counts, collects] = [await targets.attach(jvm, ['makes-file', 'pause']), await targets.attach(jvm, ALL)]
    await jvm.ask('waste 8000000')
    const collections = collectionsIn(await counts.stats())
    expect(bytesOf('byte[]', await counts.types())).toBeGreaterThan(8_000_000)
    expect(collectionsIn(await counts.stats())).toBe(collections)
    expect(bytesOf('byte[]', await collects.types())).toBeLessThan(2_000_000)
    expect(collectionsIn(await counts.stats())).toBe(collections + 1)
  })

  it('whose socket was cleaned away makes it anew, and may write on its stdout', async () => {
    const jvm = await targets.start(java)
    await (await targets.attach(jvm, ALL)).detach()
    rmSync(`/tmp/.java_pid${jvm.pid}`)
    expect(await targets.whyNot(jvm.pid, ALL)).toBe('not agreed to: stdout-lines')
    const session = await targets.attach(jvm, [...ALL, 'stdout-lines'])
    expect((await session.types()).rows.length).toBeGreaterThan(100)
    expect(await jvm.ask('collect')).toBe('done')
  })

  it('tells of its collections as they come, and needs nothing for it', async () => {
    const jvm = await targets.start(java, ['-XX:+UseSerialGC'])
    const session = await targets.attach(jvm, ['makes-file'])
    const told: Collection[] = []
    const stop = await session.events(collection => told.push(collection))
    await jvm.ask('collect')
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 5000 })
    expect(told[0]).toMatchObject({ kind: 'Serial full collection pauses', pauseMs: expect.any(Number) })
    expect(told[0]?.pauseMs).toBeGreaterThan(0)
    await stop()
  })

  it('that counts phases instead of collections does not tell of these', async ({ skip }) => {
    const options = ['-XX:+UnlockExperimentalVMOptions', '-XX:+UseShenandoahGC']
    skip(!(await hasCollector(java, options)), 'this JVM has no Shenandoah')
    const jvm = await targets.start(java, options)
    const session = await targets.attach(jvm, ALL)
    expect(session.abilities.events).toEqual({ refusal: expect.stringContaining('counts phases') })
    await expect(session.events(() => {})).rejects.toThrow('counts phases')
  })

  it.each(javas)('that shares no counters tells its sizes when it is asked: %s', async program => {
    const jvm = await targets.start(program, ['-XX:-UsePerfData', '-XX:+UseSerialGC'])
    const session = await targets.attach(jvm, [...ALL, 'stdout-lines'])
    expect(session.version).toBe((await jvm.beans()).version)
    expect(session.abilities.passive).toEqual({ refusal: expect.stringContaining('-XX:-UsePerfData') })
    await jvm.ask('hold 8000000')
    await jvm.ask('collect')
    const used = (await session.stats()).spaces.find(({ name }) => /^Tenured|^tenured/.test(name))?.usedBytes
    expect(used).toBeGreaterThan(8_000_000)
    expect(used).toBeLessThan(12_000_000)
  })

  it('writes its heap into a new file, and into no other', async () => {
    const jvm = await targets.start(java)
    const session = await targets.attach(jvm, ALL)
    await jvm.ask('hold 8000000')
    const path = join(folder, 'a heap "of its own".hprof')
    const { bytes } = await session.dump(path, () => {})
    expect(bytes).toBeGreaterThan(8_000_000)
    expect(readFileSync(path).toString('latin1', 0, 18)).toBe('JAVA PROFILE 1.0.2')
    await expect(session.dump(path, () => {})).rejects.toThrow('there is a file of that name already')
    await expect(session.dump('heap.hprof', () => {})).rejects.toThrow('whole path')
    await expect(session.dump(join(folder, 'none', 'heap'), () => {})).rejects.toThrow('room')
    await expect(session.dump(`/${'x'.repeat(1024)}`, () => {})).rejects.toThrow('path that long')
    expect(readdirSync(folder)).toEqual(['a heap "of its own".hprof'])
  })

  it('in other namespaces is found by its own pid, and writes no file that we would not see', async ({ skip }) => {
    skip(!isRoot, 'only root may look into a root that is not its own')
    const flags = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    const shell = ['sh', '-c', 'mount -t tmpfs none /tmp && exec "$@"', 'sh']
    const outer = await targets.start(java, [], ['unshare', ...flags, ...shell])
    const pid = childOf(outer.pid)
    const session = await targets.attach({ pid }, ALL)
    expect(existsSync(`/proc/${pid}/root/tmp/.java_pid1`)).toBe(true)
    expect(readdirSync(`/proc/${pid}/root/tmp`).filter(name => name.startsWith('.attach'))).toEqual([])
    expect((await session.types()).rows.length).toBeGreaterThan(100)
    const main = (await session.stacks()).find(({ name }) => name === 'main')
    expect(readdirSync(`/proc/${pid}/task`)).toContain(`${main?.tid}`)
    await expect(session.dump(join(folder, 'inside'), () => {})).rejects.toThrow('other files than we do')
  })

  it.each(javas)('goes on while whoever asked it does not listen to its answer: %s', async program => {
    const jvm = await targets.start(program)
    const session = await targets.attach(jvm, ALL)
    await jvm.ask('threads 1500')
    const path = `/tmp/.java_pid${jvm.pid}`
    const limits = { deadlineMs: 5000, mostBytes: 1000, signal: new AbortController().signal }
    const reply = parseReply(await exchange(path, encodeRequest(ASK_VERSION, 'first'), limits))
    const version = reply === undefined ? 'first' : versionOf(reply)
    const stacks = await session.stacks()
    expect(stacks.length).toBeGreaterThan(1500)
    const deaf = connect({ path })
    const begun = once(deaf, 'readable')
    deaf.write(encodeRequest({ operation: 'jcmd', args: ['Thread.print'] }, version))
    await begun
    // Its answer is larger than what a socket takes, so it waits for us. To collect, all of its threads must stand.
    expect(await jvm.ask('collect')).toBe('done')
    deaf.destroy()
    expect((await session.stacks()).length).toBe(stacks.length)
  })

  it('fifty times is left as it was but for the thread and the socket that it listens by', async () => {
    const jvm = await targets.start(java)
    const round = async () => {
      const session = await targets.attach(jvm, ALL)
      await session.types()
      await session.stacks()
      await session.detach()
    }
    const before = countsOf(jvm)
    for (let i = 0; i < 10; i++) await round()
    const listening = countsOf(jvm)
    // It starts threads for its collections as they are needed, too.
    expect(listening.threads - before.threads).toBeLessThanOrEqual(3)
    expect(listening.descriptors - before.descriptors).toBe(1)
    for (let i = 0; i < 50; i++) await round()
    const after = countsOf(jvm)
    expect(after.threads).toBe(listening.threads)
    expect(after.descriptors).toBe(listening.descriptors)
    expect(after.rssKb - listening.rssKb).toBeLessThan(4000)
  }, 60_000)
})

describe.skipIf(java === '')('a JVM whose ntop is killed', () => {
  it('before it was signalled keeps no file of it', async () => {
    const jvm = await targets.start(java)
    const child = await attachElsewhere(jvm, 'signalling', 'unsignalled')
    expect(targets.triggers(jvm)).toHaveLength(1)
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(targets.triggers(jvm)).toEqual([]), { timeout: 5000 })
    expect(await jvm.ask('collect')).toBe('done')
  })

  it('in the middle of it goes on, and can be attached to again', async () => {
    const jvm = await targets.start(java)
    const child = await attachElsewhere(jvm, 'attached')
    const end = once(child, 'exit')
    child.kill('SIGKILL')
    await end
    expect(targets.triggers(jvm)).toEqual([])
    expect(await jvm.ask('collect')).toBe('done')
    expect((await (await targets.attach(jvm, ALL)).types()).rows.length).toBeGreaterThan(100)
  })
})
