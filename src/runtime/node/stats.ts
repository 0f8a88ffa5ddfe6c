/** What Node tells of its memory. What an older one does not tell is undefined. */
import { clean } from '../../model/text.ts'
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
  const [maxRssKb, userUs, systemUs] = [resource('maxRSS'), resource('userCPUTime'), resource('systemCPUTime')]
  return {
    memory: {
      rssBytes: usage('rss'),
      heapTotalBytes: usage('heapTotal'),
      heapUsedBytes: usage('heapUsed'),
      externalBytes: usage('external'),
      arrayBuffersBytes: usage('arrayBuffers'),
    },
    heapLimitBytes: numbers(heap)('heap_size_limit'),
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
