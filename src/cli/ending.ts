/** How a run that has to clean up after itself is ended: it is told, and ends once it is through with that. */
import { constants } from 'node:os'

/** The part of `process` that signals come from. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

/** What was under way was ended by a signal. */
export class Ended extends Error {
  override readonly name = 'Ended'
}

/**
 * Ctrl-C ends a wait early, and all goes on; where nothing waits it ends the run, as the other signals do at any time. One
 * more, while it cleans up, and it leaves at once.
 */
export class Ending {
  readonly #controller = new AbortController()
  readonly #remove: (() => void)[] = []
  /** Resolves when cleaning up is no longer to be waited for. */
  readonly atOnce: Promise<void>
  #leave: () => void = () => {}
  #code: number | undefined
  #cutShort: (() => void) | undefined

  constructor(signals: Signals) {
    this.atOnce = new Promise(resolve => {
      this.#leave = resolve
    })
    for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
      this.#listen(signals, name, () => this.#onSignal(name))
    }
    // Without a listener Node would open a debugger to whoever may signal us.
    this.#listen(signals, 'SIGUSR1', () => {})
  }

  /** Aborted once a signal ends the run. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** 128 and the signal's number; undefined as long as none has ended the run. */
  get code(): number | undefined {
    return this.#code
  }

  /**
   * Waits so long, or until Ctrl-C, or until somebody calls {@link cutShort}.
   *
   * @throws Ended where a signal ends the run
   */
  async wait(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = new Promise<void>(resolve => {
      timer = setTimeout(resolve, ms)
      this.#cutShort = resolve
    })
    try {
      await this.unlessEnded(over)
    } finally {
      this.#cutShort = undefined
      clearTimeout(timer)
    }
  }

  /**
   * Resolves with what the promise does, or with undefined at Ctrl-C or {@link cutShort}.
   *
   * @throws Ended where a signal ends the run
   */
  async unlessCut<T>(promise: Promise<T>): Promise<T | undefined> {
    const cut = new Promise<undefined>(resolve => {
      this.#cutShort = () => resolve(undefined)
    })
    try {
      return await this.unlessEnded(Promise.race([promise, cut]))
    } finally {
      this.#cutShort = undefined
    }
  }

  /** Ends the wait, if something waits. */
  cutShort(): void {
    this.#cutShort?.()
  }

  /** @throws Ended as soon as a signal ends the run, whatever becomes of the promise */
  unlessEnded<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this
    if (signal.aborted) promise.catch(() => {})
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new Ended('ended by a signal'))
      if (signal.aborted) return end()
      signal.addEventListener('abort', end, { once: true })
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
    })
  }

  close(): void {
    for (const remove of this.#remove) remove()
  }

  #onSignal(name: NodeJS.Signals): void {
    if (this.#code !== undefined) this.#leave()
    else if (name === 'SIGINT' && this.#cutShort !== undefined) this.#cutShort()
    else {
      this.#code = 128 + constants.signals[name]
      this.#controller.abort()
    }
  }

  #listen(signals: Signals, name: NodeJS.Signals, listener: () => void): void {
    signals.on(name, listener)
    this.#remove.push(() => signals.off(name, listener))
  }
}
