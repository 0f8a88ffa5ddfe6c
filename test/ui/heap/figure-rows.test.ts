import { expect, it } from 'vitest'
import type { HeapFigures } from '../../../src/runtime/figures.ts'
import { heapUse } from '../../../src/ui/heap/figure-rows.ts'

const bytes = (name: string, value: number) => ({ name, about: '', value, unit: 'bytes' as const })
const space = (usedBytes: number | undefined) => ({
  name: 'a',
  usedBytes,
  committedBytes: undefined,
  mostBytes: undefined,
})

it.each<[string, Partial<HeapFigures>, ReturnType<typeof heapUse>]>([
  ['all spaces', { spaces: [space(3), space(undefined), space(4)] }, { label: 'heap used', bytes: 7 }],
  [
    'what the runtime calls so',
    { figures: [bytes('resident', 9), bytes('heap used', 5)] },
    { label: 'heap used', bytes: 5 },
  ],
  [
    'what is traced, by its own name',
    { figures: [bytes('traced memory', 2), bytes('traced peak', 3)] },
    { label: 'traced', bytes: 2 },
  ],
  ['nothing, where it tells of none', { figures: [bytes('resident', 9)] }, undefined],
])('what of a heap is in use is %s', (_, told, use) => {
  const figures = { version: '1', collects: true, generations: [], spaces: [], figures: [], ...told }
  expect(heapUse(figures)).toEqual(use)
})
