import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { compiled } from '../../bench/compiled.js'
import { planOf } from '../../bench/plan.js'
import { childrenOf } from '../../bench/processes.js'
import { growthOf, type Reading, readingInWords, runSoak, soakInWords } from '../../bench/soak.js'
import { builtNtop } from '../support/build.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ntop-bench-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('a soak is an hour of births unless it is said otherwise', () => {
  expect(planOf([]).soak).toBeUndefined()
  expect(planOf(['--soak']).soak).toEqual({ births: 720_000, ratePerSec: 200, delaySec: 1 })
  const said = ['--soak', '--births', '5000', '--rate', '400', '--delay', '0.5']
  expect(planOf(said).soak).toEqual({ births: 5000, ratePerSec: 400, delaySec: 0.5 })
})

test.each([
  ['--births', '9', '--births takes a number from 10 on'],
  ['--births', 'many', '--births takes a number'],
  ['--rate', '5001', '--rate takes a number from 1 to 5000'],
  ['--delay', '0.01', '--delay takes seconds from 0.1 on'],
])('no soak with %s %s', (option, value, why) => {
  expect(() => planOf(['--soak', option, value])).toThrow(why)
})

/** Ten readings in which one figure goes from one value to another. */
function readings(figure: keyof Reading, from: number, to: number): Reading[] {
  const flat = {
    living: 300,
    rssBytes: 60e6,
    heapBytes: 8e6,
    externalBytes: 2e6,
    descriptors: 600,
    cpuMsPerSec: 30,
    bytesPerSec: 3000,
  }
  return Array.from({ length: 10 }, (_, i) => ({
    ...flat,
    sec: i * 360,
    births: (i + 1) * 72_000,
    [figure]: from + ((to - from) * i) / 9,
  }))
}

test('what stays the same is flat, and ten bytes of heap or a descriptor in a thousand births are not', () => {
  expect(growthOf(readings('rssBytes', 60e6, 60e6)).flat).toBe(true)
  for (const [figure, from, to] of [
    ['rssBytes', 60e6, 70e6],
    ['heapBytes', 8e6, 8e6 + 7.2e6],
    ['externalBytes', 2e6, 2e6 + 7.2e6],
    ['descriptors', 600, 600 + 720],
  ] as const) {
    const { growth, flat } = growthOf(readings(figure, from, to))
    expect([flat, growth[figure].flat], figure).toEqual([false, false])
    const living = figure === 'descriptors' ? 300 : 1
    expect(growth[figure].aBirth).toBeCloseTo((to - from) / living / (9 * 72_000), 9)
  }
  // One reading that stands out is none of a trend.
  const peak = readings('heapBytes', 8e6, 8e6).map((reading, i) =>
    i === 8 ? { ...reading, heapBytes: 12e6 } : reading,
  )
  expect(growthOf(peak).flat).toBe(true)
})

test('births come at the rate that is wanted, most of them live for a while, and all end with their input', async () => {
  const program = compiled('births', folder())
  if (program === undefined) throw new Error('there is no C compiler')
  const child = spawn(program, ['200', '150', '60'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('ready')
  let [born, living, ms] = [0, 0, 0]
  let most = 0
  while (born < 150 || living > 0) {
    child.stdin.write('?')
    ;[born = 0, living = 0, ms = 0] = String((await lines.next()).value)
      .split(' ')
      .map(Number)
    most = Math.max(most, living)
    // Whole numbers: the same in seconds may come out a hair below what it is.
    expect(born * 1000).toBeLessThanOrEqual(ms * 200 + 1000)
  }
  expect(born).toBe(150)
  expect(most).toBeGreaterThan(50)
  expect(most).toBeLessThan(150)
  expect(childrenOf(child.pid ?? 0)).toEqual([])
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a short soak has ten readings of ntop, in words too', async () => {
  const plan = { births: 400, ratePerSec: 200, delaySec: 0.2 }
  const home = folder()
  const told: Reading[] = []
  const tools = { ntop: await builtNtop(), folder: folder(), home, say: () => undefined }
  const soak = await runSoak(plan, { ...tools, tell: reading => void told.push(reading) })
  expect(told).toEqual(soak.readings)
  expect(soak.readings).toHaveLength(10)
  expect(soak.readings.at(-1)?.births).toBe(400)
  for (const { rssBytes, heapBytes, externalBytes, descriptors, bytesPerSec } of soak.readings) {
    expect(rssBytes).toBeGreaterThan(30e6)
    expect(heapBytes).toBeGreaterThan(2e6)
    expect(heapBytes).toBeLessThan(rssBytes)
    expect(externalBytes).toBeGreaterThan(0)
    // Who lives for a while has been seen.
    expect(descriptors).toBeGreaterThan(20)
    expect(bytesPerSec).toBeGreaterThan(0)
  }
  const [first] = soak.readings
  expect(first && readingInWords(first)).toMatch(/^\d+ births after \d s: \d+ living, RSS [\d.]+ MB, /)
  const words = soakInWords(plan, soak)
  expect(words).toMatch(/^400 births, 200 a second wanted, ntop looks every 0\.2 s/)
  expect(words.match(/^\| \d+ /gm)).toHaveLength(10)
  expect(words).toMatch(/first and the last 3 readings: (NOT )?flat/)
}, 60_000)
