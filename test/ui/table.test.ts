import { afterEach, describe, expect, it } from 'vitest'
import { columns, findColumn } from '../../src/columns/index.ts'
import { type ProcessRecord, processId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { BOLD, INVERSE, style } from '../../src/terminal/style.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { placeColumns } from '../../src/ui/table.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { running } from './changes.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

describe('sorting', () => {
  it('by CPU first, by memory, time and pid by key', async () => {
    const stage = await openStage({ seconds: 3 })
    expect(stage.pids.slice(0, 4)).toEqual([4_194_303, 8305, 1288, 771])
    await stage.press('M')
    expect(stage.pids.slice(0, 4)).toEqual([771, 4502, 8305, 1288])
    await stage.press('T')
    expect(stage.pids.slice(0, 4)).toEqual([771, 1203, 4_194_303, 4502])
    await stage.press('N')
    expect(stage.pids.slice(0, 4)).toEqual([1, 402, 771, 1203])
  })

  it('turns round with I, and with the same key again', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('N', 'I')
    expect(stage.pids[0]).toBe(4_194_303)
    await stage.press('N')
    expect(stage.pids[0]).toBe(1)
  })

  it('by a click on a title, and the other way by another', async () => {
    const stage = await openStage({ seconds: 3 })
    const header = stage.rowOf(' COMMAND')
    const at = stage.rows[header]?.indexOf('RES') ?? -1
    await stage.mouse(at, header)
    expect(stage.pids[0]).toBe(771)
    expect(stage.rows[header]).toContain('RES▼')
    await stage.mouse(at, header)
    expect(stage.rows[header]).toContain('RES▲')
    expect(stage.pids.slice(0, 2)).toEqual([6000, 4410])
    await stage.mouse(stage.rows[header]?.indexOf('COMMAND') ?? -1, header)
    expect(stage.rows[header]).toContain('COMMAND▲')
  })

  it('by a menu, with the column picked by its name', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('f6')
    await stage.type('mem')
    await stage.press('enter')
    expect(stage.footer).toContain('by MEM%')
    expect(stage.pids[0]).toBe(771)
  })

  it('needs what it looks at of everyone', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('f6')
    await stage.type('pss')
    await stage.press('enter')
    // Found out little by little instead.
    expect(stage.source.needed.at(-1)).toEqual([])
    expect(stage.rows[stage.rowOf(' COMMAND')]).toMatch(/ PSS▼ COMMAND/)
    await stage.press('f6')
    await stage.type('cgroup')
    await stage.press('enter')
    expect(stage.source.needed.at(-1)).toEqual(['cgroup'])
  })
})

describe('chosen columns', () => {
  const chosen = ['pid', 'elapsed', 'command', 'uid', 'tty', 'starttime', 'nice'].map(id => ({ id }))

  it.each([80, 200])('at %d columns', async width => {
    const stage = await openStage({ width, height: 24, view: { columns: [...chosen, { id: 'user', width: 3 }] } })
    expectFrame(`chosen-columns-${width}x24`, stage.rows)
  })

  it('are not added to by the order, which the footer tells', async () => {
    const stage = await openStage({ seconds: 3, view: { columns: [{ id: 'pid' }, { id: 'command' }] } })
    await stage.press('M')
    expect(stage.footer).toContain('by RES')
    expect(stage.text).not.toContain('RES▼')
    expect(stage.pids.slice(0, 4)).toEqual([771, 4502, 8305, 1288])
    await stage.pass(1000)
    expect(new Set(stage.source.filled.at(-1)?.facets)).toEqual(new Set(['command', 'owner', 'statm']))
  })

  it('do not keep a sort by true memory from finding it out', async () => {
    const stage = await openStage({ seconds: 3, view: { columns: chosen } })
    expect(stage.source.sweeping).toBeUndefined()
    stage.view.sort = { columnId: 'uss', descending: true }
    await stage.pass(1000)
    expect(stage.source.sweeping).toBeDefined()
  })

  it('whose values go on with time are drawn anew though nothing happens to the process', async () => {
    let young: ProcessRecord | undefined
    const change = (sample: RawSample): RawSample => ({
      ...sample,
      processes: sample.processes.map(record => {
        if (record.pid !== 402) return record
        young ??= { ...record, startMs: (sample.host.uptimeSec ?? 0) * 1000 - 20_000 }
        return young
      }),
    })
    const stage = await openStage({ seconds: 3, change, view: { columns: chosen } })
    const elapsed = () => Number(/^ +402 +(\d+)s /.exec(stage.rows[stage.rowOf('systemd-')] ?? '')?.[1])
    const before = elapsed()
    await stage.pass(2000)
    expect(elapsed()).toBe(before + 2)
  })

  it('that are chosen later have what they need looked up with the next frame', async () => {
    const stage = await openStage({ seconds: 3, view: { columns: [{ id: 'pid' }, { id: 'command' }] } })
    stage.view.columns = [{ id: 'pid' }, { id: 'oom' }, { id: 'command' }]
    await stage.press('d', 'escape')
    expect(stage.source.filled.at(-1)?.facets).toContain('oom')
  })

  it('wider than the screen are cut off at its edge', async () => {
    const stage = await openStage({ width: 80, seconds: 3, view: { columns: [{ id: 'command', width: 300 }] } })
    expect(stage.text).toContain('COMMAND')
    for (const row of stage.rows) expect(cellWidth(row)).toBeLessThanOrEqual(80)
  })
})

