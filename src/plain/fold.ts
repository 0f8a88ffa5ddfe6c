import { cellWidth } from '../terminal/width.ts'

/** Stands before what goes on from the line above. */
const INDENT = '  '

/**
 * Lines broken between words at `width` cells (0: never), each ended. A longer word stays whole, for nothing that is told
 * may be missing: the terminal breaks it.
 */
export function fold(lines: readonly string[], width: number): string {
  const folded = width > 0 ? lines.flatMap(line => foldLine(line, width)) : lines
  return folded.map(line => `${line}\n`).join('')
}

function foldLine(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const begins = line === '' || line === INDENT
    const joined = begins ? line + word : `${line} ${word}`
    if (begins || cellWidth(joined) <= width) {
      line = joined
      continue
    }
    lines.push(line)
    line = INDENT + word
  }
  return [...lines, line]
}
