import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const KEYS = [
  ...['down', 'up', 'pagedown', 'pageup', 'home', 'end'],
  ...['M', 'P', 'T', 'N', 'I', 'K', 'p', '%', '#', 'F', 'Z'],
  ...['/', '\\', 'n', 'o', 'enter', 'escape', 'u', 'k', '?', 'f6', 'L', 'backspace'],
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

describe('what is kept of the last frame', () => {
  it.each([
    [80, 24],
    [200, 50],
  ])('is what a whole drawing would show, whatever is typed, at %i×%i', async (width, height) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a second', ...KEYS), { minLength: 5, maxLength: 25 }), async steps => {
        const stage = await openStage({ width, height, seconds: 2 })
        for (const step of steps) {
          if (step === 'a second') await stage.pass(1000)
          else await stage.press(step)
          if (stage.left) break
        }
        const kept = picture(stage)
        if (!stage.left) expect(kept).toEqual(await drawnAnew(stage))
        await closeStage()
      }),
      { numRuns: 25 },
    )
  })
})
