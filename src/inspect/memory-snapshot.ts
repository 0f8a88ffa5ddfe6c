/** A process's memory at one moment, as it is kept to be compared with another: totals, and every mapping. */
import type { ProcessId } from '../model/process.ts'
import { orNull, type Unknown } from './field.ts'
import { MEMORY_KEYS } from './json.ts'
import type { Look } from './look.ts'
import type { AddressSpace, Maps } from './maps.ts'
import type { Memory } from './memory.ts'

export type MemoryKey = (typeof MEMORY_KEYS)[number]

export interface MemorySnapshot {
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** Seconds since the boot: unlike the clock it does not step. */
  readonly uptimeSec: number | undefined
  readonly host: { readonly name: string; readonly bootId: string | undefined }
  readonly process: SnapshotProcess
  /** Null where the kernel did not tell. */
  readonly memory: Readonly<Record<MemoryKey, number | null>>
  readonly space: AddressSpace
}

export interface SnapshotProcess {
  readonly id: ProcessId
  readonly pid: number
  /** Wall clock of its start, milliseconds since 1970. */
  readonly startedAtMs: number | undefined
  readonly name: string
  readonly command: string
}

/**
 * What a look has found, to be kept; or why there is nothing to keep.
 *
 * @param values the parts of the memory, read by this look
 */
export function memorySnapshot(
  look: Look,
  { memory, maps }: { readonly memory: Memory; readonly maps: Maps },
): MemorySnapshot | Unknown {
  if ('unknown' in maps) return maps.unknown
  const { record, snapshot, row } = look
  const { host } = snapshot
  return {
    atMs: snapshot.atMs,
    uptimeSec: host.uptimeSec,
    host: { name: host.name, bootId: host.bootId },
    process: {
      id: record.id,
      pid: record.pid,
      startedAtMs: host.bootAtMs === undefined ? undefined : host.bootAtMs + record.startMs,
      name: record.name,
      command: row.facts.command,
    },
    memory: Object.fromEntries(MEMORY_KEYS.map(key => [key, orNull(memory[key])])) as MemorySnapshot['memory'],
    space: maps.value,
  }
}

/** Whether both are of one process: pid and start, in one and the same boot as far as that is known. */
export function isSameProcess(a: MemorySnapshot, b: MemorySnapshot): boolean {
  return a.process.id === b.process.id && !hasRebooted(a, b)
}

function hasRebooted(a: MemorySnapshot, b: MemorySnapshot): boolean {
  const [one, other] = [a.host.bootId, b.host.bootId]
  return one !== undefined && other !== undefined && one !== other
}

/** Milliseconds from one to the other, by the time since the boot where both are of the same one; negative where they were swapped. */
export function spanMs(a: MemorySnapshot, b: MemorySnapshot): number {
  const sameBoot = a.host.bootId !== undefined && a.host.bootId === b.host.bootId
  if (!sameBoot || a.uptimeSec === undefined || b.uptimeSec === undefined) return b.atMs - a.atMs
  return Math.round((b.uptimeSec - a.uptimeSec) * 1000)
}
