/**
 * Keys, clicks and sizes at random: whatever is done, each frame is whole and fits, and nothing is thrown. A hundred
 * thousand events with `FUZZ_EVENTS=100000`; `FUZZ_SEED` does the same once more.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { randomOf } from '../support/random.ts'
import { portable, whyNotPortable } from './portable.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'
import { storm } from './storm.ts'

afterEach(closeStage)
afterEach(() => vi.restoreAllMocks())

const EVENTS = Number(process.env['FUZZ_EVENTS'] ?? 1500)
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9)
/** Above so many events the clock goes on and the screen is looked at. */
const LOOK_EVERY = 5
/** So many views may be opened one by one by what was typed meanwhile. */
const MOST_OPENED = 100

const SPECIAL = 'up down left right home end pageup pagedown enter escape tab S-tab backspace delete insert'.split(' ')
const FUNCTION_KEYS = Array.from({ length: 12 }, (_, i) => `f${i + 1}`)
const LETTERS = [...' abcxyzABCXYZ0123456789/\\<>=!~"\'()[]{}+-*,.;:@#%&|^`?ä数👀']
const KEYS = [...new Set([...commands.flatMap(({ keys }) => keys), ...SPECIAL, ...FUNCTION_KEYS, ...LETTERS])].filter(
  key => key !== 'C-z',
)
const SIZES = [
  [1, 1],
  [3, 2],
  [20, 5],
  [40, 10],
  [79, 23],
  [80, 24],
  [120, 36],
  [131, 40],
  [200, 50],
  [500, 150],
] as const

function act(stage: Stage, random: (below: number) => number): string {
  const { terminal } = stage
  const kind = random(100)
  if (kind < 80) {
    const key = KEYS[random(KEYS.length)] ?? 'x'
    terminal.send({ kind: 'key', key })
    return key
  }
  if (kind < 83) {
    const [width, height] = SIZES[random(SIZES.length)] ?? [80, 24]
    terminal.resize(width, height)
    return `${width}×${height}`
  }
  if (kind < 85) {
    terminal.send({ kind: 'paste', text: 'cpu > 1 and (name ~ "a' })
    return 'paste'
  }
  const x = random(terminal.width)
  const y = random(terminal.height)
  const action = (['down', 'up', 'move', 'drag', 'wheelup', 'wheeldown'] as const)[random(6)] ?? 'down'
  const button = /^(down|up|drag)$/.test(action) ? (['left', 'right', 'middle'] as const)[random(3)] : 'none'
  terminal.send({ kind: 'mouse', action, button: button ?? 'left', x, y, shift: false, alt: false, ctrl: false })
  return `${action} ${x},${y}`
}

function isWhole({ rows, terminal }: Stage): boolean {
  return rows.length === terminal.height && rows.every(row => cellWidth(row) <= terminal.width)
}

async function opened(stage: Stage): Promise<void> {
  await vi.dynamicImportSettled()
  await stage.settle()
}

const stages: readonly StageOptions[] = [
  // Without files of theirs processes cannot be told for sure, so nothing is ever done to one.
  { seconds: 3, files: new MemoryFiles({}), change: storm(0) },
  { seconds: 3, barred: 'not under --readonly', variant: { swap: true, cores: 16 } },
  // Much is unknown.
  { seconds: 3, files: new MemoryFiles({}), change: portable('windows'), whyNot: whyNotPortable('windows') },
]

it.each(stages)(
  'whatever is pressed and clicked, the screen is whole (%#)',
  async options => {
    const killed = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw new Error('somebody would have been sent a signal')
    })
    const random = randomOf(SEED)
    let stage = await openStage(options)
    let done: string[] = []
    const about = () => `FUZZ_SEED=${SEED}: ${done.slice(-60).join(' ')}`
    for (let i = 0; i < EVENTS; i++) {
      done.push(act(stage, random))
      if (i % LOOK_EVERY > 0) continue
      await stage.pass(random(4) === 0 ? 1000 : 0)
      if (stage.left) {
        await stage.ended
        stage = await openStage(options)
        done = []
        continue
      }
      if (!isWhole(stage)) expect.fail(`${about()}\n${stage.text}`)
    }
    // It still answers, once what was being opened is open.
    await opened(stage)
    stage.terminal.resize(80, 24)
    for (let i = 0; i < 12 && !stage.left; i++) await stage.press('escape')
    if (!stage.left) {
      await stage.press('C-c')
      // What was typed while something was being opened comes before that, and may have opened more.
      for (let i = 0; i < MOST_OPENED && !stage.left; i++) await opened(stage)
      expect(stage.left, `${about()}\n${stage.text}`).toBe(true)
    }
    expect(killed).not.toHaveBeenCalled()
  },
  20_000 + EVENTS * 20,
)
