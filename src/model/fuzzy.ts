/** How well a text answers to what was typed, best first. */
const RANKS = { same: 0, begins: 1, beginsWord: 2, wordStarts: 3, holds: 4, scattered: 5 } as const

const WORD = /[\p{L}\p{N}]/u

/**
 * How well a text answers to a word that was typed, in any case: 0 is the word itself, then come what begins with it,
 * a word that does, beginnings of words (`sbm` of sort-by-memory), the word in the middle of one, and last its letters
 * in this order. Undefined: not at all.
 */
export function fuzzyRank(text: string, typed: string): number | undefined {
  const [hay, word] = [text.toLowerCase(), typed.toLowerCase()]
  if (word.length > hay.length) return undefined
  if (hay === word) return RANKS.same
  if (hay.startsWith(word)) return RANKS.begins
  const starts = wordStarts(hay)
  if (starts.some((isStart, at) => isStart && hay.startsWith(word, at))) return RANKS.beginsWord
  if (isOfWordStarts(hay, word, starts)) return RANKS.wordStarts
  if (hay.includes(word)) return RANKS.holds
  return isScattered(hay, word) ? RANKS.scattered : undefined
}

/** Whether so good an answer has the letters side by side, or each at the beginning of a word. */
export function isClose(rank: number): boolean {
  return rank < RANKS.scattered
}

function wordStarts(text: string): boolean[] {
  return Array.from({ length: text.length }, (_, at) => at === 0 || !WORD.test(text.charAt(at - 1)))
}

/** Whether the word is made of pieces that each begin a word of the text, in this order. */
function isOfWordStarts(text: string, word: string, starts: readonly boolean[]): boolean {
  /** Where the letters so far may end. */
  let ends: number[] = []
  for (let i = 0; i < word.length; i++) {
    const before = ends
    const [first = text.length] = before
    ends = []
    for (let at = 0; at < text.length; at++) {
      if (text.charAt(at) !== word.charAt(i)) continue
      if (starts[at] ? i === 0 || first < at : before.includes(at - 1)) ends.push(at)
    }
  }
  return ends.length > 0
}

function isScattered(text: string, word: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + letter.length
  }
  return true
}
