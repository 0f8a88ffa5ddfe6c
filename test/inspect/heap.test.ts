import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { heapJson } from '../../src/inspect/heap-json.ts'
import { heapPart } from '../../src/inspect/heap-part.ts'
import type { InspectionJson } from '../../src/inspect/json.ts'
import type { Look } from '../../src/inspect/look.ts'
import { COVERED } from '../../src/inspect/part.ts'
import { runInspect } from '../../src/inspect/run.ts'
import type { Section } from '../../src/inspect/section.ts'
import type { Heap } from '../../src/runtime/heap.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

const PYTHON: Heap = {
  runtime: 'python',
  seen: {
    version: '3.11.7',
    collects: false,
    generations: [
      {
        name: 'generation 0',
        count: 350,
        threshold: 700,
        collections: 1,
        collected: 4567,
        uncollectable: 0,
        timeMs: undefined,
      },
    ],
    spaces: [],
    figures: [{ name: 'long-lived objects', about: 'that stay', value: 0, unit: 'count' }],
  },
}

const JAVA: Heap = {
  runtime: 'java',
  seen: {
    version: undefined,
    collects: undefined,
    generations: [
      {
        name: 'G1 pauses',
        count: undefined,
        threshold: undefined,
        collections: 12,
        collected: undefined,
        uncollectable: undefined,
        timeMs: 3.25,
      },
    ],
    spaces: [
      { name: 'old', usedBytes: 1024 ** 2, committedBytes: 2 * 1024 ** 2, mostBytes: 4 * 1024 ** 2 },
      { name: 'eden', usedBytes: undefined, committedBytes: 1024, mostBytes: undefined },
    ],
    figures: [{ name: 'time compiling', about: 'of the compilers', value: 1500, unit: 'milliseconds' }],
  },
}

const shown = (heap: Parameters<typeof heapPart.show>[0]): Section =>
  heapPart.show(heap, {} as Look, COVERED) as Section

it('is shown as what has come together of how much, and that the program has switched it off', () => {
  expect(shown(PYTHON).rows).toMatchObject([
    { label: 'Python', value: '3.11.7', tone: 'warn', about: 'the program has switched its collector off' },
    {
      label: 'generation 0',
      value: '350',
      detail: 'of 700',
      barPct: 50,
      about: '1 collection, 4,567 objects freed, 0 that could not be',
    },
    { label: 'long-lived objects', value: '0', tone: 'dim' },
  ])
})

it('is shown as spaces with their bounds, and how often and how long was collected; what is not told is a dash', () => {
  expect(shown(JAVA).rows).toMatchObject([
    {
      label: 'Java',
      value: '–',
      unknown: 'its version is not told',
      about: 'whether it collects by itself is not told',
    },
    { label: 'old', value: '1.0M', detail: 'of 2.0M, at most 4.0M', barPct: 25 },
    { label: 'eden', value: '–', detail: 'of 1.0K', unknown: 'it is not told' },
    { label: 'G1 pauses', value: '12', about: 'collections, which took 3.3ms in all' },
    { label: 'time compiling', value: '1s' },
  ])
})

it('says why nothing is seen', () => {
  expect(shown(undefined).note).toContain('neither Java nor Python nor Node')
  expect(shown({ why: 'needs root' }).note).toBe('needs root')
  expect(shown({ runtime: 'java', seen: { why: 'no counters' } }).note).toBe('Java: no counters')
  expect(heapJson(undefined)).toBeNull()
  expect(heapJson({ why: 'needs root' })).toBeNull()
  expect(heapJson({ runtime: 'node', seen: { why: 'asks nothing' } })).toMatchObject({
    runtime: 'node',
    version: null,
    why: 'asks nothing',
  })
})

/** What `ntop inspect PID --json` says of the heap of a program that prints a line and waits. */
async function heapOf(program: string, ...args: readonly string[]): Promise<InspectionJson['heap']> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await once(child.stdout, 'data')
  const source = linuxSource()
  onTestFinished(() => source.close())
  const written: string[] = []
  const stdout = { write: (text: string) => written.push(text) }
  expect(await runInspect(source, child.pid ?? 0, { json: true }, { stdout, stderr: process.stderr })).toBe(0)
  return (JSON.parse(written.join('')) as InspectionJson).heap
}

it.runIf(existsSync('/usr/bin/python3'))('of a real Python program is its own, without its taking part', async () => {
  const script =
    'import gc, sys; gc.disable(); gc.set_threshold(321, 5, 6); print("ready", flush=True); sys.stdin.read()'
  expect(await heapOf('/usr/bin/python3', '-c', script)).toMatchObject({
    runtime: 'python',
    collects: false,
    generations: [{ threshold: 321 }, { threshold: 5 }, { threshold: 6 }],
    why: null,
  })
})

it('of Node is not seen, and of a shell there is none', async () => {
  expect(await heapOf(process.execPath, '-e', 'console.log(1); setInterval(() => {}, 1e9)')).toMatchObject({
    runtime: 'node',
    why: expect.stringContaining('unless it is asked'),
  })
  expect(await heapOf('sh', '-c', 'echo ready; read line')).toBeNull()
})
