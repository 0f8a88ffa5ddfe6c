import { FILTER_KEYS, filterPrompt } from './filter-prompt.ts'
import type { GridBody } from './inspect-grid.ts'
import type { KeyOutcome, Overlay } from './overlay.ts'

/**
 * Keys that all tables on a whole screen share: moving, sorting, filtering, and Esc, which takes the filter away before it
 * closes. Undefined for any other key.
 *
 * @param isOwn it is a key that opens the view, and closes it too
 * @param open puts an overlay on top, for the filter
 */
export function tableKey(
  body: GridBody,
  key: string,
  isOwn: boolean,
  open: (overlay: Overlay) => void,
): KeyOutcome | undefined {
  if (body.onKey(key)) return 'used'
  if (key === 'escape' && body.filtered !== '') {
    body.filter('')
    return 'used'
  }
  if (key === 'escape' || key === 'q' || key === 'f10' || isOwn) return 'close'
  if (!FILTER_KEYS.has(key)) return undefined
  const prompt = filterPrompt(body)
  if (prompt !== undefined) open(prompt)
  return 'used'
}
