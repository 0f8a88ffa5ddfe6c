/** A Node that is attached to, as any runtime's session. */
import type { ProcessId } from '../../model/process.ts'
import type { Abilities } from '../detection.ts'
import type { HeapFigures, OwnFigure } from '../figures.ts'
import type { HeapSession } from '../session.ts'
import type { NodeSession } from './session.ts'
import type { NodeStats } from './stats.ts'

export function asHeapSession(id: ProcessId, session: NodeSession, abilities: Abilities): HeapSession {
  const { version } = session
  return {
    id,
    runtime: 'node',
    version,
    abilities,
    ended: session.ended,
    stats: async () => nodeFigures(version, await session.stats()),
    detach: () => session.detach(),
  }
}

/** V8 collects whenever it likes: nothing in a program switches that off. */
function nodeFigures(version: string, { memory, spaces, ...others }: NodeStats): HeapFigures {
  const figures: readonly (Omit<OwnFigure, 'value'> & { readonly value: number | undefined })[] = [
    { name: 'resident', about: 'memory of the whole process', value: memory.rssBytes, unit: 'bytes' },
    { name: 'heap in use', about: 'by objects of JavaScript', value: memory.heapUsedBytes, unit: 'bytes' },
    { name: 'heap', about: 'what the system has given V8 for it', value: memory.heapTotalBytes, unit: 'bytes' },
    { name: 'heap at most', about: 'where V8 gives up', value: others.heapLimitBytes, unit: 'bytes' },
    { name: 'external', about: 'outside of the heap, held by its objects', value: memory.externalBytes, unit: 'bytes' },
    {
      name: 'array buffers',
      about: 'of it, in ArrayBuffers and Buffers',
      value: memory.arrayBuffersBytes,
      unit: 'bytes',
    },
    { name: 'peak resident', about: 'the most that it ever was', value: others.peakRssBytes, unit: 'bytes' },
    { name: 'user time', about: 'of processors, in its own code', value: others.userMs, unit: 'milliseconds' },
    { name: 'system time', about: 'of processors, in the kernel', value: others.systemMs, unit: 'milliseconds' },
  ]
  return {
    version,
    collects: true,
    generations: [],
    spaces: spaces.map(({ name, usedBytes, sizeBytes }) => ({
      name,
      usedBytes,
      committedBytes: sizeBytes,
      mostBytes: undefined,
    })),
    figures: figures.flatMap(({ value, ...figure }) => (value === undefined ? [] : { ...figure, value })),
  }
}
