/** Gets code of ours into a Python program, by which it is asked and which leaves it as it was found. */
import { setTimeout as after } from 'node:timers/promises'
import { find, hasEnded, isMissed, refusal } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import type { Effect } from '../detection.ts'
import { NoAnswer, type NotAttached } from '../session.ts'
import type { LiveSystem } from '../system.ts'
import BOOTSTRAP from './agent/bootstrap.py'
import { PythonSession } from './attached.ts'
import type { PythonBinary } from './binary.ts'
import { ENTRY_EFFECTS } from './detect.ts'
import { ask, type Entrance, findEntrance } from './entrance.ts'
import { type Asked, startingText } from './entry.ts'
import { type Come, hear } from './line.ts'
import { Meeting, NoMeeting } from './meeting.ts'
import { MemoryLost } from './memory.ts'
import { standsStill } from './ready.ts'

/** What is needed of the system to get into a Python program. */
export interface PythonSystem extends LiveSystem {
  /** What is known of files that were looked at. */
  readonly known: Map<string, Promise<PythonBinary | undefined>>
}

export interface AttachingOptions {
  /** The code that answers: a namespace with `answer(call, args, emit)` and `undo()`, in ASCII. Without it nobody answers. */
  readonly agent?: string
  /** So long it is waited until the program comes to where it can be asked. */
  readonly waitMs?: number
  /** Called if that takes a while. */
  readonly onWaiting?: () => void
}

const WAIT_MS = 5000
const LOOK_MS = 10
const URGE_MS = 50
const LONG_MS = 300
/** From when it has made our thread until that has come, if there is time left no longer: others may keep Python's lock. */
const COME_MS = 3000
const HELLO_MS = 3000
const LOAD_MS = 5000
/** Whoever ends gives back its memory first: so long later it is seen to have ended, or has done something else. */
const ENDS_MS = 500

/**
 * Has the program run our code, unless something speaks against it.
 *
 * @param consent what was agreed to: nothing is done that has another effect
 */
export async function attachPython(
  id: ProcessId,
  consent: readonly Effect[],
  system: PythonSystem,
  signal: AbortSignal,
  options: AttachingOptions = {},
): Promise<PythonSession | NotAttached> {
  const missing = ENTRY_EFFECTS.filter(effect => !consent.includes(effect))
  if (missing.length > 0) return nothingDone(`not agreed to: ${missing.join(', ')}`)
  const never = refusal(id, system.selfPid)
  if (never !== undefined) return nothingDone(never)
  const entrance = await findEntrance(id, system)
  if (typeof entrance === 'string') return nothingDone(entrance)
  try {
    return await new Attaching(id, entrance, system, signal, options).attach()
  } finally {
    entrance.memory.close()
  }
}

function nothingDone(failed: string): NotAttached {
  return { failed, restored: [], leftBehind: [] }
}

class Attaching {
  readonly #id: ProcessId
  readonly #entrance: Entrance
  readonly #system: PythonSystem
  readonly #signal: AbortSignal
  readonly #options: AttachingOptions

  constructor(id: ProcessId, entrance: Entrance, system: PythonSystem, signal: AbortSignal, options: AttachingOptions) {
    this.#id = id
    this.#entrance = entrance
    this.#system = system
    this.#signal = signal
    this.#options = options
  }

  async attach(): Promise<PythonSession | NotAttached> {
    const { inPool, root, ready, memory } = this.#entrance
    let meeting: Meeting
    try {
      meeting = await Meeting.open(inPool, root, memory.fd)
    } catch (error) {
      if (error instanceof NoMeeting) return nothingDone(error.message)
      throw error
    }
    let result: Come | NotAttached
    try {
      const said = `TOKEN = '${meeting.token}'\nFOLDER = '${meeting.folder}'\n`
      const files = { code: `${said}${BOOTSTRAP}`, start: startingText(meeting.code) }
      await meeting.prepare(files, ready.owner)
      result = await this.#meet(meeting)
    } catch (error) {
      if (!(error instanceof NoMeeting)) throw error
      result = nothingDone(error.message)
    }
    const left = await meeting.remove()
    if ('failed' in result) return { ...result, leftBehind: [...result.leftBehind, ...left] }
    return await this.#begin(result, left)
  }

