import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Demo } from '../../src/cli/demo/demo.ts'
import { demos } from '../../src/cli/demo/demos.ts'
import { startDemo } from '../../src/cli/demo/start.ts'
import { demosText, demoText } from '../../src/cli/demo/text.ts'

const FOLDER = 'test/targets/demos'

/** One whose program is this text. */
function demoOf(program: string): { demo: Demo; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-demo-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'program.cjs'), program)
  const demo: Demo = { id: 'it', runtime: 'node', file: 'program.cjs', about: '', tab: 'memory', steps: [] }
  return { demo, folder }
}

describe('demos', () => {
  test('each has a program, keys for each step, and a name of its own', () => {
    for (const { file, steps } of demos) {
      expect(existsSync(join(FOLDER, file)), file).toBe(true)
      expect(steps.length).toBeGreaterThan(0)
      for (const { keys, text } of steps) {
        expect(keys.filter(key => key !== '').length).toBeGreaterThan(0)
        expect(text).toMatch(/[.?]$/)
      }
    }
    expect(new Set(demos.map(({ id }) => id)).size).toBe(demos.length)
  })

  test('are listed on lines of 80 columns', () => {
    for (const line of demosText(demos).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('say what there is to press, keys that are pressed often once', () => {
    const steps = [{ keys: ['down', 'down', 'down', 'enter'], text: 'Go there.' }]
    const demo: Demo = { id: 'it', runtime: 'node', file: '', about: 'an idea', tab: '', steps }
    const text = demoText(demo, { pid: 7, said: 'runs', end: async () => {} })
    expect(text).toBe('ntop demo it: an idea\nprocess 7: runs\n\n  1. Go there. Press 3× Down Enter\n')
  })
})

describe('a program of a demo', () => {
  test('is there once it has said so, cleaned, and is ended', async () => {
    const { demo, folder } = demoOf("console.log('ready \\x1b[31m'); setInterval(() => {}, 1000)")
    const started = await startDemo(demo, folder)
    expect(started.said).toBe('ready ␛[31m')
    expect(existsSync(`/proc/${started.pid}`)).toBe(true)
    await started.end()
    expect(existsSync(`/proc/${started.pid}`)).toBe(false)
  })

  test('that ends before it is ready has its complaint told', async () => {
    const { demo, folder } = demoOf("console.error('first'); console.error('no such thing'); process.exit(3)")
    await expect(startDemo(demo, folder)).rejects.toThrow('demo it: its node program ended: no such thing')
  })

  test('that ends without a word has its exit code told', async () => {
    const { demo, folder } = demoOf('process.exit(3)')
    await expect(startDemo(demo, folder)).rejects.toThrow('demo it: its node program ended with 3')
  })
})
