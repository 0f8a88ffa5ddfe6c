/** The moment that a process is compared with, from then on: the same for all of its tabs that can be compared. */
import type { Page } from './inspect-page.ts'

/**
 * Marks this moment. The open tab is compared with what is shown of it, the others are read for it.
 *
 * @returns false where nothing is known of the open one to compare with
 */
export function mark(open: Page, all: readonly Page[]): boolean {
  if (open.isRead && !open.keepShown()) return false
  for (const page of all) {
    const isKept = page === open && page.isRead
    if (page.canBeCompared && !isKept) void page.keepNext()
  }
  return true
}

/** Keys and titles for the footer while this tab is open. */
export function markHints(open: Page): readonly (readonly [string, string])[] {
  if (!open.canBeCompared) return []
  return [['s', 'Mark'], ...(open.hasBaseline ? [['S', 'Unmark'] as const] : [])]
}
