import { expect, test } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { spokenKey, spokenKeys } from '../../src/plain/keys.ts'

test('keys are told in words: signs by their names, capitals as what is pressed', () => {
  expect(['?', '\\', 'C-z', 'L', 'l', ' ', 'pageup', 'f10', 'M-x', 'S-tab'].map(spokenKey)).toEqual([
    'question mark',
    'backslash',
    'Ctrl-Z',
    'Shift-L',
    'l',
    'Space',
    'PgUp',
    'F10',
    'Alt-x',
    'Shift-Tab',
  ])
  for (const key of commands.flatMap(({ keys }) => keys)) expect(spokenKey(key), key).toMatch(/^[A-Za-z0-9 -]+$/)
})

test('several as one says them', () => {
  expect(spokenKeys([])).toBe('')
  expect(spokenKeys(['q'])).toBe('q')
  expect(spokenKeys(['/', '\\', 'f4'])).toBe('slash, backslash or F4')
  expect(spokenKeys([...'0123456789'])).toBe('0 to 9')
  expect(spokenKeys(['g', ...'0123456789'])).toBe('0 to 9 or g')
  expect(spokenKeys(['1', '2'])).toBe('1 or 2')
})
