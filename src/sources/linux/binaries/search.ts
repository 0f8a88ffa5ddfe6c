import type { ReadAt } from './elf.ts'
import type { Section } from './sections.ts'

/** Gone through in a tenth of a millisecond; between two pieces others get their turn. */
const PIECE_BYTES = 256 * 1024
/** The largest runtimes have 60 MB of texts and tables. */
const MOST_BYTES = 128 * 1024 * 1024
/** What is read of the text from the mark on. */
const TEXT_BYTES = 64

/**
 * The first text in a part of a file that matches, and in it what the pattern's first group has; undefined where there is
 * none, or it cannot be read.
 *
 * @param mark what each such text begins with
 * @param pattern from the mark on, within 64 bytes
 */
export async function searchText(
  readAt: ReadAt,
  { offset, bytes }: Section,
  mark: string,
  pattern: RegExp,
): Promise<string | undefined> {
  const end = offset + Math.min(bytes, MOST_BYTES)
  const wanted = Buffer.from(mark, 'latin1')
  for (let at = offset; at < end; at += PIECE_BYTES - TEXT_BYTES) {
    const piece = await readAt(at, Math.min(PIECE_BYTES, end - at))
    if (piece === undefined || piece.length === 0) return undefined
    // What is cut off here stands whole in the next piece.
    const last = at + piece.length >= end ? piece.length : piece.length - TEXT_BYTES
    for (let found = piece.indexOf(wanted); found >= 0 && found <= last; found = piece.indexOf(wanted, found + 1)) {
      const text = pattern.exec(piece.toString('latin1', found, found + TEXT_BYTES))?.[1]
      if (text !== undefined) return text
    }
  }
  return undefined
}
