/** One question to a JVM: each has a connection of its own, which the JVM closes when it has answered. */
import { connect } from 'node:net'
import { clean } from '../../model/text.ts'
import { NoAnswer } from '../session.ts'

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'its socket is gone',
  ECONNREFUSED: 'nobody listens on its socket any more',
  EACCES: 'its socket lets us not in',
  EAGAIN: 'others have asked it before, and it has not answered them yet',
}

export interface Limits {
  readonly deadlineMs: number
  readonly mostBytes: number
  readonly signal: AbortSignal
}

/**
 * All that is answered. What was asked is done even if nobody waits for the answer any more.
 *
 * @throws {NoAnswer}
 */
export function exchange(path: string, question: Buffer, { deadlineMs, mostBytes, signal }: Limits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    let failure: string | undefined
    const socket = connect({ path })
    const give = (why: string): void => {
      failure ??= why
      socket.destroy()
    }
    const timer = setTimeout(
      () => give(`no answer within ${deadlineMs / 1000} s: it may yet do what it was asked for`),
      deadlineMs,
    )
    const aborted = (): void => give('given up: it may yet do what it was asked for')
    signal.addEventListener('abort', aborted)
    if (signal.aborted) aborted()
    socket.on('data', piece => {
      bytes += piece.length
      if (bytes > mostBytes) give('it answers without end')
      else pieces.push(piece)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // It closes both ways at once when it has answered, and what was not read of a question comes back as this.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE')
        failure ??= WHY[error.code ?? ''] ?? clean(error.message)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      if (failure === undefined) resolve(Buffer.concat(pieces))
      else reject(new NoAnswer(failure))
    })
    socket.write(question)
  })
}
