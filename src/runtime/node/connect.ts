import { type ProcessId, pidOf } from '../../model/process.ts'
import { type GuardOptions, LOOK_MS } from './guard/guard.ts'
import { acceptedFrom } from './listeners.ts'
import type { Inspector } from './open.ts'
import { Protocol } from './protocol.ts'
import type { NodeFiles } from './system.ts'
import { WebSocketClient } from './web-socket.ts'

/** Of one message of an inspector. */
const MOST_MESSAGE_BYTES = 64 << 20
const CONNECT_MS = 2000

/** A connection, and what the target sees of it. In words why there is none. */
export async function connectTo(
  id: ProcessId,
  { host, port, path }: Inspector,
  closes: boolean,
  { files }: NodeFiles,
): Promise<{ readonly protocol: Protocol; readonly options: GuardOptions } | string> {
  let socket: WebSocketClient
  try {
    socket = await WebSocketClient.connect(
      { host, port, path },
      { mostBytes: MOST_MESSAGE_BYTES, deadlineMs: CONNECT_MS },
    )
  } catch (error) {
    if (error instanceof Error) return error.message
    throw error
  }
  const protocol = new Protocol(socket)
  const theirs = await acceptedFrom(files, pidOf(id), port, socket.localPort ?? 0)
  const options: GuardOptions = {
    path: `/proc/self/fd/${theirs?.fd}`,
    link: `socket:[${theirs?.inode}]`,
    closes,
    inWorker: false,
    lookMs: LOOK_MS,
  }
  return { protocol, options }
}
