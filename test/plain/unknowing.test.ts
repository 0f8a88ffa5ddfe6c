/** What is written for people where a system tells little: in words or by a dash, whatever is asked for. */
import { describe, expect, test } from 'vitest'
import { momentOf } from '../../src/columns/column.ts'
import { columns, findColumn } from '../../src/columns/index.ts'
import { csvText } from '../../src/export/csv.ts'
import { tableText } from '../../src/export/table.ts'
import { derive } from '../../src/model/derive.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { readingText } from '../../src/plain/reading.ts'
import { busyMachine, sample } from '../export/moments.ts'
import { type Telling, unknowing } from '../support/unknowing.ts'

/** After one sample, without rates, and after two. */
function moments(telling: Telling): readonly Snapshot[] {
  const { processes } = busyMachine().sample
  const first = derive(undefined, unknowing(sample(0, processes), telling))
  return [first, derive(first, unknowing(sample(2, processes), telling))]
}

const contextOf = (snapshot: Snapshot) => ({
  ownUid: undefined,
  cores: 2,
  cpuOfMachine: false,
  fullPath: true,
  ...momentOf(snapshot),
})

function reading(snapshot: Snapshot): string {
  const rows = snapshot.processes
  const cpu = findColumn('cpu')
  const told = { rows, count: rows.length, columns, context: contextOf(snapshot), sort: cpu, descending: true }
  return readingText({ snapshot, troubles: new Troubles(detectors()).look(snapshot), ...told, filter: '' }, 0)
}

function table(snapshot: Snapshot): string {
  const troubles = new Troubles(detectors()).look(snapshot)
  return tableText(snapshot, { rows: snapshot.processes, troubles, columns, context: contextOf(snapshot), width: 0 })
}

describe.each(['some', 'least'] as const)('where a system tells %s', telling => {
  test('no sentence, row or field says what a machine would', () => {
    for (const snapshot of moments(telling)) {
      for (const text of [
        reading(snapshot),
        table(snapshot),
        csvText(snapshot.processes, columns, contextOf(snapshot)),
      ])
        expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object|unknown unknown|state state/)
    }
  })
})

test('what is not known is said to be unknown, or left out', () => {
  const [first, second] = moments('least').map(snapshot => reading(snapshot).split('\n'))
  expect(first?.slice(1, 5)).toEqual([
    'Critical trouble: /mnt/nas does not answer.',
    'CPU unknown of 2 cores.',
    'Memory 2.3 of 24 gigabytes used, 10 percent. Swap unknown.',
    '4 processes: states unknown.',
  ])
  expect(second?.[2]).toBe('CPU 18 percent of 2 cores: user 15, system 3.')
  expect(second?.find(line => line.startsWith('1203'))).toMatch(
    /^1203 postgres: .*user unknown, .*state unknown, cpu unknown/,
  )
})

test('a table has a dash for it', () => {
  const [, second = ''] = moments('least').map(table)
  expect(second).toMatch(/^tasks {3}4 processes: - running, - blocked, - zombies$/m)
  expect(second).toMatch(/^swap {4}-$/m)
  expect(second).toMatch(/^cpu {5}17\.5% of 2 cores: user 15\.0, system 2\.5, irq 0\.0$/m)
})
