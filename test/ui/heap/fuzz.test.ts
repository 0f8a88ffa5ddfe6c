/**
 * Keys, clicks and sizes at random on a live heap that answers at once, late, with an error or never: each frame is whole,
 * nothing is asked that was not agreed to, and whoever was attached to is left exactly once. `FUZZ_EVENTS` for more of
 * them, `FUZZ_SEED` for the same once more.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { cellWidth } from '../../../src/terminal/width.ts'
import { randomOf } from '../../support/random.ts'
import { closeStage, type Stage } from '../stage.ts'
import { type FakeOptions, type Manner, SAMPLING } from './fake-heap.ts'
import { type OpenHeap, openHeap } from './open-heap.ts'

afterEach(closeStage)
afterEach(() => vi.restoreAllMocks())

const EVENTS = Number(process.env['FUZZ_EVENTS'] ?? 600)
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9)
const LOOK_EVERY = 4
/** So many events it is gone on with one and the same. */
const MOST_ON_ONE = 60

const KEYS = [
  ...'12345678sSclbefdtwrynqH/ I><+',
  ...[
    'enter',
    'enter',
    'enter',
    'escape',
    'tab',
    'S-tab',
    'up',
    'down',
    'left',
    'right',
    'pagedown',
    'home',
    'end',
    'f4',
    'C-u',
  ],
]
const SIZES = [
  [1, 1],
  [20, 5],
  [40, 10],
  [80, 24],
  [200, 50],
] as const
const MANNERS: readonly Manner[] = ['now', 'now', 'now', 'held', 'never', 'fails']

async function act({ stage, heaps }: OpenHeap, random: (below: number) => number): Promise<string> {
  const kind = random(100)
  if (kind < 80) {
    const key = KEYS[random(KEYS.length)] ?? 'r'
    stage.terminal.send({ kind: 'key', key })
    return key
  }
  if (kind < 84) {
    const manner = MANNERS[random(MANNERS.length)] ?? 'now'
    heaps.options = { ...heaps.options, manner }
    return manner
  }
  if (kind < 88) {
    heaps.release()
    return 'release'
  }
  if (kind < 89) {
    heaps.sessions.at(-1)?.end('the program ends')
    return 'ended'
  }
  if (kind < 92) {
    const [width, height] = SIZES[random(SIZES.length)] ?? [80, 24]
    stage.terminal.resize(width, height)
    return `${width}×${height}`
  }
  const { width, height } = stage.terminal
  const [x, y] = [random(width), random(height)]
  // What is beneath the view sends signals where somebody agrees to that, which is no fault.
  if (stage.rows[y]?.includes('Kill')) return 'none'
  stage.terminal.send({ kind: 'mouse', action: 'down', button: 'left', x, y, shift: false, alt: false, ctrl: false })
  return `click ${x},${y}`
}

function isWhole({ rows, terminal }: Stage): boolean {
  return rows.length === terminal.height && rows.every(row => cellWidth(row) <= terminal.width)
}

it.each<FakeOptions>([
  {},
  { attaching: 'held' },
  { detaching: 'held', runtime: 'node' },
  { detaching: 'fails' },
  { attaching: 'never' },
  SAMPLING,
])(
  'whatever is pressed, who was attached to is left once (%#)',
  async options => {
    const killed = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw new Error('somebody would have been sent a signal')
    })
    const random = randomOf(SEED)
    let attached = 0
    for (let i = 0; i < EVENTS; ) {
      const opened = await openHeap(options)
      const { stage, heaps, sessions } = opened
      const done: string[] = []
      for (const end = i + MOST_ON_ONE; i < end && !stage.left; i++) {
        done.push(await act(opened, random))
        if (i % LOOK_EVERY > 0) continue
        await stage.pass(random(4) === 0 ? 1000 : 0)
        if (!isWhole(stage)) expect.fail(`FUZZ_SEED=${SEED}: ${done.join(' ')}\n${stage.text}`)
      }
      // As ntop does however it ends.
      const leaving = sessions.leaveAll('ntop has ended')
      heaps.release()
      await stage.pass(4000)
      await leaving
      heaps.release()
      await stage.settle()
      attached += heaps.sessions.length
      const about = `FUZZ_SEED=${SEED}: ${done.join(' ')}`
      expect(
        heaps.sessions.map(({ detaches }) => detaches),
        about,
      ).toEqual(heaps.sessions.map(() => 1))
      expect(
        heaps.sessions.flatMap(({ unasked }) => unasked),
        about,
      ).toEqual([])
      closeStage()
    }
    expect(attached > 0).toBe(options.attaching !== 'never')
    expect(killed).not.toHaveBeenCalled()
  },
  60_000 + EVENTS * 50,
)
