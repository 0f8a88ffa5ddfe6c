import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isFirstStart, startedPath } from '../../src/config/first-start.ts'
import { emptyFolder } from './folder.ts'

const uid = process.getuid?.()

describe('the place', () => {
  test('is where the environment says, else below the home', () => {
    expect(startedPath({ XDG_STATE_HOME: '/state', HOME: '/home/ada' })).toBe('/state/ntop/started')
    expect(startedPath({ HOME: '/home/ada' })).toBe('/home/ada/.local/state/ntop/started')
    expect(startedPath({ XDG_STATE_HOME: 'relative', HOME: '/home/ada' })).toBe('/home/ada/.local/state/ntop/started')
    expect(startedPath({ HOME: 'relative' })).toBeUndefined()
    expect(startedPath({})).toBeUndefined()
  })
})

describe('the first start', () => {
  test('is one of all in the same home, and says in a file why', () => {
    const home = emptyFolder()
    expect([1, 2, 3].map(() => isFirstStart({ HOME: home }, uid))).toEqual([true, false, false])
    const folder = join(home, '.local', 'state', 'ntop')
    expect(readFileSync(join(folder, 'started'), 'utf8')).toMatch(/^ntop was started here before.*\n$/)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(isFirstStart({ XDG_STATE_HOME: join(home, 'other') }, uid)).toBe(true)
  })

  test('is none where nothing can be remembered', () => {
    const home = emptyFolder()
    writeFileSync(join(home, '.local'), 'a file')
    for (const env of [{}, { HOME: home }, { XDG_STATE_HOME: '/proc/nonexistent' }])
      expect([isFirstStart(env, uid), isFirstStart(env, uid)], JSON.stringify(env)).toEqual([false, false])
    expect(readFileSync(join(home, '.local'), 'utf8')).toBe('a file')
  })

  test.skipIf(uid === 0)('is none in a home that may not be written', () => {
    const home = emptyFolder()
    chmodSync(home, 0o500)
    expect(isFirstStart({ HOME: home }, uid)).toBe(false)
  })

  test('leaves nothing behind in the home of somebody else, as with sudo', () => {
    const home = emptyFolder()
    expect(isFirstStart({ HOME: home }, (uid ?? 0) + 1)).toBe(false)
    expect(existsSync(join(home, '.local'))).toBe(false)
  })

  test.runIf(uid === 0)('of root in a home that is another’s is none', () => {
    const home = emptyFolder()
    mkdirSync(join(home, '.local'))
    chownSync(join(home, '.local'), 65_534, 65_534)
    expect(isFirstStart({ HOME: home }, 0)).toBe(false)
    expect(existsSync(join(home, '.local', 'state'))).toBe(false)
  })
})
