/** The limit that a real process is nearest to, as the main table shows it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { LimitUse } from '../../src/model/limit-use.ts'
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
