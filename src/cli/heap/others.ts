/** `ntop heap PID stats`, `stacks` and `dump`. */
import { dumpKind, stacksKind, statsKind, type ToldDump } from '../../export/heap/doings.ts'
import { formatBytes } from '../../model/units.ts'
import type { RuntimeId } from '../../runtime/detection.ts'
import { readersText } from '../../runtime/dump-readers.ts'
import { type Dumped, NoAnswer, type ThreadStack } from '../../runtime/session.ts'
import { DEFAULT_FOR_MS, type Doing, type Told, told } from './doing.ts'
import { figuresLines } from './figures.ts'
import { wrapped } from './table.ts'
import { placeText, spanText } from './words.ts'

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

/** In one session both, so that a Node's objects keep their numbers from the one to the other. */
export async function askDump(doing: Doing, file: string, later: string | undefined): Promise<Told> {
  const { session, terms, watch } = doing
  const first = await dumpInto(doing, file)
  if (later === undefined) return toldDump(session.runtime, first, undefined)
  const { forMs = DEFAULT_FOR_MS } = terms
  watch.progress(`${sizeText(first)}; the next one in ${spanText(forMs)}, or at once with Ctrl-C`)
  await watch.wait(forMs)
  return toldDump(session.runtime, first, await dumpInto(doing, later))
}

async function dumpInto({ session, watch }: Doing, file: string): Promise<Dumped> {
  if (session.dump === undefined) throw new NoAnswer('it does not write its heap down')
  let toldAtMs = performance.now()
  return await watch.answered(
    session.dump(file, bytes => {
      if (performance.now() - toldAtMs < PROGRESS_MS) return
      toldAtMs = performance.now()
      watch.progress(`${formatBytes(bytes)} written`)
    }),
  )
}

function toldDump(runtime: RuntimeId, first: Dumped, later: Dumped | undefined): Told {
  const both = later === undefined ? [first] : [first, later]
  const readers = readersText(runtime, first.path)
  const comparing = runtime === 'node' && later !== undefined ? 'ntop compare tells what grew between them' : undefined
  const lines = [...both.map(sizeText), readers, comparing].filter(line => line !== undefined)
  const document: ToldDump = later === undefined ? { first } : { first, later }
  return told(dumpKind(later !== undefined), document, width => lines.flatMap(line => wrapped(line, width, '  ')))
}

function sizeText({ path, bytes }: Dumped): string {
  return `${path} has ${formatBytes(bytes)}`
}
