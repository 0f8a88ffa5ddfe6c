/** What a comparison of memory can be asked for; apart from the rest, because the command line is read before anything. */
import type { MapFigures } from './maps.ts'

/** What mappings are grouped by. */
export const GROUPINGS = ['path', 'kind', 'mapping'] as const

export type Grouping = (typeof GROUPINGS)[number]

/** What is compared, as it is called on the command line. */
export const COMPARED_FIGURES = {
  rss: 'rssBytes',
  size: 'sizeBytes',
  pss: 'pssBytes',
  uss: 'ussBytes',
  anonymous: 'anonymousBytes',
  dirty: 'dirtyBytes',
  swap: 'swapBytes',
} as const satisfies Record<string, keyof MapFigures>

export type ComparedFigure = keyof typeof COMPARED_FIGURES

export const COMPARED_FIGURE_NAMES = Object.keys(COMPARED_FIGURES) as readonly ComparedFigure[]
