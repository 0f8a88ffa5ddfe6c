/** The way into a JVM that listens: one question after the other, each only if it is still the same and can answer. */
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { NoAnswer } from '../session.ts'
import { exchange } from './connection.ts'
import { socketName } from './listening.ts'
import { type Credentials, factsOf, isItsSocket, isStopped } from './proof.ts'
import {
  ASK_VERSION,
  encodeRequest,
  type ProtocolVersion,
  parseReply,
  type Reply,
  type Request,
  reasonIn,
  versionOf,
} from './protocol.ts'
import type { JavaSystem } from './system.ts'
import type { TmpFolder } from './tmp-folder.ts'

/** A histogram of a hundred thousand classes, or the stacks of ten thousand threads. */
const MOST_BYTES = 64 << 20
const GREETING_MS = 5000

export interface Way {
  readonly id: ProcessId
  /** As it sees itself. */
  readonly ownPid: number
  readonly folder: TmpFolder
  readonly owner: Credentials
  readonly system: JavaSystem
}

export class Door {
  readonly #way: Way
  readonly #leaving = new AbortController()
  /** Resolves when what was asked last has been answered: a JVM answers one at a time. */
  #last: Promise<unknown> = Promise.resolve()
  #version: ProtocolVersion = 'first'

  constructor(way: Way) {
    this.#way = way
  }

  /** Finds out which version it speaks. @throws {NoAnswer} where it lets us not in */
  async greet(): Promise<void> {
    this.#version = versionOf(await this.#reply(ASK_VERSION, GREETING_MS))
  }

  /** What it says to it. @throws {NoAnswer} */
  ask(request: Request, deadlineMs: number): Promise<string> {
    const answer = this.#last.then(async () => {
      const { status, text } = await this.#reply(request, deadlineMs)
      if (status !== 0) throw new NoAnswer(reasonIn(text))
      return text
    })
    this.#last = answer.catch(() => {})
    return answer
  }

  /** Waits for no answer any more. */
  close(): void {
    this.#leaving.abort()
    this.#way.folder.close()
  }

  async #reply(request: Request, deadlineMs: number): Promise<Reply> {
    const { id, ownPid, folder, owner, system } = this.#way
    if (this.#leaving.signal.aborted) throw new NoAnswer('detached')
    const name = socketName(ownPid)
    const found = await folder.look(name)
    if (!found.ok || !isItsSocket(found.stats, owner)) throw new NoAnswer(this.#why('its socket is gone'))
    const facts = factsOf(system.files, pidOf(id))
    if (facts !== undefined && isStopped(facts))
      throw new NoAnswer('it is stopped: it would not answer before it goes on')
    if (checkIdentity(id, system.lookAt) !== 'same') throw new NoAnswer(ENDED)
    const limits = { deadlineMs, mostBytes: MOST_BYTES, signal: this.#leaving.signal }
    const bytes = await exchange(folder.pathOf(name), encodeRequest(request, this.#version), limits).catch(error => {
      throw error instanceof NoAnswer ? new NoAnswer(this.#why(error.message)) : error
    })
    if (bytes.length === 0) throw new NoAnswer(this.#why('it let us not in: it closed the connection without a word'))
    const reply = parseReply(bytes)
    if (reply === undefined) throw new NoAnswer(this.#why('it answered something that is none of a JVM'))
    return reply
  }

  /** That it has ended explains everything else. */
  #why(other: string): string {
    const { id, system } = this.#way
    return checkIdentity(id, system.lookAt) === 'same' ? other : ENDED
  }
}

const ENDED = 'it has ended'
