/** What the agent tells of the collector: its figures, its settings, and collections. */
import type { Generation, HeapFigures, OwnFigure } from '../../figures.ts'
import type { Collected, Collection, CollectorState } from '../../session.ts'
import { countOf, fieldsOf, flagOf, knownCount, listOf, millisecondsOf, textOf } from './fields.ts'

const MOST_GENERATIONS = 8
const MOST_COLLECTIONS = 1000

/**
 * What a program of this version has for generations. 3.14.0 to 3.14.4 had a young and an old one, of which a part was
 * looked at each time; from 3.14.5 on there are the three of 3.13 again. Figures are kept by what was collected.
 *
 * https://github.com/python/cpython/issues/148726
 */
export function generationNames(version: string): readonly string[] {
  return /^3\.14\.[0-4](?!\d)/.test(version)
    ? ['young', 'young and a part of old', 'young and old']
    : ['generation 0', 'generation 1', 'generation 2']
}

/** @throws {NoAnswer} of what is no answer to `stats` */
export function figuresOf(value: unknown, version: string): HeapFigures {
  const fields = fieldsOf(value)
  const [counts, thresholds] = [countsOf(fields['count']), countsOf(fields['thresholds'])]
  const names = generationNames(version)
  const generations = listOf(fields['stats'], MOST_GENERATIONS).map((stats, i): Generation => {
    const { collections, collected, uncollectable } = fieldsOf(stats)
    return {
      name: names[i] ?? `generation ${i}`,
      count: counts[i],
      threshold: thresholds[i],
      collections: countOf(collections),
      collected: countOf(collected),
      uncollectable: countOf(uncollectable),
      timeMs: undefined,
    }
  })
  return { version, collects: flagOf(fields['enabled']), generations, spaces: [], figures: ownFigures(fields) }
}

function ownFigures({ blocks, frozen, traced }: Readonly<Record<string, unknown>>): OwnFigure[] {
  const [now, peak] = Array.isArray(traced) ? [countOf(traced[0]), countOf(traced[1])] : []
  const figures: readonly (readonly [string, string, number | undefined, OwnFigure['unit']])[] = [
    ['allocated blocks', 'of memory that its own allocator has given out', countOf(blocks), 'count'],
    ['frozen objects', 'that the collector leaves out', countOf(frozen), 'count'],
    ['traced memory', 'of allocations since their tracing began, as far as they are still there', now, 'bytes'],
    ['traced peak', 'the most that was traced at once', peak, 'bytes'],
  ]
  return figures.flatMap(([name, about, value, unit]) => (value === undefined ? [] : [{ name, about, value, unit }]))
}

function countsOf(value: unknown): readonly (number | undefined)[] {
  return listOf(value, MOST_GENERATIONS).map(countOf)
}

/**
 * @param tookMs where the program cannot tell it
 * @throws {NoAnswer} of what is no answer to `collect`
 */
export function collectedOf(value: unknown, version: string, tookMs: number): Collected {
  const fields = fieldsOf(value)
  const [before, after] = [figuresOf(fields['before'], version), figuresOf(fields['after'], version)]
  return {
    tookMs: millisecondsOf(fields['tookMs']) ?? tookMs,
    freed: moreOf('collected', before, after),
    uncollectable: moreOf('uncollectable', before, after),
    before,
    after,
  }
}

/** Undefined where one of them is unknown, or it stepped back. */
function moreOf(figure: 'collected' | 'uncollectable', before: HeapFigures, after: HeapFigures): number | undefined {
  let more = 0
  for (const [i, generation] of after.generations.entries()) {
    const [was, is] = [before.generations[i]?.[figure], generation[figure]]
    if (was === undefined || is === undefined || is < was) return undefined
    more += is - was
  }
  return more
}

/** @throws {NoAnswer} of what is no answer to `collector` */
export function collectorOf(value: unknown): CollectorState {
  const { enabled, frozen, thresholds, debug } = fieldsOf(value)
  return {
    enabled: flagOf(enabled),
    frozenCount: knownCount(frozen),
    thresholds: listOf(thresholds, MOST_GENERATIONS).map(knownCount),
    debug: listOf(debug, MOST_GENERATIONS).flatMap(name => textOf(name) ?? []),
  }
}

/**
 * Collections that were heard of since the last call.
 *
 * @param nowMs wall clock of the answer, milliseconds since 1970
 * @throws {NoAnswer} of what is no answer to `collections`
 */
export function collectionsOf(value: unknown, version: string, nowMs: number): readonly Collection[] {
  const names = generationNames(version)
  return listOf(fieldsOf(value)['rows'], MOST_COLLECTIONS).flatMap((row): Collection[] => {
    const [generation, ago, pause, collected, uncollectable] = listOf(row, 5)
    const [index, agoMs, pauseMs] = [countOf(generation), millisecondsOf(ago), millisecondsOf(pause)]
    // Of the first one its beginning may not have been heard.
    if (index === undefined || index >= MOST_GENERATIONS || agoMs === undefined || pauseMs === undefined) return []
    if (agoMs > nowMs) return []
    return [
      {
        atMs: nowMs - agoMs,
        kind: names[index] ?? `generation ${index}`,
        pauseMs,
        collected: countOf(collected),
        uncollectable: countOf(uncollectable),
      },
    ]
  })
}
