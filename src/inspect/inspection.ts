/** One process in depth: everything that the kernel tells about it, and of what it does not tell, why. */
import { percent } from '../model/rates.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { knownValue } from './field.ts'
import { Look, type LookContext } from './look.ts'
import { type Baseline, COVERED, type Part, type Shown } from './part.ts'
import { type PartId, partIds, parts, type Values } from './parts.ts'

export interface Inspection extends Values {
  readonly look: Look
  /** The process's row in the snapshot: its counters, its CPU %, what is known of it besides. */
  readonly row: ProcessRow
  /** Wall clock of the boot, milliseconds since 1970. */
  readonly bootAtMs: number | undefined
  /** Resident memory as a share of the machine's. */
  readonly memPct: number | undefined
}

/**
 * Inspects the process of a row. Each of the kernel's files is read once, and each figure is known or unknown by
 * itself. Undefined when the process is gone: at the start, or at the end, when its pid may have been another's.
 *
 * @param before what an earlier look found, for rates
 */
export async function inspectProcess(
  files: ProcessFiles,
  row: ProcessRow,
  context: LookContext,
  before?: Partial<Values>,
): Promise<Inspection | undefined> {
  const look = new Look(files, row, context)
  const values = await readParts(look, partIds, before)
  if (values === undefined) return undefined
  const { host, memory: machine } = context.snapshot
  // Of statm's figure: stat's, which the row has, is rounded by what each processor has not handed in yet.
  const memPct = percent(knownValue(values.memory.rssBytes) ?? row.record.rssBytes, machine?.totalBytes)
  return { ...values, look, row, bootAtMs: host.bootAtMs, memPct }
}

/** Reads some of the parts; undefined when the process is gone. */
export async function readParts<Id extends PartId>(
  look: Look,
  ids: readonly Id[],
  before: Partial<Values> = {},
): Promise<Pick<Values, Id> | undefined> {
  if (!look.isStillThere()) return undefined
  const values: [Id, unknown][] = []
  // One after the other: what one part reads at length must not keep another's files waiting until their deadline.
  for (const id of ids) values.push([id, await partOf(id).read(look, before[id])])
  return look.isStillThere() ? (Object.fromEntries(values) as Pick<Values, Id>) : undefined
}

/** What is shown of a part; with a baseline beside what it was, where that can be. */
export function showPart<Id extends PartId>(
  id: Id,
  value: Values[Id],
  look: Look,
  showing = COVERED,
  baseline?: Baseline<Values[Id]>,
): Shown {
  const since = baseline === undefined ? undefined : showSince(id, value, look, baseline)
  return since ?? partOf(id).show(value, look, showing)
}

/** The same beside what it was; undefined where that cannot be. */
export function showSince<Id extends PartId>(
  id: Id,
  value: Values[Id],
  look: Look,
  baseline: Baseline<Values[Id]>,
): Shown | undefined {
  return partOf(id).showSince?.(value, baseline, look)
}

/** Whether a part can be shown beside what it was. */
export function canBeCompared(id: PartId): boolean {
  return partOf(id).showSince !== undefined
}

/** That a part reads what it shows is known of each, but not of any. */
function partOf(id: PartId): Part<unknown> {
  return parts[id]
}
