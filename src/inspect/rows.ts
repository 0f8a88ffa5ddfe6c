import { type Field, unknownText } from './field.ts'
import { DASH, type RowTone, type SectionRow } from './section.ts'

/** A row of a figure, or of a dash and the reason for it. Nothing at all is dim. */
export function row<T>(label: string, field: Field<T>, format: (value: T) => string, about: string): SectionRow {
  if ('unknown' in field) return unknownRow(label, unknownText(field.unknown), about)
  const { value } = field
  const tone: RowTone = value === 0 || value === '' ? 'dim' : 'plain'
  return { label, value: format(value), about, tone }
}

/** A row of a text that is always known. */
export function textRow(label: string, value: string, about: string): SectionRow {
  return { label, value, about, tone: 'plain' }
}

/** For texts. */
export const asIs = (value: string): string => value

export function unknownRow(label: string, reason: string, about: string): SectionRow {
  return { label, value: DASH, about, tone: 'dim', unknown: reason }
}
