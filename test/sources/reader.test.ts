import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Reader } from '../../src/sources/linux/reader.ts'
import { bundleProgram } from '../support/bundle.ts'
import { ProgramsOnPath } from './programs-on-path.ts'
import { childrenNamed, Tree } from './tree.ts'

const LOCKED = { ok: false, why: 'locked' }

let tree: Tree
let reader: Reader
let programs: ProgramsOnPath

beforeEach(() => {
  tree = new Tree()
  tree.add(10, {}, { cmdline: 'a\0b\0' })
  reader = new Reader()
  programs = new ProgramsOnPath()
  programs.watch('cat')
})

afterEach(() => {
  reader.close()
  programs.restore()
  tree.remove()
})

const path = (file: string): string => join(tree.root, '10', file)

describe.each(['pool', 'child'] as const)('the %s lane', lane => {
  it('reads the whole of a file, byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256))
    writeFileSync(path('big'), bytes)
    expect(await reader.read(path('big'), lane, 5_000)).toEqual({ ok: true, bytes })
    expect(await reader.read(path('cmdline'), lane, 5_000)).toEqual({ ok: true, bytes: Buffer.from('a\0b\0') })
  })

  it('reads the whole of a file of megabytes, and lets others run meanwhile', async () => {
    // So much that it takes many turns, however much a pipe brings at once.
    const bytes = Buffer.alloc(20_000_001)
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7 + (i >> 12)) % 256
    writeFileSync(path('big'), bytes)
    let turns = 0
    let reading = true
    const count = (): void => {
      turns++
      if (reading) setImmediate(count)
    }
    setImmediate(count)
    const read = await reader.read(path('big'), lane, 5_000)
    reading = false
    expect(read.ok && read.bytes.equals(bytes)).toBe(true)
    expect(turns).toBeGreaterThan(5)
  })

  it('reads a file of the kernel, which says that it has no size', async () => {
    expect(await reader.read(`/proc/${process.pid}/cmdline`, lane, 5_000)).toMatchObject({ ok: true })
  })

  it('reads where a link points to, newline included', async () => {
    symlinkSync('/somewhere (deleted)\n', path('exe'))
    expect(await reader.link(path('exe'), lane, 5_000)).toEqual({
      ok: true,
      bytes: Buffer.from('/somewhere (deleted)\n'),
    })
  })

  it('says that a file is gone, or cannot be read', async () => {
    expect(await reader.read(path('none'), lane, 5_000)).toEqual({ ok: false, why: 'gone' })
    expect(await reader.read(tree.root, lane, 5_000)).toEqual({ ok: false, why: 'absent' })
    expect(await reader.link(path('none'), lane, 5_000)).toMatchObject({ ok: false })
  })

  it('gives up a named pipe at the deadline', async () => {
    const pipe = tree.pipe(10, 'cmdline')
    const startedMs = performance.now()
    expect(await reader.read(pipe, lane, 100)).toEqual(LOCKED)
    expect(performance.now() - startedMs).toBeLessThan(1_000)
    writeFileSync(pipe, '', { flag: 'r+' })
  })
})

describe('threads that hang', () => {
  it('are two at most: the rest goes by children, until they come back', async () => {
    const pipes = ['cmdline', 'maps', 'smaps'].map(file => tree.pipe(10, file))
    tree.write(10, 'comm', 'name\n')
    expect(await Promise.all(pipes.map(pipe => reader.read(pipe, 'pool')))).toEqual([LOCKED, LOCKED, LOCKED])
    expect(reader.hungThreads).toBe(2)
    expect(programs.started).toEqual([`cat -- ${pipes[2]}`])

    expect(await reader.read(path('comm'), 'pool', 5_000)).toEqual({ ok: true, bytes: Buffer.from('name\n') })
    expect(programs.started).toHaveLength(2)
    await reader.settled()

    // The other ends are opened: the threads come back with what is written there.
    for (const pipe of pipes.slice(0, 2)) writeFileSync(pipe, 'late')
    await vi.waitFor(() => expect(reader.hungThreads).toBe(0))
    expect(await reader.read(path('comm'), 'pool')).toMatchObject({ ok: true })
    expect(programs.started).toHaveLength(2)
  })

  it('count once they are late only, and are settled then', async () => {
    const pipe = tree.pipe(10, 'cmdline')
    const read = reader.read(pipe, 'pool', 300)
    expect(reader.hungThreads).toBe(0)
    await reader.settled()
    expect(reader.hungThreads).toBe(1)
    expect(await read).toEqual(LOCKED)
    writeFileSync(pipe, '')
    await vi.waitFor(() => expect(reader.hungThreads).toBe(0))
  })

  it('leave the pool to others', async () => {
    const pipes = ['cmdline', 'maps', 'smaps', 'environ', 'exe'].map(file => tree.pipe(10, file))
    const reads = pipes.map(pipe => reader.read(pipe, 'pool'))
    // Name look-ups, file reads and the like of everybody else in this process.
    const { readFile } = await import('node:fs/promises')
    expect(await readFile(path('stat'), 'utf8')).toContain('10 (p10)')
    await Promise.all(reads)
    for (const pipe of pipes.slice(0, 2)) writeFileSync(pipe, '')
    await vi.waitFor(() => expect(reader.hungThreads).toBe(0))
  })
})

