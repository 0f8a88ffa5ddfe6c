/** What the parts of a session ask a Node through. */
import { setTimeout as after } from 'node:timers/promises'
import { NoAnswer } from '../session.ts'
import { type Argument, askGuard, BRING_GUARD, type GuardCall, type GuardOptions, makeGuard } from './guard/guard.ts'
import { objectOf, type Params, type Protocol } from './protocol.ts'
import { type NodeStats, statsOf } from './stats.ts'

/** For an answer that costs the target next to nothing. */
export const CALL_MS = 3000
/** For one before which all garbage is collected, of heaps of several GB too. */
export const COLLECTING_MS = 60_000

/** It answered, but nothing came of our code. */
class NotTaken extends NoAnswer {}

const TRIES = 10
const AGAIN_MS = 30

/** A connection with a guard at its other end. */
export class Attached {
  readonly protocol: Protocol
  /** The guard. */
  readonly objectId: string
  /** The function that made it. */
  readonly #maker: string

  private constructor(protocol: Protocol, objectId: string, maker: string) {
    this.protocol = protocol
    this.objectId = objectId
    this.#maker = maker
  }

  /** Brings a guard. A thread that is just starting may not have yet what it needs. @throws {NoAnswer} */
  static async bring(protocol: Protocol, options: GuardOptions, deadlineMs = CALL_MS): Promise<Attached> {
    for (let left = options.inWorker ? TRIES : 1; ; ) {
      try {
        return await Attached.#bringOnce(protocol, options, deadlineMs)
      } catch (error) {
        if (!(error instanceof NotTaken) || --left === 0) throw error
        await after(AGAIN_MS)
      }
    }
  }

  static async #bringOnce(protocol: Protocol, options: GuardOptions, deadlineMs: number): Promise<Attached> {
    // What the command line has is made when it is asked for, of modules that a thread may be loading just then.
    const bringing = options.inWorker ? { ...BRING_GUARD, includeCommandLineAPI: false } : BRING_GUARD
    const brought = objectIn(await protocol.call('Runtime.evaluate', bringing, deadlineMs))
    const made = await protocol.call('Runtime.callFunctionOn', makeGuard(brought, options), deadlineMs)
    return new Attached(protocol, objectIn(made), brought)
  }

  /** By which V8 knows the guard's code. @throws {NoAnswer} */
  async script(): Promise<string> {
    const given = { objectId: this.#maker, ownProperties: true }
    const { internalProperties } = await this.protocol.call('Runtime.getProperties', given, CALL_MS)
    const properties: readonly unknown[] = Array.isArray(internalProperties) ? internalProperties : []
    const location = properties.map(objectOf).find(({ name }) => name === '[[FunctionLocation]]')
    const { scriptId } = objectOf(objectOf(location?.['value'])['value'])
    if (typeof scriptId !== 'string') throw new NoAnswer('it does not tell our code from its own')
    return scriptId
  }

  /** @throws {NoAnswer} */
  async ask(call: GuardCall, given: readonly Argument[] = [], deadlineMs = CALL_MS): Promise<unknown> {
    const { protocol, objectId } = this
    const answer: Params = await protocol.call('Runtime.callFunctionOn', askGuard(objectId, call, given), deadlineMs)
    if (answer['exceptionDetails'] !== undefined) throw new NoAnswer(`its own code failed at ${call}`)
    return objectOf(answer['result'])['value']
  }

  /** Asks without waiting for an answer. */
  tell(call: GuardCall, given: readonly Argument[] = []): void {
    this.protocol.tell('Runtime.callFunctionOn', askGuard(this.objectId, call, given))
  }

  /** @throws {NoAnswer} */
  async stats(): Promise<NodeStats> {
    return statsOf(await this.ask('stats'))
  }
}

/** Arguments that are values. */
export function valuesOf(...values: readonly unknown[]): readonly Argument[] {
  return values.map(value => ({ value }))
}

/** Of what an evaluation came to. */
function objectIn(answer: Params): string {
  const { objectId } = objectOf(answer['result'])
  if (typeof objectId !== 'string' || answer['exceptionDetails'] !== undefined) throw new NotTaken('it took no code in')
  return objectId
}
