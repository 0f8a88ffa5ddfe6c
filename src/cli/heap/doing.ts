/** What asking a session for something takes and gives. */
import type { Json, Kind } from '../../export/describe.ts'
import type { HeapAnswer } from '../../export/heap/answer.ts'
import type { HeapSession } from '../../runtime/session.ts'
import type { HeapTerms } from '../invocation.ts'

/** An answer, before the session is over: how it is told then. */
export interface Told {
  json(answer: Omit<HeapAnswer<unknown>, 'told'>): Json | Promise<Json>
  /** Lines. Cells that a line may take; 0 for as many as it needs. */
  text(width: number): readonly string[] | Promise<readonly string[]>
  /** Writes it into a file, where that was asked for; resolves to its bytes. */
  write?(answer: Omit<HeapAnswer<unknown>, 'told'>): Promise<number>
}

/** What goes on while it is asked. */
export interface Watch {
  /** Waits so long, or until Ctrl-C; rejects where the program ends meanwhile. */
  wait(ms: number): Promise<void>
  /** The same for whatever the session does. */
  answered<T>(promise: Promise<T>): Promise<T>
  /** The same, but where Ctrl-C ends it early it is undefined: what comes of it then is of no interest. */
  unlessCut<T>(promise: Promise<T>): Promise<T | undefined>
  /** Says how far it is, to whoever sits in front of a terminal. */
  progress(text: string): void
  /** Tells something at once; not where all is told in one document at the end. */
  tell(line: string): void
}

export interface Doing {
  readonly session: HeapSession
  readonly terms: HeapTerms
  readonly watch: Watch
}

export const DEFAULT_FOR_MS = 10_000
/** As many rows as a screen has, of text; documents for programs have all. */
const ROWS = 20

export function told<T>(kind: Kind<HeapAnswer<T>>, value: T, text: (width: number) => readonly string[]): Told {
  return { json: answer => kind.write({ ...answer, told: value }), text }
}

/** The rows that are told: in a document all, if nobody has said how many. */
export function mostRows({ top }: HeapTerms): { readonly document: number; readonly lines: number } {
  return { document: top ?? Number.POSITIVE_INFINITY, lines: top ?? ROWS }
}
