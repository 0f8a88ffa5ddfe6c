/** What one tick formats and sends to the terminal, counted, on a machine on which nothing happens by itself. */
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { columns } from '../../src/columns/index.ts'
import { type ProcessRecord, processId } from '../../src/model/process.ts'
import { Canvas } from '../../src/terminal/canvas.ts'
import { Palette } from '../../src/terminal/palette.ts'
import { darkTheme } from '../../src/terminal/theme.ts'
import { closeStage, openStage, type Stage } from './stage.ts'
import { START_MS, web3 } from './web-3.ts'

const [WIDTH, HEIGHT] = [200, 50]
/** So long nothing happens before a tick is counted that the graphs are full of the same. */
const STILL_SECONDS = 200
/** The usual columns, all of which fit. */
const COLUMNS = 14
/** To move the cursor, change the style and come back takes about so many bytes, beside what is written. */
const MOVE_BYTES = 40

const palette = new Palette(darkTheme, 'truecolor')
let stage: Stage
let canvas: Canvas
let formats: MockInstance[]
let sentBytes: number
let processes: readonly ProcessRecord[]
let clockGoesOn: boolean

beforeEach(async () => {
  canvas = new Canvas(WIDTH, HEIGHT, true, style => palette.select(style))
  formats = columns.map(column => vi.spyOn(column, 'format'))
  sentBytes = 0
  clockGoesOn = false
  const first = web3(0, { calm: true })
  processes = first.processes
  stage = await openStage({
    width: WIDTH,
    height: HEIGHT,
    seconds: STILL_SECONDS,
    view: { sort: { columnId: 'pid', descending: false } },
    change: ({ monotonicMs, atMs }) => {
      // As a source that has looked and found the same as before.
      for (const record of processes) record.seenAtMs = monotonicMs
      return { ...first, atMs: clockGoesOn ? atMs : START_MS, monotonicMs, processes }
    },
  })
  const show = stage.terminal.show.bind(stage.terminal)
  stage.terminal.show = (frame, panels) => {
    sentBytes += Buffer.byteLength(canvas.draw(frame, panels))
    show(frame, panels)
  }
  // The first frame of a canvas is a whole one.
  await stage.pass(1000)
  expect(sentBytes).toBeGreaterThan(5000)
})

afterEach(() => {
  canvas.destroy()
  closeStage()
  vi.restoreAllMocks()
})

interface Tick {
  readonly bytes: number
  /** Cells of the table. */
  readonly formatted: number
  /** Rows of the screen that look other than before. */
  readonly changed: readonly number[]
}

async function tick(): Promise<Tick> {
  const before = stage.rows
  sentBytes = 0
  for (const format of formats) format.mockClear()
  await stage.pass(1000)
  const changed = stage.rows.flatMap((row, y) => (row === before[y] ? [] : [y]))
  return { bytes: sentBytes, formatted: formats.reduce((sum, { mock }) => sum + mock.calls.length, 0), changed }
}

const NOTHING: Tick = { bytes: 0, formatted: 0, changed: [] }

/** The row of the screen on which a process is. */
const rowOf = (pid: number): number => stage.rows.findIndex(row => new RegExp(`^ *${pid} `).test(row))

/** Lets a process use so much time before the next look. */
function use(pid: number, ms: number): void {
  processes = processes.map(record => (record.pid === pid ? { ...record, userMs: (record.userMs ?? 0) + ms } : record))
}

describe('a tick', () => {
  it.each([
    ['nice', 1],
    ['command', 2],
  ])(
    'sorted by %s asks each row %d times for its value, while facts of rows in view are waited for',
    async (id, times) => {
      const column = columns.find(one => one.id === id)
      if (column === undefined) throw new Error(id)
      stage.view.sort = { columnId: id, descending: false }
      await tick()
      const value = vi.spyOn(column, 'value')
      await tick()
      expect(value).toHaveBeenCalledTimes(times * stage.pids.length)
    },
  )

  it('in which nothing changed formats no cell and sends no byte', async () => {
    for (let i = 0; i < 5; i++) expect(await tick()).toEqual(NOTHING)
  })

  it('in which only the time of day changed sends its digits', async () => {
    clockGoesOn = true
    await tick()
    for (let i = 0; i < 5; i++) {
      const { bytes, formatted, changed } = await tick()
      expect({ formatted, changed }).toEqual({ formatted: 0, changed: [0] })
      expect(bytes).toBeGreaterThan(0)
      expect(bytes).toBeLessThanOrEqual(MOVE_BYTES)
    }
  })

  it('in which one process of many did something formats its row, and sends the cells that changed', async () => {
    use(1288, 500)
    const rose = await tick()
    expect(rose).toMatchObject({ formatted: COLUMNS, changed: [rowOf(1288)] })
    expect(stage.rows[rowOf(1288)]).toContain(' 50.0 ')
    // Its share and its time, two places of the row.
    expect(rose.bytes).toBeLessThanOrEqual(2 * MOVE_BYTES)
    // Now it does nothing, which is a change as well.
    expect(await tick()).toMatchObject({ formatted: COLUMNS, changed: [rowOf(1288)] })
    expect(await tick()).toEqual(NOTHING)
  })

  it('in which a process did something that is not in view is one in which nothing changed', async () => {
    const hidden = processes.find(({ kernelThread }) => kernelThread)
    expect(rowOf(hidden?.pid ?? 0)).toBe(-1)
    use(hidden?.pid ?? 0, 500)
    for (let i = 0; i < 3; i++) expect(await tick()).toEqual(NOTHING)
  })

  it('in which one is born formats its row, and draws where it is counted', async () => {
    const pid = 4_194_304
    const [like] = processes
    if (like === undefined) throw new Error('nobody is there')
    processes = [...processes, { ...like, pid, id: processId(pid, 1), facts: { ...like.facts } }]
    const born = await tick()
    // The header's number of processes, and the footer's.
    expect(born.changed).toEqual([0, rowOf(pid), HEIGHT - 1])
    // Its share of a core is not known yet, and a dash is not formatted.
    expect(born.formatted).toBe(COLUMNS - 1)
    expect(born.bytes).toBeLessThanOrEqual(WIDTH + 12 * MOVE_BYTES)
    expect(await tick()).toMatchObject({ formatted: COLUMNS, changed: [rowOf(pid)] })
    expect(await tick()).toEqual(NOTHING)

    const row = rowOf(pid)
    processes = processes.filter(record => record.pid !== pid)
    const died = await tick()
    expect(died).toMatchObject({ formatted: 0, changed: [0, row, HEIGHT - 1] })
    expect(died.bytes).toBeLessThanOrEqual(WIDTH + 3 * MOVE_BYTES)
    expect(await tick()).toEqual(NOTHING)
  })

  it('in which one is born in the middle formats its row and those that it moved, and no other', async () => {
    const [pid, before] = [2300, 2207]
    const like = processes.find(record => record.pid === before)
    if (like === undefined) throw new Error('nobody is there')
    const below = stage.pids.filter(other => other > pid).length
    processes = [...processes, { ...like, pid, id: processId(pid, 1), facts: { ...like.facts } }]
    const { formatted, changed } = await tick()
    expect(rowOf(pid)).toBe(rowOf(before) + 1)
    expect(changed).toHaveLength(2 + 1 + below)
    expect(formatted).toBeLessThanOrEqual((1 + below) * COLUMNS)
    expect(formatted).toBeGreaterThan(below * (COLUMNS - 3))
  })
})
