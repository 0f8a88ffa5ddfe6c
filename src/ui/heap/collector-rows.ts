/** The garbage collector of a program: its settings, and what it has done. */
import { DASH, type Section, type SectionRow } from '../../inspect/section.ts'
import { clean } from '../../model/text.ts'
import { formatBytes, formatCount } from '../../model/units.ts'
import type { Generation, HeapFigures } from '../../runtime/figures.ts'
import type { Collected, CollectorState } from '../../runtime/session.ts'
import type { ShownLine } from '../overlays/lines-view.ts'
import { heapUse } from './figure-rows.ts'
import { pauseText } from './pause-text.ts'

/** @param refused why its settings cannot be had */
export function collectorSection(
  state: CollectorState | undefined,
  figures: HeapFigures | undefined,
  refused: string | undefined,
): Section {
  const settings = state === undefined ? unknownRows(refused) : stateRows(state)
  const generations = (figures?.generations ?? []).map(generationRow)
  return { title: 'GC', kind: 'figures', parts: [], rows: [...settings, ...generations] }
}

function unknownRows(refused: string | undefined): SectionRow[] {
  const unknown = refused ?? 'waiting for it …'
  return [
    { label: 'collector', value: DASH, about: 'whether it works by itself, and from where on', tone: 'dim', unknown },
  ]
}

function stateRows({ enabled, frozenCount, thresholds, debug }: CollectorState): SectionRow[] {
  return [
    {
      label: 'collector',
      value: enabled ? 'on' : 'off',
      about: enabled
        ? 'it collects by itself what is not needed any more'
        : 'it is switched off: garbage in cycles stays',
      tone: enabled ? 'plain' : 'warn',
    },
    {
      label: 'thresholds',
      value: thresholds.length === 0 ? DASH : thresholds.join(' '),
      about: 'from how many objects on a generation is collected',
      tone: 'plain',
    },
    {
      label: 'frozen',
      value: formatCount(frozenCount),
      about: 'objects that it does not look at any more',
      tone: frozenCount === 0 ? 'dim' : 'plain',
    },
    {
      label: 'debug',
      value: debug.length === 0 ? 'none' : debug.map(clean).join(' '),
      about: 'what it writes on the program’s stderr',
      tone: debug.length === 0 ? 'dim' : 'warn',
    },
  ]
}

function generationRow({
  name,
  count,
  threshold,
  collections,
  collected,
  uncollectable,
  timeMs,
}: Generation): SectionRow {
  const did = [
    collections === undefined ? undefined : `${formatCount(collections)} collections`,
    collected === undefined ? undefined : `${formatCount(collected)} freed`,
    uncollectable ? `${formatCount(uncollectable)} could not be` : undefined,
    timeMs === undefined ? undefined : `${pauseText(timeMs)} in all`,
  ].filter(part => part !== undefined)
  const value = count === undefined ? collections : count
  const bound = count === undefined || threshold === undefined ? '' : ` of ${formatCount(threshold)}`
  return {
    label: clean(name),
    value: value === undefined ? DASH : `${formatCount(value)}${bound}`,
    about: did.join(', '),
    tone: 'plain',
  }
}

/** What a collection came to: each figure that it has changed, before and after. */
export function collectedLines({ tookMs, freed, uncollectable, before, after }: Collected): ShownLine[] {
  const lines = [
    { label: 'took', text: pauseText(tookMs) },
    ...(freed === undefined ? [] : [{ label: 'freed', text: `${formatCount(freed)} objects` }]),
    ...(!uncollectable
      ? []
      : [{ label: 'not freed', text: `${formatCount(uncollectable)} that nobody reaches and that cannot be` }]),
  ]
  const was = figuresOf(before)
  const changed = [...figuresOf(after)].flatMap(([label, now]) => {
    const text = was.get(label)
    return text === undefined || text === now ? [] : [{ label, text: `${text} → ${now}` }]
  })
  const others = changed.length === 0 ? [{ label: '', text: 'all figures are as they were' }] : changed
  return [...lines, { label: '', text: '' }, ...others]
}

/** Each by its name, as a text. The sum of its spaces comes first; what else is in use is one of its figures. */
function figuresOf(figures: HeapFigures): ReadonlyMap<string, string> {
  const used = figures.spaces.length === 0 ? undefined : heapUse(figures)
  const texts = new Map<string, string>(used === undefined ? [] : [[used.label, formatBytes(used.bytes)]])
  for (const { name, usedBytes } of figures.spaces)
    if (usedBytes !== undefined) texts.set(clean(name), formatBytes(usedBytes))
  for (const { name, value, unit } of figures.figures) {
    const format = unit === 'bytes' ? formatBytes : unit === 'count' ? formatCount : pauseText
    texts.set(clean(name), format(value))
  }
  return texts
}
