import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { KernelLog } from '../../src/sources/linux/kernel-log.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { isFirstNamespace } from '../../src/sources/linux/tree-kind.ts'
import { GROUP_NAME, makeGroup, removeGroups } from '../support/control-groups.ts'

const folder = mkdtempSync(join(tmpdir(), 'ntop-log-'))
const path = join(folder, 'kmsg')
let number = 0
const line = (text: string): string => `3,${++number},5140900,-;${text}\n`
const kill = (pid: number): string => line(`Out of memory: Killed process ${pid} (p${pid}) total-vm:1kB`)
const pids = (log: KernelLog): number[] | undefined => log.kills?.map(({ pid }) => pid)

function isReadable(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

afterEach(removeGroups)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the log', () => {
  let nowMs = 0

  test('is read after the counter has risen, and tells of as many as it rose by', async () => {
    writeFileSync(path, kill(1) + kill(2))
    const log = new KernelLog(path, () => nowMs)
    expect(log.see(7)).toBeUndefined()
    expect(log.see(7)).toBeUndefined()
    expect(pids(log)).toBeUndefined()
    expect(log.see(9)).toBeUndefined()
    expect(pids(log)).toEqual([])
    appendFileSync(path, line('usb 1-1: new device') + kill(3) + kill(4))
    nowMs += 1000
    await log.see(9)
    expect(pids(log)).toEqual([3, 4])
    expect(log.see(10)).toBeUndefined()
    expect(pids(log)).toEqual([3, 4])
    appendFileSync(path, kill(5))
    nowMs += 1000
    await log.see(10)
    expect(pids(log)).toEqual([3, 4, 5])
    nowMs += 1000
    expect(log.see(10)).toBeUndefined()
    log.close()
    expect(log.see(11)).toBeUndefined()
  })

  test('that may not be read tells nothing', async () => {
    const log = new KernelLog(join(folder, 'none'), () => nowMs)
    for (const counter of [1, 2, 2, 3, 3]) {
      await log.see(counter)
      nowMs += 1000
    }
    expect(log.kills).toBeUndefined()
    log.close()
  })
})

describe('a kill in this kernel', () => {
  const KMSG = '/dev/kmsg'
  const LIMIT = 'memory.limit_in_bytes'
  const MAX = 'memory.max'
  /** Of both versions, and of memory with swap, in the order in which they may be set. */
  const BOUNDS = [
    [LIMIT, '200M'],
    ['memory.memsw.limit_in_bytes', '200M'],
    [MAX, '200M'],
    ['memory.swap.max', '0'],
  ] as const

  test.each([
    ['by the log', KMSG, /^\d\d:\d\d the kernel killed (\w+)\[(\d+)\] for lack of memory \(OOM\), the limit of (\S+)$/],
    [
      'by who vanished',
      '/dev/null',
      /^\d\d:\d\d the kernel killed 1 process for lack of memory \(OOM\), probably (\w+)\[(\d+)\]$/,
    ],
  ])('is told %s', async (_, kernelLog, expected) => {
    const group = makeGroup('memory', LIMIT) ?? makeGroup('memory', MAX)
    // Without leave to make groups or to read the log, or in a container, there is nothing to be seen here.
    if (group === undefined || !isFirstNamespace('/proc') || (kernelLog === KMSG && !isReadable(KMSG))) return
    for (const [file, value] of BOUNDS) if (existsSync(`${group}/${file}`)) writeFileSync(`${group}/${file}`, value)
    const grow = 'x=$(head -c 40000000 /dev/zero | tr "\\0" x); echo ready; read -r go; while :; do x=$x$x; done'
    const greedy = spawn('bash', ['-c', `echo $$ > ${group}/cgroup.procs && ${grow}`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    await once(greedy.stdout, 'data')
    const source = linuxSource({ kernelLog })
    const troubles = new Troubles(detectors())
    let snapshot: Snapshot | undefined
    const told = async (): Promise<string | undefined> => {
      const sample = await source.scan({ everyone: new Set() })
      // Others may end meanwhile, and be larger: whom one would guess then is no matter here.
      const processes = sample.processes.filter(({ pid }) => pid === greedy.pid)
      snapshot = derive(snapshot, { ...sample, processes })
      return troubles.look(snapshot).find(({ id }) => id === 'oom-kill')?.wordings[0]
    }
    try {
      expect(await told()).toBeUndefined()
      const ended = once(greedy, 'exit')
      greedy.stdin.write('go\n')
      // It grows until it is killed, and has been seen before that.
      const said = await vi.waitFor(
        async () => {
          const said = await told()
          expect(said).toMatch(expected)
          return said
        },
        { timeout: 20_000, interval: 10 },
      )
      expect(await ended).toEqual([null, 'SIGKILL'])
      const [, name, pid, where] = expected.exec(said ?? '') ?? []
      expect([name, Number(pid)]).toEqual(['bash', greedy.pid])
      if (kernelLog === KMSG) expect(where).toBe(`/${GROUP_NAME}`)
    } finally {
      greedy.kill('SIGKILL')
      source.close()
    }
  })
})
