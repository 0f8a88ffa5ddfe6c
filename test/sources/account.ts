/** Whether the processor time that is shown of processes adds up to what the kernel's line has of it. */
import { expect } from 'vitest'
import { type Target, tickedMs } from './target.ts'
import { SPARING, type Watch } from './watch.ts'

export const TICK_MS = 10

/** What is shown of a process's time and what the kernel's line has of it, over any number of looks. */
export class Account {
  readonly #watch: Watch
  readonly #target: Target
  readonly #tickedMs: number
  shownMs = 0
  readonly pcts: number[] = []

  /** Begins with the latest look, after which the process has done nothing. */
  constructor(watch: Watch, target: Target) {
    this.#watch = watch
    this.#target = target
    this.#tickedMs = tickedMs(target.pid)
  }

  add(): void {
    const shownMs = this.#watch.shownMs(this.#target.pid)
    const pct = this.#watch.cpuPct(this.#target.pid)
    if (shownMs === undefined || pct === undefined) throw new Error(`CPU of ${this.#target.pid} is unknown`)
    this.shownMs += shownMs
    this.pcts.push(pct)
  }

  get tickedMs(): number {
    return tickedMs(this.#target.pid) - this.#tickedMs
  }

  /**
   * @param who for the message
   * @param ticks that it may be off: as many as the line's two times together, by whichever way it is known
   */
  expectToAddUp(who = 'the process', ticks = 2): void {
    const { shownMs, tickedMs } = this
    expect(Math.min(...this.pcts), `least CPU % of ${who}`).toBeGreaterThanOrEqual(0)
    expect(Math.abs(shownMs - tickedMs), `${who}: ${shownMs} shown, ${tickedMs} by stat`).toBeLessThan(
      ticks * TICK_MS + 0.001,
    )
  }
}

/** What one process each does, over and over. */
const DOINGS = {
  steady: ['burn - 120'],
  'in the kernel': ['kernel - 120'],
  'a little at a time': ['sip 40 1'],
  'in short threads': ['threads 30 4'],
  'in shorter threads': ['threads 60 1'],
  'in a second thread': ['start', 'work - 60', 'burn - 20', 'work - 40', 'stop'],
  'in threads that come and go': ['start', 'work - 9', 'stop', 'sip 5 2', 'start', 'work - 30', 'stop', 'burn - 20'],
  // The kernel then keeps account of its threads together, besides that of each.
  'with a timer of its time': ['timed', 'burn - 30', 'threads 20 2', 'start', 'work - 30', 'stop', 'sip 10 2'],
  'before and after an exec': ['burn - 40', 'exec - 20', 'sip 9 2', 'exec - 50', 'burn - 20'],
}

/**
 * Expects the time of processes that do all kinds of things meanwhile to add up.
 *
 * @param watch by a clock that runs
 */
export async function expectAllToAddUp(watch: Watch, start: () => Promise<Target>): Promise<void> {
  const workers: { readonly kind: string; readonly target: Target; readonly orders: readonly string[] }[] = []
  for (const [kind, orders] of Object.entries(DOINGS)) workers.push({ kind, target: await start(), orders })
  await watch.meet(...workers.map(({ target }) => target.pid))
  const accounts = workers.map(({ target }) => new Account(watch, target))
  let working = true
  let looks = 0
  // Once over on a calm machine; on one that is busy a look may take as long as all of it.
  const work = Promise.all(
    workers.map(async worker => {
      do for (const order of worker.orders) await worker.target.ask(order)
      while (looks <= 5)
    }),
  ).finally(() => {
    working = false
  })
  const look = async (): Promise<void> => {
    await watch.look(0, SPARING)
    for (const account of accounts) account.add()
    looks++
  }
  const allTickedMs = (): number => workers.reduce((sum, worker) => sum + tickedMs(worker.target.pid), 0)
  while (working) {
    await look()
    // The next look is to find something done, by whichever of their threads.
    const seenMs = allTickedMs()
    while (working && allTickedMs() === seenMs) await new Promise(resolve => setTimeout(resolve, 1))
  }
  await work
  await look()
  expect(looks).toBeGreaterThan(5)
  for (const [i, account] of accounts.entries()) {
    const kind = workers[i]?.kind
    expect(account.tickedMs, kind).toBeGreaterThanOrEqual(20)
    account.expectToAddUp(kind)
  }
}
