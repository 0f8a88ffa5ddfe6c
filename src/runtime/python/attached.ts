/** A Python program that has code of ours in it, and the line to that. */
import { setTimeout as after } from 'node:timers/promises'
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import { parseNetUnix } from '../../procfs/net-unix.ts'
import { eachInSlices } from '../../sources/slices.ts'
import type { Detached } from '../session.ts'
import type { LiveSystem } from '../system.ts'
import { type AgentLine, type Fields, fieldsOf, type Line } from './line.ts'

const PING_MS = 1000
const LEAVE_MS = 3000
const END_MS = 1000
/** It does so last of all, having undone all; or another program runs in its place. */
const HAS_CLOSED = 'it has closed the line to us: nothing of ours is in it any more'
const LEAVES_LATER = 'a thread of ours, which undoes all and ends once the program gets round to it'

export class PythonSession implements AgentLine {
  readonly id: ProcessId
  /** As it calls itself: `3.11.7`. */
  readonly version: string
  readonly ended: Promise<string | undefined>
  readonly #line: Line
  readonly #system: LiveSystem
  readonly #pings: ReturnType<typeof setInterval>
  /** Of its end of our line, as the kernel numbers it. */
  readonly #inode: number | undefined
  readonly #left: string[]
  /** That were loaded for our sake. */
  readonly #modules: string[] = []
  #farewell: (left: Fields) => void = () => {}
  #detached: Promise<Detached> | undefined
  /** By its side, or by itself. */
  #isGone = false

  constructor(id: ProcessId, line: Line, hello: Fields, system: LiveSystem, left: readonly string[]) {
    this.id = id
    this.#line = line
    this.#system = system
    this.#left = [...left]
    this.version = versionOf(hello['version'])
    this.ended = line.ended
    this.#inode = socketInode(system, pidOf(id), hello['fd'])
    if (hello['loads'] === true) this.#modules.push('_socket')
    this.#pings = setInterval(() => line.tell('ping'), PING_MS)
    this.#pings.unref()
    void line.ended.then(() => {
      this.#isGone = true
      clearInterval(this.#pings)
    })
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
    const wasGone = this.#isGone
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
    const modules = [...this.#modules, ...texts(left?.['modules'])]
    const leftBehind = [
      ...this.#left,
      ...(modules.length === 0 ? [] : [`modules that had not been loaded before: ${modules.join(', ')}`]),
      ...texts(left?.['leftBehind']),
      ...(await this.#heldOpen()),
    ]
    if (wasGone) return { restored: [HAS_CLOSED], leftBehind }
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

function socketInode({ files }: LiveSystem, pid: number, fd: unknown): number | undefined {
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
