import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { nodes } from '../runtime/node/nodes.ts'

/** The module as a script, for a Node of any version. */
const [{ text: thrift } = { text: '' }] = buildSync({
  entryPoints: [fileURLToPath(new URL('../../src/ui/thrift.ts', import.meta.url))],
  bundle: true,
  format: 'cjs',
  platform: 'node',
  write: false,
}).outputFiles

/** Calls a function until V8 has optimised it, and prints how often it was called. */
const CALLS = `
const TURBOFANNED = 1 << 6
const work = list => { let sum = 0; for (const one of list) sum += one.length * 2; return sum }
const list = ['a', 'bc', 'def', 'ghij']
let calls = 0
do work(list)
while (++calls < 1e6 && (%GetOptimizationStatus(work) & TURBOFANNED) === 0)
console.log(calls)`

describe.each(nodes())('V8 of %s', node => {
  function callsAfter(script: string): number {
    // Compiled at once rather than on another thread, which would take its time.
    const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation']
    const { stdout, stderr } = spawnSync(node, [...flags, '-'], { input: thrift + script + CALLS, encoding: 'utf8' })
    // It complains there of flags that it does not know, across the screen.
    expect(stderr).toBe('')
    return Number(stdout)
  }

  test('is patient with what runs seldom, and as usual again with thousands of processes', () => {
    const usual = callsAfter('')
    expect(usual).toBeGreaterThan(0)
    const thrifty = callsAfter('beThrifty()')
    expect(thrifty).toBeGreaterThan(2 * usual)
    expect(callsAfter('beThrifty(); beThriftyWithThousands(2000)')).toBeGreaterThan(2 * usual)
    expect(callsAfter('beThrifty(); beThriftyWithThousands(3000)')).toBeLessThan(thrifty / 2)
  })
})
