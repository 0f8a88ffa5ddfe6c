/**
 * How many cells a terminal gives a character. Follows wcwidth with Unicode 15's East Asian Width, which xterm, tmux,
 * kitty and the tests' emulator agree on; a cluster (a base with its combining marks, eight at most) is as wide as its
 * base. What they do not agree on is not sent to them: {@link steady}.
 */

export interface Cluster {
  readonly text: string
  readonly width: 1 | 2
}

/** Ranges of wide code points, first and last, ascending (UAX 11: W and F, and emoji presented as such). */
// biome-ignore format: a table reads better in many columns
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x231a, 0x231b], [0x2329, 0x232a], [0x23e9, 0x23ec], [0x23f0, 0x23f0], [0x23f3, 0x23f3],
  [0x25fd, 0x25fe], [0x2614, 0x2615], [0x2648, 0x2653], [0x267f, 0x267f], [0x2693, 0x2693], [0x26a1, 0x26a1],
  [0x26aa, 0x26ab], [0x26bd, 0x26be], [0x26c4, 0x26c5], [0x26ce, 0x26ce], [0x26d4, 0x26d4], [0x26ea, 0x26ea],
  [0x26f2, 0x26f3], [0x26f5, 0x26f5], [0x26fa, 0x26fa], [0x26fd, 0x26fd], [0x2705, 0x2705], [0x270a, 0x270b],
  [0x2728, 0x2728], [0x274c, 0x274c], [0x274e, 0x274e], [0x2753, 0x2755], [0x2757, 0x2757], [0x2795, 0x2797],
  [0x27b0, 0x27b0], [0x27bf, 0x27bf], [0x2b1b, 0x2b1c], [0x2b50, 0x2b50], [0x2b55, 0x2b55], [0x2e80, 0x303e],
  [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xa000, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3],
  [0xf900, 0xfaff], [0xfe10, 0xfe19], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6], [0x16fe0, 0x16fe4],
  [0x17000, 0x18cff], [0x1aff0, 0x1b2ff], [0x1f004, 0x1f004], [0x1f0cf, 0x1f0cf], [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a], [0x1f200, 0x1f320], [0x1f32d, 0x1f335], [0x1f337, 0x1f37c], [0x1f37e, 0x1f393],
  [0x1f3a0, 0x1f3ca], [0x1f3cf, 0x1f3d3], [0x1f3e0, 0x1f3f0], [0x1f3f4, 0x1f3f4], [0x1f3f8, 0x1f43e],
  [0x1f440, 0x1f440], [0x1f442, 0x1f4fc], [0x1f4ff, 0x1f53d], [0x1f54b, 0x1f54e], [0x1f550, 0x1f567],
  [0x1f57a, 0x1f57a], [0x1f595, 0x1f596], [0x1f5a4, 0x1f5a4], [0x1f5fb, 0x1f64f], [0x1f680, 0x1f6c5],
  [0x1f6cc, 0x1f6cc], [0x1f6d0, 0x1f6d2], [0x1f6d5, 0x1f6d7], [0x1f6dc, 0x1f6df], [0x1f6eb, 0x1f6ec],
  [0x1f6f4, 0x1f6fc], [0x1f7e0, 0x1f7eb], [0x1f7f0, 0x1f7f0], [0x1f90c, 0x1f93a], [0x1f93c, 0x1f945],
  [0x1f947, 0x1f9ff], [0x1fa70, 0x1faff], [0x20000, 0x3fffd],
]

/** Marks on one base: no script needs more, while a name made of marks alone would be one endless cell. */
const MOST_MARKS = 8

/** Marks, vowels and finals of Korean written in letters, and what is not seen: joiners, tags of flags. */
const COMBINING = /^[\p{Mn}\p{Me}\u1160-\u11ff\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\u{e0020}-\u{e007f}]$/u

const isSkinTone = (code: number): boolean => code >= 0x1f3fb && code <= 0x1f3ff
/** Two of them are a flag. */
const isFlagLetter = (code: number): boolean => code >= 0x1f1e6 && code <= 0x1f1ff

function isWide(code: number): boolean {
  if (code < 0x1100) return false
  let low = 0
  let high = WIDE.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = WIDE[middle]
    if (range === undefined) return false
    if (code < range[0]) high = middle - 1
    else if (code > range[1]) low = middle + 1
    else return true
  }
  return false
}

const ASCII: readonly Cluster[] = Array.from({ length: 128 }, (_, i) => ({ text: String.fromCharCode(i), width: 1 }))

