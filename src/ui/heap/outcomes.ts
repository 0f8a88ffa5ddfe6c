/** How attaching, asking and leaving went, in words that can be shown. */
import { clean } from '../../model/text.ts'
import { type Detached, type HeapSession, isNoAnswer, type NotAttached } from '../../runtime/session.ts'

/** What becomes of attaching; that nothing came of it is an answer too. */
export async function told(attaching: Promise<HeapSession | NotAttached>): Promise<HeapSession | NotAttached> {
  try {
    return await attaching
  } catch (error) {
    return { failed: reasonOf(error), restored: [], leftBehind: [] }
  }
}

export async function detach(session: HeapSession | NotAttached): Promise<Detached> {
  if ('failed' in session) return session
  try {
    return await session.detach()
  } catch (error) {
    return { restored: [], leftBehind: [`whether all was undone is not known: ${reasonOf(error)}`] }
  }
}

/**
 * What did not work, in words.
 *
 * @throws whatever is neither an answer that was not given nor what a system call said: that is a mistake of ours
 */
export function reasonOf(error: unknown): string {
  if (isNoAnswer(error) || (error instanceof Error && 'code' in error)) return clean(error.message)
  throw error
}

export function cleaned({ restored, leftBehind }: Detached): Detached {
  return { restored: restored.map(clean), leftBehind: leftBehind.map(clean) }
}
