/** Every page of a live heap, as pictures. */
import { afterEach, describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/terminal/width.ts'
import { expectFrame } from '../../support/expect-frame.ts'
import { closeStage, type Stage } from '../stage.ts'
import { type FakeOptions, REFUSING, SAMPLING } from './fake-heap.ts'
import { openDialog, openHeap } from './open-heap.ts'

afterEach(closeStage)

/** Of those that show another program. */
const OPTIONS: Readonly<Record<string, FakeOptions>> = {
  'very-line': SAMPLING,
  'very-line-asked': SAMPLING,
  'very-line-traces': SAMPLING,
}

/** What leads to each page with something on it. */
const PAGES: Readonly<Record<string, (stage: Stage, collect: () => void) => Promise<void>>> = {
  figures: async stage => await stage.pass(5000),
  lines: async stage => {
    await stage.press('2', 's', 'enter')
    await stage.press('s')
    await stage.pass(3000)
  },
  grown: async stage => {
    await stage.press('2', 's', 'enter', 's')
    await stage.pass(306_000)
    await stage.press('s', 'c')
  },
  traces: async stage => {
    await stage.press('2', 's', 'enter', 's', 'enter')
  },
  'very-line': async stage => {
    await stage.press('2', 's', 'enter', 's')
    await stage.pass(306_000)
    await stage.press('s', 'c', 'l', 'enter')
    await stage.press('down', 'l', 'up')
  },
  'very-line-asked': async stage => await stage.press('2', 's', 'enter', 's', 'l'),
  'very-line-traces': async stage => await stage.press('2', 's', 'enter', 's', 'l', 'enter', 'enter'),
  types: async stage => {
    await stage.press('3', 'r', 'enter')
    await stage.pass(3000)
    await stage.press('r')
  },
  holding: async stage => await stage.press('3', 'r', 'enter', 'enter', 'enter'),
  gc: async (stage, collect) => {
    await stage.press('4')
    collect()
    await stage.pass(1000)
  },
  collected: async stage => await stage.press('4', 'c', 'enter', 'enter'),
  stacks: async stage => await stage.press('5'),
  caches: async stage => await stage.press('6'),
  duplicates: async stage => await stage.press('7', 'r', 'enter'),
  cycles: async stage => await stage.press('8', 'r', 'enter'),
  tracing: async stage => await stage.press('2', 's'),
  asked: async stage => await stage.press('3', 'r'),
}

async function shown(page: string, width: number, height: number, options: FakeOptions = {}): Promise<Stage> {
  const { stage, heaps } = await openHeap({ ...OPTIONS[page], ...options }, { width, height })
  await PAGES[page]?.(stage, () => {
    const [session] = heaps.sessions
    const atMs = Date.now()
    for (const [i, pauseMs] of [0.4, 12, 117.3, 2.5].entries()) {
      session?.collectByItself({
        atMs: atMs + i * 700,
        kind: `generation ${i === 2 ? 2 : 0}`,
        pauseMs,
        collected: 12 + i * 400,
        uncollectable: i === 2 ? 3 : 0,
      })
    }
  })
  return stage
}

describe.each([
  [80, 24],
  [200, 50],
])('at %d×%d', (width, height) => {
  it.each(Object.keys(PAGES))('the page of %s', async page => {
    const { rows } = await shown(page, width, height)
    expectFrame(`live-${page}-${width}x${height}`, rows)
  })

  it('what it asks before it attaches', async () => {
    const { stage } = await openDialog({}, { width, height })
    expectFrame(`live-attach-${width}x${height}`, stage.rows)
  })
})

it('what is refused is said, and so is what that leaves', async () => {
  const { stage } = await openDialog({ runtime: 'node', abilities: REFUSING })
  expectFrame('live-attach-refusing-80x24', stage.rows)
  await stage.press('enter', '4')
  expectFrame('live-refused-80x24', stage.rows)
})

it('in ASCII', async () => {
  const { stage, heaps } = await openHeap({}, { unicode: false })
  await stage.press('4')
  heaps.sessions[0]?.collectByItself({
    atMs: Date.now(),
    kind: 'generation 2',
    pauseMs: 117,
    collected: 4,
    uncollectable: 0,
  })
  await stage.pass(1000)
  expectFrame('live-gc-ascii-80x24', stage.rows)
})

it.each([
  ['figures', /Python +3\.11\.7/],
  ['lines', /nothing that was allocated since tracing began is alive/],
  ['grown', /how RSS changed is not known/],
  ['types', /there are none/],
  ['stacks', /it has no threads that run code of its own/],
  ['caches', /no caches of the kinds that can be found/],
  ['duplicates', /nothing is there twice/],
  ['cycles', /nothing was garbage that only a collector frees/],
] as const)('where there is nothing the page of %s says so', async (page, said) => {
  const { text } = await shown(page, 80, 24, { sparse: true })
  expect(text).toMatch(said)
})

/** Wide characters, what the terminal would obey, and no end of it. */
const HOSTILE = (text: string): string => `\x1b[2J数👀\u202e${text}${'長い'.repeat(200)}\n`

const SIZES = [
  [1, 1],
  [20, 5],
  [40, 10],
  [80, 24],
  [200, 50],
] as const

it.each(Object.keys(PAGES))('whatever it says, and however small the screen, the page of %s is whole', async page => {
  const stage = await shown(page, 80, 24, { text: HOSTILE })
  for (const [width, height] of SIZES) {
    stage.terminal.resize(width, height)
    await stage.settle()
    expect(stage.rows).toHaveLength(height)
    expect(Math.max(...stage.rows.map(cellWidth))).toBeLessThanOrEqual(width)
    expect(stage.text.replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/)
  }
})
