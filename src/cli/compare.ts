/** `ntop compare OLD NEW`: what grew between two snapshots of a process's memory. */
import { comparisonKind } from '../export/compare-shape.ts'
import { comparisonText } from '../export/compare-text.ts'
import { readMemorySnapshot } from '../export/memory-snapshot-file.ts'
import { COMPARED_FIGURE_NAMES, type ComparedFigure } from '../inspect/compared.ts'
import { unknownText } from '../inspect/field.ts'
import { canCompare, compareMemory } from '../inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { clean } from '../model/text.ts'
import type { CompareInvocation } from './invocation.ts'

/** Where the command runs. */
export interface ComparePlace {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Cells that a line may take; 0 for as many as it needs. */
  readonly width: number
}

/**
 * Writes what grew, the most first. Resolves to the exit code: 0, or 1 with a line on stderr where one of the snapshots
 * does not tell what is to be compared.
 *
 * @throws SnapshotFileError where a file cannot be read, or is no snapshot
 */
export async function runCompare(invocation: CompareInvocation, place: ComparePlace): Promise<number> {
  const [old, young] = [await readMemorySnapshot(invocation.old), await readMemorySnapshot(invocation.new)]
  const figure = invocation.figure ?? (canCompare(old, young, 'rss') ? 'rss' : 'size')
  if (!canCompare(old, young, figure)) {
    const [file, lacking] = canCompare(old, old, figure) ? [invocation.new, young] : [invocation.old, old]
    await place.stderr.write(`ntop: ${clean(file)} does not tell ${figure}: ${whyUntold(lacking, figure)}\n`)
    return 1
  }
  if (invocation.figure === undefined && figure === 'size') {
    await place.stderr.write('ntop: compared by size: what is resident is not known of both\n')
  }
  const comparison = compareMemory(old, young, { by: invocation.by, figure })
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
