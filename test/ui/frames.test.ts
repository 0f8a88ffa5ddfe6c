import { afterEach, describe, expect, it } from 'vitest'
import { cellWidth } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { crews } from './crews.ts'
import { families } from './families.ts'
import { laptop, workstation } from './hardware.ts'
import { closeStage, openStage, type StageOptions } from './stage.ts'
import { storm } from './storm.ts'
import { trials } from './trials.ts'

afterEach(closeStage)

/** Each a picture of the same machine after a minute: how it is opened, and which keys come then. */
const frames: readonly (readonly [name: string, options: StageOptions, keys: readonly string[]])[] = [
  ['main-80x24', { width: 80, height: 24 }, []],
  ['main-120x36', { width: 120, height: 36 }, []],
  ['main-200x50', { width: 200, height: 50 }, []],
  ['main-40x10', { width: 40, height: 10 }, []],
  ['ascii-80x24', { width: 80, height: 24, unicode: false }, []],
  ['ascii-200x50', { width: 200, height: 50, unicode: false }, []],
  ['swap-80x24', { width: 80, height: 24, variant: { swap: true } }, []],
  ['swap-200x50', { width: 200, height: 50, variant: { swap: true } }, []],
  ['cores-2-120x36', { width: 120, height: 36, variant: { cores: 2 } }, []],
  ['cores-16-80x24', { width: 80, height: 24, variant: { cores: 16 } }, []],
  ['cores-64-120x36', { width: 120, height: 36, variant: { cores: 64 } }, []],
  ['cores-64-200x50', { width: 200, height: 50, variant: { cores: 64 } }, []],
  ['cores-256-80x24', { width: 80, height: 24, variant: { cores: 256 } }, []],
  ['cores-256-200x50', { width: 200, height: 50, variant: { cores: 256 } }, []],
  ['first-80x24', { width: 80, height: 24, seconds: -0.3 }, []],
  ['first-200x50', { width: 200, height: 50, seconds: -0.3 }, []],
  ['help-80x24', { width: 80, height: 24 }, ['?']],
  ['help-120x36-end', { width: 120, height: 36 }, ['?', 'end']],
  ['sort-menu-80x24', { width: 80, height: 24 }, ['f6']],
  ['sort-menu-120x36', { width: 120, height: 36 }, ['>']],
  ['signal-menu-80x24', { width: 80, height: 24 }, ['down', 'k']],
  ['signal-menu-120x36', { width: 120, height: 36 }, ['down', 'k', '9']],
  ['tagged-80x24', { width: 80, height: 24 }, [' ', 'down', ' ']],
  ['tagged-ascii-120x36', { width: 120, height: 36, unicode: false }, [' ', ' ']],
  ['signal-menu-tagged-80x24', { width: 80, height: 24 }, ['N', 'c', 'k']],
  ['renice-tagged-80x24', { width: 80, height: 24 }, ['N', 'c', 'f7']],
  ['report-80x24', { width: 80, height: 24, files: new MemoryFiles({}) }, [' ', ' ', ' ', 'k', 'enter']],
  ['palette-80x24', { width: 80, height: 24 }, ['down', ':']],
  ['palette-120x36', { width: 120, height: 36 }, [':', ...'sort mem']],
  ['palette-ascii-120x36', { width: 120, height: 36, unicode: false }, ['C-p', ...'next']],
  ['user-menu-80x24', { width: 80, height: 24 }, ['u']],
  ['filter-80x24', { width: 80, height: 24 }, ['\\', ...'postgres']],
  ['search-120x36', { width: 120, height: 36 }, ['/', ...'post']],
  ['paused-80x24', { width: 80, height: 24 }, ['Z', 'down']],
  ['kernel-threads-80x24', { width: 80, height: 24 }, ['K', 'N']],
  ['nothing-80x24', { width: 80, height: 24, view: { filter: 'no such process' } }, []],
  ['trouble-80x24', { width: 80, height: 24, change: storm(20) }, []],
  ['trouble-200x50', { width: 200, height: 50, change: storm(20) }, []],
  ['trouble-40x10', { width: 40, height: 10, change: storm(20) }, []],
  ['trouble-unseen-80x24', { width: 80, height: 24, change: storm(20, { seesEveryone: false }) }, []],
  ['trouble-over-120x36', { width: 120, height: 36, unicode: false, change: storm(20, { untilSec: 57 }) }, []],
  ['trials-80x24', { width: 80, height: 24, change: trials }, []],
  ['trials-200x50', { width: 200, height: 50, change: trials }, []],
  ['tree-80x24', { width: 80, height: 24, change: families }, ['t']],
  ['tree-120x36', { width: 120, height: 36, change: families }, ['t', 'K', 'N']],
  ['tree-folded-80x24', { width: 80, height: 24, change: families }, ['t', '*']],
  ['tree-folded-120x36', { width: 120, height: 36, change: families }, ['t', ...'8317', 'enter', '-', 'M']],
  ['tree-filter-80x24', { width: 80, height: 24, change: families }, ['t', '\\', ...'top', 'enter']],
  ['tree-ascii-80x24', { width: 80, height: 24, unicode: false, change: families }, ['t', ...'4410', 'enter', '-']],
  ['threads-80x24', { width: 80, height: 24, change: crews, view: { threads: true } }, []],
  ['threads-120x36', { width: 120, height: 36, change: crews, view: { threads: true } }, ['M']],
  ['threads-tree-80x24', { width: 80, height: 24, change: crews, view: { threads: true } }, ['t', ...'8307', 'enter']],
  [
    'threads-tree-120x36',
    { width: 120, height: 36, change: crews, view: { threads: true } },
    ['t', 'N', ...'771', 'enter', '-'],
  ],
  [
    'threads-ascii-120x36',
    { width: 120, height: 36, unicode: false, change: crews, view: { threads: true } },
    ['t', ...'8306', 'enter', 'k'],
  ],
  ['laptop-80x24', { width: 80, height: 24, change: laptop() }, []],
  ['laptop-120x36', { width: 120, height: 36, change: laptop({ hot: true, chargePct: 8 }) }, []],
  ['laptop-200x50', { width: 200, height: 50, change: laptop() }, []],
  ['laptop-ascii-130x30', { width: 130, height: 30, unicode: false, change: laptop() }, []],
  ['workstation-80x24', { width: 80, height: 24, change: workstation() }, []],
  ['workstation-200x50', { width: 200, height: 50, change: workstation() }, []],
  ['no-header-80x24', { width: 80, height: 24 }, ['#']],
]

