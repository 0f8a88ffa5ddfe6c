import { formatBytes } from '../model/units.ts'

/** tmux lets go of what is more than a megabyte as base64, without a word. */
const MOST_BYTES = 750 * 1024

/**
 * Puts a text on the terminal's clipboard, and tells of it in a sentence.
 *
 * @param shown what is told of it
 */
export function toClipboard(text: string, shown: string, copy: (text: string) => void): string {
  const bytes = Buffer.byteLength(text)
  if (bytes > MOST_BYTES)
    return `not copied: ${formatBytes(bytes)} is more than terminals take, which is ${formatBytes(MOST_BYTES)}`
  copy(text)
  return `to the clipboard, where the terminal allows it: ${shown}`
}
