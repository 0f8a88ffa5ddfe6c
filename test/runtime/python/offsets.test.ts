import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { LAYOUTS, layoutOf } from '../../../src/runtime/python/offsets.ts'
import { pythons } from './pythons.ts'

const folder = mkdtempSync(join(tmpdir(), 'ntop-offsets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const withHeaders = pythons().flatMap(({ minor, prefix, version, isUsual }) => {
  const include = join(prefix, 'include', `python3.${minor}`)
  const isThere = isUsual && existsSync(join(include, 'internal', 'pycore_gc.h'))
  return isThere && LAYOUTS.some(layout => layout.minor === minor) ? [{ version, minor, include }] : []
})

describe('the layouts', () => {
  it.skipIf(withHeaders.length === 0).each(withHeaders)(
    'are those of CPython’s own headers: $version',
    ({ version, minor, include }) => {
      const program = join(folder, version)
      execFileSync('cc', ['-DPy_BUILD_CORE', '-I', include, '-o', program, 'src/runtime/python/offsets.c'])
      const row = execFileSync(program, { encoding: 'utf8' })
      expect(row).toContain(`// ${version}`)
      const printed = Object.fromEntries(
        [...row.matchAll(/(\w+): (\d+)/g)].map(([, name, value]) => [name, Number(value)]),
      )
      const machine = /machine: '(.*)'/.exec(row)?.[1]
      const layout = LAYOUTS.find(one => one.minor === minor && one.machine === machine)
      expect({ ...printed, machine }).toEqual(layout)
    },
  )

  it('are told apart by the size of the state alone, on each machine', () => {
    for (const layout of LAYOUTS) expect(layoutOf(layout.machine, layout.runtimeBytes)).toBe(layout)
    expect(layoutOf('x86-64', 657)).toBeUndefined()
    // Of this machine no headers were at hand.
    expect(layoutOf('aarch64', 656)).toBeUndefined()
  })
})
