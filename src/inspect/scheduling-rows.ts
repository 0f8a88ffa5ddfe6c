/** The rows on how a process competes for processors and memory. */
import type { ProcessRecord } from '../model/process.ts'
import { part } from './field.ts'
import { ioPriorityText } from './io-priority.ts'
import type { Overview } from './overview.ts'
import { asIs, row, textRow, unknownRow } from './rows.ts'
import type { SectionRow } from './section.ts'
import { policyText } from './words.ts'

/** @param cores processors of the machine */
export function schedulingRows(overview: Overview, record: ProcessRecord, cores: number | undefined): SectionRow[] {
  const about = 'how it competes for a processor'
  return [
    record.policy === undefined
      ? unknownRow('Scheduling', 'the kernel does not tell', about)
      : textRow('Scheduling', policyText(record.policy), about),
    textRow('Priority', priorityText(record), 'lower comes first'),
    row(
      'I/O priority',
      overview.ioPriority,
      priority => ioPriorityText(priority, record.nice),
      'how it competes for a disk, as ionice tells: 0 comes before 7',
    ),
    row(
      'Processors',
      part(overview.cpusAllowed, list => allowedText(list, record, cores)),
      asIs,
      'which it may run on, and which it ran on last',
    ),
    row('OOM score', overview.oomScore, String, 'the higher, the sooner it is killed when memory runs out, up to 2000'),
    row('OOM adjustment', overview.oomScoreAdj, signed, 'added to the score on purpose; at -1000 it is never killed'),
  ]
}

function priorityText({ priority, nice, realtimePriority }: ProcessRecord): string {
  if (priority === undefined) return 'unknown'
  if (priority >= 0) return `${priority}, nice ${nice}`
  return `${priority}, real-time ${realtimePriority ?? -1 - priority}; nice ${nice}`
}

/** `0-3 of 8, last on 2` */
function allowedText(list: string, { lastCpu }: ProcessRecord, cores: number | undefined): string {
  const of = cores === undefined ? '' : ` of ${cores}`
  return `${list}${of}${lastCpu === undefined ? '' : `, last on ${lastCpu}`}`
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value)
}
