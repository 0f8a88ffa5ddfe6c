/**
 * The few shapes that the kernel's text files are made of: words separated by blanks, `Key: value` lines, `1234 kB`.
 *
 * What runs once a second is left to V8's interpreter. There a text is best cut up by the engine's own means (`indexOf`,
 * `slice`, `split`): a loop over it is slow, a pattern has to be compiled at the first frame, and what nobody asks for is
 * not to be cut out at all.
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

/** Where the line ends that `at` is in: at its newline, or with the text. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Where the first line begins that starts with `name`, looking from `from` on; -1 without one. */
export function lineAt(text: string, name: string, from = 0): number {
  let at = text.indexOf(name, from)
  while (at > 0 && text[at - 1] !== '\n') at = text.indexOf(name, at + 1)
  return at
}

/** What stands behind `name` in the first line that starts with it, looking from `from` on. */
export function valueIn(text: string, name: string, from = 0): string | undefined {
  const at = lineAt(text, name, from)
  return at < 0 ? undefined : text.slice(at + name.length, endOfLine(text, at)).trim()
}

/**
 * A whole number of decimal digits; undefined if the word is missing or anything else. Not by a pattern, which costs
 * twice as much: `1e3`, `0x1f` and the like pass as well, but no kernel writes them.
 */
export function count(word: string | undefined): number | undefined {
  if (word === undefined || word < '0') return undefined // so are the empty word, blanks and signs
  const value = Number(word)
  return value % 1 === 0 ? value : undefined // not so NaN, the infinite and what has a fraction
}

/** A decimal number such as `0.57`; undefined if the word is missing or anything else. */
export function decimal(word: string | undefined): number | undefined {
  if (word === undefined || word < '0' || word.endsWith('.')) return undefined // cut off at its point
  const value = Number(word)
  return Number.isFinite(value) ? value : undefined
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
  if (!value?.endsWith(' kB')) return count(value)
  const kib = count(value.slice(0, -3))
  return kib === undefined ? undefined : kib * 1024
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
