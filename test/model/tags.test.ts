import { expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { living } from '../../src/model/living.ts'
import { processId } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { NO_TAGS, tagFamily, taggedRows, toggleTags } from '../../src/model/tags.ts'
import { record, sample } from '../export/moments.ts'

/** Processes by their pid and their parent's. */
function rowsOf(...pairs: readonly (readonly [pid: number, ppid: number])[]): readonly ProcessRow[] {
  return derive(
    undefined,
    sample(
      0,
      pairs.map(([pid, ppid]) => record(pid, { ppid })),
    ),
  ).processes
}

function rowOf(rows: readonly ProcessRow[], pid: number): ProcessRow {
  const row = rows.find(candidate => candidate.record.pid === pid)
  if (row === undefined) throw new Error(`no row ${pid}`)
  return row
}

const pidsOf = (rows: readonly ProcessRow[]) => rows.map(row => row.record.pid)

it('a tag is put on and taken off, and what was handed out before stays as it was', () => {
  const [row] = rowsOf([7, 1])
  if (row === undefined) throw new Error('no row')
  const tagged = toggleTags(NO_TAGS, [row.id])
  expect([...tagged]).toEqual([row.id])
  expect([...toggleTags(tagged, [row.id])]).toEqual([])
  expect(tagged.size).toBe(1)
  expect(NO_TAGS.size).toBe(0)
})

it('of several all are tagged unless all are tagged already', () => {
  const ids = rowsOf([7, 1], [8, 1], [9, 1]).map(({ id }) => id)
  const [first, second, third] = ids
  if (first === undefined || second === undefined || third === undefined) throw new Error('no row')
  expect([...toggleTags(new Set([third]), [first, second])]).toEqual([third, first, second])
  expect([...toggleTags(new Set([first]), [first, second])]).toEqual([first, second])
  expect([...toggleTags(new Set(ids), [first, second])]).toEqual([third])
})

it('a family is the process and all below it, however deep, and nobody else', () => {
  const rows = rowsOf([1, 0], [7, 1], [8, 7], [9, 8], [10, 1], [11, 9])
  expect(pidsOf(taggedRows(tagFamily(NO_TAGS, rowOf(rows, 7), rows), rows))).toEqual([7, 8, 9, 11])
  expect(pidsOf(taggedRows(tagFamily(new Set([rowOf(rows, 10).id]), rowOf(rows, 9), rows), rows))).toEqual([9, 10, 11])
})

it('parents in a circle, as lines that were read at different moments may have them, have an end', () => {
  const rows = rowsOf([7, 9], [8, 7], [9, 8])
  expect(pidsOf(taggedRows(tagFamily(NO_TAGS, rowOf(rows, 8), rows), rows))).toEqual([7, 8, 9])
})

it('a tag ends with its process, and whoever has the pid next has none', () => {
  const rows = rowsOf([7, 1], [8, 1])
  const tags = new Set(rows.map(row => row.id))
  expect(living(tags, rows)).toBe(tags)
  expect(pidsOf(taggedRows(living(tags, rowsOf([8, 1])), rows))).toEqual([8])
  const reused = derive(undefined, sample(0, [record(7, { id: processId(7, 999) })])).processes
  expect(living(tags, reused).size).toBe(0)
  expect(taggedRows(tags, reused)).toEqual([])
})
