/** A Python program that has code of ours in it: it is asked by way of that, and left as it was found. */
import { setTimeout as after } from 'node:timers/promises'
import { checkIdentity, refusal } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import { parseNetUnix } from '../../procfs/net-unix.ts'
import { eachInSlices } from '../../sources/slices.ts'
import type { Effect } from '../detection.ts'
import { type Detached, NoAnswer, type NotAttached } from '../session.ts'
import type { LiveSystem } from '../system.ts'
import BOOTSTRAP from './agent/bootstrap.py'
import type { PythonBinary } from './binary.ts'
import { ENTRY_EFFECTS } from './detect.ts'
import { ask, type Entrance, findEntrance } from './entrance.ts'
import { type Asked, startingText } from './entry.ts'
import { type AgentLine, type Come, type Fields, fieldsOf, hear, type Line } from './line.ts'
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
const PING_MS = 1000
const LEAVE_MS = 3000
const END_MS = 1000
const LEAVES_LATER = 'a thread of ours, which undoes all and ends once the program gets round to it'

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
    const { inPool, root, ready } = this.#entrance
    let meeting: Meeting
    try {
      meeting = await Meeting.open(inPool, root)
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
      return await this.#wait(asked, coming)
    } catch (error) {
      if (!(error instanceof MemoryLost)) throw error
      const isThere = checkIdentity(this.#id, this.#system.lookAt) === 'same'
      return nothingDone(isThere ? error.message : 'it has ended')
    } finally {
      meeting.onCaller = socket => socket.destroy()
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

export class PythonSession implements AgentLine {
  readonly id: ProcessId
  /** As it calls itself: `3.11.7`. */
  readonly version: string
  readonly ended: Promise<string | undefined>
  readonly #line: Line
  readonly #system: PythonSystem
  readonly #pings: ReturnType<typeof setInterval>
  /** Of its end of our line, as the kernel numbers it. */
  readonly #inode: number | undefined
  readonly #left: string[]
  #farewell: (left: Fields) => void = () => {}
  #detached: Promise<Detached> | undefined

  constructor(id: ProcessId, line: Line, hello: Fields, system: PythonSystem, left: readonly string[]) {
    this.id = id
    this.#line = line
    this.#system = system
    this.#left = [...left]
    this.version = versionOf(hello['version'])
    this.ended = line.ended
    this.#inode = socketInode(system, pidOf(id), hello['fd'])
    if (hello['loads'] === true) this.#left.push('its module _socket, which was not loaded before, stays loaded')
    this.#pings = setInterval(() => line.tell('ping'), PING_MS)
    this.#pings.unref()
    void line.ended.then(() => clearInterval(this.#pings))
    line.onOwnEvent = (event, { left: told }) => {
      if (event === 'left') this.#farewell(fieldsOf(told))
    }
  }

  request(call: string, args: object, deadlineMs?: number): Promise<unknown> {
    return this.#line.request(call, args, deadlineMs)
  }

  get onEvent(): (told: unknown) => void {
    return this.#line.onEvent
  }

  set onEvent(listener: (told: unknown) => void) {
    this.#line.onEvent = listener
  }

  /** Undoes all that was done, and says what became of it. */
  detach(): Promise<Detached> {
    this.#detached ??= this.#detach()
    return this.#detached
  }

  async #detach(): Promise<Detached> {
    clearInterval(this.#pings)
    const told = new Promise<Fields>(resolve => {
      this.#farewell = resolve
    })
    this.#line.tell('leave')
    const gone = this.ended.then(() => undefined)
    const left = await Promise.race([told, gone, after(LEAVE_MS, undefined)])
    if (left !== undefined) await Promise.race([gone, after(END_MS)])
    this.#line.close()
    if (checkIdentity(this.id, this.#system.lookAt) !== 'same') {
      return { restored: ['it has ended, and all that was done to it with it'], leftBehind: this.#left }
    }
    const leftBehind = [...this.#left, ...texts(left?.['leftBehind']), ...(await this.#heldOpen())]
    if (left === undefined) return { restored: [], leftBehind: [...leftBehind, LEAVES_LATER] }
    return { restored: [...texts(left['restored']), 'our thread in it has ended'], leftBehind }
  }

  /** Children that it has forked meanwhile have all that it had open. */
  async #heldOpen(): Promise<readonly string[]> {
    const inode = this.#inode
    if (inode === undefined) return []
    const read = await this.#system.files.large(pidOf(this.id), 'net/unix')
    let isThere = false
    await eachInSlices(read.ok ? parseNetUnix(read.bytes, one => one === inode) : [], socket => {
      if (socket !== undefined) isThere = true
    })
    return isThere ? ['a descriptor of our closed connection in children that it has forked meanwhile'] : []
  }
}

function socketInode({ files }: PythonSystem, pid: number, fd: unknown): number | undefined {
  const link = typeof fd === 'number' ? files.descriptorLink(pid, fd) : undefined
  const inode = link?.ok === true ? /^socket:\[(\d+)\]$/.exec(link.bytes.toString('latin1'))?.[1] : undefined
  return inode === undefined ? undefined : Number(inode)
}

/** `sys.version_info`: major, minor, micro, level, serial. */
function versionOf(value: unknown): string {
  const [major, minor, micro, level, serial] = Array.isArray(value) ? (value as unknown[]) : []
  const short = { alpha: 'a', beta: 'b', candidate: 'rc' }[String(level)]
  return clean(
    `${String(major)}.${String(minor)}.${String(micro)}${short === undefined ? '' : `${short}${String(serial)}`}`,
  )
}

const MOST_TEXTS = 20
const MOST_TEXT = 500

/** What our code says in words; it may be another's by now. */
function texts(value: unknown): string[] {
  const all = Array.isArray(value) ? (value as unknown[]) : []
  return all.slice(0, MOST_TEXTS).flatMap(text => (typeof text === 'string' ? [clean(text.slice(0, MOST_TEXT))] : []))
}
