/**
 * A source of samples: this machine's kernel, a recording, another host. Everything above works on all of them.
 */
import type { Facet, ProcessId } from '../model/process.ts'
import type { RawSample } from '../model/sample.ts'
import type { MachinePart } from '../model/unknown-parts.ts'
import type { ProcessFiles, Refusal } from './process-files.ts'
import type { Looked } from './sighting.ts'

/** The sources that this machine's processes can be had from. */
export const SOURCE_KINDS = ['linux', 'portable'] as const

/** `linux`: the kernel's files. `portable`: what programs and libraries tell on any system. */
export type SourceKind = (typeof SOURCE_KINDS)[number]

export interface Needs {
  /** Facts that are needed of every process, because a sort, a filter or an export looks at all. */
  readonly everyone: ReadonlySet<Facet>
  /** Whether the threads of processes that have several are wanted too, each by itself. */
  readonly threads?: boolean
  /** Who may be spared; without it everyone is read as closely as can be. */
  readonly sparing?: Sparing
}

/**
 * Of whom no more is read than what tells that they did nothing. What others do to them meanwhile (their nice value,
 * their parent, memory taken away) is seen later.
 */
export interface Sparing {
  /** These are read all the same, for they are in view. */
  readonly closely: readonly ProcessId[]
  /** And everyone after this long. */
  readonly idleMs: number
}

/** Who is to be looked at first by what is found out about everyone little by little: the facet `rollup`. */
export interface Sweeping {
  /** Those in view, whose figures are kept fresh; marked stale where they could not be. */
  readonly view: readonly ProcessId[]
  /** The one of whom also that is found out which takes long. */
  readonly asked: ProcessId | undefined
  /** Whether what was found out once is looked at again; not in a picture that stands still. */
  readonly again: boolean
  /** Something was found out about one in view, or for the first time about anybody. May be called often. */
  onChange(): void
}

/** What a source may be unable to tell of anybody; `counters` are those that a kernel's line of a process has. */
export type Told = Facet | MachinePart | 'counters'

export interface Source {
  /** What it is: it tells why something is not known. */
  readonly kind: SourceKind
  /**
   * Reads all counters once. Yields to the event loop every few milliseconds.
   *
   * @param onBeginning is given the first processes of thousands, as soon as they fill a screen, in a first scan
   */
  scan(needs: Needs, onBeginning?: (sample: RawSample) => void): Promise<RawSample>
  /**
   * Fills costlier facts of these processes. The promise, which is there only where something has to be waited for,
   * resolves once all are filled or past their deadline; what did not answer has `trouble` set. Vanished ones are passed
   * over.
   */
  fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> | undefined
  /**
   * Begins to find out the true memory of everyone in the background, or goes on with others in view; ends it without an
   * argument. Cheap, and to be called whenever the view has changed.
   */
  sweep(wanted?: Sweeping): void
  /** The files of single processes, for inspecting; absent where a source has no such thing. */
  readonly files: ProcessFiles | undefined
  /**
   * Why it never tells this, or what it lacks of the counters, in words for the screen: "only the Linux source tells
   * this; this is the portable one". Undefined where it tells it, as far as it may be known; absent where that goes for
   * all.
   */
  whyNot?(what: Told): string | undefined
  /** Looks at whoever has the pid at this moment: right before something is done to a process. Takes milliseconds at most. */
  look(pid: number): Looked
  /** The same for watching what becomes of it, again and again: who it is may be as the last scan had it. */
  glance(pid: number): Looked
  /** Ids of a process's threads, or why not, where each has a nice value of its own; absent where a process has one. */
  readonly threads?: ((pid: number) => readonly number[] | Refusal) | undefined
  /** Names of users and groups by their numbers; the number itself where there is none. */
  readonly names: IdNames
  close(): void
  /** Resolves, once it is closed, when nothing of it is under way any more or what is left is known to hang. */
  settled?(): Promise<void>
  /** Whether a thread is known to hang in the kernel: then the program can only leave by being killed. */
  readonly hung?: boolean
}

export interface IdNames {
  user(uid: number): string
  /**
   * Whether some user has this name; of none where users are known by their numbers alone. Where users have names but
   * there is no list of them, any name may be somebody's.
   */
  isUser(name: string): boolean
  group(gid: number): string
}
