import type { ReadStream, WriteStream } from 'node:tty'
import { type Key, Tokeniser } from './input.ts'
import { guardProcess, signalExitCode, stopGroup } from './lifecycle.ts'
import { isTerminalGone, TerminalWriter } from './writer.ts'

export interface LinesOptions {
  readonly input: ReadStream
  readonly output: WriteStream & { readonly fd: number }
  /** The last chance to let go of children, synchronously, after the terminal was given back. */
  readonly onLeave: () => void
}

/** A terminal that text is written to line by line, and that keys come from one by one. */
export interface LineTerminal {
  /** Cells; 80 where the terminal does not tell. */
  readonly width: number
  onKey(listener: (key: Key) => void): void
  /** Whether it has not yet taken what was written before. */
  readonly busy: boolean
  /** Writes text where the last one ended. */
  write(text: string): void
  /** Stops the program and its process group, the keyboard given back meanwhile; `fg` brings both back. */
  suspend(): void
}

/** How long after a stop that did not stop us the keyboard is taken again. */
const DISCARDED_STOP_MS = 50
const FALLBACK_COLUMNS = 80

/** Whether the keyboard is ours, lent back to the shell while we are stopped, or given back for good. */
type State = 'ours' | 'lent' | 'left'

/**
 * Owns the keyboard while `run` runs: a key comes as it is pressed, and nothing shows it but what is written. To the
 * terminal goes text and nothing else, no mode and no movement of the cursor, so that whoever reads it aloud, or keeps
 * it, gets all of it once. However it ends, the keyboard is given back first, as `withScreen` does it.
 */
export async function withLines<T>(
  { input, output, onLeave }: LinesOptions,
  run: (terminal: LineTerminal) => Promise<T>,
): Promise<T> {
  let state: State = 'lent'
  const listeners: ((key: Key) => void)[] = []
  const tokeniser = new Tokeniser(event => {
    if (event.kind === 'key') for (const listener of listeners) listener(event.key)
  })
  const setRaw = (raw: boolean) => {
    if (input.isTTY && !input.destroyed) input.setRawMode(raw)
  }
  const take = () => {
    state = 'ours'
    setRaw(true)
    writer.open()
  }
  const giveBack = (next: State) => {
    const wasOurs = state === 'ours'
    // Before the terminal is touched: one that hung up says so there, and leads here once more.
    state = next
    if (!wasOurs) return
    tokeniser.close()
    writer.close('')
    setRaw(false)
  }
  const leave = () => {
    if (state === 'left') return
    giveBack('left')
    input.off('data', onData)
    input.off('end', onGone)
    input.pause()
    onLeave()
  }
  const onGone = () => {
    leave()
    process.exit(signalExitCode('SIGHUP'))
  }
  const writer = new TerminalWriter(output.fd, { gone: onGone, drained: () => undefined })
  const resume = () => {
    if (state === 'left') return
    // Stopped by SIGSTOP nothing was given back, yet the shell has set its own modes since.
    if (state === 'ours') setRaw(false)
    take()
  }
  const suspend = () => {
    if (state !== 'ours') return
    giveBack('lent')
    stopGroup()
    // After a stop SIGCONT comes first; where the stop was discarded nothing comes.
    setTimeout(() => setImmediate(() => state === 'lent' && resume()), DISCARDED_STOP_MS)
  }
  const onData = (bytes: Uint8Array): void => tokeniser.push(bytes)
  const onError = (error: Error): void => {
    if (!isTerminalGone(error)) throw error
    if (state === 'ours') onGone()
  }
  const guard = guardProcess({ leave, stop: suspend, resume })
  try {
    take()
    input.on('data', onData)
    input.on('end', onGone)
    input.on('error', onError)
    input.resume()
    return await run({
      get width() {
        return output.columns || FALLBACK_COLUMNS
      },
      get busy() {
        return writer.busy
      },
      onKey: listener => listeners.push(listener),
      write: text => writer.write(text),
      suspend,
    })
  } finally {
    leave()
    guard.off()
  }
}
