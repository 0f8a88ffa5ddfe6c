import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import { attachJava } from '../../../src/runtime/java/attach.ts'
import { until } from '../asked-program.ts'
import { installed, type Jvm } from './jvm.ts'
import { JavaTargets } from './target.ts'

const [java = ''] = installed()
const isRoot = process.getuid?.() === 0
const ALL: readonly Effect[] = ['makes-file', 'pause', 'collects', 'stdout-lines']
const NOBODY = 65534
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
const targets = new JavaTargets()
const { system } = targets
const never = new AbortController().signal
let other: ChildProcess | undefined
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-jvm-'))
  await targets.compile(java)
})

afterEach(async () => {
  await targets.end()
  if (other !== undefined && other.exitCode === null && other.signalCode === null) {
    const end = once(other, 'exit')
    other.kill('SIGKILL')
    await end
  }
  other = undefined
})

afterAll(() => {
  targets.close()
  rmSync(folder, { recursive: true, force: true })
})

/** It answers as before, and nothing was done to it: no signal, no file, no line on its stdout. */
async function expectUntouched(jvm: Jvm): Promise<void> {
  expect(targets.signalled).toEqual([])
  expect(targets.triggers(jvm)).toEqual([])
  expect(await jvm.ask('collect')).toBe('done')
}

function stateOf(pid: number): string | undefined {
  return /^State:\t(.)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
}

describe.skipIf(java === '')('a JVM (skipped where no Java is installed)', () => {
  it('of which nothing was agreed to is left alone', async () => {
    const jvm = await targets.start(java)
    expect((await targets.detect(jvm.pid)).abilities).toMatchObject({
      stats: { effects: ['makes-file'] },
      stacks: { effects: ['makes-file', 'pause'] },
      types: { effects: ['makes-file', 'pause', 'collects'], estimatedPauseMs: expect.any(Number) },
      allocations: { refusal: expect.stringContaining('list of types compared with the next') },
    })
    expect(await targets.whyNot(jvm.pid, [])).toBe('not agreed to: makes-file')
    await expectUntouched(jvm)
  })

  it('does no more than was agreed to, once it is attached to', async () => {
    const jvm = await targets.start(java)
    const session = await targets.attach(jvm, ['makes-file'])
    expect((await session.stats()).generations.length).toBeGreaterThan(0)
    await expect(session.types()).rejects.toThrow('not agreed to: pause')
    await expect(session.stacks()).rejects.toThrow('not agreed to: pause')
    await expect(session.collect()).rejects.toThrow('not agreed to: pause, collects')
    await expect(session.dump(`${folder}/none`, () => {})).rejects.toThrow('not agreed to: pause')
  })

  it('with -Xrs is attached to by the socket that it has from its start on, and never gets a signal', async () => {
    const jvm = await targets.start(java, ['-Xrs'])
    expect((await targets.detect(jvm.pid)).door).toEqual({ isOpen: true, mayPrint: undefined })
    const session = await targets.attach(jvm, ['pause'])
    expect((await session.stacks()).length).toBeGreaterThan(5)
    expect(await session.detach()).toEqual({ restored: [expect.stringContaining('before')], leftBehind: [] })
    rmSync(`/tmp/.java_pid${jvm.pid}`)
    expect(await targets.whyNot(jvm.pid, ALL)).toContain('no handler for SIGQUIT')
    await expectUntouched(jvm)
  })

  it.each([[[]], [['-XX:-UsePerfData']]])('that is told to refuse whoever attaches is left alone: %j', async more => {
    const jvm = await targets.start(java, ['-XX:+DisableAttachMechanism', ...more])
    expect(await targets.whyNot(jvm.pid, ALL)).toContain('-XX:+DisableAttachMechanism')
    await expectUntouched(jvm)
  })

  it('that is told so out of sight is left alone unless it may write on its stdout, and does only that', async () => {
    const hidden = join(folder, 'options')
    writeFileSync(hidden, '-XX:+DisableAttachMechanism\n-XX:-UsePerfData\n')
    const jvm = await targets.start(java, [`-XX:VMOptionsFile=${hidden}`])
    const { abilities } = await targets.detect(jvm.pid)
    expect(abilities.stacks).toMatchObject({
      effects: ['makes-file', 'stdout-lines', 'pause'],
      warnings: expect.arrayContaining([expect.stringContaining('its options cannot all be seen')]),
    })
    expect(await targets.whyNot(jvm.pid, ['makes-file'])).toBe('not agreed to: stdout-lines')
    await expectUntouched(jvm)
    const given = new AbortController()
    const trying = targets.tryTo(jvm.pid, ALL, given.signal)
    while (!(await jvm.answer()).startsWith('JNI global ref'));
    given.abort()
    expect(await trying).toMatchObject({
      failed: 'given up',
      leftBehind: [expect.stringContaining('SIGQUIT was sent')],
    })
    expect(await jvm.answer()).toBe('')
    // The program goes on; the file is there for as long as it could come round to it.
    expect(JSON.parse(await lastOf(jvm))).toHaveProperty('threads')
    expect(targets.triggers(jvm)).toHaveLength(1)
    const { pid } = jvm
    await jvm.end()
    await until(() => !existsSync(`/tmp/.attach_pid${pid}`))
  })

  it('that is stopped is left alone, and a session waits for nothing until it goes on', async () => {
    const jvm = await targets.start(java)
    jvm.signal('SIGSTOP')
    await until(() => stateOf(jvm.pid) === 'T')
    expect(await targets.whyNot(jvm.pid, ALL)).toContain('it is stopped')
    jvm.signal('SIGCONT')
    await until(() => stateOf(jvm.pid) === 'S')
    await expectUntouched(jvm)
    const session = await targets.attach(jvm, ALL)
    jvm.signal('SIGSTOP')
    await until(() => stateOf(jvm.pid) === 'T')
    await expect(session.types()).rejects.toThrow('it is stopped')
    jvm.signal('SIGCONT')
    await until(() => stateOf(jvm.pid) === 'S')
    expect((await session.types()).rows.length).toBeGreaterThan(100)
  })

  it('that ends meanwhile is told to have ended, and its socket is not left there', async () => {
    const jvm = await targets.start(java)
    const session = await targets.attach(jvm, ALL)
    const { pid } = jvm
    await jvm.end()
    await expect(session.types()).rejects.toThrow('it has ended')
    expect(await session.ended).toBe('it has ended')
    expect(existsSync(`/tmp/.java_pid${pid}`)).toBe(false)
    expect((await session.detach()).leftBehind).toEqual([])
  })

  it('of another user is attached to by root, and by nobody else', async ({ skip }) => {
    skip(!isRoot, 'only root can be two users')
    const theirs = await targets.start(java, [], AS_NOBODY)
    const session = await targets.attach(theirs, ALL)
    expect((await session.types()).rows.length).toBeGreaterThan(100)
    expect((await session.detach()).restored).toContainEqual(expect.stringContaining('is removed'))
    const ours = await targets.start(java)
    const [ourId, theirId] = [targets.id(ours.pid), targets.id(theirs.pid)]
    process.setegid?.(NOBODY)
    process.seteuid?.(NOBODY)
    try {
      const as = { ...system, uid: NOBODY }
      expect(await attachJava(ourId, ALL, as, never)).toMatchObject({ failed: 'needs root or the same user' })
      // It listens already, to those whose user and group it has.
      const own = await attachJava(theirId, ALL, as, never)
      expect(own).not.toHaveProperty('failed')
      if (!('failed' in own)) expect((await own.detach()).leftBehind).toEqual([])
    } finally {
      process.seteuid?.(0)
      process.setegid?.(0)
    }
  })

  it('of the same user with another group is left alone', async ({ skip }) => {
    skip(!isRoot, 'only root can be two users')
    const jvm = await targets.start(java, [], AS_NOBODY)
    const id = targets.id(jvm.pid)
    process.setegid?.(1)
    process.seteuid?.(NOBODY)
    try {
      const given = await attachJava(id, ALL, { ...system, uid: NOBODY }, never)
      expect(given).toMatchObject({ failed: 'needs root or the same user' })
    } finally {
      process.seteuid?.(0)
      process.setegid?.(0)
    }
    await expectUntouched(jvm)
  })

  it('that another tool attaches to at this moment is left alone, and what such a tool left behind is used', async () => {
    const jvm = await targets.start(java)
    const path = `/tmp/.attach_pid${jvm.pid}`
    writeFileSync(path, '')
    try {
      expect(await targets.whyNot(jvm.pid, ALL)).toContain('another tool is attaching')
      expect(targets.signalled).toEqual([])
      const hourAgo = Date.now() / 1000 - 3600
      utimesSync(path, hourAgo, hourAgo)
      const session = await targets.attach(jvm, ALL)
      expect((await session.detach()).restored).toContainEqual(expect.stringContaining('another tool had left behind'))
      expect(existsSync(path)).toBe(false)
    } finally {
      rmSync(path, { force: true })
    }
  })
})

