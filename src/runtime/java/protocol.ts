/**
 * What is sent to a JVM that is attached to, and what it answers: attachListener.cpp in OpenJDK's
 * src/hotspot/share/services, and HotSpotVirtualMachine.java of its tools.
 */
import { clean } from '../../model/text.ts'

export interface Request {
  /** `jcmd`, `dumpheap`, `getversion` */
  readonly operation: string
  /** Three at most, none with a zero byte in it. */
  readonly args: readonly string[]
}

/**
 * `first`: all that older ones know. `second`: also says how it is to be answered. JDK 25 answers a
 * request of the first version piece by piece while all Java threads stand still: a client that is stopped then stops the JVM. So
 * such are asked in the second, to answer once they are through.
 */
export type ProtocolVersion = 'first' | 'second'

/** Arguments of the first version. */
const ARGUMENTS = 3
const WHOLE = 'streaming=0'

/** It has nothing to answer that could be long. */
export const ASK_VERSION: Request = { operation: 'getversion', args: ['options'] }

export function encodeRequest({ operation, args }: Request, version: ProtocolVersion): Buffer {
  if (version === 'first') {
    return Buffer.from(`1\0${operation}\0${Array.from({ length: ARGUMENTS }, (_, i) => `${args[i] ?? ''}\0`).join('')}`)
  }
  const body = Buffer.from([`${operation} ${WHOLE}`, ...args].map(text => `${text}\0`).join(''))
  return Buffer.concat([Buffer.from(`2\0${body.length}\0`), body])
}

export interface Reply {
  /** 0 where it was done. */
  readonly status: number
  readonly text: string
}

/** Undefined where it does not begin with a status on a line of its own. */
export function parseReply(bytes: Buffer): Reply | undefined {
  const status = /^(-?\d{1,9})\n/.exec(bytes.toString('latin1', 0, 16))?.[1]
  return status === undefined ? undefined : { status: Number(status), text: bytes.toString('utf8', status.length + 1) }
}

/** By the answer to {@link ASK_VERSION}; one without a way to be answered as a whole speaks the first only, for us. */
export function versionOf({ status, text }: Reply): ProtocolVersion {
  return status === 0 && /^2 (?:.*,)?streaming(?:,|\s*$)/.test(text) ? 'second' : 'first'
}

const LONGEST_REASON = 200

/** Why something was not done, from an answer: its last line, without the name of the exception. */
export function reasonIn(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? ''
  return clean(line.replace(/^[\w.$]+(?:Exception|Error): /, '').slice(0, LONGEST_REASON)) || 'no reason is told'
}
