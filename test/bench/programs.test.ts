import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { bundledScan, compiled } from '../../bench/compiled.js'
import { childrenOf, unlessGone } from '../../bench/processes.js'

const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(name: 'population' | 'sweep', ...args: (string | number)[]) {
  const program = compiled(name, folder)
  if (program === undefined) throw new Error('there is no C compiler')
  return startProgram(program, args)
}

function startProgram(program: string, args: (string | number)[]) {
  const child = spawn(program, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.stdin.end()
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, pid: child.pid ?? 0, next: async (): Promise<string> => (await lines.next()).value }
}

function nameOf(pid: number): string {
  return unlessGone(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'gone'
}

test('a population has of each kind as many as it should, and ends with its input', async () => {
  const { child, pid, next } = start('population', 501, 60, 8, 9, 0)
  // A hundred have seven threads more.
  expect(await next()).toBe('ready 501 1201')
  const names = childrenOf(pid).map(nameOf)
  const number = (kind: string) => names.filter(name => name === kind).length
  expect(['sleeper', 'threaded', 'waker', 'worker', 'churner'].map(number)).toEqual([379, 100, 15, 1, 5])

  child.stdin.end()
  await once(child, 'exit')
  // All the others hold its output open.
  if (!child.stdout.closed) await once(child.stdout, 'close')
})

test('a small population has at least one of each kind, and a storm on demand', async () => {
  const { pid, next } = start('population', 11, 60, 3, 9, 100)
  expect(await next()).toBe('ready 12 16')
  const names = new Set(childrenOf(pid).map(nameOf))
  expect([...names].sort()).toEqual(['churner', 'sleeper', 'storm', 'threaded', 'waker', 'worker'])
})

test('more than 20,000 processes are refused', async () => {
  const { child } = start('population', 20001, 60, 8, 9, 0)
  expect(await once(child, 'exit')).toEqual([2, null])
})

test('a sweep reads every process once, and ends with its input', async () => {
  const { child, next } = start('sweep', '/proc', 500, 0, 3)
  const [, kept = 0, read = 0, seen = 0] = (await next()).split(' ').map(Number)
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThanOrEqual(seen)
  expect(kept).toBeGreaterThanOrEqual(500)
  child.stdin.write('\n')
  expect(await next()).toBe('')
  const sweeps = (await next()).trim().split(' ').map(Number)
  expect(sweeps).toHaveLength(3)
  for (const ms of sweeps) expect(ms).toBeGreaterThan(0)

  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

const ntop = resolve('bin/ntop.js')

test('the scan prints the cost of those scans that count, and ends', async () => {
  const { child, next } = startProgram(process.execPath, [bundledScan(ntop, folder), 1, 2])
  const exited = once(child, 'exit')
  const scans = (await next()).split(' ').map(Number)
  expect(scans).toHaveLength(2)
  for (const ms of scans) expect(ms).toBeGreaterThan(0)
  expect(await exited).toEqual([0, null])
})

test('the scan finds what ntop finds that is not bundled, and is gone afterwards', async () => {
  // In a process of its own, for it lasts as long as that.
  const script = `
    import { createRequire } from 'node:module'
    import { besidePackages, bundledScan } from '${resolve('bench/compiled.js')}'
    import { closeAllOnExit } from '${resolve('bench/cleanup.js')}'
    closeAllOnExit()
    const scan = bundledScan('${ntop}', besidePackages('${ntop}'))
    createRequire(scan).resolve('koffi')
    console.log(scan)`
  const { child, next } = startProgram(process.execPath, ['--input-type=module', '--eval', script])
  const exited = once(child, 'exit')
  const scan = await next()
  expect(scan).toMatch(/scan\.cjs$/)
  expect(await exited).toEqual([0, null])
  expect(existsSync(dirname(scan))).toBe(false)
})

test('the scan ends with its input', async () => {
  const { child } = startProgram(process.execPath, [bundledScan(ntop, folder), 1000, 1])
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('an ntop without its sources has no scan to be measured', () => {
  expect(() => bundledScan(join(folder, 'bin', 'ntop.js'), folder)).toThrow(folder)
})
