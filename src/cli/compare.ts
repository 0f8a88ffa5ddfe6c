/** `ntop compare OLD NEW`: what grew between two snapshots, of a process's memory or of a Node's heap. */
import type { OpenedFile } from '../export/bounded-text.ts'
import { comparisonKind } from '../export/compare-shape.ts'
import { comparisonText } from '../export/compare-text.ts'
import { readMemorySnapshot } from '../export/memory-snapshot-file.ts'
import { type SnapshotKind, snapshotKind } from '../export/snapshot-kind.ts'
import { openKept } from '../export/whole-file.ts'
import { COMPARED_FIGURE_NAMES, type ComparedFigure } from '../inspect/compared.ts'
import { unknownText } from '../inspect/field.ts'
import { canCompare, compareMemory } from '../inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { clean } from '../model/text.ts'
import type { Source } from '../sources/source.ts'
import type { CompareInvocation } from './invocation.ts'
import { UsageError } from './usage-error.ts'

/** Where the command runs. */
export interface ComparePlace {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Cells that a line may take; 0 for as many as it needs. */
  readonly width: number
  /** This machine, of which is asked how much memory there is for large files. */
  openSource(): Source | Promise<Source>
}

const NAMES: Readonly<Record<SnapshotKind, string>> = { memory: 'a memory snapshot', heap: 'a heap snapshot of V8' }

/**
 * Writes what grew, the most first. Resolves to the exit code: 0, or 1 with a line on stderr where the two cannot be
 * compared.
 *
 * @throws SnapshotFileError where a file cannot be read, or is no snapshot; UsageError at a flag that they have no use for
 */
export async function runCompare(invocation: CompareInvocation, place: ComparePlace): Promise<number> {
  const opened: OpenedFile[] = []
  try {
    for (const file of [invocation.old, invocation.new]) opened.push(await openKept(file))
    const [old, young] = opened
    if (old === undefined || young === undefined) return 1
    const [oldKind, youngKind] = [snapshotKind(old), snapshotKind(young)]
    if (oldKind !== youngKind) {
      const [first, second] = [`${clean(old.file)} is ${NAMES[oldKind]}`, `${clean(young.file)} ${NAMES[youngKind]}`]
      // Whatever is not known is taken for a memory snapshot: its reader says what is wrong with it.
      await (oldKind === 'memory' ? readMemorySnapshot(old) : readMemorySnapshot(young))
      await place.stderr.write(`ntop: ${first}, and ${second}: they cannot be compared\n`)
      return 1
    }
    return oldKind === 'heap'
      ? await compareHeaps(invocation, old, young, place)
      : await compareProcesses(invocation, old, young, place)
  } finally {
    for (const file of opened) file.close()
  }
}

async function compareHeaps(
  invocation: CompareInvocation,
  old: OpenedFile,
  young: OpenedFile,
  place: ComparePlace,
): Promise<number> {
  const flag = (['by', 'figure'] as const).find(name => invocation[name] !== undefined)
  if (flag !== undefined) {
    throw new UsageError(`--${flag} is for memory snapshots, and ${clean(old.file)} is ${NAMES.heap}`)
  }
  const source = await place.openSource()
  try {
    const { runCompareHeaps } = await import('./compare-heaps.ts')
    return await runCompareHeaps(invocation, old, young, { ...place, files: source.files })
  } finally {
    source.close()
  }
}

async function compareProcesses(
  invocation: CompareInvocation,
  oldFile: OpenedFile,
  youngFile: OpenedFile,
  place: ComparePlace,
): Promise<number> {
  const [old, young] = [await readMemorySnapshot(oldFile), await readMemorySnapshot(youngFile)]
  const figure = invocation.figure ?? (canCompare(old, young, 'rss') ? 'rss' : 'size')
  if (!canCompare(old, young, figure)) {
    const [file, lacking] = canCompare(old, old, figure) ? [invocation.new, young] : [invocation.old, old]
    await place.stderr.write(`ntop: ${clean(file)} does not tell ${figure}: ${whyUntold(lacking, figure)}\n`)
    return 1
  }
  if (invocation.figure === undefined && figure === 'size') {
    await place.stderr.write('ntop: compared by size: what is resident is not known of both\n')
  }
  const comparison = compareMemory(old, young, { by: invocation.by ?? 'path', figure })
  const told = { comparison, rows: comparison.rows.slice(0, invocation.top) }
  await place.stdout.write(
    invocation.json ? `${JSON.stringify(comparisonKind.write(told))}\n` : comparisonText(told, place.width),
  )
  return 0
}

/** Why, and what it does tell. */
function whyUntold(snapshot: MemorySnapshot, figure: ComparedFigure): string {
  const told = COMPARED_FIGURE_NAMES.filter(name => name !== figure && canCompare(snapshot, snapshot, name))
  return `${unknownText(snapshot.space.sizesOnly ?? 'untold')}; it tells ${told.join(', ')}`
}
