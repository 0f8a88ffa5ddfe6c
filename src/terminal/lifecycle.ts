import { closeSync, openSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { inspect } from 'node:util'
import { isTerminalGone } from './writer.ts'

/** Signals that end the program, and by which it then says it was ended: 128 + n. */
const ENDING = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGTERM'] as const

export type EndingSignal = (typeof ENDING)[number]

/** The exit code of a program that a signal ended, as shells count it. */
export function signalExitCode(signal: EndingSignal): number {
  return 128 + constants.signals[signal]
}

/** Prints an error that ends the program. Where nobody can read it, it is not worth another. */
function report(error: unknown): void {
  try {
    writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : inspect(error)}\n`)
  } catch (failure) {
    if (!isTerminalGone(failure) && !(failure instanceof Error && 'code' in failure && failure.code === 'EAGAIN')) {
      throw failure
    }
  }
}

const STDIO = [0, 1, 2] as const
const startedAsTerminal = STDIO.filter(fd => isatty(fd))

/**
 * Node restores the modes of its terminals at the very end and aborts if one hung up meanwhile, which would turn any
 * exit code into SIGABRT. It passes over descriptors that are another file by then.
 */
function dropHungUpTerminals(): void {
  for (const fd of startedAsTerminal) {
    if (isatty(fd)) continue
    closeSync(fd)
    // The lowest free number is the one just closed.
    openSync('/dev/null', 'r+')
  }
}

export interface Hooks {
  /** Gives the terminal back. Called before the process ends, whatever ends it; more than once does no harm. */
  leave(): void
  /**
   * What is to be done before the end and takes a moment: the process ends once it is over, with the terminal given back.
   * Undefined where that is nothing. It must not reject, and must be over some time.
   */
  settle?(): Promise<void> | undefined
  /** The last thing before the end, after {@link leave}: synchronous, and not waited for. */
  letGo?(): void
  /** Somebody asks the program to stop for a while (SIGTSTP). */
  stop(): void
  /** The program runs again after a stop (SIGCONT). */
  resume(): void
}

export interface Guard {
  /** Ends the process as this signal does. */
  end(signal: EndingSignal): void
  /** Takes the listeners off again. */
  off(): void
}

/**
 * Sees to it that the process does not end without giving the terminal back: on signals, errors that nobody caught, and
 * `process.exit`.
 */
export function guardProcess(hooks: Hooks): Guard {
  let isEnding = false
  /** At once where there is nothing to be settled, or where somebody insists. */
  const exitWith = (code: number, insists: boolean) => {
    if (isEnding && !insists) return
    const settled = isEnding ? undefined : hooks.settle?.()
    isEnding = true
    if (settled === undefined) process.exit(code)
    else void settled.then(() => process.exit(code))
  }
  const end = (signal: EndingSignal) => {
    hooks.leave()
    // A terminal that hangs up is told of twice: by its end, and by the kernel.
    exitWith(signalExitCode(signal), signal !== 'SIGHUP')
  }
  const crash = (error: unknown) => {
    try {
      hooks.leave()
    } finally {
      report(error)
      exitWith(1, true)
    }
  }
  const exit = () => {
    hooks.leave()
    hooks.letGo?.()
  }
  const stop = () => hooks.stop()
  // Whoever kills a stopped job continues it too: its end, which may be told of second, comes first. In the background
  // the terminal must not be touched, or the kernel stops the process once more (SIGTTOU), before it can end.
  const resume = () => void setImmediate(() => hooks.resume())
  // Without a listener, Node answers SIGUSR1 by opening a debugger's port. And blessed's own listeners, which are called
  // after ours even if leaving has taken them off, exit at once where they find one listener or none.
  const ignore = () => undefined

  for (const signal of ENDING) {
    process.on(signal, end)
    process.on(signal, ignore)
  }
  process.on('uncaughtException', ignore)
  process.on('SIGTSTP', stop)
  process.on('SIGCONT', resume)
  process.on('SIGUSR1', ignore)
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  // Before anybody who may end the process there and then.
  process.prependListener('exit', exit)
  if (!process.listeners('exit').includes(dropHungUpTerminals)) process.on('exit', dropHungUpTerminals)
  const off = () => {
    for (const signal of ENDING) {
      process.off(signal, end)
      process.off(signal, ignore)
    }
    process.off('uncaughtException', ignore)
    process.off('SIGTSTP', stop)
    process.off('SIGCONT', resume)
    process.off('uncaughtException', crash)
    process.off('unhandledRejection', crash)
    process.off('exit', exit)
    // Two stay: by default SIGUSR1 would end the process now, and the terminal may hang up until the very end.
  }
  return { end, off }
}

/**
 * Stops the process and all of its group, as `^Z` on a terminal that is not in raw mode would: SIGSTOP to this process
 * alone would leave `npm`, which waits for it, in the way of the shell. Returns once the process runs again, or at once
 * where the kernel discards the signal because no shell could continue the group (an orphaned process group).
 */
export function stopGroup(): void {
  const listeners = process.listeners('SIGTSTP')
  process.removeAllListeners('SIGTSTP')
  process.kill(0, 'SIGTSTP')
  for (const listener of listeners) process.on('SIGTSTP', listener)
}
