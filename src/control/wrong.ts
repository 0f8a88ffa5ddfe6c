/** What was typed cannot be: in words that name it. */
export interface Wrong {
  readonly wrong: string
}

export function isWrong<T>(parsed: T | Wrong): parsed is Wrong {
  return typeof parsed === 'object' && parsed !== null && 'wrong' in parsed
}