it.each(frames)('frame %s', async (name, { seconds = 60, ...options }, keys) => {
  const stage = await openStage({ ...options, seconds })
  await stage.press(...keys)
  expectFrame(name, stage.rows)
})

describe('any size', () => {
  it.each([
    [1, 1],
    [3, 2],
    [20, 5],
    [40, 10],
    [79, 9],
    [130, 24],
    [131, 60],
    [500, 150],
  ])('%d×%d is filled and not overrun, whatever is open', async (width, height) => {
    const stage = await openStage({ width, height, variant: { swap: true }, seconds: 3, change: families })
    for (const key of [
      'down',
      't',
      '*',
      '*',
      'v',
      'u',
      '*',
      '*',
      '?',
      'escape',
      'k',
      'escape',
      'f6',
      'escape',
      'u',
      'escape',
      '/',
      'n',
      'enter',
    ]) {
      await stage.press(key)
      expect(stage.rows).toHaveLength(height)
      for (const row of stage.rows) expect(cellWidth(row)).toBeLessThanOrEqual(width)
    }
  })

  it('is taken at once when it changes', async () => {
    const stage = await openStage({ width: 200, height: 50, seconds: 3 })
    stage.terminal.resize(80, 24)
    await stage.settle()
    const narrow = stage.rows
    expect(narrow).toHaveLength(24)
    expect(narrow.every(row => cellWidth(row) <= 80)).toBe(true)
    stage.terminal.resize(200, 50)
    await stage.settle()
    stage.terminal.resize(80, 24)
    await stage.settle()
    expect(stage.rows).toEqual(narrow)
  })
})
