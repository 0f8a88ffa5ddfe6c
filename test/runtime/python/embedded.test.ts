import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { attachPython } from '../../../src/runtime/python/session.ts'
import { type Python, pythons } from './pythons.ts'
import { thisSystem } from './system.ts'
import { PythonTarget } from './target.ts'

const system = thisSystem()
const never = new AbortController().signal
let folder: string
let program: string
let target: PythonTarget

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-embedded-'))
  program = join(folder, 'server')
  const libraries = ['-ldl', '-lpthread']
  const warnings = ['-Wall', '-Wextra', '-Werror']
  execFileSync('cc', [...warnings, '-o', program, 'test/targets/embeds-python.c', ...libraries])
})
afterEach(() => target.end())
afterAll(() => {
  system.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As a library, where that came with it. */
function libraryOf({ prefix, minor }: Python): string | undefined {
  const name = `libpython3.${minor}.so.1.0`
  return [join(prefix, 'lib', name), `/usr/lib/x86_64-linux-gnu/${name}`].find(existsSync)
}

const cases = pythons().flatMap(python => {
  const library = python.isUsual && python.minor >= 9 && python.minor <= 13 ? libraryOf(python) : undefined
  return library === undefined ? [] : ['main', 'thread'].map(where => ({ python, library, where }))
})

const attach = () =>
  attachPython(target.id(system.lookAt), ['writes-memory', 'makes-file', 'runs-code'], system, never, {
    agent:
      'def answer(call, args, emit):\n    return call\ndef undo():\n    return {"restored": [], "leftBehind": []}\n',
  })

describe.runIf(process.arch === 'x64' && cases.length > 0)('a Python inside of another program', () => {
  it.each(cases)(
    'is asked, and the program goes on: $python.version in its $where',
    async ({ python, library, where }) => {
      const home = ['env', `PYTHONHOME=${python.prefix}`]
      target = await PythonTarget.start(library, [...home, program, where])
      const before = target.counts()
      const session = await attach()
      if ('failed' in session) throw new Error(session.failed)
      expect(session.version).toBe(python.version)
      expect(await session.request('echo', {})).toBe('echo')
      expect(await session.detach()).toMatchObject({ restored: ['our thread in it has ended'] })
      expect(target.counts()).toEqual(before)
      expect(await target.goesOn()).toBe(true)
      // It has no Python any more, and is not asked for one.
      expect(await target.ask('finish')).toBe('over')
      expect(await target.answer()).toBe('finalized')
      const failed = expect.stringMatching(/has not started|about to end|cannot be the state/)
      expect(await attach()).toEqual({ failed, restored: [], leftBehind: [] })
      target.child.stdin?.write('?')
      expect(await target.answer()).toBe('goes on')
      expect(target.errors).toBe('')
    },
  )
})
