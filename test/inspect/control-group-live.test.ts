/** A group of the test's own in the running kernel, of whichever version it has; where that may not be made, nothing is tried. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ControlGroup, readControlGroup } from '../../src/inspect/control-group.ts'
import { fromFile, knownValue } from '../../src/inspect/field.ts'
import { parsePidCgroup } from '../../src/procfs/pid-cgroup.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { GROUP_NAME, makeGroup, removeGroups } from '../support/control-groups.ts'

const cpuGroup = makeGroup('cpu', existsSync('/sys/fs/cgroup/cgroup.controllers') ? 'cpu.max' : 'cpu.cfs_quota_us')
const pidsGroup = makeGroup('pids', 'pids.max')

let child: ChildProcess
let source: LinuxSource

beforeAll(async () => {
  child = spawn('sh', ['-c', 'echo ready; read line; while :; do :; done'], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('no child')
  await once(child.stdout, 'data')
  source = linuxSource()
})

afterAll(async () => {
  source.close()
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  await removeGroups()
})

async function read(): Promise<ControlGroup> {
  const pid = child.pid ?? 0
  return await readControlGroup(source.files, fromFile(source.files.prompt(pid, 'cgroup'), parsePidCgroup))
}

function enter(folder: string | undefined): void {
  writeFileSync(`${folder}/cgroup.procs`, String(child.pid))
}

describe('a group of the running kernel', () => {
  it.runIf(pidsGroup !== undefined)('tells how many tasks it has and may have', async () => {
    enter(pidsGroup)
    writeFileSync(`${pidsGroup}/pids.max`, '17')
    const { pids } = await read()
    const path = expect.stringMatching(new RegExp(`/${GROUP_NAME}$`))
    expect(knownValue(pids.of)).toEqual({ path, isOwn: true })
    expect(knownValue(pids.used)).toBe(1)
    expect(knownValue(pids.max)).toEqual({ value: 17, of: path, used: 1 })
  })

  it.runIf(cpuGroup !== undefined)('tells its share of processors, and how often that was used up', async () => {
    enter(cpuGroup)
    const isFirst = existsSync(`${cpuGroup}/cpu.cfs_quota_us`)
    writeFileSync(`${cpuGroup}/${isFirst ? 'cpu.cfs_quota_us' : 'cpu.max'}`, isFirst ? '20000' : '20000 100000')
    expect(knownValue((await read()).cpu.max)).toMatchObject({ value: 0.2, of: expect.stringContaining(GROUP_NAME) })
    child.stdin?.write('go\n')
    const throttled = (): number => Number(/nr_throttled (\d+)/.exec(readFileSync(`${cpuGroup}/cpu.stat`, 'utf8'))?.[1])
    await vi.waitFor(() => expect(throttled()).toBeGreaterThan(2), { timeout: 10_000 })
    const before = throttled()
    const { cpu } = await read()
    const shown = knownValue(cpu.throttledPeriods) ?? Number.NaN
    expect(shown).toBeGreaterThanOrEqual(before)
    expect(shown).toBeLessThanOrEqual(throttled())
    expect(knownValue(cpu.periods)).toBeGreaterThanOrEqual(shown)
    expect(knownValue(cpu.throttledMs)).toBeGreaterThan(0)
  })
})
