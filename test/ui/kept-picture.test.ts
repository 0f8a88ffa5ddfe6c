import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ownFacts } from './own-facts.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const KEYS = [
  ...['down', 'up', 'pagedown', 'pageup', 'home', 'end'],
  ...['M', 'P', 'T', 'N', 'I', 'K', 'p', '%', '#', 'F', 'Z', ' ', 'c', 'U'],
  ...['/', '\\', 'n', 'o', 'enter', 'escape', 'u', 'k', '?', 'f6', 'L', 'backspace'],
  ...['v', 'v', 'g', '+', '-', '*'],
  ...['E', '/', '\\', 'n', 'o', 'enter', 'escape', 'u', 'k', '?', 'f6', 'L', 'backspace'],
]

function picture(stage: Stage): { rows: readonly string[]; styles: readonly number[] } {
  return { rows: stage.rows, styles: stage.terminal.styles }
}

/** Another width and back: each makes a frame of its own, of which everything has to be drawn. */
async function drawnAnew(stage: Stage): Promise<ReturnType<typeof picture>> {
  const { width, height } = stage.terminal
  for (const columns of [width + 1, width]) {
    stage.terminal.resize(columns, height)
    await stage.settle()
  }
  return picture(stage)
}

/** Something is found out of one of those in view, or what was found out has become old. */
const findings = fc.record({ at: fc.nat(20), bytes: fc.option(fc.nat(2 ** 40), { nil: undefined }), old: fc.boolean() })

async function find(stage: Stage, { at, bytes, old }: { at: number; bytes: number | undefined; old: boolean }) {
  const pid = stage.pids[at % Math.max(1, stage.pids.length)]
  if (pid === undefined) return
  if (old) stage.source.age(pid)
  else stage.source.find(pid, bytes)
  await stage.pass(300)
}

describe('what is kept of the last frame', () => {
  it.each([
    [80, 24, 'cpu'],
    [200, 50, 'cpu'],
    [80, 24, 'uss'],
    [200, 50, 'pss'],
  ])('is what a whole drawing would show, whatever is typed, at %i×%i by %s', async (width, height, columnId) => {
    const anyGroup = fc.constantFrom('none' as const, 'user' as const)
    const anyStep = fc.oneof(fc.constantFrom('a second', ...KEYS), findings)
    await fc.assert(
      fc.asyncProperty(anyGroup, fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (group, steps) => {
        const view = { sort: { columnId, descending: true }, group }
        const stage = await openStage({ width, height, view, seconds: 2, change: ownFacts() })
        for (const step of steps) {
          if (typeof step === 'object') await find(stage, step)
          else if (step === 'a second') await stage.pass(1000)
          else await stage.press(step)
          if (stage.left) break
        }
        // Until the next sample or key, or for a second and a half where it is paused, rows stay whatever is found out.
        if (!stage.left) await stage.pass(2000)
        const kept = picture(stage)
        if (!stage.left) expect(kept).toEqual(await drawnAnew(stage))
        await closeStage()
      }),
      { numRuns: 25 },
    )
  })
})
