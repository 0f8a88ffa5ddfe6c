import { expect, it } from 'vitest'
import { nearestLimit, pressureOf } from '../../src/model/limit-use.ts'

it('the limit that most is used of is the nearest, as far as anything is known', () => {
  const limits = [
    { name: 'RLIMIT_NOFILE', soft: 1024, used: 512 },
    { name: 'RLIMIT_STACK', soft: 8_388_608, used: 7_340_032 },
    { name: 'RLIMIT_AS', soft: 100, used: undefined },
    { name: 'RLIMIT_MEMLOCK', soft: 0, used: 0 },
  ]
  expect(nearestLimit(limits)).toEqual({ name: 'STACK', usedPct: 87.5 })
  expect(nearestLimit([])).toBeUndefined()
  expect(nearestLimit([{ name: 'RLIMIT_AS', soft: 100, used: undefined }])).toBeUndefined()
  expect(nearestLimit([{ name: 'RLIMIT_AS', soft: 100, used: 0 }])).toEqual({ name: 'AS', usedPct: 0 })
})

it('what reads 80% is warned of', () => {
  expect([79.4, 79.5, 94.4, 94.5, 100].map(pressureOf)).toEqual(['plain', 'warn', 'warn', 'bad', 'bad'])
})
