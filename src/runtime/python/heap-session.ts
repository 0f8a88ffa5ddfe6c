/** A Python program as a heap session: the way in, the code that answers, and what was agreed to, put together. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import type { Abilities, Ability, Effect } from '../detection.ts'
import { type HeapSession, isNoAnswer, NoAnswer, type NotAttached } from '../session.ts'
import { pythonAbilities } from './abilities.ts'
import { AGENT_TEXT } from './agent/text.ts'
import { helloOf, type PythonAnswers, pythonAnswers } from './answers.ts'
import type { PythonSession } from './attached.ts'
import { ENTRY_EFFECTS } from './detect.ts'
import { type AttachingOptions, attachPython, type PythonSystem } from './session.ts'

const HELLO_MS = 5000

/** What each question needs to have been agreed to. To see how a collector is set changes nothing. */
const NEEDS: Readonly<Record<keyof PythonAnswers, Ability>> = {
  stats: 'stats',
  tracing: 'allocations',
  startTracing: 'allocations',
  stopTracing: 'allocations',
  snapshot: 'allocations',
  clearTraces: 'allocations',
  resetPeak: 'allocations',
  types: 'types',
  holding: 'referrers',
  typeNames: 'referrers',
  collect: 'collect',
  collector: 'stats',
  setCollector: 'collector',
  events: 'events',
  stacks: 'stacks',
  caches: 'caches',
  duplicates: 'duplicates',
  cyclic: 'cyclic',
}

/**
 * Gets into a Python program.
 *
 * @param consent what was agreed to: nothing is done that has another effect. It may grow while the session lasts
 */
export async function attachPythonHeap(
  id: ProcessId,
  consent: readonly Effect[],
  system: PythonSystem,
  signal: AbortSignal,
  options: Omit<AttachingOptions, 'agent'> = {},
): Promise<HeapSession | NotAttached> {
  const session = await attachPython(id, consent, system, signal, { ...options, agent: AGENT_TEXT })
  if ('failed' in session) return session
  try {
    const hello = helloOf(await session.request('hello', {}, HELLO_MS))
    const abilities = pythonAbilities({ attach: ENTRY_EFFECTS, objects: undefined, toolkits: hello.toolkits })
    const answers = pythonAnswers({
      line: session,
      version: session.version,
      rssBytes: async () => {
        const status = system.files.prompt(pidOf(id), 'status')
        return status.ok ? parsePidStatus(status.bytes)?.vmRssBytes : undefined
      },
      now: Date.now,
      ended: session.ended,
    })
    return heapSession(session, abilities, agreedTo(answers, abilities, consent))
  } catch (error) {
    if (!isNoAnswer(error)) throw error
    return { failed: error.message, ...(await session.detach()) }
  }
}

function heapSession(session: PythonSession, abilities: Abilities, answers: PythonAnswers): HeapSession {
  return {
    id: session.id,
    runtime: 'python',
    version: session.version,
    abilities,
    ended: session.ended,
    ...answers,
    detach: () => session.detach(),
  }
}

/** The same, each refused as long as what it does was not agreed to. */
function agreedTo(answers: PythonAnswers, abilities: Abilities, consent: readonly Effect[]): PythonAnswers {
  const guarded = Object.entries(answers).map(([name, answer]) => {
    const can = abilities[NEEDS[name as keyof PythonAnswers]]
    const guard = async (...args: unknown[]): Promise<unknown> => {
      if ('refusal' in can) throw new NoAnswer(can.refusal)
      const missing = can.effects.filter(effect => !consent.includes(effect))
      if (missing.length > 0) throw new NoAnswer(`not agreed to: ${missing.join(', ')}`)
      return await (answer as (...given: unknown[]) => Promise<unknown>)(...args)
    }
    return [name, guard]
  })
  return Object.fromEntries(guarded) as PythonAnswers
}
