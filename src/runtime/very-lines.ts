/** Functions whose very lines are looked for where traces have only functions, and what is made of an answer. Pure. */
import type { CodePlace, HotLine } from './allocations.ts'
import type { AllocationComparison } from './compare.ts'

/** Each takes its time, and makes the program slow for as long. */
const MOST_FUNCTIONS = 3
const LEAST_SHARE = 0.1
/** A line with so much of what was told apart is the one; with less another may be as good. */
const CLEAR_SHARE = 0.6

/** A way through the code, and what was found of the very lines of its first frame; undefined where they were not looked for. */
export interface Looked {
  readonly frames: readonly CodePlace[]
  readonly hotLines?: readonly HotLine[] | undefined
}

/**
 * Those functions that have most of the growth, the most first.
 *
 * @param comparison by line, which in it is where a function begins
 */
export function functionsWorthLooking({ rows }: AllocationComparison): readonly CodePlace[] {
  const all = rows.reduce((sum, { bytesGrown }) => sum + Math.max(0, bytesGrown), 0)
  return rows
    .filter(({ bytesGrown }) => bytesGrown > 0 && bytesGrown >= all * LEAST_SHARE)
    .slice(0, MOST_FUNCTIONS)
    .flatMap(({ frames: [place] }) => (place !== undefined && mayBeLookedInto(place) ? [place] : []))
}

/** Whether it is a function of the program's own: those of the runtime itself are left alone. */
export function mayBeLookedInto({ file, line }: CodePlace): boolean {
  return line !== undefined && file !== '' && !/^(?:node:|<)/.test(file)
}

/** The very line, where one is clearly it. */
export function clearLine({ hotLines = [] }: Pick<Looked, 'hotLines'>): CodePlace | undefined {
  const [first] = hotLines
  return first !== undefined && first.shareOfBytes >= CLEAR_SHARE ? first.place : undefined
}

/** The way with its very line, where that is known. */
export function framesOf(looked: Looked): readonly CodePlace[] {
  const very = clearLine(looked)
  const { frames } = looked
  if (very === undefined) return frames
  const [first, ...callers] = frames
  // Optimised code has it in the function that has called it.
  const isSame = first?.file === very.file && first.function === very.function
  return isSame ? [very, ...callers] : [very, ...frames]
}

/** `75 %` */
export function shareText({ shareOfBytes }: HotLine): string {
  return `${Math.round(shareOfBytes * 100)} %`
}
