import { expect, it } from 'vitest'
import { isLoopback } from '../../src/model/loopback.ts'

it.each([
  ['lo', true],
  ['lo0', true],
  ['Loopback Pseudo-Interface 1', true],
  ['eth0', false],
  ['lowpan0', false],
  ['Ethernet', false],
  ['local', false],
])('%s is a loopback: %s', (name, expected) => {
  expect(isLoopback({ interface: name })).toBe(expected)
})
