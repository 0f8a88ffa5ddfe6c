/** `ntop heap PID stats`, `stacks` and `dump`. */
import { dumpKind, stacksKind, statsKind } from '../../export/heap/doings.ts'
import { formatBytes } from '../../model/units.ts'
import { readersText } from '../../runtime/dump-readers.ts'
import { NoAnswer, type ThreadStack } from '../../runtime/session.ts'
import { type Doing, type Told, told } from './doing.ts'
import { figuresLines } from './figures.ts'
import { wrapped } from './table.ts'
import { placeText } from './words.ts'

export async function askStats({ session, watch }: Doing): Promise<Told> {
  const figures = await watch.answered(session.stats())
  return told(statsKind, figures, width => figuresLines(figures, width))
}

export async function askStacks({ session, watch }: Doing): Promise<Told> {
  if (session.stacks === undefined) throw new NoAnswer('it does not tell where its threads stand')
  const threads = await watch.answered(session.stacks())
  return told(stacksKind, threads, width =>
    threads.flatMap((thread, i) => [...(i === 0 ? [] : ['']), ...stackLines(thread, width)]),
  )
}

function stackLines({ name, tid, state, frames }: ThreadStack, width: number): string[] {
  const who = [name ?? 'thread', ...(tid === undefined ? [] : [String(tid)])].join(' ')
  const head = wrapped(state === undefined ? who : `${who}: ${state}`, width, '  ')
  if (frames.length === 0) return [...head, '    runs nothing of the runtime’s']
  return [...head, ...frames.flatMap(frame => wrapped(placeText(frame), width, '    '))]
}

const PROGRESS_MS = 1000

export async function askDump({ session, watch }: Doing, file: string): Promise<Told> {
  if (session.dump === undefined) throw new NoAnswer('it does not write its heap down')
  let toldAtMs = performance.now()
  const dumped = await watch.answered(
    session.dump(file, bytes => {
      if (performance.now() - toldAtMs < PROGRESS_MS) return
      toldAtMs = performance.now()
      watch.progress(`${formatBytes(bytes)} written`)
    }),
  )
  const readers = readersText(session.runtime, dumped.path)
  return told(dumpKind, dumped, width => [
    ...wrapped(`${dumped.path} has ${formatBytes(dumped.bytes)}`, width, '  '),
    ...(readers === undefined ? [] : wrapped(readers, width, '  ')),
  ])
}
