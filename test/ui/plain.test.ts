import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { initialView } from '../../src/model/view.ts'
import { portableLooks } from '../../src/sources/portable/look.ts'
import type { LineTerminal } from '../../src/terminal/lines.ts'
import { PlainApp, type PlainAppOptions } from '../../src/ui/plain/app.ts'
import { record, sample } from '../export/moments.ts'
import { PlayedSource } from '../support/played-source.ts'
import { unknowing } from '../support/unknowing.ts'

/** A machine that a second passes on with each sample, as `change` makes it. */
function setUp(change: (sample: RawSample, scans: number) => RawSample, over: Partial<PlainAppOptions> = {}) {
  let text = ''
  let scans = 0
  const press: ((key: string) => void)[] = []
  const terminal: LineTerminal & { busy: boolean } = {
    width: 200,
    busy: false,
    onKey: listener => press.push(listener),
    write: more => {
      text += more
    },
    suspend: () => undefined,
  }
  const source = new PlayedSource(() => {
    const at = scans++
    const idle = record(7, { name: 'init', state: 'S' }, { user: 'root', uid: 0 })
    return change({ ...sample(at, [idle]), fileSystems: [] }, at)
  })
  const app = new PlainApp({
    terminal,
    source,
    view: initialView({ intervalMs: 10_000 }),
    commands,
    barred: undefined,
    columns: undefined,
    top: 10,
    goesOn: false,
    version: '1.2.3',
    ownUid: 0,
    selfPid: 1,
    ...over,
  })
  const left = app.run()
  onTestFinished(async () => {
    app.finish()
    await left
  })
  const type = (...keys: readonly string[]): void => {
    for (const key of keys) for (const listener of press) listener(key)
  }
  return {
    app,
    source,
    terminal,
    type,
    text: () => text,
    until: (what: RegExp | (() => boolean)) =>
      vi.waitUntil(() => (typeof what === 'function' ? what() : what.test(text)), { timeout: 5000, interval: 10 }),
  }
}

test('a reading comes at the start, and says how to get another', async () => {
  const { until, text } = setUp(whole => whole)
  await until(/Processes by cpu, largest first, 1 of 1:\n7 init: .*\n$/)
  expect(text()).toMatch(/^ntop 1\.2\.3\. Press question mark for the keys, Space for a reading, q to leave\.\n\nAt /)
})

test('where the second sample came too soon for rates, the reading does not wait for the interval', async () => {
  const soon = (whole: RawSample, scans: number): RawSample => ({
    ...whole,
    monotonicMs: scans < 2 ? scans * 50 : 1000,
  })
  const { until } = setUp(soon)
  await until(/^At .*\n(?:.*\n)*7 init: /m)
})

test('unasked only that is said which begins to be critical, and that it is over', async () => {
  const full = (whole: RawSample, scans: number): RawSample => {
    const [root] = sample(0, []).fileSystems
    if (root === undefined) throw new Error('no file system')
    // Nearly full is a warning, which comes with a reading.
    const availableBytes = scans >= 3 && scans < 6 ? 0 : scans >= 9 && scans < 12 ? 4e10 : 1e12
    return { ...whole, fileSystems: [{ ...root, usedBytes: 1e12, availableBytes }] }
  }
  const { until, text, source } = setUp(full, { view: initialView({ intervalMs: 20 }) })
  await until(/^Over: \/ is 100% full/m)
  await until(() => source.needed.length > 14)
  expect(text().match(/^(?:At |Critical trouble|Trouble|Over).*$/gm)).toEqual([
    expect.stringMatching(/^At /),
    'Critical trouble: / is 100% full, 0 left, for 1 second.',
    'Over: / is 100% full, 0 left.',
  ])
})

test('what is wrong is told with the keys that there are here', async () => {
  const [root] = sample(0, []).fileSystems
  if (root === undefined) throw new Error('no file system')
  const full = { ...root, usedBytes: 1e12, availableBytes: 0 }
  const { until, text, type } = setUp(whole => ({ ...whole, fileSystems: [full] }))
  await until(/^Processes by cpu/m)
  type('!')
  await until(/^Critical now: \/ is 100% full, 0 left, since \d\d:\d\d:\d\d for .*\. s sorts by WRITE\/s\.$/m)
  expect(text()).not.toContain('{')
})

