/** The text of a file that may be anybody's: read from a pipe too, and within bounds. */
import { open as callOpen, constants, createReadStream, type ReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { Misfit } from './checked.ts'

const open = promisify(callOpen)

/** Nearly as much as JavaScript puts into a string. */
const MOST_BYTES = 500 * 1024 ** 2
/**
 * Values of JSON, most of which take more room in memory than in the file. Where JSON.parse runs out of it, the whole
 * program ends with a dump of V8's.
 */
const MOST_VALUES = 20_000_000
const PIECE_BYTES = 1024 ** 2

const [COMMA, BRACKET, BRACE] = [',', '[', '{'].map(sign => sign.charCodeAt(0))

/** A file that was opened, and how it begins. */
export interface OpenedFile {
  readonly file: string
  /** Its first bytes, {@link HEAD_BYTES} at least where there are as many. */
  readonly head: Buffer
  /** All of it, once. */
  readonly pieces: AsyncIterable<Buffer>
  /** What a plain file has; undefined of a pipe. */
  readonly bytes: number | undefined
  close(): void
}

const HEAD_BYTES = 64

/**
 * Opens a file to be read from its beginning, once.
 *
 * @throws Misfit where it is a device; the system's errors otherwise, also as it is read
 */
export async function openFile(file: string): Promise<OpenedFile> {
  const { stream, bytes } = await openStream(file)
  const rest: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  while (head.length < HEAD_BYTES) {
    const next = await rest.next()
    if (next.done === true) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  async function* pieces(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  return { file, head, pieces: pieces(), bytes, close: () => stream.destroy() }
}

/**
 * The text of a JSON file.
 *
 * @param what it should be, as in `is no memory snapshot`
 * @throws Misfit where it is too large; the system's errors otherwise
 */
export async function readJsonText(file: OpenedFile, what: string): Promise<string> {
  const pieces: Buffer[] = []
  let [length, values] = [0, 0]
  for await (const piece of file.pieces) {
    pieces.push(piece)
    length += piece.length
    values += valuesIn(piece)
    if (length > MOST_BYTES) throw new Misfit(`is no ${what}: it is too large`)
    if (values > MOST_VALUES) throw new Misfit(`is no ${what}: it has too many values`)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/**
 * Without O_NONBLOCK the open of a pipe, and each read of it, takes a thread that waits in the kernel for a writer, and
 * as long as it does Node cannot exit. Some devices do things when they are opened, so none is.
 */
async function openStream(
  file: string,
): Promise<{ readonly stream: Socket | ReadStream; readonly bytes: number | undefined }> {
  const kind = await stat(file)
  if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Misfit('is a device, and no file')
  const fd = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  return kind.isFIFO()
    ? { stream: new Socket({ fd, readable: true, writable: false }), bytes: undefined }
    : { stream: createReadStream('', { fd, highWaterMark: PIECE_BYTES }), bytes: kind.size }
}

/** How many values there may be at the most: each is the first of its list or object, or stands behind a comma. */
function valuesIn(piece: Buffer): number {
  let count = 0
  for (const byte of piece) if (byte === COMMA || byte === BRACKET || byte === BRACE) count++
  return count
}