describe('a process that has just come', () => {
  it('is seen by its pid for three seconds', async () => {
    const startMs = (3 * 86_400 + 4 * 3600 + 12 * 60 + 10) * 1000
    const change = (sample: RawSample, second: number): RawSample => {
      const [first] = sample.processes
      if (second < 10 || first === undefined) return sample
      const come = { ...first, pid: 9001, id: processId(9001, 77), startMs }
      return { ...sample, processes: [...sample.processes, come].sort((a, b) => a.pid - b.pid) }
    }
    const stage = await openStage({
      height: 40,
      seconds: 9,
      change,
      view: { sort: { columnId: 'pid', descending: false } },
    })
    const isMarked = (pid: number) => {
      const y = stage.rows.findIndex(row => row.trimStart().startsWith(`${pid} `))
      const at = stage.rows[y]?.indexOf(String(pid)) ?? 0
      return stage.terminal.styles[y * stage.terminal.width + at] === style('good', 'default', BOLD)
    }
    await stage.pass(2000)
    expect([isMarked(9001), isMarked(8400)]).toEqual([true, false])
    await stage.pass(3000)
    expect([isMarked(9001), isMarked(8400)]).toEqual([false, false])
  })
})

describe('a state that has just changed', () => {
  const states: Readonly<Record<number, string>> = { 8400: 'S', 8317: 'D', 8305: 'S', 2207: 'Z' }
  /** Each is another object only where it changes, as from a source. */
  const made = new Map<number, ProcessRecord>()
  const change = (sample: RawSample, second: number): RawSample => ({
    ...sample,
    processes: sample.processes.map(record => {
      const state = states[record.pid]
      if (second < 10 || state === undefined) return record
      const kept = made.get(record.pid) ?? { ...record, state }
      made.set(record.pid, kept)
      return kept
    }),
  })
  /** Pids whose letter is inverse. */
  const marked = (stage: Stage): number[] => {
    const at = stage.rows[stage.rowOf(' COMMAND')]?.indexOf(' S ') ?? -1
    return stage.rows.flatMap((row, y) => {
      const pid = /^ *(\d+) /.exec(row)?.[1]
      const cell = stage.terminal.styles[y * stage.terminal.width + at + 1] ?? 0
      return pid !== undefined && (cell & INVERSE) !== 0 ? [Number(pid)] : []
    })
  }

  it('is seen for one sample, unless it is that of who runs now and then', async () => {
    const view = { sort: { columnId: 'pid', descending: false } }
    const stage = await openStage({ height: 40, seconds: 9, change, view })
    expect(marked(stage)).toEqual([])
    await stage.pass(1000)
    expect(marked(stage)).toEqual([2207, 8317, 8400])
    await stage.press('down')
    expect(marked(stage)).toEqual([2207, 8317, 8400])
    await stage.pass(1000)
    expect(marked(stage)).toEqual([])
    // And again when one steps back to it.
    await stage.press(',')
    expect(marked(stage)).toEqual([2207, 8317, 8400])
    await stage.press(',')
    expect(marked(stage)).toEqual([])
  })
})

