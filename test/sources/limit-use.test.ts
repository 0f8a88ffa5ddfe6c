/** The limit that a real process is nearest to, as the main table shows it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

it('is that of its address space where that is nearly full', async () => {
  const { name, usedPct = 0 } = (await nearestOf('ulimit -Sv 5500')) ?? {}
  expect(name).toBe('AS')
  expect(usedPct).toBeGreaterThan(50)
})
