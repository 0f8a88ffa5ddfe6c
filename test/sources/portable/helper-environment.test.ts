import { expect, it } from 'vitest'
import { helperEnvironment } from '../../../src/sources/portable/helper-environment.ts'

it('has numbers and words as C has them, characters as the user has them', () => {
  const german = helperEnvironment({ LANG: 'de_DE.UTF-8', HOME: '/home/me' }, 'linux')
  expect(german).toMatchObject({ LANG: 'C', LC_NUMERIC: 'C', LC_CTYPE: 'de_DE.UTF-8', HOME: '/home/me' })
  expect(helperEnvironment({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, 'linux')).toMatchObject({ LC_CTYPE: 'C.UTF-8' })
  expect(helperEnvironment({ LC_ALL: 'C' }, 'linux')).not.toHaveProperty('LC_ALL')
  expect(helperEnvironment({}, 'darwin')).toMatchObject({ LC_CTYPE: 'UTF-8' })
})

it('has nothing in it that makes ps, pidusage or Node do otherwise, or the library ask the screens', () => {
  const given = { DISPLAY: ':0', COLUMNS: '80', PS_PERSONALITY: 'bsd', PIDUSAGE_MAXAGE: '0', NODE_OPTIONS: '--inspect' }
  const names = Object.keys(helperEnvironment(given, 'linux'))
  expect(names.filter(name => name in given)).toEqual([])
  expect(Number(helperEnvironment(given, 'freebsd')['COLUMNS']), 'as wide as a line may be').toBeGreaterThan(100_000)
})
