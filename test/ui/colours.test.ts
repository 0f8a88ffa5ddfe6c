/** The screen in the colours that terminals have, as it would be sent: `cat` a frame to see it. */
import { afterEach, expect, it } from 'vitest'
import { asciiTwin } from '../../src/terminal/ascii.ts'
import type { ColourDepth } from '../../src/terminal/colour.ts'
import { Palette } from '../../src/terminal/palette.ts'
import { darkTheme } from '../../src/terminal/theme.ts'
import { clusters } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage } from './stage.ts'

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

it.each(SIZES.flatMap(([width, height]) => LOOKS.map(look => [width, height, ...look] as const)))(
  '%d×%d %s',
  async (width, height, name, depth, unicode) => {
    const stage = await openStage({ width, height, unicode, variant: { swap: true }, seconds: 60 })
    await stage.press('down')
    const palette = new Palette(darkTheme, depth)
    const rows = stage.rows.map((text, y) => {
      let [line, x, last] = ['', 0, '']
      for (const { text: cluster, width: cells } of clusters(text)) {
        const selected = palette.select(stage.terminal.styles[y * width + x] ?? 0)
        if (selected !== last) line += selected
        last = selected
        line += unicode ? cluster : asciiTwin(cluster).padEnd(cells)
        x += cells
      }
      return `${line}\x1b[m`
    })
    if (depth === 'mono')
      for (const row of rows) expect(row).not.toMatch(/\x1b\[[\d;]*(3[0-7]|38;|4[0-7]|48;|9\d|10[0-7])[\d;]*m/)
    if (!unicode) for (const row of rows) expect(row).toMatch(/^[\x20-\x7e\x1b]*$/)
    expectFrame(`colours-${width}x${height}-${name}`, rows)
  },
)
