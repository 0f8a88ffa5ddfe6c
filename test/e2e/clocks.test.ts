/** When the program loads the library that the clocks of processes are asked by, and that it does without. */
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inNamespace } from '../sources/namespace.ts'
import { type CompiledTarget, compileTarget, Target } from '../sources/target.ts'
import { builtNtop } from '../support/build.ts'
import { bundleProgram } from '../support/bundle.ts'
import { emptyFolder, openNtop } from './screen.ts'

let compiled: CompiledTarget

beforeAll(async () => {
  compiled = await compileTarget()
})

afterAll(() => compiled.remove())

/** What is to be loaded into the program first: says when it asks for koffi, and then waits for `gate` where there is one. */
function preload(gate?: string): string {
  const path = join(emptyFolder(), 'preload.cjs')
  const held = gate === undefined ? '' : `while (!existsSync(${JSON.stringify(gate)})) Atomics.wait(nobody, 0, 0, 5);`
  writeFileSync(
    path,
    `const { existsSync, writeFileSync } = require('node:fs')
    const Module = require('node:module')
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    const load = Module._load
    Module._load = function (name) {
      if (name === 'koffi') {
        writeFileSync(__filename + '.asked', '')
        ${held}
      }
      return load.apply(this, arguments)
    }`,
  )
  return path
}

/** Runs it beside so many processes; of each whether it asks for koffi. */
async function beside(ntop: string, ...counts: readonly number[]): Promise<unknown> {
  const program = await bundleProgram('test/sources/programs/loaded.ts')
  return inNamespace(program, compiled.program, preload(), ntop, ...counts.map(String))
}

test('it is loaded beside 300 processes and more, and not for the version', async () => {
  expect(await beside(await builtNtop(), 10, 299, 300)).toEqual([
    { processes: 10, asks: false, asksForVersion: false },
    { processes: 299, asks: false, asksForVersion: false },
    { processes: 300, asks: true, asksForVersion: false },
  ])
})

test('the program does without it', async () => {
  const root = emptyFolder()
  const folder = join(await builtNtop(), '../..')
  for (const path of ['bin/ntop.js', 'bin/package.json', 'dist', 'package.json'])
    cpSync(join(folder, path), join(root, path), { recursive: true })
  expect(await beside(join(root, 'bin/ntop.js'), 310)).toEqual([{ processes: 310, asks: true, asksForVersion: false }])
})

test('the first table does not wait for it, and figures of the second scan come after it', async () => {
  const target = await Target.start(compiled.program)
  try {
    await target.pids('idle 300')
    const gate = join(emptyFolder(), 'gate')
    const path = preload(gate)
    const ntop = await openNtop([], { env: { NODE_OPTIONS: `--require=${path}` } })
    await vi.waitFor(() => expect(existsSync(`${path}.asked`)).toBe(true), { timeout: 10_000 })
    expect(ntop.text().join('\n')).toMatch(/cpu +–/)
    writeFileSync(gate, '')
    await ntop.until(/cpu +\d/)
  } finally {
    await target.end()
  }
})
