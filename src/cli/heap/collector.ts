/** `ntop heap PID collect`, `collector` and `events`: the garbage collector. */
import { collectKind, collectorKind, eventsKind, type ToldCollector } from '../../export/heap/doings.ts'
import { formatClock } from '../../model/units.ts'
import type { OwnFigure } from '../../runtime/figures.ts'
import { type Collection, type CollectorSettings, type CollectorState, NoAnswer } from '../../runtime/session.ts'
import { DEFAULT_FOR_MS, type Doing, type Told, told } from './doing.ts'
import { type TableRow, tableLines, wrapped } from './table.ts'
import { bytesText, countDifferenceText, countOf, countText, differenceText, spanText, timeText } from './words.ts'

export async function askCollect({ session, watch }: Doing, generation: number | undefined): Promise<Told> {
  if (session.collect === undefined) throw new NoAnswer('it does not collect when asked')
  const collected = await watch.answered(session.collect(generation))
  return told(collectKind, collected, width => {
    const { tookMs, freed, uncollectable, before, after } = collected
    const what = [
      `took ${timeText(tookMs)}`,
      ...(freed === undefined ? [] : [`freed ${countOf(freed, 'object')}`]),
      ...(uncollectable === undefined ? [] : [`could not free ${countText(uncollectable)}`]),
    ]
    const rows = [
      ...before.spaces.flatMap(({ name, usedBytes }) => {
        const now = after.spaces.find(space => space.name === name)?.usedBytes
        return usedBytes === undefined || now === undefined ? [] : changeRow(name, usedBytes, now, 'bytes')
      }),
      ...before.figures.flatMap(({ name, value, unit }) => {
        const now = after.figures.find(figure => figure.name === name)?.value
        return now === undefined ? [] : changeRow(name, value, now, unit)
      }),
    ]
    const head = `  ${what.join(', ')}`
    return rows.length === 0 ? [head] : [head, '', ...tableLines(['BEFORE', 'AFTER', '+DIFF', 'FIGURE'], rows, width)]
  })
}

/** What did not change is left out. */
function changeRow(name: string, before: number, after: number, unit: OwnFigure['unit']): TableRow[] {
  if (before === after || unit === 'milliseconds') return []
  const figures =
    unit === 'bytes'
      ? [bytesText(before), bytesText(after), differenceText(after - before)]
      : [countText(before), countText(after), countDifferenceText(after - before)]
  return [{ figures, what: name }]
}

/** A setting holds for as long as is watched: when the session is over it is set back. */
export async function askCollector(
  { session, terms, watch }: Doing,
  settings: CollectorSettings | undefined,
): Promise<Told> {
  if (session.collector === undefined) throw new NoAnswer('it does not tell the settings of its collector')
  const before = await watch.answered(session.collector())
  if (settings === undefined) return toldCollector({ before, set: undefined, after: undefined })
  if (session.setCollector === undefined) throw new NoAnswer('its collector cannot be set')
  const set = await watch.answered(session.setCollector(settings))
  const { forMs = DEFAULT_FOR_MS } = terms
  watch.progress(`set for ${spanText(forMs)}, then set back; Ctrl-C ends it early`)
  await watch.wait(forMs)
  return toldCollector({ before, set, after: await watch.answered(session.collector()) })
}

function toldCollector(states: ToldCollector): Told {
  const { before, set, after } = states
  return told(collectorKind, states, width => {
    const named: readonly (readonly [string, CollectorState | undefined])[] =
      set === undefined
        ? [['now', before]]
        : [
            ['before', before],
            ['set', set],
            ['at the end', after],
          ]
    const rows = named.flatMap(([what, state]) => (state === undefined ? [] : { figures: stateCells(state), what }))
    return tableLines(['COLLECTS', 'FROZEN', 'THRESHOLDS', 'DEBUG', 'WHEN'], rows, width)
  })
}

function stateCells({ enabled, frozenCount, thresholds, debug }: CollectorState): string[] {
  return [
    enabled ? 'yes' : 'no',
    countText(frozenCount),
    thresholds.join(','),
    debug.length === 0 ? 'none' : debug.join(','),
  ]
}

/** More are counted, and not kept. */
const MOST_KEPT = 100_000

/** Tells of each as it comes. */
export async function askEvents({ session, terms, watch }: Doing): Promise<Told> {
  if (session.events === undefined) throw new NoAnswer('it does not tell when it collects')
  const { forMs = DEFAULT_FOR_MS } = terms
  const collections: Collection[] = []
  let dropped = 0
  const begunAtMs = performance.now()
  const stop = await watch.answered(
    session.events(collection => {
      if (collections.length >= MOST_KEPT) dropped++
      else collections.push(collection)
      watch.tell(collectionLine(collection))
    }),
  )
  watch.progress(`watching for ${spanText(forMs)}; Ctrl-C ends it early`)
  await watch.wait(forMs)
  await watch.answered(stop())
  const spanMs = performance.now() - begunAtMs
  return told(eventsKind, { spanMs, collections, dropped }, width => {
    const paused = collections.reduce((sum, { pauseMs }) => sum + pauseMs, 0)
    const longest = collections.reduce((most, { pauseMs }) => Math.max(most, pauseMs), 0)
    const count = countOf(collections.length + dropped, 'collection')
    const pauses = collections.length === 0 ? '' : `: paused ${timeText(paused)} in all, ${timeText(longest)} at most`
    return wrapped(`${count} in ${spanText(spanMs)}${pauses}`, width, '  ')
  })
}

/** `12:56:08   0.4ms generation 0, 12 objects freed` */
function collectionLine({ atMs, kind, pauseMs, collected, uncollectable }: Collection): string {
  const did = [
    ...(collected === undefined ? [] : [`${countOf(collected, 'object')} freed`]),
    ...(uncollectable === undefined || uncollectable === 0 ? [] : [`${countText(uncollectable)} that could not be`]),
  ]
  return `  ${formatClock(atMs)} ${timeText(pauseMs).padStart(7)}  ${[kind, ...did].join(', ')}`
}
