import { expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { whomLines, whomText } from '../../src/ui/whom.ts'
import { record, sample } from '../export/moments.ts'

const rowsOf = (count: number, name = 'worker') =>
  derive(
    undefined,
    sample(
      0,
      Array.from({ length: count }, (_, i) => record(100 + i, { name })),
    ),
  ).processes

it('one is named, several are counted', () => {
  expect(whomText(rowsOf(1))).toBe('100 worker')
  expect(whomText(rowsOf(1200))).toBe('1,200 processes')
})

it('as many as fit are named, and the others are counted', () => {
  expect(whomLines(rowsOf(1), 40, 2)).toEqual(['100 worker'])
  expect(whomLines(rowsOf(3), 40, 2)).toEqual(['100 worker, 101 worker, 102 worker'])
  expect(whomLines(rowsOf(4), 40, 2)).toEqual(['100 worker, 101 worker, 102 worker,', '103 worker'])
  expect(whomLines(rowsOf(15), 40, 2)).toEqual([
    '100 worker, 101 worker, 102 worker,',
    '103 worker, 104 worker and 10 more',
  ])
})

it('no line is too long and nobody is left out, whatever the room', () => {
  for (const width of [8, 20, 33, 72]) {
    for (const most of [1, 2, 4]) {
      for (const count of [1, 2, 5, 40, 3000]) {
        const lines = whomLines(rowsOf(count, '数据同步'), width, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(width)
        const named = lines.join(' ').match(/\d+ 数据同步/g)?.length ?? 0
        const more = Number(/and ([\d,]+) more/.exec(lines.at(-1) ?? '')?.[1]?.replace(',', '') ?? 0)
        if (width >= 33) expect(named + more).toBe(count)
      }
    }
  }
})
