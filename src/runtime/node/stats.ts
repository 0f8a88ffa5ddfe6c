/** What Node tells of its memory. What an older one does not tell is undefined. */
import { clean } from '../../model/text.ts'
import type { HeapFigures, OwnFigure } from '../figures.ts'
import { objectOf } from './protocol.ts'

/** `process.memoryUsage()`. */
export interface MemoryUsage {
  readonly rssBytes: number | undefined
  readonly heapTotalBytes: number | undefined
  readonly heapUsedBytes: number | undefined
  /** Of C++ objects that belong to JavaScript ones. */
  readonly externalBytes: number | undefined
  /** Of it, what is in ArrayBuffers and Buffers. */
  readonly arrayBuffersBytes: number | undefined
}

/** One of `v8.getHeapSpaceStatistics()`. */
export interface HeapSpace {
  /** `new_space`, `old_space` */
  readonly name: string
  readonly sizeBytes: number | undefined
  readonly usedBytes: number | undefined
  readonly availableBytes: number | undefined
  readonly physicalBytes: number | undefined
}

export interface NodeStats {
  readonly memory: MemoryUsage
  /** Where V8 gives up: `--max-old-space-size` and what is added to it. */
  readonly heapLimitBytes: number | undefined
  /** What V8 itself has of the C heap, and the most that it had. */
  readonly mallocedBytes: number | undefined
  readonly peakMallocedBytes: number | undefined
  readonly handlesBytes: number | undefined
  /** Global objects: one of each thread's program, one of each of `vm.createContext`. */
  readonly contexts: number | undefined
  /** Those that nobody needs and something still holds. */
  readonly detachedContexts: number | undefined
  readonly spaces: readonly HeapSpace[]
  /** Of `process.resourceUsage()`: the highest that its resident memory was. */
  readonly peakRssBytes: number | undefined
  readonly userMs: number | undefined
  readonly systemMs: number | undefined
}

/** @param value what the guard answered */
export function statsOf(value: unknown): NodeStats {
  const { memory, heap, spaces, resources } = objectOf(value)
  const usage = numbers(memory)
  const resource = numbers(resources)
  const figure = numbers(heap)
  const [maxRssKb, userUs, systemUs] = [resource('maxRSS'), resource('userCPUTime'), resource('systemCPUTime')]
  return {
    memory: {
      rssBytes: usage('rss'),
      heapTotalBytes: usage('heapTotal'),
      heapUsedBytes: usage('heapUsed'),
      externalBytes: usage('external'),
      arrayBuffersBytes: usage('arrayBuffers'),
    },
    heapLimitBytes: figure('heap_size_limit'),
    mallocedBytes: figure('malloced_memory'),
    peakMallocedBytes: figure('peak_malloced_memory'),
    handlesBytes: figure('used_global_handles_size'),
    contexts: figure('number_of_native_contexts'),
    detachedContexts: figure('number_of_detached_contexts'),
    spaces: Array.isArray(spaces) ? spaces.flatMap(spaceOf) : [],
    peakRssBytes: maxRssKb === undefined ? undefined : maxRssKb * 1024,
    userMs: userUs === undefined ? undefined : userUs / 1000,
    systemMs: systemUs === undefined ? undefined : systemUs / 1000,
  }
}

function spaceOf(value: unknown): HeapSpace[] {
  const { space_name: name } = objectOf(value)
  const number = numbers(value)
  if (typeof name !== 'string') return []
  return [
    {
      name: clean(name),
      sizeBytes: number('space_size'),
      usedBytes: number('space_used_size'),
      availableBytes: number('space_available_size'),
      physicalBytes: number('physical_space_size'),
    },
  ]
}

function numbers(value: unknown): (name: string) => number | undefined {
  const fields = objectOf(value)
  return name => {
    const number = fields[name]
    return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined
  }
}

/** The same in the words that all runtimes share. */
export function figuresOf(stats: NodeStats, version: string): HeapFigures {
  const { memory, spaces } = stats
  const given: readonly (readonly [string, string, OwnFigure['unit'], number | undefined])[] = [
    ['resident', 'all of its memory that is in RAM', 'bytes', memory.rssBytes],
    ['heap used', 'JavaScript objects, and garbage that is not collected yet', 'bytes', memory.heapUsedBytes],
    ['heap total', 'what V8 has of the system for them', 'bytes', memory.heapTotalBytes],
    ['heap limit', 'where V8 gives up', 'bytes', stats.heapLimitBytes],
    ['external', 'outside of the heap, and kept by JavaScript objects', 'bytes', memory.externalBytes],
    ['array buffers', 'of external: ArrayBuffers and Buffers', 'bytes', memory.arrayBuffersBytes],
    ['malloced', 'what V8 itself takes besides', 'bytes', stats.mallocedBytes],
    ['peak malloced', 'the most of that', 'bytes', stats.peakMallocedBytes],
    ['global handles', 'by which native code holds objects', 'bytes', stats.handlesBytes],
    ['contexts', 'global objects', 'count', stats.contexts],
    ['detached contexts', 'of these, what nobody needs and something still holds', 'count', stats.detachedContexts],
    ['peak resident', 'the most that was in RAM', 'bytes', stats.peakRssBytes],
    ['user time', 'processor time in its own code', 'milliseconds', stats.userMs],
    ['system time', 'processor time in the kernel', 'milliseconds', stats.systemMs],
  ]
  return {
    version,
    // V8 has no switch for it.
    collects: true,
    generations: [],
    spaces: spaces.map(({ name, usedBytes, sizeBytes }) => ({
      name,
      usedBytes,
      committedBytes: sizeBytes,
      mostBytes: undefined,
    })),
    figures: given.flatMap(([name, about, unit, value]) => (value === undefined ? [] : [{ name, about, unit, value }])),
  }
}
