import fc from 'fast-check'
import type { AllocationSnapshot, CodePlace, Trace } from '../../src/runtime/allocations.ts'

/** A place as a test writes it: `a.js:12 load`, `a.js:12` for an unknown function, `a.js:12 ` for one without a name. */
export function placeOf(text: string): CodePlace {
  const [, file = '', line, name] = /^(.*?)(?::(\d+))?(?: (.*))?$/.exec(text) ?? []
  return { file, line: line === undefined ? undefined : Number(line), function: name }
}

/** @param frames where it was allocated first, then who called that */
export function traceOf(bytes: number, count: number, ...frames: readonly string[]): Trace {
  return { frames: frames.map(placeOf), bytes, count }
}

export function allocationsOf(traces: readonly Trace[], over: Partial<AllocationSnapshot> = {}): AllocationSnapshot {
  return {
    runtime: 'python',
    version: '3.11.2',
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    tracedSinceMs: Date.UTC(2026, 0, 2, 3, 4),
    lines: 'allocation',
    sampledEveryBytes: undefined,
    traces,
    peakBytes: undefined,
    memory: { rssBytes: undefined, heapUsedBytes: undefined, nativeBytes: undefined },
    ...over,
  }
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

/** Few of each, so that many are alike in some and not in others. */
export const anyPlace: fc.Arbitrary<CodePlace> = fc.record({
  file: fc.constantFrom('/app/a.py', '/app/B.py', 'node:fs', '<string>', ''),
  line: maybe(fc.integer({ min: 1, max: 3 })),
  function: maybe(fc.constantFrom('', 'load', '<lambda>', '__proto__')),
})

export const anyTrace: fc.Arbitrary<Trace> = fc.record({
  frames: fc.array(anyPlace, { minLength: 1, maxLength: 4 }),
  bytes: fc.nat(10_000),
  count: fc.nat(100),
})

const figures = { rssBytes: maybe(fc.nat()), heapUsedBytes: maybe(fc.nat()), nativeBytes: maybe(fc.nat()) }

export const anyAllocations: fc.Arbitrary<AllocationSnapshot> = fc
  .record({
    traces: fc.array(anyTrace, { maxLength: 30 }),
    lines: fc.constantFrom<AllocationSnapshot['lines']>('allocation', 'function'),
    sampledEveryBytes: maybe(fc.constantFrom(32_768, 524_288)),
    peakBytes: maybe(fc.nat()),
    memory: fc.record({ ...figures, overheadBytes: maybe(fc.nat()) }),
  })
  .map(({ traces, ...over }) => allocationsOf(traces, over))
