/** The built program, killed while it traces: what it traced is as before. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../runtime/asked-program.ts'
import { startLeaking } from '../runtime/node/attaching.ts'
import { linksOf } from '../runtime/node/target.ts'
import { builtNtop } from '../support/build.ts'
import { startPython } from './leaking.ts'

/** What is promised. */
const WITHIN_MS = 10_000

/** Resolves with when it was killed. */
async function killedOnce(pid: number, isTraced: () => Promise<boolean>): Promise<number> {
  const args = [await builtNtop(), 'heap', `${pid}`, 'lines', '--yes', '--for', '60', '--by', 'function']
  const ntop = spawn(process.execPath, args, { stdio: 'ignore' })
  const ended = once(ntop, 'exit')
  onTestFinished(() => {
    ntop.kill('SIGKILL')
  })
  await until(async () => (await isTraced()) || ntop.exitCode !== null)
  expect(ntop.exitCode).toBeNull()
  ntop.kill('SIGKILL')
  await ended
  return performance.now()
}

it('a Node', async () => {
  const node = await startLeaking(undefined, ['--allow-natives-syntax'])
  onTestFinished(() => node.end())
  const openIn = () => [node.ports(), linksOf(node.pid).sort()]
  // As long as it is traced it runs without its optimised code.
  const isTraced = async () => (await node.ask('optimized')) === 'false'
  expect(await isTraced()).toBe(false)
  const before = openIn()
  const since = await killedOnce(node.pid, isTraced)
  await until(async () => !(await isTraced()) && isDeepStrictEqual(openIn(), before))
  expect(performance.now() - since).toBeLessThan(WITHIN_MS)
})

it('a Python', async () => {
  const python = await startPython()
  const before = linksOf(python.pid).sort()
  const isTraced = async () => (await python.ask<{ readonly tracing: boolean }>('figures')).tracing
  expect(await isTraced()).toBe(false)
  const since = await killedOnce(python.pid, isTraced)
  await until(async () => !(await isTraced()) && isDeepStrictEqual(linksOf(python.pid).sort(), before))
  expect(performance.now() - since).toBeLessThan(WITHIN_MS)
  expect(await python.ask('leak 10')).toBeGreaterThan(40_000)
})
