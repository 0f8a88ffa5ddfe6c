/**
 * The few shapes that the kernel's text files are made of: words separated by blanks, `Key: value` lines, `1234 kB`.
 */

/** The lines of a file, without the empty one after its last newline. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/**
 * The words of a line, whatever blanks and tabs are between and before them. Only those two separate: in text read as
 * latin1, what JavaScript takes for white space too (0x85, 0xa0) is part of a name in UTF-8.
 */
export function wordsOf(line: string): string[] {
  return line.match(/[^ \t\n]+/g) ?? []
}

/** A whole number of decimal digits; undefined if the word is missing or anything else. */
export function count(word: string | undefined): number | undefined {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined
}

/** A decimal number such as `0.57`; undefined if the word is missing or anything else. */
export function decimal(word: string | undefined): number | undefined {
  return word !== undefined && /^\d+(\.\d+)?$/.test(word) ? Number(word) : undefined
}

/**
 * The numbers among a line's words, in order. A word that is no whole number ends them, so that a torn or foreign line
 * comes out too short and is noticed.
 */
export function countsOf(words: readonly string[]): number[] {
  const counts: number[] = []
  for (const word of words) {
    const value = count(word)
    if (value === undefined) break
    counts.push(value)
  }
  return counts
}

/** Bytes of `1234 kB`. A number without a unit is taken as it stands. */
export function bytesOf(value: string | undefined): number | undefined {
  const match = value === undefined ? null : /^\s*(\d+)( kB)?\s*$/.exec(value)
  if (match === null) return undefined
  return match[2] === undefined ? Number(match[1]) : Number(match[1]) * 1024
}

/** `Key: value` lines as a map from key to trimmed value; other lines are passed over. */
export function keyValues(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of linesOf(text)) {
    const colon = line.indexOf(':')
    if (colon > 0) values.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return values
}
