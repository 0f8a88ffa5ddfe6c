import { formatBytes, formatCount, formatCpuTime } from '../model/units.ts'
import type { Part } from './part.ts'
import { row } from './rows.ts'
import type { Section } from './section.ts'
import { readUsage, type Usage } from './usage.ts'

const seconds = (value: number): string => formatCpuTime(value * 1000)

const ROWS: readonly (readonly [field: keyof Usage, label: string, format: (n: number) => string, about: string])[] = [
  ['userSec', 'User time', seconds, 'CPU time in its own code'],
  ['systemSec', 'System time', seconds, 'CPU time in the kernel on its behalf'],
  ['childrenUserSec', 'Children’s user', seconds, 'of children that ended and were waited for'],
  ['childrenSystemSec', 'Children’s system', seconds, 'of children that ended and were waited for'],
  ['maxRssBytes', 'Peak resident', formatBytes, 'starts again at exec, unlike getrusage’s'],
  ['minorFaults', 'Minor faults', formatCount, 'pages got without the disk'],
  ['majorFaults', 'Major faults', formatCount, 'pages that had to come from the disk'],
  ['voluntarySwitches', 'Voluntary switches', formatCount, 'waits of its living threads'],
  ['involuntarySwitches', 'Forced switches', formatCount, 'times its living threads were made to yield'],
  ['readBytes', 'Read from disk', formatBytes, 'from storage, its waited-for children’s too'],
  ['writeBytes', 'Written to disk', formatBytes, 'to storage, its waited-for children’s too'],
  ['readChars', 'Read in all', formatBytes, 'by system calls: pipes, sockets and cache too'],
  ['writeChars', 'Written in all', formatBytes, 'by system calls: pipes, sockets and cache too'],
]

export const usagePart: Part<Usage> = {
  title: 'Usage',
  read: look => readUsage(look),
  show: usageSection,
}

function usageSection(usage: Usage): Section {
  const rows = ROWS.map(([field, label, format, about]) => row(label, usage[field], format, about))
  return { title: 'Usage', kind: 'figures', rows, parts: [] }
}
