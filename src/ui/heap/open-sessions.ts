import type { Detached } from '../../runtime/session.ts'

/** Somebody who is attached to a program, or about to be. */
export interface Attached {
  /** `8305 node` */
  readonly whom: string
  /** Undoes all that was done, once. May take for ever. */
  leave(why: string): Promise<Detached>
}

/** How long it is waited for whoever is left at the end; what was brought in undoes itself where it is not reached. */
const LEAVING_MS = 3000
const UNKNOWN: Detached = {
  restored: [],
  leftBehind: ['it does not answer: what was done to it undoes itself within seconds'],
}

/** All that are attached to now, so that none is forgotten, however the program ends. */
export class OpenSessions {
  readonly #open = new Set<Attached>()

  add(attached: Attached): void {
    this.#open.add(attached)
  }

  delete(attached: Attached): void {
    this.#open.delete(attached)
  }

  /**
   * Leaves all; undefined where there are none. Resolves to what became of each, in a few seconds at the latest.
   *
   * @param why it is left, in words
   */
  leaveAll(why: string): Promise<readonly Left[]> | undefined {
    if (this.#open.size === 0) return undefined
    const all = [...this.#open]
    return Promise.all(
      all.map(async attached => ({ whom: attached.whom, ...(await atLast(attached.leave(why), LEAVING_MS)) })),
    )
  }
}

export interface Left extends Detached {
  readonly whom: string
}

/** What became of leaving; where nobody knows after so long, that. The timer keeps the process there meanwhile. */
export async function atLast(leaving: Promise<Detached>, mostMs: number): Promise<Detached> {
  return await new Promise<Detached>(resolve => {
    const timer = setTimeout(() => resolve(UNKNOWN), mostMs)
    void leaving.then(detached => {
      clearTimeout(timer)
      resolve(detached)
    })
  })
}

/** `8305 node is left: disconnected`, and what stays; a sentence. */
export function leftText({ whom, restored, leftBehind }: Left): string {
  const undone = restored.length === 0 ? '' : `: ${restored.join(', ')}`
  return leftBehind.length === 0
    ? `${whom} is left as it was${undone}`
    : `${whom}: left behind: ${leftBehind.join(', ')}`
}
