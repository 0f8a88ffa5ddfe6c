/**
 * Where CPython keeps the state of its garbage collector, and the calls that it is to make, by version and machine: printed by `offsets.c`, beside this
 * file, from CPython's own headers. No header promises any of it, so a layout is only for builds whose `_PyRuntime` has
 * the very size; and what is read there is believed only where it is plausible.
 */
import type { Machine } from '../../sources/linux/binaries/elf.ts'

/**
 * Where a call is put that the interpreter is to make at its next safe point, and what is looked at before. Of
 * `_PyRuntime`: `initialized`, `finalizing`, `auditHooks`, `signalsPending`, `mainThread`. Of the interpreter all the rest.
 */
export interface CallLayout {
  readonly initialized: number
  readonly finalizing: number
  readonly auditHooks: number
  readonly ownFinalizing: number
  readonly ownAuditHooks: number
  /** How large the stacks of new threads are to be; 0 is the system's own size. */
  readonly stackBytes: number
  /** A ring of so many entries, each a function, its argument and, from 3.13 on, flags. */
  readonly calls: number
  readonly callBytes: number
  readonly callCount: number
  /** Where in the ring the next one to be made is, and where the next one is to be put. */
  readonly firstCall: number
  readonly lastCall: number
  /** Up to 3.12 whether there is one, from 3.13 on how many. */
  readonly callsToDo: number
  /**
   * What the interpreter looks at in its loop: up to 3.12 a number of the interpreter's, not zero where there is something
   * to see to; from 3.13 on bits in the state of each thread.
   */
  readonly evalBreaker: number
  /** What it is made of, up to 3.12. */
  readonly dropRequest?: number
  readonly asyncException?: number
  readonly signalsPending?: number
  /** From 3.13 on: the pointer to the main thread's state, the one to the first of all, and in each that to the next. */
  readonly mainThread?: number
  readonly threads?: number
  readonly nextThread?: number
}

export interface Layout extends CallLayout {
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
  {
    minor: 9,
    machine: 'x86-64',
    runtimeBytes: 656,
    mainInterpreter: 40,
    gc: 616,
    ...COLLECTOR,
    initialized: 12,
    finalizing: 16,
    auditHooks: 648,
    ownFinalizing: 56,
    ownAuditHooks: 3536,
    stackBytes: 904,
    calls: 96,
    callBytes: 16,
    callCount: 32,
    firstCall: 608,
    lastCall: 612,
    callsToDo: 88,
    evalBreaker: 72,
    dropRequest: 76,
    asyncException: 92,
    signalsPending: 344,
  },
  // 3.10.13
  {
    minor: 10,
    machine: 'x86-64',
    runtimeBytes: 672,
    mainInterpreter: 40,
    gc: 616,
    ...COLLECTOR,
    initialized: 12,
    finalizing: 16,
    auditHooks: 648,
    ownFinalizing: 56,
    ownAuditHooks: 3504,
    stackBytes: 904,
    calls: 96,
    callBytes: 16,
    callCount: 32,
    firstCall: 608,
    lastCall: 612,
    callsToDo: 88,
    evalBreaker: 68,
    dropRequest: 72,
    asyncException: 92,
    signalsPending: 344,
  },
  // 3.11.2, 3.11.7
  {
    minor: 11,
    machine: 'x86-64',
    runtimeBytes: 166688,
    mainInterpreter: 48,
    gc: 648,
    ...COLLECTOR,
    initialized: 16,
    finalizing: 24,
    auditHooks: 656,
    ownFinalizing: 84,
    ownAuditHooks: 3552,
    stackBytes: 32,
    calls: 128,
    callBytes: 16,
    callCount: 32,
    firstCall: 640,
    lastCall: 644,
    callsToDo: 120,
    evalBreaker: 100,
    dropRequest: 104,
    asyncException: 124,
    signalsPending: 352,
  },
  // 3.12.1
  {
    minor: 12,
    machine: 'x86-64',
    runtimeBytes: 459944,
    mainInterpreter: 48,
    gc: 112,
    ...COLLECTOR,
    initialized: 16,
    finalizing: 24,
    auditHooks: 3064,
    ownFinalizing: 44,
    ownAuditHooks: 267208,
    stackBytes: 88,
    calls: 424,
    callBytes: 16,
    callCount: 32,
    firstCall: 936,
    lastCall: 940,
    callsToDo: 416,
    evalBreaker: 368,
    dropRequest: 372,
    asyncException: 420,
    signalsPending: 2008,
  },
  // 3.13.0
  {
    minor: 13,
    machine: 'x86-64',
    runtimeBytes: 283320,
    mainInterpreter: 640,
    gc: 7400,
    ...COLLECTOR,
    initialized: 600,
    finalizing: 608,
    auditHooks: 10424,
    ownFinalizing: 7320,
    ownAuditHooks: 10808,
    stackBytes: 7368,
    calls: 56,
    callBytes: 24,
    callCount: 300,
    firstCall: 7256,
    lastCall: 7260,
    callsToDo: 44,
    mainThread: 664,
    threads: 7344,
    nextThread: 8,
    evalBreaker: 24,
  },
]

/** The layout of such a build; undefined where none is known. */
export function layoutOf(machine: Machine, runtimeBytes: number): Layout | undefined {
  return LAYOUTS.find(layout => layout.machine === machine && layout.runtimeBytes === runtimeBytes)
}
