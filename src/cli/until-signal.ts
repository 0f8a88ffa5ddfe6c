/** How a run that leaves nothing behind is ended by a signal. */
import { constants } from 'node:os'
import type { Signals } from './ending.ts'

/** Runs until done, or until a signal ends it: 128 + its number then, at once, whatever the run still waits for. */
export async function untilSignal(signals: Signals, run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const ending = new AbortController()
  const listeners: (() => void)[] = []
  const listen = (name: NodeJS.Signals, listener: () => void): void => {
    signals.on(name, listener)
    listeners.push(() => signals.off(name, listener))
  }
  const signalled = new Promise<number>(resolve => {
    for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
      listen(name, () => {
        resolve(128 + constants.signals[name])
        ending.abort()
      })
    }
  })
  // Without a listener Node would open a debugger to whoever may signal us.
  listen('SIGUSR1', () => {})
  try {
    return await Promise.race([signalled, run(ending.signal)])
  } finally {
    for (const remove of listeners) remove()
  }
}