/**
 * Whether a code unit is a character of one cell that nothing combines with from behind: ASCII, Latin, lines, blocks,
 * braille. It may still carry combining marks that follow it.
 */
export function isSimple(code: number): boolean {
  return (
    (code >= 0x20 && code < 0x7f) ||
    (code >= 0x2500 && code < 0x25fd) ||
    (code >= 0x2800 && code < 0x2900) ||
    (code >= 0xa0 && code < 0x300)
  )
}

const simple = new Map<number, string>()

/** The same string object for the same character, which makes comparing frames a matter of pointers. */
export function simpleCharacter(code: number): string {
  const plain = ASCII[code]
  if (plain !== undefined) return plain.text
  let character = simple.get(code)
  if (character === undefined) {
    character = String.fromCharCode(code)
    simple.set(code, character)
  }
  return character
}

/** The text cut into what each goes into one place of the screen. */
export function* clusters(text: string): Generator<Cluster> {
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) ?? 0
    let next = i + (code > 0xffff ? 2 : 1)
    const plain = ASCII[code]
    if (plain !== undefined && (text.charCodeAt(next) < 0x300 || next >= text.length)) {
      yield plain
    } else {
      // A base takes the combining marks after it along; marks without a base stand on a blank.
      const bare = COMBINING.test(String.fromCodePoint(code))
      const isFlag = isFlagLetter(code) && isFlagLetter(text.codePointAt(next) ?? 0)
      if (isFlag) next += 2
      const wide = isFlag || isWide(code)
      let marks = bare ? 1 : 0
      let end = next
      while (next < text.length) {
        const mark = text.codePointAt(next) ?? 0
        const belongs = COMBINING.test(String.fromCodePoint(mark)) || (wide && isSkinTone(mark))
        if (mark < 0x300 || !belongs) break
        next += mark > 0xffff ? 2 : 1
        if (++marks <= MOST_MARKS) end = next
      }
      yield { text: (bare ? ' ' : '') + text.slice(i, end), width: wide ? 2 : 1 }
    }
    i = next
  }
}

const DISPUTED = /[\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/gu

/**
 * A cluster as it may be sent to a terminal: without what some take to change its width and others do not, which would
 * shift the rest of the row. Joiners make one picture of several, variation selectors a picture of a sign or the reverse,
 * and skin tones are pictures of their own to whoever does not know them.
 */
export function steady(cluster: string): string {
  if (cluster.length < 2) return cluster
  const first = cluster.codePointAt(0) ?? 0
  const [base, marks] = [String.fromCodePoint(first), cluster.slice(first > 0xffff ? 2 : 1)]
  return base + marks.replace(DISPUTED, '')
}

const NOT_ASCII = /[^ -~]/
/** Characters of which each takes a cell: those of {@link isSimple}, dashes, `…`, arrows and `⏎`. */
const ALL_SIMPLE = /^[ -~\u00a0-\u02ff\u2013\u2026\u2190-\u2193\u23ce\u2500-\u25fc\u2800-\u28ff]*$/

/** Cells that the text takes. */
export function cellWidth(text: string): number {
  if (!NOT_ASCII.test(text) || ALL_SIMPLE.test(text)) return text.length
  let width = 0
  for (const cluster of clusters(text)) width += cluster.width
  return width
}

/** The text cut to at most `width` cells, the last of which is `mark` where something was cut. */
export function clip(text: string, width: number, mark = '…'): string {
  if (cellWidth(text) <= width) return text
  const room = width - cellWidth(mark)
  let out = ''
  let used = 0
  for (const cluster of clusters(text)) {
    if (used + cluster.width > room) break
    out += cluster.text
    used += cluster.width
  }
  return width <= 0 ? '' : out + mark
}

/** The same, but cut at its beginning: of a path the end tells most. */
export function clipStart(text: string, width: number, mark = '…'): string {
  let over = cellWidth(text) - width
  if (over <= 0) return text
  over += cellWidth(mark)
  const kept: string[] = []
  for (const cluster of clusters(text)) {
    if (over <= 0) kept.push(cluster.text)
    over -= cluster.width
  }
  return width <= 0 ? '' : mark + kept.join('')
}

/** The text in lines of at most `width` cells, broken at blanks where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) > width) {
      lines.push(line)
      line = clip(word, width)
    } else {
      line = line === '' ? clip(word, width) : `${line} ${word}`
    }
  }
  return [...lines, line]
}