/** Programs start late on a machine that has much else to do. */
const PATIENT = { timeout: 10_000 }

describe('children', () => {
  it('are four at most at once: the next one starts when one has ended', async () => {
    const pipes = Array.from({ length: 6 }, (_, i) => tree.pipe(10, `pipe${i}`))
    const reads = pipes.map(pipe => reader.read(pipe, 'child', 60_000))
    for (const [i, pipe] of pipes.entries()) {
      const started = Math.min(4 + i, pipes.length)
      // Who has just ended is still there for a moment, and the next one not yet.
      await vi.waitFor(() => expect(programs.started).toHaveLength(started), PATIENT)
      await vi.waitFor(() => expect(childrenNamed('cat')).toHaveLength(started - i), PATIENT)
      writeFileSync(pipe, `said ${i}`)
      expect(await reads[i]).toEqual({ ok: true, bytes: Buffer.from(`said ${i}`) })
    }
    expect(childrenNamed('cat')).toEqual([])
  })

  it('are left at once when closed, and nobody waits any longer', async () => {
    const pipes = Array.from({ length: 6 }, (_, i) => tree.pipe(10, `pipe${i}`))
    const reads = pipes.map(pipe => reader.read(pipe, 'child', 60_000))
    // A script of that name, which says that it is started before it becomes the program.
    await vi.waitFor(() => expect([childrenNamed('cat').length, programs.started.length]).toEqual([4, 4]), PATIENT)
    const startedMs = performance.now()
    reader.close()
    expect(await Promise.all(reads)).toEqual(Array(6).fill(LOCKED))
    expect(performance.now() - startedMs).toBeLessThan(500)
    await vi.waitFor(() => expect(childrenNamed('cat')).toEqual([]))
    expect(await reader.read(path('cmdline'), 'child')).toEqual(LOCKED)
    expect(programs.started).toHaveLength(4)
  })

  it('that cannot be started are no answer', async () => {
    const saved = process.env['PATH']
    process.env['PATH'] = tree.root
    try {
      expect(await reader.read(path('cmdline'), 'child')).toEqual({ ok: false, why: 'absent' })
    } finally {
      process.env['PATH'] = saved
    }
    expect(await reader.read(path('cmdline'), 'child', 5_000)).toMatchObject({ ok: true })
  })

  it('that find no descriptor left are no answer either', async () => {
    const program = await bundleProgram('test/sources/programs/crowded.ts')
    const output = execFileSync('prlimit', ['--nofile=64', process.execPath, program], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual({ crowded: { ok: false, why: 'absent' }, roomy: 'cat\n' })
  })
})

describe('leaving', () => {
  const left = async (lane: string, file: string) => {
    const program = await bundleProgram('test/sources/programs/leave.ts')
    const child = spawn(process.execPath, [program, lane, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    const [output] = await once(child.stdout, 'data')
    const startedMs = performance.now()
    const [code, signal] = await ended
    return { output: String(output), code, signal, tookMs: performance.now() - startedMs }
  }

  it('keeps the exit code when nothing hangs', async () => {
    expect(await left('pool', path('cmdline'))).toMatchObject({ output: 'read\n', code: 3, signal: null })
  })

  it('keeps the exit code when a child hangs', async () => {
    const { tookMs, ...rest } = await left('child', tree.pipe(10, 'maps'))
    expect(rest).toEqual({ output: 'locked\n', code: 3, signal: null })
    expect(tookMs).toBeLessThan(1_000)
  })

  it('is by SIGKILL when a thread hangs, for else it would take for ever', async () => {
    const { tookMs, ...rest } = await left('pool', tree.pipe(10, 'maps'))
    expect(rest).toEqual({ output: 'locked\n', code: null, signal: 'SIGKILL' })
    expect(tookMs).toBeLessThan(1_000)
  })
})