  /** Asks the program, and waits for it to come. */
  async #meet(meeting: Meeting): Promise<Come | NotAttached> {
    const coming = this.#expect(meeting)
    try {
      const asked = ask(this.#entrance, meeting)
      if ('why' in asked) return nothingDone(asked.why)
      meeting.note(asked.written)
      return await this.#wait(asked, coming)
    } catch (error) {
      if (!(error instanceof MemoryLost)) throw error
      return nothingDone((await this.#ends()) ? 'it has ended' : error.message)
    } finally {
      meeting.onCaller = socket => socket.destroy()
    }
  }

  /** Whether it has ended, or does so just now; its parent need not have taken notice. */
  async #ends(): Promise<boolean> {
    const begun = performance.now()
    for (;;) {
      const found = find(this.#id, this.#system.lookAt)
      if (isMissed(found) || hasEnded(found)) return true
      if (performance.now() - begun > ENDS_MS) return false
      await after(LOOK_MS)
    }
  }

  #expect(meeting: Meeting): { come: Come | undefined; readonly comes: Promise<void> } {
    const coming: { come: Come | undefined; comes: Promise<void> } = { come: undefined, comes: Promise.resolve() }
    coming.comes = new Promise(resolve => {
      meeting.onCaller = socket => {
        hear(socket, meeting.token, HELLO_MS, come => {
          if (coming.come !== undefined) return come.line.close()
          coming.come = come
          resolve()
        })
      }
    })
    return coming
  }

  async #wait(
    asked: Asked,
    coming: { readonly come: Come | undefined; readonly comes: Promise<void> },
  ): Promise<Come | NotAttached> {
    const { waitMs = WAIT_MS, onWaiting = () => {} } = this.#options
    const begun = performance.now()
    let urgedAt = begun
    let takenAt: number | undefined
    let isLong = false
    while (coming.come === undefined) {
      await Promise.race([coming.comes, after(LOOK_MS)])
      const now = performance.now()
      if (takenAt === undefined && asked.isTaken()) takenAt = now
      if (takenAt !== undefined) {
        if (now - takenAt > COME_MS && now - begun > waitMs) return this.#neverCame(asked)
        continue
      }
      if (now - begun > waitMs || this.#signal.aborted) {
        const { isTaken, left } = asked.withdraw()
        if (!isTaken)
          return { failed: this.#signal.aborted ? 'given up' : BUSY, restored: [WITHDRAWN], leftBehind: left }
        takenAt = now
      } else if (now - urgedAt > URGE_MS) {
        asked.urge()
        urgedAt = now
      }
      if (!isLong && now - begun > LONG_MS) {
        isLong = true
        onWaiting()
      }
    }
    asked.clear()
    return coming.come
  }

  /** It has begun with what it was asked, and nobody came: our file could not be read, or no thread or socket made. */
  #neverCame(asked: Asked): NotAttached {
    const failed =
      'it was asked, and has not come: it may be kept from making threads or sockets, or have others in their place'
    if (standsStill(pidOf(this.#id), this.#system)) {
      return { failed, restored: [], leftBehind: ['some text in unused memory of it, as it stands still'] }
    }
    asked.clear()
    return { failed, restored: ['what was written to its memory is cleared'], leftBehind: [] }
  }

  async #begin({ line, hello }: Come, left: readonly string[]): Promise<PythonSession | NotAttached> {
    const session = new PythonSession(this.#id, line, hello, this.#system, left)
    try {
      if (hello['pid'] !== this.#entrance.ready.ownPid) throw new NoAnswer('another process answers')
      if (this.#options.agent !== undefined) await line.request('load', { source: this.#options.agent }, LOAD_MS)
      if (!this.#signal.aborted) return session
      return { failed: 'given up', ...(await session.detach()) }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      return { failed: error.message, ...(await session.detach()) }
    }
  }
}

const WITHDRAWN = 'what was written to its memory is cleared'
const BUSY =
  'it did not come to where it can be asked: it is in a call of its own, or its main thread sleeps or waits all the time'