describe('the selection', () => {
  it('stays on its process while rows move under it', async () => {
    let second = 0
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) => {
        second = at
        return running({ 8305: at < 5 ? 900 : 10, 1288: 500 })(sample, at)
      },
    })
    await stage.press('down')
    expect(stage.selectedPid).toBe(8305)
    const before = stage.pids.indexOf(8305)
    await stage.pass(4000)
    expect(second).toBeGreaterThan(6)
    expect(stage.pids.indexOf(8305)).toBeGreaterThan(before)
    expect(stage.selectedPid).toBe(8305)
  })

  it('rests on the top until it is moved: whoever comes there is selected', async () => {
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) => running({ 8317: at < 4 ? 0 : 2000 })(sample, at),
    })
    expect(stage.selectedPid).toBe(4_194_303)
    await stage.pass(2000)
    expect(stage.pids[0]).toBe(8317)
    expect(stage.selectedPid).toBe(8317)
  })

  it('stays on its place when its process ends', async () => {
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) =>
        at < 4 ? sample : { ...sample, processes: sample.processes.filter(record => record.pid !== 8305) },
    })
    await stage.press('down')
    expect(stage.selectedPid).toBe(8305)
    await stage.pass(2000)
    expect(stage.selectedPid).toBe(1288)
  })

  it('moves by row, by page, to the ends', async () => {
    const stage = await openStage({ variant: { calm: true }, height: 16, seconds: 3, view: { header: false } })
    expect(stage.pids).toHaveLength(13)
    await stage.press('pagedown')
    expect(stage.selectedPid).toBe(stage.pids.at(-1))
    expect(stage.footer).toContain('14/15')
    await stage.press('end')
    expect(stage.footer).toContain('15/15')
    await stage.press('up', 'up')
    expect(stage.footer).toContain('13/15')
    await stage.press('pageup')
    expect(stage.footer).toContain('1/15')
    await stage.press('G', 'g')
    expect(stage.footer).toContain('1/15')
  })

  it('is followed under F, and the view stands still without', async () => {
    const change = (sample: RawSample, at: number) => running({ 4194303: at < 4 ? 900 : 0 })(sample, at)
    const stage = await openStage({ height: 12, seconds: 3, change, view: { header: false, selected: undefined } })
    await stage.press('down', 'up', 'F')
    expect(stage.selectedPid).toBe(4_194_303)
    await stage.pass(3000)
    expect(stage.selectedPid).toBe(4_194_303)
    expect(stage.rows.some(row => row.startsWith('4194303'))).toBe(true)
    closeStage()
    const still = await openStage({ height: 12, seconds: 3, change, view: { header: false } })
    await still.press('down', 'up')
    await still.pass(3000)
    expect(still.footer).toContain('15/15')
    expect(still.rows.some(row => row.startsWith('4194303'))).toBe(false)
  })
})

describe('who is acted on while the selection rests on its place', () => {
  /** A sample has come in which another process is first, and is not drawn yet: facts of its rows are waited for. */
  async function beforeDrawing() {
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) => running({ 402: at < 4 ? 0 : 2000 })(sample, at),
    })
    const scans = stage.source.needed.length
    stage.source.fill = () => new Promise(() => undefined)
    while (stage.source.needed.length === scans) await stage.pass(10)
    expect(stage.source.needed.length).toBe(scans + 1)
    expect(stage.selectedPid).toBe(4_194_303)
    return stage
  }

  it('is whom the screen showed when the key was pressed', async () => {
    const stage = await beforeDrawing()
    await stage.press('k')
    expect(stage.text).toContain('4194303 tar of root')
    await stage.press('escape')
    await stage.pass(100)
    expect(stage.pids[0]).toBe(402)
    expect(stage.selectedPid).toBe(4_194_303)
  })

  it('is counted from there when one moves', async () => {
    const stage = await beforeDrawing()
    stage.terminal.send({ kind: 'key', key: 'down' })
    stage.terminal.send({ kind: 'key', key: 'k' })
    await stage.settle()
    expect(stage.text).toContain('8305 node of deploy')
  })

  it('is only selected by F7 and F8, which ask nothing; the second one acts', async () => {
    for (const key of ['f7', 'f8']) {
      const stage = await beforeDrawing()
      await stage.press(key)
      expect(stage.footer).toContain('4194303 tar selected: once more changes its nice value')
      await stage.pass(100)
      expect(stage.selectedPid).toBe(4_194_303)
      await stage.press(key)
      expect(stage.footer).toMatch(/4194303.*cannot be read/)
      closeStage()
    }
  })
})

