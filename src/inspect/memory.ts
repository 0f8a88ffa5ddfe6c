/** A process's memory in full: `statm`, `smaps_rollup`, `status` and the brk heap from `maps`, each read once. */
import type { WorkingSet } from '../control/working-set.ts'
import { GIANT_BYTES } from '../model/process.ts'
import type { MemoryTotals } from '../procfs/memory-totals.ts'
import { brkHeapBytes } from '../procfs/pid-maps.ts'
import { parseSmaps, totalsOf } from '../procfs/pid-smaps.ts'
import { parseSmapsRollup } from '../procfs/pid-smaps-rollup.ts'
import { parseStatm } from '../procfs/pid-statm.ts'
import type { PidStatus } from '../procfs/pid-status.ts'
import { unitsWithPages } from '../procfs/units.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { type Field, fromFile, part, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'

/** All in bytes. The first ten are those of psutil's `memory_full_info`, read at the same place. */
export interface Memory {
  readonly rssBytes: Field<number>
  readonly vmsBytes: Field<number>
  readonly sharedBytes: Field<number>
  readonly textBytes: Field<number>
  /** The kernel says 0 since 2.6. */
  readonly libBytes: Field<number>
  readonly dataBytes: Field<number>
  /** The kernel says 0 since 2.6; {@link modifiedBytes} is what the name promises. */
  readonly dirtyBytes: Field<number>
  readonly ussBytes: Field<number>
  readonly pssBytes: Field<number>
  readonly swapBytes: Field<number>
  /** VmHWM: starts again at exec. */
  readonly peakRssBytes: Field<number>
  readonly anonymousBytes: Field<number>
  readonly fileBytes: Field<number>
  readonly shmemBytes: Field<number>
  readonly lockedBytes: Field<number>
  readonly pageTablesBytes: Field<number>
  /** Of the main thread. */
  readonly stackBytes: Field<number>
  /** Size of the mapping `[heap]`, 0 where there is none. Most runtimes keep their heaps elsewhere. */
  readonly brkHeapBytes: Field<number>
  /** Resident pages that were written to, private and shared. */
  readonly modifiedBytes: Field<number>
  /** Resident pages that other processes have mapped too. */
  readonly mappedByOthersBytes: Field<number>
  /** Anonymous memory in transparent huge pages. */
  readonly hugePagesBytes: Field<number>
  /** In huge pages that were asked for, private and shared: neither RSS nor PSS counts them. */
  readonly hugetlbBytes: Field<number>
  /** What was touched within a time, where that was asked for. */
  readonly workingSet: WorkingSet | undefined
}

/** The kernel takes about 5 ms for a gigabyte of resident pages; ten times that is no longer a matter of size. */
const DEADLINE_MS = 200
const DEADLINE_MS_PER_GIB = 50

type Figures = Omit<Memory, 'workingSet'>

/** Reads the memory of a process; a thorough look sweeps through the pages of a giant too. */
export async function readMemory(look: Look): Promise<Memory> {
  return { ...(await readFigures(look)), workingSet: look.workingSet }
}

async function readFigures(look: Look): Promise<Figures> {
  const { files, record, status, thorough } = look
  const none = withoutMemory(record)
  if (none !== undefined) return memoryOf(unknown(none), unknown(none), unknown(none), unknown(none))
  const { pid, rssBytes } = record
  const units = unitsWithPages(look.snapshot.host.pageBytes)
  const statm = fromFile(files.prompt(pid, 'statm'), bytes => parseStatm(bytes.toString('latin1'), units))
  // Nobody waits once more for a lock that was found to be held.
  if (!(await look.answers())) return memoryOf(statm, status, unknown('locked'), unknown('locked'))
  if (rssBytes >= GIANT_BYTES && !thorough) {
    return memoryOf(statm, status, unknown('costly'), unknown('costly'))
  }
  const deadlineMs = DEADLINE_MS + (rssBytes / 1024 ** 3) * DEADLINE_MS_PER_GIB
  const [totals, maps] = await Promise.all([
    readTotals(files, pid, deadlineMs),
    files.locked(pid, 'maps', deadlineMs).then(read => fromFile(read, bytes => bytes)),
  ])
  return memoryOf(statm, status, totals, part(maps, brkHeapBytes))
}

/** Kernels before 4.14 have no `smaps_rollup`; there the mappings are added up. */
async function readTotals(files: ProcessFiles, pid: number, deadlineMs: number): Promise<Field<MemoryTotals>> {
  const rollup = await files.locked(pid, 'smaps_rollup', deadlineMs)
  if (rollup.ok || rollup.why === 'denied' || rollup.why === 'locked') {
    return fromFile(rollup, bytes => parseSmapsRollup(bytes.toString('latin1')))
  }
  return fromFile(await files.locked(pid, 'smaps', deadlineMs), bytes => totalsOf(parseSmaps(bytes)))
}

function memoryOf(
  statm: Field<NonNullable<ReturnType<typeof parseStatm>>>,
  status: Field<PidStatus>,
  totals: Field<MemoryTotals>,
  heap: Field<number>,
): Figures {
  return {
    rssBytes: part(statm, s => s.rssBytes),
    vmsBytes: part(statm, s => s.vmsBytes),
    sharedBytes: part(statm, s => s.sharedBytes),
    textBytes: part(statm, s => s.textBytes),
    libBytes: part(statm, s => s.libBytes),
    dataBytes: part(statm, s => s.dataBytes),
    dirtyBytes: part(statm, s => s.dirtyBytes),
    ussBytes: part(totals, t => t.ussBytes),
    pssBytes: part(totals, t => t.pssBytes),
    swapBytes: part(totals, t => t.swapBytes),
    peakRssBytes: part(status, s => s.vmHwmBytes),
    anonymousBytes: part(status, s => s.rssAnonBytes),
    fileBytes: part(status, s => s.rssFileBytes),
    shmemBytes: part(status, s => s.rssShmemBytes),
    lockedBytes: part(status, s => s.vmLckBytes),
    pageTablesBytes: part(status, s => s.vmPteBytes),
    stackBytes: part(status, s => s.vmStkBytes),
    brkHeapBytes: heap,
    modifiedBytes: part(totals, t => t.privateDirtyBytes + t.sharedDirtyBytes),
    mappedByOthersBytes: part(totals, t => t.sharedCleanBytes + t.sharedDirtyBytes),
    hugePagesBytes: part(totals, t => t.anonHugePagesBytes),
    hugetlbBytes: part(totals, hugetlbBytes),
  }
}

function hugetlbBytes({ privateHugetlbBytes, sharedHugetlbBytes }: MemoryTotals): number | undefined {
  return privateHugetlbBytes === undefined || sharedHugetlbBytes === undefined
    ? undefined
    : privateHugetlbBytes + sharedHugetlbBytes
}
