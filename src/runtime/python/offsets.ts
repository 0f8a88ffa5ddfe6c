/**
 * Where CPython keeps the state of its garbage collector, by version and machine: printed by `offsets.c`, beside this
 * file, from CPython's own headers. No header promises any of it, so a layout is only for builds whose `_PyRuntime` has
 * the very size; and what is read there is believed only where it is plausible.
 */
import type { Machine } from '../elf.ts'

export interface Layout {
  /** 3.MINOR */
  readonly minor: number
  readonly machine: Machine
  /** Size of `_PyRuntime`, which ELF files tell. */
  readonly runtimeBytes: number
  /** In `_PyRuntime`: the pointer to the main interpreter. */
  readonly mainInterpreter: number
  /** In the interpreter: its collector's state. What follows is counted from there. */
  readonly gc: number
  readonly enabled: number
  readonly generations: number
  readonly stats: number
  readonly longLivedTotal: number
  readonly longLivedPending: number
}

/** Alike in all of them, which `offsets.c` makes sure of. */
export const GENERATIONS = 3
/** `struct gc_generation`: a list of objects by two pointers, then these. */
export const GENERATION = { bytes: 24, next: 0, previous: 8, threshold: 16, count: 20 } as const
/** `struct gc_generation_stats` */
export const STATS = { bytes: 24, collections: 0, collected: 8, uncollectable: 16 } as const

/** The collector's state was laid out alike from 3.9 to 3.13. */
const COLLECTOR = { enabled: 12, generations: 24, stats: 128, longLivedTotal: 224, longLivedPending: 232 } as const

export const LAYOUTS: readonly Layout[] = [
  // 3.9.18
  { minor: 9, machine: 'x86-64', runtimeBytes: 656, mainInterpreter: 40, gc: 616, ...COLLECTOR },
  // 3.10.13
  { minor: 10, machine: 'x86-64', runtimeBytes: 672, mainInterpreter: 40, gc: 616, ...COLLECTOR },
  // 3.11.2, 3.11.7
  { minor: 11, machine: 'x86-64', runtimeBytes: 166688, mainInterpreter: 48, gc: 648, ...COLLECTOR },
  // 3.12.1
  { minor: 12, machine: 'x86-64', runtimeBytes: 459944, mainInterpreter: 48, gc: 112, ...COLLECTOR },
  // 3.13.0
  { minor: 13, machine: 'x86-64', runtimeBytes: 283320, mainInterpreter: 640, gc: 7400, ...COLLECTOR },
]

/** The layout of such a build; undefined where none is known. */
export function layoutOf(machine: Machine, runtimeBytes: number): Layout | undefined {
  return LAYOUTS.find(layout => layout.machine === machine && layout.runtimeBytes === runtimeBytes)
}
