import { formatBytes, formatCount, formatCpuTime, formatPct } from '../model/units.ts'
import type { Part } from './part.ts'
import { row } from './rows.ts'
import type { Section } from './section.ts'
import { COUNTED, type Counted, readUsage, type Usage } from './usage.ts'

const seconds = (value: number): string => formatCpuTime(value * 1000)

type Figure = Exclude<keyof Usage, 'perSec' | 'readAtMs'>

const ROWS: readonly (readonly [field: Figure, label: string, format: (n: number) => string, about: string])[] = [
  ['userSec', 'User time', seconds, 'CPU time in its own code'],
  ['systemSec', 'System time', seconds, 'CPU time in the kernel on its behalf'],
  ['childrenUserSec', 'Children’s user', seconds, 'of ended children that were waited for'],
  ['childrenSystemSec', 'Children’s system', seconds, 'of ended children that were waited for'],
  ['maxRssBytes', 'Peak resident', formatBytes, 'starts again at exec, unlike getrusage’s'],
  ['minorFaults', 'Minor faults', formatCount, 'pages got without the disk'],
  ['majorFaults', 'Major faults', formatCount, 'pages that had to come from the disk'],
  ['voluntarySwitches', 'Voluntary switches', formatCount, 'waits of its living threads'],
  ['involuntarySwitches', 'Forced switches', formatCount, 'its living threads were made to yield'],
  ['cpuDelaySec', 'Waited for CPU', seconds, 'ready to run, but without a processor'],
  ['blockDelaySec', 'Waited for disk', seconds, 'if kernel.task_delayacct is on'],
  ['readBytes', 'Read from disk', formatBytes, 'from storage, waited-for children’s too'],
  ['writeBytes', 'Written to disk', formatBytes, 'to storage, waited-for children’s too'],
  ['readChars', 'Read in all', formatBytes, 'by calls: pipes, sockets and cache too'],
  ['writeChars', 'Written in all', formatBytes, 'by calls: pipes, sockets and cache too'],
]

export const usagePart: Part<Usage> = {
  title: 'Usage',
  hasRates: true,
  read: readUsage,
  show: usageSection,
}

function usageSection(usage: Usage): Section {
  const rows = ROWS.map(([field, label, format, about]) => {
    const rate = isCounted(field) ? usage.perSec[field] : undefined
    return { ...row(label, usage[field], format, about), rate: rate === undefined ? '' : rateText(rate, format) }
  })
  return { title: 'Usage', kind: 'figures', rows, parts: [] }
}

function isCounted(field: Figure): field is Counted {
  return (COUNTED as readonly string[]).includes(field)
}

/** `1,204/s`, `3.4M/s`; of time the share of one processor, `12.5%`. Nothing where nothing happens. */
function rateText(rate: number, format: (n: number) => string): string {
  if (rate === 0) return ''
  if (format === seconds) return `${formatPct(rate * 100)}%`
  return rate < 1 ? '<1/s' : `${format(Math.round(rate))}/s`
}
