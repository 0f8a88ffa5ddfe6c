import { type Assertion, complement, type Expression, type Ranges } from './syntax.ts'

/** One step of a program. A step that is no branch goes on with the next one. */
export type Step =
  | { readonly kind: 'characters'; readonly ranges: Ranges }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  /** Goes on at both places. */
  | { readonly kind: 'split'; readonly to: readonly number[] }
  | { readonly kind: 'found' }

/** Each step may be gone through with each character of each text. */
const MOST_STEPS = 2000

/**
 * The expression as steps of which several are stood on at once (Thompson 1968): a text is gone through once, whatever
 * the expression. Undefined where there would be too many.
 */
export function programOf(expression: Expression): readonly Step[] | undefined {
  const steps: Step[] = []
  const isShort = append(steps, expression)
  steps.push({ kind: 'found' })
  return isShort ? steps : undefined
}

/** Whether it fitted. */
function append(steps: Step[], expression: Expression): boolean {
  if (steps.length > MOST_STEPS) return false
  switch (expression.kind) {
    case 'characters':
      steps.push({ kind: 'characters', ranges: expression.negated ? complement(expression.ranges) : expression.ranges })
      return true
    case 'assertion':
      steps.push(expression)
      return true
    case 'sequence':
      // A step even where there is nothing to do: a thousand times nothing must not be for nothing.
      steps.push({ kind: 'split', to: [steps.length + 1] })
      return expression.parts.every(part => append(steps, part))
    case 'choice':
      return appendChoice(steps, expression.parts)
    case 'repeat':
      return appendRepeat(steps, expression)
  }
}

function appendChoice(steps: Step[], parts: readonly Expression[]): boolean {
  const begins: number[] = []
  const end: number[] = []
  steps.push({ kind: 'split', to: begins })
  for (const part of parts) {
    begins.push(steps.length)
    if (!append(steps, part)) return false
    steps.push({ kind: 'split', to: end })
  }
  end.push(steps.length)
  return true
}

function appendRepeat(steps: Step[], { of, least, most }: Extract<Expression, { kind: 'repeat' }>): boolean {
  for (let i = 0; i < least; i++) if (!append(steps, of)) return false
  if (most === Number.POSITIVE_INFINITY) {
    const at = steps.length
    const to = [at + 1]
    steps.push({ kind: 'split', to })
    if (!append(steps, of)) return false
    steps.push({ kind: 'split', to: [at] })
    to.push(steps.length)
    return true
  }
  const skips: number[][] = []
  for (let i = least; i < most; i++) {
    const to = [steps.length + 1]
    skips.push(to)
    steps.push({ kind: 'split', to })
    if (!append(steps, of)) return false
  }
  for (const to of skips) to.push(steps.length)
  return true
}
