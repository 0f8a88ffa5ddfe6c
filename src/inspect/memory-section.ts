import type { WorkingSet } from '../control/working-set.ts'
import { formatBytes, formatClock, formatDifference, formatSpan } from '../model/units.ts'
import { type Field, knownValue, unknownText } from './field.ts'
import { type Memory, readMemory } from './memory.ts'
import type { Part } from './part.ts'
import { row } from './rows.ts'
import type { BarPart, Section, SectionRow } from './section.ts'
import { sinceText } from './since-text.ts'

type Figure = Exclude<keyof Memory, 'workingSet'>

/** What each figure means; the order is that of the screen: what one looks for first, then where it lies. */
const ROWS: readonly (readonly [field: Figure, label: string, about: string])[] = [
  ['rssBytes', 'Resident (RSS)', 'in RAM now, shared pages counted in full'],
  ['ussBytes', 'Unique (USS)', 'would be free if it ended'],
  ['pssBytes', 'Proportional (PSS)', 'unique, and its share of what it shares'],
  ['swapBytes', 'Swapped out', 'of its memory, now in swap'],
  ['peakRssBytes', 'Peak resident', 'the most RSS has been since its last exec'],
  ['vmsBytes', 'Virtual (VMS)', 'address space reserved, used or not'],
  ['anonymousBytes', 'Anonymous', 'resident, of no file: heaps and stacks'],
  ['fileBytes', 'File', 'resident, of files: code and mapped data'],
  ['shmemBytes', 'Shared memory', 'resident, of tmpfs or shared without a file'],
  ['sharedBytes', 'Shareable', 'resident file pages and shared memory'],
  ['mappedByOthersBytes', 'Mapped by others', 'resident pages that others have mapped too'],
  ['modifiedBytes', 'Modified', 'resident pages that were written to'],
  ['textBytes', 'Text', 'address space of the program’s own code'],
  ['dataBytes', 'Data', 'address space of data, heaps and stacks'],
  ['stackBytes', 'Stack', 'address space of the main thread’s stack'],
  ['brkHeapBytes', 'brk heap', 'size of [heap]; runtimes keep theirs elsewhere'],
  ['hugePagesBytes', 'Huge pages', 'anonymous, in transparent huge pages'],
  ['hugetlbBytes', 'hugetlb', 'in huge pages asked for; not in RSS or PSS'],
  ['lockedBytes', 'Locked', 'may not be swapped out'],
  ['pageTablesBytes', 'Page tables', 'the kernel’s own bookkeeping for it'],
  ['libBytes', 'Libraries', '0 since Linux 2.6: no longer counted'],
  ['dirtyBytes', 'Dirty', '0 since Linux 2.6; see Modified'],
]

/** RSS, USS and PSS come first. */
const AFTER_TRUE_MEMORY = 3

export const memoryPart: Part<Memory> = {
  title: 'Memory',
  read: look => readMemory(look),
  show: memory => memorySection(memory),
  showSince: (memory, baseline, look) => ({
    note: sinceText(baseline, look),
    ...memorySection(memory, baseline.value),
  }),
}

/** @param before what it was, for how much each figure has grown */
function memorySection(memory: Memory, before?: Memory): Section {
  const rows = ROWS.map(([field, label, about]) => ({
    ...row(label, memory[field], formatBytes, about),
    ...(before !== undefined && grownBy(memory[field], before[field])),
  }))
  if (memory.workingSet !== undefined) rows.splice(AFTER_TRUE_MEMORY, 0, workingSetRow(memory.workingSet))
  return { title: 'Memory', kind: 'figures', rows, parts: partsOf(memory), ...noteOf(memory) }
}

/** Nothing where either is unknown. */
function grownBy(now: Field<number>, before: Field<number>): Pick<SectionRow, 'grown'> {
  const [is, was] = [knownValue(now), knownValue(before)]
  return is === undefined || was === undefined ? {} : { grown: formatDifference(is - was) }
}

function workingSetRow({ bytes, overMs, atMs }: WorkingSet): SectionRow {
  const within = formatSpan(Math.round(overMs / 1000) * 1000)
  const about = `what it touched within ${within}, until ${formatClock(atMs)}`
  return { label: 'Working set', value: formatBytes(bytes), about, tone: 'plain' }
}

/** What holds for the whole section: that there is no memory to tell of. */
function noteOf({ rssBytes }: Memory): { note?: string } {
  const none = 'unknown' in rssBytes && (rssBytes.unknown === 'zombie' || rssBytes.unknown === 'kernel-thread')
  return none ? { note: unknownText(rssBytes.unknown) } : {}
}

/** Resident memory split in what is its own and what is shared, with what of it is in swap beside. */
function partsOf(memory: Memory): BarPart[] {
  const rss = knownValue(memory.rssBytes)
  const uss = knownValue(memory.ussBytes)
  const swap = knownValue(memory.swapBytes)
  if (rss === undefined || uss === undefined) return []
  // Huge pages count for USS but not for RSS.
  const shared = Math.max(0, rss - uss)
  const parts: BarPart[] = [
    { kind: 'private', label: 'private', bytes: uss },
    { kind: 'shared', label: 'shared', bytes: shared },
  ]
  if (swap !== undefined && swap > 0) parts.push({ kind: 'swapped', label: 'swapped', bytes: swap })
  return parts
}
