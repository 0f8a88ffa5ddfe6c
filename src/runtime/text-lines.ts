/** A file as numbered lines of text, within bounds. */
import { clean } from '../model/text.ts'
import type { ReadAt } from '../sources/linux/binaries/elf.ts'

/** What is beyond that in a file is not looked at. */
const MOST_BYTES = 4 * 1024 * 1024
const PIECE_BYTES = 1024 * 1024
/** A whole program may stand on one line. */
const MOST_CHARACTERS = 400
/** Those of that many characters at the most, in UTF-8, and more than enough to tell that there are more. */
const MOST_LINE_BYTES = 4 * (MOST_CHARACTERS + 1)

const [NUL, TAB, LINE_FEED, SPACE] = [0, 0x09, 0x0a, 0x20]

export interface FileLines {
  /** That it takes in memory. */
  readonly bytes: number
  /**
   * A line's text without the white space around it, clean, cut where it is too long; undefined where there is none.
   *
   * @param line from 1
   */
  at(line: number): string | undefined
}

/** Undefined where it could not be read. */
export async function readLines(readAt: ReadAt): Promise<FileLines | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  while (length < MOST_BYTES) {
    const piece = await readAt(length, Math.min(PIECE_BYTES, MOST_BYTES - length))
    if (piece === undefined) return undefined
    if (piece.length === 0) break
    pieces.push(piece)
    length += piece.length
  }
  return linesOf(Buffer.concat(pieces), length < MOST_BYTES)
}

/** @param isWhole whether this is all of the file, so that its last line ends there */
export function linesOf(bytes: Buffer, isWhole: boolean): FileLines {
  const starts = startsOf(bytes)
  return {
    bytes: bytes.length + starts.byteLength,
    at: line => {
      const [start, next = bytes.length] = [starts[line - 1], starts[line]]
      if (start === undefined) return undefined
      const first = firstOf(bytes, start, next)
      const end = Math.min(next, first + MOST_LINE_BYTES)
      return end === bytes.length && !isWhole ? undefined : textOf(bytes.subarray(first, end))
    },
  }
}

function startsOf(bytes: Buffer): Uint32Array {
  let count = 1
  for (const byte of bytes) if (byte === LINE_FEED) count++
  const starts = new Uint32Array(count)
  let line = 1
  for (let at = 0; line < count; at++) if (bytes[at] === LINE_FEED) starts[line++] = at + 1
  return starts
}

/** Where its indentation ends. */
function firstOf(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return at
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(NUL)) return undefined
  const text = bytes.toString('utf8').trim().replaceAll('\t', ' ')
  if (text.length <= MOST_CHARACTERS) return text === '' ? undefined : clean(text)
  // A character that is two units is not cut in two.
  return `${clean(text.slice(0, MOST_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, ''))}…`
}
