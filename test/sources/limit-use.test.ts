/** The limit that a real process is nearest to, as the main table shows it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { LimitUse } from '../../src/model/limit-use.ts'
import type { Facet } from '../../src/model/process.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

const source = linuxSource()
afterAll(() => source.close())

/** Says that it is ready, and waits. */
async function nearestOf(script: string): Promise<LimitUse | undefined> {
  const shell = spawn('bash', ['-c', `${script}; echo ready; read -r line`], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(shell, 'close')
  onTestFinished(async () => {
    shell.kill('SIGKILL')
    await ended
  })
  await once(shell.stdout, 'data')
  const snapshot = derive(undefined, await source.scan({ everyone: new Set() }))
  const row = snapshot.processes.find(({ record }) => record.pid === shell.pid)
  if (row === undefined) throw new Error('the shell is not there')
  await source.fill([row.id], new Set(['limits']))
  return row.facts.limit
}

/** Leaves the three usual descriptors. */
const CLOSE = 'for fd in $(ls /proc/$$/fd); do ((fd > 2)) && eval "exec $fd>&-"; done'

it('is that of open files where it has seventeen of twenty', async () => {
  const fds = Array.from({ length: 14 }, (_, i) => `exec ${i + 3}</dev/null`).join('; ')
  expect(await nearestOf(`${CLOSE}; ${fds}; ulimit -Sn 20`)).toEqual({ name: 'NOFILE', usedPct: 85 })
})

it('is counted in a recorded tree, whose folders have sizes of their own', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'ntop-tree-'))
  onTestFinished(() => rmSync(tree, { recursive: true }))
  const zeros = Array(40).fill('0').join(' ')
  mkdirSync(join(tree, '7/fd'), { recursive: true })
  writeFileSync(join(tree, '7/stat'), `7 (sh) S 1 7 7 ${zeros}\n`)
  writeFileSync(
    join(tree, '7/limits'),
    'Limit Soft Hard Units\nMax open files            4            8            files\n',
  )
  for (const fd of [0, 1, 2]) writeFileSync(join(tree, `7/fd/${fd}`), '')
  const recorded = linuxSource({ procfs: tree })
  const { processes } = await recorded.scan({ everyone: new Set(['limits']) })
  recorded.close()
  expect(processes.map(({ facts }) => facts.limit)).toEqual([{ name: 'NOFILE', usedPct: 75 }])
})

it('is that of its address space where that is nearly full', async () => {
  const { name, usedPct = 0 } = (await nearestOf('ulimit -Sv 5500')) ?? {}
  expect(name).toBe('AS')
  expect(usedPct).toBeGreaterThan(50)
})

it('is looked at again after three seconds while all are far, at each run near one, and at last of who does nothing more', async () => {
  let nowMs = 0
  const watching = linuxSource({ monotonic: () => nowMs })
  onTestFinished(() => watching.close())
  const shell = spawn(
    'bash',
    ['-c', 'ulimit -Sn 20; echo ready; while read -r line; do eval "$line"; echo done; done'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void shell.kill('SIGKILL'))
  await once(shell.stdout, 'data')
  const LIMITS: ReadonlySet<Facet> = new Set(['limits'])
  const after = async (ms: number, order?: string): Promise<number | undefined> => {
    nowMs += ms
    if (order !== undefined) {
      const answer = once(shell.stdout, 'data')
      shell.stdin.write(`${order}\n`)
      await answer
    }
    const { processes } = await watching.scan({ everyone: new Set() })
    const record = processes.find(({ pid }) => pid === shell.pid)
    if (record === undefined) throw new Error('the shell is not there')
    await watching.fill([record.id], LIMITS)
    return record.facts.limit?.usedPct
  }
  const far = await after(0, CLOSE)
  expect(far).toBeLessThan(30)
  expect(await after(1000, 'exec 11</dev/null 12</dev/null 13</dev/null 14</dev/null 15</dev/null 16</dev/null')).toBe(
    far,
  )
  // It has done nothing since.
  const near = await after(2000)
  expect(near).toBeGreaterThanOrEqual(45)
  expect(near).toBeLessThan(50)
  const nearer = await after(3000, 'exec 17</dev/null 18</dev/null')
  expect(nearer).toBeGreaterThanOrEqual(55)
  expect(await after(1, 'exec 18<&-')).toBeCloseTo((nearer ?? 0) - 5)
})
