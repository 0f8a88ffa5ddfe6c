/** What is unknown of the machine in a snapshot, and why where the source does not say. */
import type { Snapshot } from './snapshot.ts'

/** Parts of the machine that a system, or who asks it, may not tell. */
export type MachinePart =
  | 'load'
  | 'states'
  | 'processors'
  | 'iowait'
  | 'memory'
  | 'buffers'
  | 'swap'
  | 'paging'
  | 'pressure'
  | 'fileSystems'
  | 'diskIo'
  | 'network'
  | 'temperature'

export interface UnknownPart {
  readonly part: MachinePart
  /** As the screen calls it. */
  readonly title: string
  /** In words, what it comes from where nothing else is known. */
  readonly why: string
}

export const NEXT_SAMPLE = 'measured between two samples: known with the next one'
export const NOT_TOLD = 'the system does not tell it'

/** Those that the screen has no figure for, in the order in which it shows them. */
export function unknownParts(snapshot: Snapshot): readonly UnknownPart[] {
  return PARTS.flatMap(({ part, title, why }) => {
    const reason = why(snapshot)
    return reason === undefined ? [] : [{ part, title, why: reason }]
  })
}

interface Part {
  readonly part: MachinePart
  readonly title: string
  /** Undefined where it is known, or is a part of another one that is not. */
  why(snapshot: Snapshot): string | undefined
}

const PARTS: readonly Part[] = [
  { part: 'load', title: 'load', why: ({ load }) => unless(load !== undefined) },
  {
    part: 'states',
    title: 'R D Z',
    why: ({ tasks, sample }) => unless(tasks.running !== undefined || sample.listed !== undefined),
  },
  { part: 'processors', title: 'cpu', why: ({ cpu }) => unless(cpu !== undefined) },
  {
    part: 'processors',
    title: 'cpu',
    why: ({ cpu }) => (cpu === undefined || cpu.total !== undefined ? undefined : NEXT_SAMPLE),
  },
  {
    part: 'iowait',
    title: 'iowait',
    why: ({ cpu }) => unless(cpu?.total === undefined || cpu.total.iowaitPct !== undefined),
  },
  { part: 'memory', title: 'memory', why: ({ memory }) => unless(memory !== undefined) },
  {
    part: 'buffers',
    title: 'buffers',
    why: ({ memory }) => unless(memory === undefined || memory.buffersBytes !== undefined),
  },
  {
    part: 'swap',
    title: 'swap',
    why: ({ memory, swap }) => unless(memory === undefined || swap?.totalBytes !== undefined),
  },
  {
    part: 'paging',
    title: 'swap in/out',
    // Of no swap nothing goes in or out.
    why: ({ swap }) => unless(!swap?.totalBytes || swap.inBytes !== undefined),
  },
  {
    part: 'pressure',
    title: 'pressure',
    why: ({ pressure }) =>
      pressure === undefined ? 'the kernel does not tell it: older than 4.20, or started without psi=1' : undefined,
  },
  {
    part: 'fileSystems',
    title: 'disks',
    why: ({ disks }) => (disks.length === 0 ? 'no file system has been looked at, or none is there' : undefined),
  },
  { part: 'diskIo', title: 'disk traffic', why: ({ diskIo }) => unless(diskIo.length > 0) },
  {
    part: 'network',
    title: 'network',
    why: ({ network }) => (network.length === 0 ? 'no interface is there' : undefined),
  },
  {
    part: 'temperature',
    title: 'temperature',
    why: ({ hardware }) =>
      hardware?.sensors.some(({ kind, value }) => kind === 'temperature' && value !== undefined)
        ? undefined
        : 'no sensor has told one so far: a virtual machine has none',
  },
]

function unless(isKnown: boolean): string | undefined {
  return isKnown ? undefined : NOT_TOLD
}
