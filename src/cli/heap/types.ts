/** `ntop heap PID types` and `cyclic`: objects by type. */
import { cyclicKind, typesKind } from '../../export/heap/types.ts'
import { NoAnswer, type TypeCount, type Types } from '../../runtime/session.ts'
import { compareTypes, type GrownType } from '../../runtime/type-growth.ts'
import { type Doing, mostRows, type Told, told } from './doing.ts'
import { tableLines, wrapped } from './table.ts'
import { bytesText, countDifferenceText, countOf, countText, differenceText, spanText } from './words.ts'

/** With `--for` it is looked at twice, and what is new stands first. */
export async function askTypes({ session, terms, watch }: Doing): Promise<Told> {
  if (session.types === undefined) throw new NoAnswer('it does not count its objects')
  const types = await watch.answered(session.types())
  const { forMs } = terms
  if (forMs === undefined) return toldTypes(types, compareTypes(undefined, types), undefined, mostRows(terms))
  watch.progress(`counting again in ${spanText(forMs)}; Ctrl-C counts at once`)
  await watch.wait(forMs)
  const after = await watch.answered(session.types())
  return toldTypes(after, compareTypes(types, after), after.atMs - types.atMs, mostRows(terms))
}

function toldTypes(
  { about }: Types,
  rows: readonly GrownType[],
  spanMs: number | undefined,
  most: ReturnType<typeof mostRows>,
): Told {
  const document = { about, types: rows.length, rows: rows.slice(0, most.document), spanMs }
  return told(typesKind(spanMs), document, width => [
    ...wrapped(about, width, '  '),
    ...(spanMs === undefined ? [] : [`  counted twice, ${spanText(Math.max(0, spanMs))} apart`]),
    '',
    ...(spanMs === undefined ? onceLines(rows, most.lines, width) : twiceLines(rows, most.lines, width)),
  ])
}

function onceLines(rows: readonly TypeCount[], most: number, width: number): string[] {
  const retains = rows.some(({ retainedBytes }) => retainedBytes !== undefined)
  const table = rows.slice(0, most).map(({ type, count, bytes, retainedBytes }) => ({
    figures: [...(retains ? [bytesText(retainedBytes)] : []), bytesText(bytes), countText(count)],
    what: type,
  }))
  const titles = [...(retains ? ['RETAINED'] : []), 'SIZE', 'COUNT', 'TYPE']
  return [...tableLines(titles, table, width), ...restLine(rows.slice(most))]
}

function twiceLines(rows: readonly GrownType[], most: number, width: number): string[] {
  const changed = rows.filter(({ countGrown = 0, bytesGrown = 0 }) => countGrown !== 0 || bytesGrown !== 0)
  if (changed.length === 0) return ['  no type has more or fewer objects than before']
  const table = changed.slice(0, most).map(({ type, count, countGrown, bytes, bytesGrown }) => ({
    figures: [bytesText(bytes), differenceText(bytesGrown), countText(count), countDifferenceText(countGrown ?? 0)],
    what: type,
  }))
  const titles = ['SIZE', '+DIFF', 'COUNT', '+DIFF', 'TYPE']
  return [...tableLines(titles, table, width), ...restLine(changed.slice(most))]
}

function restLine(rows: readonly TypeCount[]): string[] {
  if (rows.length === 0) return []
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return [`  ${countOf(rows.length, 'more type')} with ${countOf(count, 'object')}`]
}

function byBytes(a: TypeCount, b: TypeCount): number {
  return (b.bytes ?? 0) - (a.bytes ?? 0) || b.count - a.count
}

export async function askCyclic({ session, terms, watch }: Doing): Promise<Told> {
  if (session.cyclic === undefined) throw new NoAnswer('it does not tell what only its collector frees')
  const cyclic = await watch.answered(session.cyclic())
  const rows = [...cyclic.rows].sort((a, b) => b.count - a.count || byBytes(a, b))
  const most = mostRows(terms)
  return told(cyclicKind, { cyclic, rows: rows.slice(0, most.document) }, width => [
    `  ${countOf(cyclic.unreachable, 'object')} that nothing held but they each other`,
    ...(rows.length === 0 ? [] : ['', ...onceLines(rows, most.lines, width)]),
  ])
}
