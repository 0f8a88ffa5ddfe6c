/** The screen in the colours that terminals have, as it would be sent: `cat` a frame to see it. */
import { afterEach, expect, it } from 'vitest'
import { processId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { asciiTwin } from '../../src/terminal/ascii.ts'
import type { ColourDepth } from '../../src/terminal/colour.ts'
import { Palette } from '../../src/terminal/palette.ts'
import { darkTheme } from '../../src/terminal/theme.ts'
import { clusters } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { without } from './changes.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const SIZES = [
  [40, 10],
  [80, 24],
  [120, 36],
  [200, 50],
  [300, 80],
] as const
const LOOKS: readonly (readonly [name: string, depth: ColourDepth, unicode: boolean])[] = [
  ['truecolor', 'truecolor', true],
  ['16-colours', '16', true],
  ['mono', 'mono', true],
  ['ascii', '16', false],
]

/** The screen as a terminal of these colours gets it. */
function painted(stage: Stage, depth: ColourDepth, unicode: boolean): string[] {
  const { width, styles } = stage.terminal
  const palette = new Palette(darkTheme, depth)
  return stage.rows.map((text, y) => {
    let [line, x, last] = ['', 0, '']
    for (const { text: cluster, width: cells } of clusters(text)) {
      const selected = palette.select(styles[y * width + x] ?? 0)
      if (selected !== last) line += selected
      last = selected
      line += unicode ? cluster : asciiTwin(cluster).padEnd(cells)
      x += cells
    }
    return `${line}\x1b[m`
  })
}

it.each(SIZES.flatMap(([width, height]) => LOOKS.map(look => [width, height, ...look] as const)))(
  '%d×%d %s',
  async (width, height, name, depth, unicode) => {
    const stage = await openStage({ width, height, unicode, variant: { swap: true }, seconds: 60 })
    await stage.press('down')
    const rows = painted(stage, depth, unicode)
    if (depth === 'mono')
      for (const row of rows) expect(row).not.toMatch(/\x1b\[[\d;]*(3[0-7]|38;|4[0-7]|48;|9\d|10[0-7])[\d;]*m/)
    if (!unicode) for (const row of rows) expect(row).toMatch(/^[\x20-\x7e\x1b]*$/)
    expectFrame(`colours-${width}x${height}-${name}`, rows)
  },
)

/** In the tenth second one comes, one ends and one stops. */
const changes = (sample: RawSample, second: number): RawSample => {
  if (second < 10) return sample
  const [first] = sample.processes
  if (first === undefined) throw new Error('nobody is there')
  const startMs = (sample.host.uptimeSec ?? 0) * 1000 - 500
  const come = { ...first, pid: 8306, id: processId(8306, 77), startMs }
  const stopped = sample.processes.map(record => (record.pid === 1288 ? { ...record, state: 'T' } : record))
  return without(8305, 10)({ ...sample, processes: [...stopped, come].sort((a, b) => a.pid - b.pid) }, second)
}

it.each(LOOKS)('what has come, ended and changed, %s', async (name, depth, unicode) => {
  const view = { keepEnded: true, kernelThreads: true, sort: { columnId: 'pid', descending: true } }
  const stage = await openStage({ width: 80, height: 24, unicode, view, change: changes, seconds: 9 })
  await stage.pass(1000)
  expectFrame(`colours-changes-80x24-${name}`, painted(stage, depth, unicode))
})
