/** What became of something that we did to a process. */
import { isDenied, isGone } from '../sources/errors.ts'

/**
 * `gone`: no such process any more. `reused`: the pid now belongs to another process, which was left alone. `denied`:
 * not permitted. Anything else that the system said, or that we refuse, stands in `failed`, in words.
 */
export type Outcome = 'done' | 'gone' | 'denied' | 'reused' | { readonly failed: string }

interface Named {
  readonly pid: number
  readonly name: string
}

/** To whom: a process, or a thread of one. */
export interface Whom extends Named {
  readonly threadOf?: Named | undefined
}

/** What was tried, for telling how it went. */
export type Deed = Whom & Tried

type Tried =
  | { readonly kind: 'signal'; readonly signal: string }
  | {
      readonly kind: 'nice'
      readonly from: number
      readonly to: number
    }
  | {
      readonly kind: 'limit'
      /** `nofile`. */
      readonly limit: string
      /** What it was to have: `nofile soft 4,096 of hard 524,288`. */
      readonly to: string
      readonly raisesHard: boolean
    }
  | {
      readonly kind: 'setting'
      /** `CPU affinity`. */
      readonly title: string
      /** What it was to have: `CPU affinity 0-3`. */
      readonly to: string
      /** Why the kernel may not permit it. */
      readonly deniedBecause: string
    }

/** `8305 node`, `thread 8306 worker of 8305 node`. */
export function whomName({ pid, name, threadOf }: Whom): string {
  return threadOf === undefined ? `${pid} ${name}` : `thread ${pid} ${name} of ${threadOf.pid} ${threadOf.name}`
}

/** One sentence on how a deed went. */
export function outcomeText(outcome: Outcome, deed: Deed): string {
  const whom = whomName(deed)
  const nothing = deed.kind === 'signal' ? 'nothing was sent' : 'nothing was changed'
  if (typeof outcome === 'object') return `could not ${attempt(deed, whom)}: ${outcome.failed}`
  switch (outcome) {
    case 'done':
      return deed.kind === 'signal' ? `sent ${deed.signal} to ${whom}` : `${whom} now has ${hasNow(deed)}`
    case 'gone':
      return `${whom} is already gone: ${nothing}`
    case 'reused':
      return `pid ${deed.pid} now belongs to another process: ${nothing}`
    case 'denied':
      return `not permitted on ${whom}: ${deniedBecause(deed)}`
  }
}

/** The same without whom: for a list of several. */
export function outcomeReason(outcome: Outcome, deed: Deed): string {
  if (typeof outcome === 'object') return outcome.failed
  switch (outcome) {
    case 'done':
      return 'done'
    case 'gone':
      return 'it is already gone'
    case 'reused':
      return 'its pid now belongs to another process, which was left alone'
    case 'denied':
      return `not permitted: ${deniedBecause(deed)}`
  }
}

function attempt(deed: Deed, whom: string): string {
  if (deed.kind === 'signal') return `send ${deed.signal} to ${whom}`
  if (deed.kind === 'nice') return `set the nice value of ${whom}`
  return `set ${deed.kind === 'limit' ? deed.limit : deed.title} of ${whom}`
}

function hasNow(deed: Exclude<Tried, { kind: 'signal' }>): string {
  return deed.kind === 'nice' ? `nice ${deed.to}` : deed.to
}

/** kill(2), setpriority(2), prlimit(2): whose processes one may touch, and that giving oneself more needs a privilege. */
function deniedBecause(deed: Deed): string {
  if (deed.kind === 'setting') return deed.deniedBecause
  if (deed.kind === 'limit') {
    const root = 'root with CAP_SYS_RESOURCE'
    return deed.raisesHard ? `a higher hard limit needs ${root}` : `needs ${root}, or the same user and group`
  }
  if (deed.kind === 'nice' && deed.to < deed.from) return 'a lower nice value needs root'
  return 'needs root or the same user'
}

/** The outcome that an error of kill(2) or setpriority(2) means. Errors that are not the system's are thrown on. */
export function outcomeOf(error: unknown): Outcome {
  const cause = systemError(error)
  if (isGone(cause)) return 'gone'
  if (isDenied(cause)) return 'denied'
  if (cause instanceof Error && 'code' in cause) return { failed: cause.message }
  throw error
}

/** Node's `os` functions hide the system's error in `info`, under a code of their own. */
function systemError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR' && 'info' in error)) return error
  const { info } = error
  if (typeof info !== 'object' || info === null || !('code' in info)) return error
  return Object.assign(new Error(error.message), { code: info.code })
}
