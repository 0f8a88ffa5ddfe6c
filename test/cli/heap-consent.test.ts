import { expect, it } from 'vitest'
import { canAsk, consentText } from '../../src/cli/heap/consent.ts'
import { abilitiesWith, type Can } from '../../src/runtime/detection.ts'

/** How long attaching itself stops it is known: so long as a look at its figures does. */
const STATS = { effects: ['opens-port', 'pause'], estimatedPauseMs: 5 } as const

function abilities(types: Can) {
  return abilitiesWith({ refusal: 'not' }, { stats: STATS, types })
}

it('a pause of which nobody knows how long it is is not told to be as short as that of attaching', () => {
  const can = canAsk('types', abilities({ effects: ['pause', 'collects'] }))
  expect(can).toEqual({ effects: ['opens-port', 'pause', 'collects'], warnings: [] })
  if ('refusal' in can) throw new Error(can.refusal)
  expect(consentText('70 leak', { what: 'types' }, can, 0)).toContain('- stops it for a moment\n')
})

it('of two that are known the longer one is told', () => {
  expect(canAsk('types', abilities({ effects: ['pause'], estimatedPauseMs: 60 }))).toMatchObject({
    estimatedPauseMs: 60,
  })
  expect(canAsk('types', abilities({ effects: ['pause'], estimatedPauseMs: 1 }))).toMatchObject({ estimatedPauseMs: 5 })
})

it('what does not stop it by itself takes no longer than attaching', () => {
  expect(canAsk('types', abilities({ effects: ['collects'] }))).toMatchObject({ estimatedPauseMs: 5 })
})
