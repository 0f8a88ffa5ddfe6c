import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { portable, whyNotPortable } from './portable.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

async function ask(stage: Stage): Promise<void> {
  await stage.press('_')
  await vi.dynamicImportSettled()
  await stage.settle()
}

describe('why there is a dash', () => {
  it('is told in one key, of the row and of the machine', async () => {
    const stage = await openStage({
      width: 120,
      height: 36,
      change: portable('windows'),
      whyNot: whyNotPortable('windows'),
    })
    await ask(stage)
    expect(stage.text).toMatch(/what is unknown of 4194303 tar/)
    for (const title of ['USER', 'PRI', 'NI', 'VIRT', 'SHR', 'S', 'THR', 'load', 'R D Z', 'iowait', 'swap', 'pressure'])
      expect(stage.text).toMatch(new RegExp(`│ +${title} +(?:only the Linux source|Windows does not) tell`))
    await stage.press('_')
    expect(stage.text).not.toContain('what is unknown')
  })

  it.each([
    ['mac', 80, 24],
    ['windows', 120, 36],
  ] as const)('frame of %s, %d×%d', async (system, width, height) => {
    const stage = await openStage({ width, height, change: portable(system), whyNot: whyNotPortable(system) })
    await ask(stage)
    expectFrame(`why-unknown-${system}-${width}x${height}`, stage.rows)
  })

  it('is that others’ figures may not be read, on Linux, where that is so', async () => {
    const files = new MemoryFiles({ '1/io': 'denied', '1/oom_score': 'absent' })
    const view = { columns: ['pid', 'uss', 'read', 'tty', 'oom', 'command'].map(id => ({ id })) }
    const stage = await openStage({ width: 120, height: 36, files, view })
    await stage.press('1', 'enter')
    await ask(stage)
    expectFrame('why-unknown-120x36', stage.rows)
  })

  it('is that the list of processes is an old one', async () => {
    let listed: RawSample | undefined
    const stage = await openStage({
      width: 120,
      height: 36,
      change(sample) {
        listed ??= { ...sample, processes: sample.processes.map(process => ({ ...process })) }
        const processes = listed.processes.map(process => ({ ...process }))
        return { ...sample, processes, oldList: { listedAtMs: listed.monotonicMs, why: 'no answer yet' } }
      },
    })
    await ask(stage)
    expect(stage.text).toMatch(/CPU% +processes cannot be listed anew: no answer yet/)
  })

  it('is said where nothing is unknown, too, and where nobody is selected', async () => {
    const stage = await openStage({ width: 120, height: 36, view: { group: 'user' } })
    await ask(stage)
    expect(stage.text).toMatch(/─ what is unknown ─/)
    expect(stage.text).toMatch(/temperature +no sensor has told one/)
  })
})