describe('the mouse', () => {
  it('selects by a click and inspects by a second one soon after', async () => {
    const stage = await openStage({ seconds: 3 })
    const at = stage.rowOf('postgres: writer')
    await stage.mouse(60, at)
    expect(stage.selectedPid).toBe(1203)
    await stage.pass(500)
    await stage.mouse(60, stage.rowOf('postgres: writer'))
    expect(stage.footer).not.toContain('Linux source')
    await stage.mouse(60, stage.rowOf('postgres: writer'))
    expect(stage.footer).toContain('only the Linux source tells what a process is made of')
  })

  it('scrolls by the wheel and leaves the selection where it is', async () => {
    const stage = await openStage({ height: 12, seconds: 3, view: { header: false } })
    await stage.press('down')
    await stage.mouse(5, 5, 'wheeldown')
    expect(stage.pids[0]).toBe(771)
    expect(stage.footer).toContain('2/15')
    await stage.mouse(5, 5, 'wheelup')
    await stage.mouse(5, 5, 'wheelup')
    expect(stage.pids[0]).toBe(4_194_303)
    expect(stage.selectedPid).toBe(8305)
  })

  it('presses the footer’s words', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.mouse(stage.footer.indexOf('Memory'), stage.rows.length - 1)
    expect(stage.footer).toContain('by RES')
    await stage.mouse(stage.footer.indexOf('Help'), stage.rows.length - 1)
    expect(stage.rows[0]).toContain('help')
    await stage.mouse(stage.footer.indexOf('Close'), stage.rows.length - 1)
    expect(stage.rows[0]).toContain('web-3')
  })
})

describe('columns', () => {
  it('give way one by one as the window narrows, and come back', () => {
    let before = new Set(placeColumns(200, 'cpu').map(({ column }) => column.id))
    expect(before.size).toBe(15)
    for (let width = 199; width >= 1; width--) {
      const now = new Set(placeColumns(width, 'cpu').map(({ column }) => column.id))
      for (const id of now) expect(before.has(id), `${id} at ${width}`).toBe(true)
      before = now
    }
    expect([...before]).toEqual(['pid', 'rss', 'state', 'cpu', 'command'])
  })

  it('lie beside each other, the last one to the edge', () => {
    for (const width of [60, 80, 100, 130, 200, 500]) {
      const placed = placeColumns(width, 'cpu')
      placed.forEach(({ x, width: own }, i) => {
        const next = placed[i + 1]
        if (next === undefined) expect(x + own).toBe(width - 1)
        else expect(next.x).toBe(x + own + 1)
      })
    }
  })

  it('that is sorted by stays as long as any', () => {
    expect(placeColumns(80, 'priority').map(({ column }) => column)).toContain(findColumn('priority'))
    expect(placeColumns(80, 'cpu').map(({ column }) => column)).not.toContain(findColumn('priority'))
  })

  it('that were chosen are in the order chosen, each once, and give way from the right end but for the command', () => {
    const chosen = ['user', 'command', 'pid', 'rss', 'time', 'user'].map(id => ({ id }))
    const idsAt = (width: number) => placeColumns(width, 'cpu', chosen).map(({ column }) => column.id)
    expect(idsAt(200)).toEqual(['user', 'command', 'pid', 'rss', 'time'])
    const seen = new Set<string>()
    for (let width = 200; width >= 1; width--) seen.add(idsAt(width).join(' '))
    expect([...seen]).toEqual(['user command pid rss time', 'user command pid rss', 'user command pid', 'user command'])
  })

  it('that were chosen leave what is left to the command, wherever it is', () => {
    for (const width of [60, 80, 200]) {
      const placed = placeColumns(width, 'time', [{ id: 'pid' }, { id: 'command' }, { id: 'cpu' }])
      expect(placed.map(({ x, width: own }) => [x, own])).toEqual([
        [0, 7],
        [8, width - 15],
        [width - 6, 5],
      ])
    }
  })

  it('that were given a width have it, sorted by or not, whatever their titles need', () => {
    const chosen = [{ id: 'user', width: 2 }, { id: 'command', width: 30 }, { id: 'pid' }]
    expect(placeColumns(80, 'user', chosen).map(({ x, width }) => [x, width])).toEqual([
      [0, 2],
      [3, 30],
      [34, 7],
    ])
  })

  it('that nobody knows are passed over', () => {
    expect(placeColumns(80, 'cpu', [{ id: 'nonsense' }, { id: 'pid' }]).map(({ column }) => column.id)).toEqual(['pid'])
  })

  it.each(columns.map(({ id }) => id))('%s is in view while it is sorted by, its arrow apart from the next', id => {
    for (const width of [60, 80, 200]) {
      const placed = placeColumns(width, id)
      const found = placed.find(({ column }) => column.id === id)
      expect(found).toBeDefined()
      expect(found?.width).toBeGreaterThan(found?.column.title.length ?? 0)
      expect(placed.at(-1)?.column.id).toBe('command')
      expect(new Set(placed.map(({ column }) => column.id)).size).toBe(placed.length)
    }
  })
})
