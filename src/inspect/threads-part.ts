import { residentBytes } from '../model/process.ts'
import { formatBytes, formatCount, formatCpuTime, formatPct } from '../model/units.ts'
import { type Field, knownValue } from './field.ts'
import { fieldNote, type Grid, type GridColumn } from './grid.ts'
import type { Look } from './look.ts'
import type { Part } from './part.ts'
import { DASH } from './section.ts'
import { readThreads, type Thread, type Threads } from './threads.ts'
import { MANY_THREADS } from './usage.ts'

export const threadsPart: Part<Threads> = {
  title: 'Threads',
  hasRates: true,
  read: readThreads,
  show: threadsGrid,
}

const RIGHT = { align: 'right', descending: true } as const
const LEFT = { align: 'left', descending: false } as const

const COLUMNS: readonly GridColumn<Thread>[] = [
  {
    ...RIGHT,
    id: 'tid',
    title: 'TID',
    width: 7,
    about: 'id of the thread; the first one has the process’s',
    givesWay: 0,
    descending: false,
    value: thread => thread.tid,
    text: thread => String(thread.tid),
  },
  {
    ...LEFT,
    id: 'name',
    title: 'NAME',
    width: 15,
    about: 'the kernel’s name of it, 15 bytes at most',
    givesWay: 0,
    value: thread => thread.name,
    text: thread => thread.name,
  },
  {
    ...LEFT,
    id: 'state',
    title: 'S',
    width: 1,
    about: 'R running or ready to, S sleeping, D waiting in the kernel, T stopped',
    givesWay: 0,
    value: thread => thread.state,
    text: thread => thread.state,
    tone: ({ state }) => (state === 'D' ? 'warn' : state === 'R' ? 'plain' : 'dim'),
  },
  {
    ...RIGHT,
    id: 'cpu',
    title: 'CPU%',
    width: 5,
    about: 'of one processor, since the last look',
    givesWay: 0,
    value: thread => thread.cpuPct,
    text: ({ cpuPct }) => (cpuPct === undefined ? DASH : formatPct(cpuPct)),
    tone: ({ cpuPct }) => (cpuPct === undefined || cpuPct < 0.05 ? 'dim' : 'plain'),
  },
  {
    ...RIGHT,
    id: 'user',
    title: 'USER',
    width: 9,
    about: 'CPU time in its own code',
    givesWay: 4,
    value: thread => thread.userMs,
    text: thread => formatCpuTime(thread.userMs),
  },
  {
    ...RIGHT,
    id: 'system',
    title: 'SYSTEM',
    width: 9,
    about: 'CPU time in the kernel on its behalf',
    givesWay: 5,
    value: thread => thread.systemMs,
    text: thread => formatCpuTime(thread.systemMs),
  },
  {
    ...RIGHT,
    id: 'processor',
    title: 'CPU',
    width: 3,
    about: 'the processor that it ran on last',
    givesWay: 3,
    descending: false,
    value: thread => thread.lastCpu,
    text: ({ lastCpu }) => (lastCpu === undefined ? DASH : String(lastCpu)),
  },
  {
    ...RIGHT,
    id: 'nice',
    title: 'NI',
    width: 3,
    about: 'nice value, which each thread has for itself',
    givesWay: 8,
    value: thread => thread.nice,
    text: thread => String(thread.nice),
    tone: ({ nice }) => (nice === 0 ? 'dim' : 'plain'),
  },
  {
    ...RIGHT,
    id: 'voluntary',
    title: 'WAITS',
    width: 10,
    about: 'voluntary switches: times that it waited for something',
    givesWay: 6,
    value: thread => knownValue(thread.voluntarySwitches),
    text: thread => count(thread.voluntarySwitches),
  },
  {
    ...RIGHT,
    id: 'involuntary',
    title: 'FORCED',
    width: 10,
    about: 'involuntary switches: times that it was made to yield',
    givesWay: 7,
    value: thread => knownValue(thread.involuntarySwitches),
    text: thread => count(thread.involuntarySwitches),
  },
  {
    ...LEFT,
    id: 'waits-in',
    title: 'WAITS IN',
    width: 0,
    about: 'the kernel function that it waits in',
    givesWay: 0,
    value: thread => knownValue(thread.waitsIn) || undefined,
    text: thread => knownValue(thread.waitsIn) || DASH,
    tone: () => 'dim',
  },
]

function count(field: Field<number>): string {
  return 'value' in field ? formatCount(field.value) : DASH
}

function threadsGrid(threads: Threads, { record }: Look): Grid<Thread> {
  const all = knownValue(threads) ?? []
  return {
    kind: 'grid',
    title: 'Threads',
    columns: COLUMNS,
    items: all,
    sort: 'cpu',
    // It begins with the tid, which whoever asks for its stack goes by.
    key: thread => `${thread.tid} ${thread.startTicks}`,
    ...(all.length > 0 && { summary: summaryOf(all, record) }),
    ...fieldNote(threads, all.length === 0 ? 'none of its threads could be read' : undefined),
  }
}

/** How many do what, and what is each one's own. */
function summaryOf(threads: readonly Thread[], record: Look['record']): string {
  const states = new Map<string, number>()
  for (const { state } of threads) states.set(state, (states.get(state) ?? 0) + 1)
  const words = [...states].map(([state, many]) => `${formatCount(many)} ${WORDS[state] ?? `in state ${state}`}`)
  const head = `${formatCount(threads.length)} ${threads.length === 1 ? 'thread' : 'threads'}: ${words.join(', ')}`
  const [first] = threads
  const limited = first !== undefined && 'unknown' in first.waitsIn && first.waitsIn.unknown === 'costly'
  if (limited) return `${head}. Switches and waits are read of fewer than ${formatCount(MANY_THREADS)} only.`
  if (record.kernelThread || threads.length === 1) return head
  return `${head}. They share one memory (RES ${formatBytes(residentBytes(record))}), files and limits; stack, CPU time and nice value are each one’s own.`
}

const WORDS: Readonly<Record<string, string>> = {
  R: 'running or ready',
  S: 'asleep',
  D: 'waiting in the kernel',
  T: 'stopped',
  t: 'traced',
  Z: 'ended',
  I: 'idle',
}
