import { afterEach, describe, expect, it } from 'vitest'
import { fitColumns } from '../../src/ui/fit-columns.ts'
import { placeColumns } from '../../src/ui/table.ts'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

describe('columns that were chosen', () => {
  const ids = (width: number, sorted: string, chosen: readonly string[]) =>
    placeColumns(width, sorted, chosen).map(({ column }) => column.id)

  it('are the table’s, in their order', async () => {
    const stage = await openStage({ view: { columns: ['cpu', 'pid', 'uss', 'command'] } })
    expect(stage.rows[stage.rowOf(' COMMAND')]).toMatch(/^ *CPU%▼ +PID +USS +COMMAND/)
  })

  it('give way from the right, the first and the command never', () => {
    const chosen = ['user', 'pid', 'rss', 'command', 'vms', 'cpu']
    expect(ids(200, 'cpu', chosen)).toEqual(chosen)
    expect(ids(60, 'cpu', chosen)).toEqual(['user', 'pid', 'rss', 'command', 'cpu'])
    expect(ids(30, 'pid', chosen)).toEqual(['user', 'pid', 'command'])
  })

  it('have the sorted one beside them, before the command at the end', () => {
    expect(ids(120, 'time', ['pid', 'command'])).toEqual(['pid', 'time', 'command'])
    expect(ids(120, 'time', ['command', 'pid'])).toEqual(['command', 'pid', 'time'])
    expect(ids(120, 'time', ['pid'])).toEqual(['pid', 'time'])
  })

  it('fill the row, wherever the command stands', () => {
    for (const chosen of [
      ['pid', 'command', 'cpu'],
      ['command', 'pid'],
      ['pid', 'command'],
    ]) {
      const placed = placeColumns(100, 'pid', chosen)
      placed.reduce((x, part) => {
        expect(part.x).toBe(x)
        return x + part.width + 1
      }, 0)
      const last = placed[placed.length - 1]
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(99)
    }
  })

  it('without the command take what they need', () => {
    const column = (id: string) => ({ column: { id, title: id, width: 5 }, givesWay: 0 })
    expect(fitColumns([column('a'), column('b')], 80, 'a', 20).map(({ x, width }) => [x, width])).toEqual([
      [0, 5],
      [6, 5],
    ])
  })
})
