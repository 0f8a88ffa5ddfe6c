/** What takes long to find out about a giant is read apart, and stands beside the newest figures with its age. */
import { unknownText } from '../../inspect/field.ts'
import type { Grid } from '../../inspect/grid.ts'
import type { Shown } from '../../inspect/part.ts'
import type { Section, SectionRow } from '../../inspect/section.ts'
import { formatSpan } from '../../model/units.ts'

/** Figures of a thorough look, and when they were read. */
export interface Sweep {
  readonly section: Section
  readonly atMs: number
}

const READING = 'reading …'
const COSTLY = unknownText('costly')
/** Younger than this a figure is as good as new. */
const FRESH_MS = 1500

/** Whether the kernel would take long for some of it, which was therefore left out. */
export function hasCostly(shown: Shown): boolean {
  return shown.kind === 'grid' ? shown.costly === true : shown.rows.some(isCostly)
}

/** A table that was read some time ago says so. */
export function withAge(grid: Grid, ageMs: number): Grid {
  if (ageMs < FRESH_MS || grid.summary === undefined) return grid
  return { ...grid, summary: `${formatSpan(ageMs)} ago: ${grid.summary}` }
}

/** A table that is being read for the first time. */
export function beingRead(grid: Grid): Grid {
  return grid.costly === true ? { ...grid, note: READING } : grid
}

/** The section with what the sweep has found in place of what was not read; `reading …` until there is one. */
export function withSweep(section: Section, sweep: Sweep | undefined, nowMs: number): Section {
  if (!hasCostly(section)) return section
  const swept = sweep?.section
  const parts = section.parts.length > 0 ? section.parts : (swept?.parts ?? [])
  const ageMs = sweep === undefined ? 0 : nowMs - sweep.atMs
  const rows = section.rows.map(row =>
    isCostly(row) ? (aged(swept?.rows, row.label, ageMs) ?? { ...row, unknown: READING }) : row,
  )
  return { ...section, rows, parts }
}

function isCostly(row: SectionRow): boolean {
  return row.unknown === COSTLY
}

function aged(rows: readonly SectionRow[] | undefined, label: string, ageMs: number): SectionRow | undefined {
  const row = rows?.find(candidate => candidate.label === label)
  if (row === undefined || row.unknown !== undefined || ageMs < FRESH_MS) return row
  return { ...row, about: `${formatSpan(ageMs)} ago: ${row.about}` }
}
