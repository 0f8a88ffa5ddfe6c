/** Machines of which much is unknown: whatever is shown of them, nothing is made up and nothing looks broken. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ColumnContext, columnValue } from '../../src/columns/column.ts'
import { columns } from '../../src/columns/index.ts'
import { commands } from '../../src/commands/index.ts'
import { derive } from '../../src/model/derive.ts'
import { GROUP_NAMES } from '../../src/model/group.ts'
import { LAYOUT_NAMES } from '../../src/model/layouts.ts'
import { rowOfPid } from '../../src/model/row-of-pid.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { portable, type System, whyNotPortable } from './portable.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'
import { web3 } from './web-3.ts'

afterEach(closeStage)

const SYSTEMS: readonly System[] = ['mac', 'windows']
const SIZES = [
  [80, 24],
  [120, 36],
  [200, 50],
] as const

function open(system: System, options: StageOptions = {}): Promise<Stage> {
  return openStage({ ...options, change: portable(system), whyNot: whyNotPortable(system) })
}

/** No word of the program's insides, and no figure that was made of nothing. */
function looksWhole({ rows, terminal }: Stage): void {
  expect(rows).toHaveLength(terminal.height)
  for (const row of rows) {
    expect(cellWidth(row)).toBeLessThanOrEqual(terminal.width)
    expect(row).not.toMatch(/\b(?:undefined|NaN|Infinity|null)\b|\[object/)
  }
}

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }

function snapshotOf(system: System): Snapshot {
  const change = portable(system)
  return derive(derive(undefined, change(web3(1))), change(web3(2)))
}

/** Hundreds of screens. */
const PATIENT_MS = 60_000
const LEAVES = ['quit', 'suspend']

describe.each(SYSTEMS)('on %s', system => {
  it.each([
    [80, 24],
    [200, 50],
  ])('the main screen, %d×%d', async (width, height) => {
    const stage = await open(system, { width, height })
    expectFrame(`unknown-${system}-${width}x${height}`, stage.rows)
  })

  it.each(SIZES)('whatever is opened is whole, %d×%d', { timeout: PATIENT_MS }, async (width, height) => {
    const stage = await open(system, { width, height, seconds: 3 })
    for (const { id, keys } of commands) {
      const [key] = keys
      if (key === undefined || LEAVES.includes(id)) continue
      await stage.press(key)
      await vi.dynamicImportSettled()
      await stage.settle()
      looksWhole(stage)
      await stage.press('down')
      looksWhole(stage)
      await stage.press('escape', 'escape')
    }
    expect(stage.left).toBe(false)
  })

  it.each(SIZES)('every layout, tree, groups and threads, %d×%d', { timeout: PATIENT_MS }, async (width, height) => {
    for (const layout of LAYOUT_NAMES) {
      for (const view of [{}, { tree: true }, { threads: true }, ...GROUP_NAMES.map(group => ({ group }))]) {
        const stage = await open(system, { width, height, seconds: 2, view: { layout, ...view } })
        looksWhole(stage)
        closeStage()
      }
    }
  })

  it('every column is drawn, and in order by it, either way, whoever is unknown comes last', {
    timeout: PATIENT_MS,
  }, async () => {
    for (const column of columns) {
      for (const descending of [true, false]) {
        const view = { columns: [{ id: 'pid' }, column, { id: 'command' }], sort: { columnId: column.id, descending } }
        const stage = await open(system, { width: 120, height: 36, seconds: 2, view })
        looksWhole(stage)
        expect(stage.text).toContain(column.title)
        const known = stage.rows
          .slice(stage.rows.findIndex(row => / *PID.* COMMAND/.test(row)) + 1)
          .flatMap(row => /^ *(\d+) /.exec(row)?.[1] ?? [])
          .map(pid => rowOfPid(snapshotOf(system).processes, Number(pid)))
          .map(row => row !== undefined && columnValue(column, row, CONTEXT) !== undefined)
        expect(known.length).toBeGreaterThan(10)
        expect(known, column.id).toEqual(known.toSorted((a, b) => Number(b) - Number(a)))
        closeStage()
      }
    }
  })

  it('no memory is said to be looked for that will never be told', async () => {
    const stage = await open(system, { width: 120, height: 36, view: { layout: 'memory' } })
    expect(stage.text).toMatch(/ USS .* PSS /)
    expect(stage.footer).not.toContain('true memory')
    expect(stage.source.sweeping).toBeUndefined()
  })

  it('what is filtered by an unknown figure is nobody', async () => {
    const [known, unknown] = system === 'mac' ? ['S', 'majflt >= 0'] : [undefined, 'state = R']
    const stage = await open(system, { width: 120, height: 36, seconds: 2, view: { filter: unknown } })
    expect(stage.text).toContain('no process matches')
    closeStage()
    if (known === undefined) return
    const sleeping = await open(system, { width: 120, height: 36, seconds: 2, view: { filter: `state = ${known}` } })
    expect(sleeping.pids.length).toBeGreaterThan(5)
  })
})
