/** A socket as the tables below `/proc/PID/net/` have it, and the lines of those tables. */

/** What a table does not tell is undefined. */
export interface Socket {
  /** What `socket:[4711]` in `/proc/PID/fd` names. */
  readonly inode: number
  readonly protocol: string
  /** `stream`, `dgram` or `seqpacket`, where its protocol knows several. */
  readonly type: string | undefined
  /** `127.0.0.1:80`, `[::1]:80`, a path, `@name` of the abstract kind, or what a protocol has instead. */
  readonly local: string | undefined
  readonly remote: string | undefined
  readonly state: string | undefined
  readonly receiveQueueBytes: number | undefined
  readonly sendQueueBytes: number | undefined
  /** Connections that wait to be accepted, of a socket that listens. */
  readonly waiting: number | undefined
}

/**
 * What the parsers of such tables give: a step for each line, so that whoever goes through a hundred thousand of them
 * can pause between any two; undefined at a line that is not wanted or no socket.
 */
export type SocketSteps = Generator<Socket | undefined, void, undefined>

/** Whether a socket is wanted, by its inode. */
export type Wanted = (inode: number) => boolean

/** The lines of a file one by one, as latin1: a large file is never held as text. */
export function* linesIn(bytes: Buffer): Generator<string, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at)
    const end = newline < 0 ? bytes.length : newline
    yield bytes.toString('latin1', at, end)
    at = end + 1
  }
}
