/** What grew in a process since a moment, on the screen. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type CompiledTarget, compileTarget, Target } from '../sources/target.ts'
import { footer, openNtop } from './screen.ts'

let compiled: CompiledTarget
beforeAll(async () => {
  compiled = await compileTarget()
})
afterAll(() => compiled.remove())

test('what a process takes after s is marked in its mappings, the largest first', async () => {
  const target = await Target.start(compiled.program)
  onTestFinished(() => target.end())
  const ntop = await openNtop(['-p', `${target.pid}`, '-d', '0.2'], { columns: 100, rows: 30 })
  ntop.type('enter', '3')
  const before = await ntop.until('mappings in')
  expect(footer(before)).toContain('s Mark')
  ntop.type('s')
  await ntop.until(/since \d\d:\d\d:\d\d .*RSS \S+ \+0/)
  await target.ask(`leak leaky ${8 * 1024 ** 2}`)
  const grown = await ntop.until(/^ shared +8\.0M +\+8\.0M +8\.0M +\+8\.0M new .* \/memfd:leaky/m)
  const title = grown.findIndex(row => /^ KIND.*\+RSS▼/.test(row))
  expect(grown[title + 1]).toContain('/memfd:leaky')
  await target.ask('pieces 200000 104')
  await ntop.until(rows => /^ brk-heap .* \+2[12]M .*\[heap\]/.test(rows[title + 1] ?? ''))
  ntop.type('s')
  await ntop.until(/since \d\d:\d\d:\d\d .*RSS \S+ \+0/)
  ntop.type('S')
  await ntop.until('mappings in')
})