test('a terminal that takes nothing gets no heap of readings later, but the one that was asked for', async () => {
  const { source, terminal, type, text, until } = setUp(whole => whole, {
    view: initialView({ intervalMs: 20 }),
    goesOn: true,
  })
  const readings = () => text().match(/^At /gm)?.length ?? 0
  await until(() => readings() > 2)
  terminal.busy = true
  const before = readings()
  const scans = source.needed.length
  await until(() => source.needed.length > scans + 3)
  expect(readings()).toBe(before)
  type(' ')
  await until(() => readings() === before + 1)
})

test('nothing comes between a question and its answer', async () => {
  const { app, type, until, text } = setUp(whole => whole)
  await until(/7 init: .*\n$/)
  type('/')
  await until(/Esc leaves it: $/)
  app.say('Something that has happened meanwhile.')
  type(...'7 init')
  expect(text()).toMatch(/Esc leaves it: 7 init$/)
  type('escape')
  expect(text()).toMatch(/Esc leaves it: 7 init\nSomething that has happened meanwhile\.\n$/)
})

test('whoever goes through the processes stays with the one they came to', async () => {
  const names = (whole: RawSample, scans: number): RawSample => {
    const one = (pid: number, userMs: number) =>
      record(pid, { name: `p${pid}`, userMs: 4000 + userMs * scans, seenAtMs: 1000 + scans * 1000 })
    const [a, b] = scans < 2 ? [300, 100] : [100, 300]
    return { ...whole, processes: [one(7, a), one(8, b)] }
  }
  const { type, until, text } = setUp(names)
  await until(/\n7 p7: cpu 30\.0 percent.*\n8 p8: cpu 10\.0 percent.*\n$/)
  type('down')
  await until(/\n1 of 2: 7 p7: cpu 30\.0 .*\n$/)
  type('up')
  await until(/\nFirst: 1 of 2: 7 p7: .*\n$/)
  // By now it is the second one.
  type(' ')
  await until(/\n8 p8: cpu .*\n7 p7: cpu .*\n$/)
  type('up')
  await until(/\n1 of 2: 8 p8: .*\n$/)
  type('9')
  type('enter')
  await until(/There is no process 9 in the list\./)
  type('end')
  await until(/\n(?:Last: )?2 of 2: 7 p7: .*\n$/)
  expect(text()).not.toContain('Nothing has been read')
})

test('whoever waits for readings is told that they come seldomer than wanted, and that they do not any more', async () => {
  const { source, until } = setUp(whole => whole, { view: initialView({ intervalMs: 20 }), goesOn: true })
  await until(/^At /m)
  source.takesMs = 70
  await until(/^A scan takes 0\.\d+ seconds: a reading every 0\.\d seconds instead of 0\.02 seconds\.$/m)
  source.takesMs = 0
  await until(/^Scans are quick again: a reading every 0\.02 seconds\.$/m)
})

/** An app over a source that is not Linux's, with one process in it, and looks at it as that does. */
function portable(one: ProcessRecord) {
  const moment = (atSec: number) => unknowing(sample(atSec, [one]))
  let scans = 0
  const source = new PlayedSource(() => moment(scans++))
  source.kind = 'portable'
  const looks = portableLooks({ listed: () => ({ record: one, ageMs: 0, atMs: performance.now() }) })
  source.lookAt = looks.look
  return setUp(whole => whole, { source })
}

test('what only Linux tells is refused with that reason, and asks nothing before', async () => {
  const { type, until, text } = portable(record(7))
  await until(/\n7 sh: .*\n$/)
  type('down')
  await until(/\n1 of 1: 7 sh: .*\n$/)
  type('enter', 'L', 'l', 'e')
  const refused = text().split('\n').slice(-5, -1)
  expect(refused).toEqual([
    'Enter: only the Linux source tells what a process is made of; this is the portable one.',
    'Shift-L: only the Linux source tells the limits of a process; this is the portable one.',
    'l: only the Linux source tells what a process has open; this is the portable one.',
    'e: only the Linux source tells the variables of a process; this is the portable one.',
  ])
})

test('a signal is sent without any file of processes, and what became of the process is told', async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const { pid = 0 } = child
  const { type, until } = portable(record(pid, { name: 'sleep' }))
  await until(/\n\d+ sleep: .*\n$/)
  type('down')
  await until(/1 of 1: \d+ sleep: .*\n$/)
  const ended = once(child, 'exit')
  type('k', 'enter', 'y', 'enter')
  expect(await ended).toEqual([null, 'SIGTERM'])
  await until(new RegExp(`sent TERM to ${pid} sleep\\n${pid} sleep ended after \\d`))
})
