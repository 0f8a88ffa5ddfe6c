/**
 * What stands for a character where only ASCII may be written. Panels draw ASCII twins of their own where
 * `Terminal.unicode` is false; this is for what is left: names and paths in other scripts, and slips.
 */
const TWINS: Readonly<Record<string, string>> = {
  '…': '~',
  '·': '.',
  '°': ' ',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '•': '*',
  '●': '*',
  '▲': '^',
  '▼': 'v',
  '‹': '<',
  '›': '>',
  '←': '<',
  '↔': '=',
  '→': '>',
  '─': '-',
  '━': '-',
  '│': '|',
  '┃': '|',
}

/** One ASCII character for the text of a cell. */
export function asciiTwin(text: string): string {
  const twin = TWINS[text]
  if (twin !== undefined) return twin
  const code = text.codePointAt(0) ?? 0
  if (code >= 0x20 && code < 0x7f) return text.charAt(0)
  if (code >= 0x2500 && code <= 0x257f) return '+'
  if (code >= 0x2580 && code <= 0x259f) return '#'
  // A letter with an accent is better read without it than not at all.
  const base = text.normalize('NFKD').charAt(0)
  return base >= ' ' && base <= '~' ? base : '?'
}
