/** Processes that a contract's tests start, change and end: on the running machine, or in a recorded tree. */

/** A process that waits, until it is told otherwise. */
export interface Actor {
  readonly pid: number
  readonly ppid: number
  /** Becomes another program without becoming another process, as by execve(2); it is one when this returns. */
  become(): Promise<void>
  /** Ends it; it is gone, and was waited for, when this returns. */
  end(): Promise<void>
}

/** A process that uses processor time. */
export interface Worker {
  readonly pid: number
  /** Resolves once it has used about this much more. */
  work(cpuMs: number): Promise<void>
}

export interface Stage {
  /** A process of this name, at most 15 bytes, with {@link HOSTILE_ARGUMENT} among its arguments. */
  sleeper(name?: string): Promise<Actor>
  worker(): Promise<Worker>
  /** Ends whoever is left, and removes what was made for them. */
  clear(): Promise<void>
}

/** The name of a sleeper who has become another program. */
export const SECOND_NAME = 'second'
/** Begins with what a parser must not take for the end of the name and a zombie's state. */
export const HOSTILE_START = 'x) Z 9'
/** An escape that clears the screen, and a control that turns the line around: 15 bytes. */
export const HOSTILE_NAME = `${HOSTILE_START}\n\x1b[J\u202e`
export const HOSTILE_ARGUMENT = 'red\x1b[31m\r\n\u2066\x9b2J'
