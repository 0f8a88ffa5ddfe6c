/** The text of a file that may be anybody's: read from a pipe too, and within bounds. */
import { open as callOpen, constants, createReadStream } from 'node:fs'
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

/**
 * The text of a JSON file.
 *
 * @param what it should be, as in `is no memory snapshot`
 * @throws Misfit where it is a device, or too large; the system's errors otherwise
 */
export async function readJsonText(file: string, what: string): Promise<string> {
  const pieces: Buffer[] = []
  let [length, values] = [0, 0]
  for await (const piece of await openPieces(file)) {
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
async function openPieces(file: string): Promise<AsyncIterable<Buffer>> {
  const kind = await stat(file)
  if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Misfit('is a device, and no file')
  const fd = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  return kind.isFIFO()
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream('', { fd, highWaterMark: PIECE_BYTES })
}

/** How many values there may be at the most: each is the first of its list or object, or stands behind a comma. */
function valuesIn(piece: Buffer): number {
  let count = 0
  for (const byte of piece) if (byte === COMMA || byte === BRACKET || byte === BRACE) count++
  return count
}