/** What it tells last of all, having been asked. */
async function lastOf(jvm: Jvm): Promise<string> {
  let line = await jvm.ask('figures')
  while (!line.startsWith('{')) line = await jvm.answer()
  return line
}

describe('a program that has a libjvm.so mapped', () => {
  const SOURCE = 'test/targets/passes-for-jvm.c'

  async function compile(name: string, ...options: readonly string[]): Promise<string> {
    const path = join(folder, name)
    await promisify(execFile)('cc', ['-o', path, ...options, SOURCE, '-ldl', '-lpthread'])
    return path
  }

  it.each([
    ['as data only', ['-DMAPS', '-DHANDLER'], ['-DCREATES'], 'only mapped a file of that name'],
    ['that creates no JVM', ['-DHANDLER'], [], 'its libjvm.so is no JVM'],
    ['and no handler', [], ['-DCREATES'], 'no handler for SIGQUIT'],
    ['and a handler, but no threads of a JVM', ['-DHANDLER'], ['-DCREATES'], 'threads of a JVM'],
    ['and threads of such names, which hold it back', ['-DHANDLER', '-DTHREADS'], ['-DCREATES'], 'threads of a JVM'],
  ])('%s is left alone', async (_, options, library, why) => {
    const lib = await compile('libjvm.so', '-shared', '-fPIC', '-DLIBRARY', ...library)
    const child = spawn(await compile('program', ...options), [lib], { stdio: ['ignore', 'pipe', 'inherit'] })
    other = child
    await once(createInterface({ input: child.stdout }), 'line')
    const pid = child.pid ?? 0
    expect(await targets.whyNot(pid, ALL)).toContain(why)
    expect(targets.signalled).toEqual([])
    expect(targets.triggers({ pid })).toEqual([])
    expect(stateOf(pid)).toBe('S')
  })
})
