/** The one entrance to live heaps, on real programs of each kind that the tests start themselves. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Effect } from '../../src/runtime/detection.ts'
import { attachLive, detectLive, type LiveTarget, openLive } from '../../src/runtime/live.ts'
import { lookInto } from '../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { NodeTarget } from './node/target.ts'

const ALL: readonly Effect[] = ['opens-port', 'stderr-lines', 'pause']
const PYPY = process.env['NTOP_TEST_PYPY'] ?? '/usr/bin/pypy3'
const never = new AbortController().signal
const source = linuxSource()
const live = openLive({ files: source.files, lookAt: lookInto(source.files), bootAtMs: undefined })
const started: { kill(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of started.splice(0)) await one.kill()
})
afterAll(() => source.close())

function targetOf(pid: number): LiveTarget {
  const seen = live.lookAt(pid)
  if (typeof seen === 'string') throw new Error(`it is ${seen}`)
  return { id: seen.id, pid, startMs: 0, kernelThread: seen.kernelThread }
}

async function startNode(...options: string[]): Promise<NodeTarget> {
  const node = await NodeTarget.start(options)
  started.push({ kill: () => node.end() })
  return node
}

/** A program that waits on its stdin once it has said something. */
async function start(command: string, args: readonly string[]): Promise<LiveTarget> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  started.push({
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  })
  await once(child.stdout, 'data')
  if (child.pid === undefined) throw new Error(`${command} did not start`)
  return targetOf(child.pid)
}

describe('a Node', () => {
  it('is detected untouched, attached to, asked, and left as it was', async () => {
    const node = await startNode()
    const target = targetOf(node.pid)
    const found = await detectLive(target, live)
    if ('why' in found) throw new Error(found.why)
    const { detection, seen } = found
    expect(detection).toMatchObject({
      runtime: 'node',
      version: process.versions.node,
      abilities: { stats: { effects: ['opens-port', 'stderr-lines', 'pause'] } },
    })
    expect(seen).toMatchObject({ why: expect.stringContaining('Node') })
    expect([node.ports(), node.errors]).toEqual([[], ''])

    const session = await attachLive(target, detection, ALL, live, never)
    if ('failed' in session) throw new Error(session.failed)
    expect(session).toMatchObject({ id: target.id, runtime: 'node', version: process.versions.node })
    const { figures, spaces, collects } = await session.stats()
    expect(collects).toBe(true)
    const resident = figures.find(({ name }) => name === 'resident')?.value ?? 0
    expect(Math.abs(resident - node.counts().rssKb * 1024)).toBeLessThan(8_000_000)
    expect(spaces.find(({ name }) => name === 'old_space')?.usedBytes).toBeGreaterThan(1_000_000)
    expect(await session.detach()).toMatchObject({ restored: [expect.stringContaining('closed')], leftBehind: [] })
    expect(node.ports()).toEqual([])
    expect(await session.ended).toBeUndefined()
  })

  it('is not attached to beyond what was agreed to', async () => {
    const node = await startNode()
    const target = targetOf(node.pid)
    const found = await detectLive(target, live)
    if ('why' in found) throw new Error(found.why)
    const session = await attachLive(target, found.detection, ['pause'], live, never)
    expect(session).toEqual({ failed: expect.stringContaining('not agreed to'), restored: [], leftBehind: [] })
    expect([node.ports(), node.errors]).toEqual([[], ''])
  })

  it('that would die of being asked says so, and is not asked', async () => {
    const node = await startNode()
    await node.ask('handle')
    await node.ask('unhandle')
    const found = await detectLive(targetOf(node.pid), live)
    expect(found).toMatchObject({
      detection: { abilities: { stats: { refusal: expect.stringContaining('SIGUSR1') } } },
    })
  })
})

it('a Python is told with its version and what is seen of it', async () => {
  const target = await start('/usr/bin/python3', ['-c', 'print(1, flush=True); input()'])
  expect(await detectLive(target, live)).toMatchObject({
    detection: { runtime: 'python', version: expect.stringMatching(/^3\.\d+\.\d+/), abilities: { passive: {} } },
  })
})

it.skipIf(!existsSync('/usr/bin/java'))('a Java program is told with its version', async () => {
  const target = await start('/usr/bin/java', ['test/targets/Heap.java'])
  expect(await detectLive(target, live)).toMatchObject({
    detection: { runtime: 'java', version: expect.stringMatching(/^\d+/), abilities: { passive: { effects: [] } } },
    seen: { spaces: expect.anything() },
  })
})

describe('left alone is', () => {
  it('a Go program', async () => {
    const esbuild = await import('esbuild')
    const service = `node_modules/@esbuild/${process.platform}-${process.arch}/bin/esbuild`
    // Its first packet is its version.
    const target = await start(service, [`--service=${esbuild.version}`])
    expect(await detectLive(target, live)).toEqual({ runtime: 'go', why: expect.stringContaining('net/http/pprof') })
  })

  it('a Perl program', async () => {
    const target = await start('/usr/bin/perl', ['-e', '$| = 1; print 1; <STDIN>'])
    expect(await detectLive(target, live)).toEqual({ runtime: 'perl', why: expect.stringContaining('Perl') })
  })

  it.skipIf(!existsSync(PYPY))('a PyPy', async () => {
    const target = await start(PYPY, ['-c', 'print(1, flush=True); input()'])
    expect(await detectLive(target, live)).toEqual({ runtime: 'pypy', why: expect.stringContaining('PyPy') })
  })

  it('what is none of these', async () => {
    const target = await start('/bin/sh', ['-c', 'echo 1; read line'])
    expect(await detectLive(target, live)).toEqual({
      runtime: undefined,
      why: 'neither Node nor Python nor Java runs it',
    })
    const kernel = { ...target, kernelThread: true }
    expect(await detectLive(kernel, live)).toMatchObject({ runtime: undefined })
  })

  it('what another process has become', async () => {
    const target = await start('/bin/sh', ['-c', 'echo 1; read line'])
    for (const one of started.splice(0)) await one.kill()
    expect(await detectLive(target, live)).toEqual({ runtime: undefined, why: expect.any(String) })
  })
})
