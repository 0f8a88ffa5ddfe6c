import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import { detectNode } from '../../../src/runtime/node/detect.ts'
import { attachNode } from '../../../src/runtime/node/session.ts'
import { thisSystem } from './system.ts'
import { portsOf } from './target.ts'

const ALL: readonly Effect[] = ['opens-port', 'stderr-lines', 'pause']
const PROGRAM = "setInterval(() => {}, 1000); console.log('ready')"
const LOOKALIKES = [
  { name: 'deno', variable: 'NTOP_TEST_DENO', args: ['eval', PROGRAM], why: /Deno/ },
  { name: 'bun', variable: 'NTOP_TEST_BUN', args: ['-e', PROGRAM], why: /Bun/ },
] as const

const signals: (readonly [pid: number, signal: number])[] = []
const system = thisSystem()
const watched: typeof system = {
  ...system,
  kill(pid, signal) {
    signals.push([pid, signal])
    return process.kill(pid, signal)
  },
}
let child: ChildProcess | undefined

afterEach(() => {
  child?.kill('SIGKILL')
  child = undefined
})

afterAll(() => system.close())

describe.each(LOOKALIKES)('a real $name', ({ name, variable, args, why }) => {
  const program = process.env[variable] ?? ''

  it.skipIf(!existsSync(program))(`is told from Node, and gets no signal (${variable} names one)`, async () => {
    const started = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, DENO_NO_UPDATE_CHECK: '1' },
    })
    child = started
    await once(started.stdout, 'data')
    const pid = started.pid ?? 0
    const before = portsOf(pid)
    const seen = system.lookAt(pid)
    if (typeof seen === 'string') throw new Error(`it is ${seen}`)

    expect(await detectNode(seen.id, watched)).toMatchObject({
      runtime: undefined,
      name,
      why: expect.stringMatching(why),
    })
    expect(await attachNode(seen.id, ALL, watched, new AbortController().signal)).toMatchObject({
      failed: expect.stringMatching(why),
      restored: [],
      leftBehind: [],
    })

    expect(signals).toEqual([])
    expect(portsOf(pid)).toEqual(before)
    expect([started.exitCode, started.signalCode]).toEqual([null, null])
  })
})
