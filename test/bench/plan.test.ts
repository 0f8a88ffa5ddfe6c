import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { planOf } from '../../bench/plan.js'
import { findIn, subjects } from '../../bench/subjects.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ntop-bench-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('all sizes are measured unless some are named', () => {
  expect(planOf([]).sizes).toEqual([80, 1000, 5000, 19000])
  expect(planOf(['--quick']).sizes).toEqual([80, 5000])
  expect(planOf(['--quick', '--processes', '300,20000']).sizes).toEqual([300, 20000])
})

test('scans in which descriptors are opened are left out, unless time is short', () => {
  expect(planOf([]).scan.leftOut).toBe(32)
  expect(planOf(['--quick', '--processes', '80']).scan.leftOut).toBe(12)
  expect(planOf(['--quick']).scan.leftOut).toBeLessThan(12)
})

test.each(['20001', '1', 'all', '80,', '80.5'])('not %s processes', sizes => {
  expect(() => planOf(['--processes', sizes])).toThrow('--processes takes numbers from 2 to 20000')
})

test('a storm is asked for, and so is another ntop', () => {
  expect(planOf([])).toMatchObject({ forksPerSec: 0, alone: false })
  expect(planOf(['--alone']).alone).toBe(true)
  expect(planOf(['--storm', '--ntop', '/other/ntop.js'])).toMatchObject({ forksPerSec: 500, ntop: '/other/ntop.js' })
  expect(planOf([]).ntop).toMatch(/\/bin\/ntop\.js$/)
})

test('a program is given time to settle', () => {
  expect(planOf([]).session.settle).toBe(4)
  expect(planOf(['--quick']).session.settle).toBe(1)
  expect(planOf(['--settle', '60', '--quick', '--processes', '80']).session).toMatchObject({ settle: 60, window: 3 })
  for (const seconds of ['-1', '301', '1.5', 'long'])
    expect(() => planOf([`--settle=${seconds}`])).toThrow('--settle takes seconds up to 300')
})

test('a program is looked for as a shell does, and must be executable', () => {
  const [first, second] = [folder(), folder()]
  writeFileSync(join(first, 'htop'), '', { mode: 0o644 })
  writeFileSync(join(second, 'htop'), '', { mode: 0o755 })
  expect(findIn(`${first}:/nowhere:${second}:`, 'htop')).toBe(join(second, 'htop'))
  expect(findIn(first, 'htop')).toBeUndefined()
})

test('peers are measured only where they are found', () => {
  const [home, bin] = [folder(), folder()]
  const script = '#!/bin/sh\necho "peer 4.5.6"\n'
  for (const name of ['top', 'glances']) writeFileSync(join(bin, name), script, { mode: 0o755 })
  const ntop = join(bin, 'ntop.js')
  writeFileSync(ntop, 'console.log("ntop 1.2.3")')
  const { found, missing } = subjects({ home, ntop, path: bin })
  expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual(['ntop 1.2.3', 'top 4.5.6', 'glances 4.5.6'])
  expect(missing).toEqual(['htop', 'btop', 'gtop', 'vtop'])
  expect(found.find(({ name }) => name === 'glances')?.upTo).toBe(1000)
})
