import type { Body } from './inspect-body.ts'
import { Prompt } from './prompt.ts'

export const FILTER_KEYS: ReadonlySet<string> = new Set(['/', '\\', 'f3', 'f4'])
/** Moving goes on while one looks for something. */
const MOVES = ['up', 'down', 'pageup', 'pagedown']

/** Asks for a text that what is shown must have in it, each letter seen at once; undefined where there is nothing to filter. */
export function filterPrompt(body: Pick<Body, 'filter' | 'filtered'> | undefined): Prompt | undefined {
  if (body?.filter === undefined) return undefined
  const { filtered: before = '' } = body
  return new Prompt({
    label: 'Filter',
    text: before,
    passes: MOVES,
    change: text => ({ note: `${body.filter?.(text) ?? 0} shown` }),
    accept: () => undefined,
    cancel: () => {
      body.filter?.(before)
    },
  })
}
