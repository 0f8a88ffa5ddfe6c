import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { arch } from 'node:os'
import { expect, test, vi } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { pidOf } from '../../src/model/process.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

/** vfork(2), which holds up the parent in state D until the child goes another way; clone(2) elsewhere. */
const VFORK = { x64: 'syscall(58)', arm64: 'syscall(220, 0x4111, 0, 0, 0, 0)' }[arch()]

const hasPerl = spawnSync('perl', ['-v']).status === 0

test.runIf(VFORK !== undefined && hasPerl)('a real process in D is told with what it waits for', async () => {
  const parent = spawn('perl', ['-e', `if (${VFORK} == 0) { sleep 100; exec "true" }`], { stdio: 'ignore' })
  const { pid = 0 } = parent
  const children = (): number[] =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  const source = linuxSource()
  const troubles = new Troubles(detectors({ blocked: { after: 1 } }))
  let snapshot: Snapshot | undefined
  let childPids: number[] = []
  try {
    await vi.waitFor(
      async () => {
        childPids = children()
        const sample = await source.scan({ everyone: new Set() })
        const channels = new Map([...(sample.channels ?? [])].filter(([id]) => pidOf(id) === pid))
        // Others of this machine may be stuck, too.
        const processes = sample.processes.filter(record => record.pid === pid)
        snapshot = derive(snapshot, { ...sample, processes, channels })
        const [told] = troubles.look(snapshot).filter(({ id }) => id === 'blocked')
        expect(told?.wordings[0]).toBe(`1 process stuck in D, waiting for a child in vfork: perl (${pid})`)
      },
      { timeout: 19_000, interval: 50 },
    )
  } finally {
    source.close()
    const ended = once(parent, 'close')
    for (const child of childPids) process.kill(child, 'SIGKILL')
    parent.kill('SIGKILL')
    await ended
  }
})
