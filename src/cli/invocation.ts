/** What a command line asks for, mode by mode. */
import type { AnyColumn } from '../columns/column.ts'
import type { Settings } from '../config/settings.ts'
import type { LimitChange } from '../control/limit-change.ts'
import type { ComparedFigure, Grouping } from '../inspect/compared.ts'
import type { SavedQueries } from '../query/saved.ts'
import type { AllocationGrouping } from '../runtime/compare.ts'
import type { CollectorSettings } from '../runtime/session.ts'
import type { SourceKind } from '../sources/source.ts'
import type { Shell } from './flags.ts'
import type { HeapAskName } from './heap/asks.ts'

/** What may be asked for by a name that the config file gives it. */
export interface DefinedNames {
  /** Themes beside those that come with the program. */
  readonly themes: readonly string[]
  readonly queries: SavedQueries
}

/** Where processes and figures come from. */
export interface Origin {
  /** The one that this system has, when undefined. */
  readonly source: SourceKind | undefined
  /** Directories to read instead of `/proc` and `/sys`. */
  readonly procfs: string | undefined
  readonly sysfs: string | undefined
  /** How long a file that may never answer is waited for; as usual where left out. */
  readonly deadlineMs?: number
}

/** One thing to try: keys one after another, and what is to be seen then. */
export interface GuideStep {
  readonly keys: readonly string[]
  readonly text: string
  /** The view or dialog that they lead to, by its id and its page (`live-heap Types`); left out where it stays the same. */
  readonly leadsTo?: string
}

/** What the screen, a table and JSON have in common. */
export interface Listing {
  readonly origin: Origin
  readonly intervalMs: number
  /** Only these; all when undefined. */
  readonly pids: ReadonlySet<number> | undefined
  /** A user's name or number. */
  readonly user: string | undefined
  /** A query. */
  readonly filter: string | undefined
  readonly sort: AnyColumn | undefined
  /** The largest first; as the column has it when undefined. */
  readonly descending: boolean | undefined
  /** A file of settings that was named. */
  readonly config: string | undefined
}

export interface ScreenInvocation extends Listing {
  readonly kind: 'screen'
  /** The usual ones, as many as fit, when undefined. */
  readonly columns: readonly AnyColumn[] | undefined
  /** Children under their parents. */
  readonly tree: boolean
  readonly readonly: boolean
  readonly color: boolean
  readonly mouse: boolean
  readonly ascii: boolean
  /** Whether flags say these, which go before those of a layout. */
  readonly flagged: { readonly sort: boolean; readonly columns: boolean }
  /** What no flag says. */
  readonly settings: Settings
  readonly theme: string
  /** A process that is laid open at once, at a tab. */
  readonly opened?: { readonly pid: number; readonly tab: string }
  /** Leads through the screen, step by step. */
  readonly guide?: { readonly title: string; readonly steps: readonly GuideStep[] }
}

/** Lines of text instead of the screen. */
export interface PlainInvocation extends Listing {
  readonly kind: 'plain'
  /** How many readings; until it is ended when undefined. */
  readonly count: number | undefined
  /** Whether readings come by themselves: somebody has said how often, or how many. */
  readonly goesOn: boolean
  /** How many processes of each reading are told at the most. */
  readonly top: number
  readonly kernelThreads: boolean
  /** The usual few when undefined. */
  readonly columns: readonly AnyColumn[] | undefined
  readonly readonly: boolean
  /** What no flag says. */
  readonly settings: Settings
}

export interface TableInvocation extends Listing {
  readonly kind: 'table' | 'csv'
  /** Children under their parents. */
  readonly tree: boolean
  /** How many tables. */
  readonly count: number
  /** The usual columns when undefined. */
  readonly columns: readonly AnyColumn[] | undefined
}

export interface JsonInvocation extends Listing {
  readonly kind: 'json'
  /** How many objects; until it is ended when undefined. */
  readonly count: number | undefined
  /** Whose facts are wanted beside the usual ones. */
  readonly columns: readonly AnyColumn[] | undefined
  readonly full: boolean
}

export interface InspectInvocation {
  readonly kind: 'inspect'
  readonly origin: Origin
  readonly pid: number
  readonly json: boolean
  readonly secrets: boolean
}

/** What of a heap is asked for. */
export type HeapQuestion =
  | { readonly what: Exclude<HeapAskName, 'lines' | 'collect' | 'referrers' | 'dump' | 'collector'> }
  | { readonly what: 'lines' }
  /** All generations when undefined. */
  | { readonly what: 'collect'; readonly generation: number | undefined }
  | { readonly what: 'referrers'; readonly type: string }
  /** Once more into another file after a while, when that is not undefined. */
  | { readonly what: 'dump'; readonly file: string; readonly later: string | undefined }
  /** Only told when undefined. */
  | { readonly what: 'collector'; readonly settings: CollectorSettings | undefined }

/** How; as usual where undefined. */
export interface HeapTerms {
  /** How long is watched. */
  readonly forMs: number | undefined
  readonly by: AllocationGrouping | undefined
  /** How many frames of each allocation are kept. */
  readonly frames: number | undefined
  /** Where allocations are sampled: one in so many bytes. */
  readonly everyBytes: number | undefined
  /** The program keeps its optimised code while it is traced. */
  readonly optimised: boolean
  /** Only what was allocated in files with this in their path. */
  readonly path: string | undefined
  /** How many rows are told at the most. */
  readonly top: number | undefined
  /** What has grown is written into it, in the form that its name tells. */
  readonly file: string | undefined
  /** A file that is there is replaced. */
  readonly replace: boolean
}

export interface HeapInvocation {
  readonly kind: 'heap'
  readonly origin: Origin
  readonly pid: number
  /** Only what can be asked for, and what is seen without that, when undefined. */
  readonly question: HeapQuestion | undefined
  readonly terms: HeapTerms
  readonly json: boolean
  /** Agreed to all that it does to the process. */
  readonly yes: boolean
}

export interface LimitInvocation {
  readonly kind: 'limit'
  readonly origin: Origin
  readonly pid: number
  /** One at least, and of each limit one at most. */
  readonly changes: readonly LimitChange[]
  /** Also where it ends the process at once. */
  readonly yes: boolean
}

export interface SnapshotInvocation {
  readonly kind: 'snapshot'
  readonly origin: Origin
  readonly pid: number
  readonly file: string
  /** A file that is there is replaced. */
  readonly replace: boolean
}

export interface CompareInvocation {
  readonly kind: 'compare'
  /** Two files. */
  readonly old: string
  readonly new: string
  readonly json: boolean
  /** Of memory; by path when undefined. */
  readonly by: Grouping | undefined
  /** Of memory; what is resident where it is known, when undefined. */
  readonly figure: ComparedFigure | undefined
  /** How many groups or types are told at the most; all when undefined. */
  readonly top: number | undefined
}

/** The screen, opened on a program that is started for it. */
export interface DemoInvocation extends Omit<ScreenInvocation, 'kind'> {
  readonly kind: 'demo'
  /** All are listed when undefined. */
  readonly name: string | undefined
}

/** What lists no processes. */
export type SubcommandInvocation =
  | InspectInvocation
  | HeapInvocation
  | LimitInvocation
  | SnapshotInvocation
  | CompareInvocation
  | DemoInvocation
  | { readonly kind: 'completions'; readonly shell: Shell }
  | { readonly kind: 'schema' | 'default-config' }

export type Invocation =
  | ScreenInvocation
  | PlainInvocation
  | TableInvocation
  | JsonInvocation
  | SubcommandInvocation
  | { readonly kind: 'version' | 'help' | 'columns' }
