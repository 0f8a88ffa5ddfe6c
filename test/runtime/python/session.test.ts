import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import type { PythonSession } from '../../../src/runtime/python/attached.ts'
import { type AttachingOptions, attachPython } from '../../../src/runtime/python/session.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { pythons } from './pythons.ts'
import { thisSystem } from './system.ts'
import { PythonTarget } from './target.ts'

const ALL: readonly Effect[] = ['writes-memory', 'makes-file', 'runs-code']
/** Our code in the program gives up on us after five seconds; this is what is promised. */
const WITHIN_MS = 10_000
/** Answers what it is asked, and fails in each way that there is. */
const AGENT = `
class Odd(str):
    pass
def answer(call, args, emit):
    if call == 'echo':
        return [call, args]
    if call == 'raise':
        raise ValueError('as told')
    if call == 'leave-badly':
        raise SystemExit(3)
    if call == 'odd':
        return [Odd('x')]
    if call == 'large':
        return 'x' * args['bytes']
    if call == 'values':
        return [1.5, float('nan'), float('inf'), 1 << 62, 1 << 80, True, None, {'a': ()}, '\\ud800\\u20ac\\U0001d11e"\\\\\\n']
    if call == 'emit':
        return [emit({'number': i}) for i in range(args['times'])]
    if call == 'work':
        return sum(range(args['steps']))
def undo():
    return {'restored': ['a setting'], 'leftBehind': ['a trace']}
`
const SOMEBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
const system = thisSystem()
const never = new AbortController().signal
const found = pythons().filter(({ isUsual, minor }) => isUsual && minor >= 9 && minor <= 14)
const [first] = found
let target: PythonTarget
let attaching: ChildProcess | undefined
let program: string

beforeAll(async () => {
  program = await bundleProgram('test/runtime/python/programs/attach.ts')
})

afterEach(async () => {
  attaching?.kill('SIGKILL')
  attaching = undefined
  await target.end()
  await nothingLiesAbout()
})

afterAll(() => system.close())

/** Folders where programs meet ntops, in the program's root, which is also our own: others' tests may have some for a moment. */
function folders(): string[] {
  return ['/tmp', '/var/tmp', '/dev/shm'].flatMap(place =>
    readdirSync(place)
      .filter(name => /^ntop-[0-9a-f]{18}$/.test(name))
      .map(name => join(place, name)),
  )
}

const olderFolders = new Set(folders())

function newFolders(): string[] {
  return folders().filter(path => !olderFolders.has(path))
}

/** Whatever is there now is removed. */
async function nothingLiesAbout(): Promise<void> {
  const found = newFolders()
  await until(() => found.every(path => !existsSync(path)))
}

const start = (before: readonly string[] = []) => PythonTarget.start(first?.program ?? '', before)

/** In namespaces of its own, and with other mounts, behind which its program may lie. */
function startApart(namespaces: readonly string[], mounts: string): Promise<PythonTarget> {
  const script = `exec 3<test/targets/asked.py && ${mounts} && exec "$@"`
  return PythonTarget.start('/usr/bin/python3', ['unshare', ...namespaces, 'sh', '-c', script, 'sh'], '/dev/fd/3')
}

async function attach(options: AttachingOptions = {}): Promise<PythonSession> {
  const session = await attachPython(target.id(system.lookAt), ALL, system, never, { agent: AGENT, ...options })
  if ('failed' in session) throw new Error(session.failed)
  return session
}

const tryToAttach = (options: AttachingOptions = {}, consent = ALL) =>
  attachPython(target.id(system.lookAt), consent, system, never, { agent: AGENT, waitMs: 500, ...options })

/** Another ntop, so to speak. */
async function attachElsewhere(says: string, by = [process.execPath, program]): Promise<ChildProcess> {
  const [command = '', ...args] = by
  const child = spawn(command, [...args, `${target.pid}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  attaching = child
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await until(() => text.includes(says))
  return child
}

/** It has what it had, but for a module that cannot be unloaded. */
async function isAsBefore(before: ReturnType<PythonTarget['counts']>): Promise<void> {
  await until(() => target.threads() === before.threads)
  expect(target.counts()).toEqual(before)
  const state = await target.ask('state')
  expect(state === '[]' || state === "['module _socket']" ? [] : state).toEqual([])
  expect(await target.goesOn()).toBe(true)
  expect(target.errors).toBe('')
}

describe.runIf(process.arch === 'x64')('a session with a Python', () => {
  it.each(found)('asks it, and leaves it as it was: $version', async python => {
    target = await PythonTarget.start(python.program)
    const before = target.counts()
    const session = await attach()
    expect(session.version).toBe(python.version)
    expect(target.threads()).toBe(before.threads + 1)
    // Nothing of ours lies about while it lasts.
    await nothingLiesAbout()
    const asked = { text: 'a€𝄞\u2028"\\\n\0', list: [1, -2.5, null, true, false], none: {} }
    expect(await session.request('echo', asked)).toEqual(['echo', asked])
    expect(await session.detach()).toMatchObject({ restored: ['a setting', 'our thread in it has ended'] })
    expect(await session.ended).toBeUndefined()
    await isAsBefore(before)
    // And again, with nothing in its way.
    const again = await attach()
    const { leftBehind } = await again.detach()
    expect(leftBehind.at(-1)).toBe('a trace')
    await isAsBefore(before)
  })

  it('tells what went wrong in it, and goes on', async () => {
    target = await start()
    const session = await attach()
    await expect(session.request('raise', {})).rejects.toThrow('ValueError: as told')
    await expect(session.request('odd', {})).rejects.toThrow('no data')
    await expect(session.request('large', { bytes: 17 << 20 })).rejects.toThrow('larger than')
    await expect(session.request('work', { steps: 20_000_000 }, 5)).rejects.toThrow('not answered in 5 ms')
    const large = await session.request('large', { bytes: 15 << 20 })
    expect(typeof large === 'string' ? large.length : large).toBe(15 << 20)
    expect(await session.request('values', {})).toEqual([
      ...[1.5, null, null, 2 ** 62, null, true, null, { a: [] }, '\ud800€𝄞"\\\n'],
    ])
    const told: unknown[] = []
    session.onEvent = event => told.push(event)
    await session.request('emit', { times: 1500 })
    await until(() => told.length >= 1000)
    expect(told).toEqual(Array.from({ length: 1000 }, (_, number) => ({ number })))
    expect(await session.detach()).toMatchObject({ restored: ['a setting', 'our thread in it has ended'] })
    await expect(session.request('echo', {})).rejects.toThrow('closed')
    expect(target.errors).toBe('')
  })

  it('is over, and undone, where our own code wants to end it', async () => {
    target = await start()
    const before = target.counts()
    const session = await attach()
    await expect(session.request('leave-badly', {})).rejects.toThrow('closed')
    expect(await session.ended).toContain('closed')
    await isAsBefore(before)
  })

  it('is not begun with code that does not run', async () => {
    target = await start()
    const before = target.counts()
    const failed = await tryToAttach({ agent: 'answer =' })
    expect(failed).toMatchObject({ failed: expect.stringContaining('SyntaxError'), restored: expect.any(Array) })
    await isAsBefore(before)
  })

  it('does nothing that was not agreed to', async () => {
    target = await start()
    const failed = 'not agreed to: writes-memory'
    expect(await tryToAttach({}, ['makes-file', 'runs-code'])).toEqual({ failed, restored: [], leftBehind: [] })
  })

  it('is given up', async () => {
    target = await start()
    const before = target.counts()
    const giving = new AbortController()
    target.tell('busy wait 2')
    expect(await target.answer()).toBe('busy')
    const onWaiting = () => giving.abort()
    const given = await attachPython(target.id(system.lookAt), ALL, system, giving.signal, { agent: AGENT, onWaiting })
    expect(given).toMatchObject({ failed: 'given up' })
    expect(await target.answer()).toBe('done')
    await isAsBefore(before)
  })
})

describe.runIf(process.arch === 'x64')('a Python that is busy', () => {
  it.each(found)(
    'in one call is left alone, and asked later: $version',
    async python => {
      target = await PythonTarget.start(python.program)
      const before = target.counts()
      for (const kind of ['wait', 'compute']) {
        target.tell(`busy ${kind} 5`)
        expect(await target.answer()).toBe('busy')
        let told = 0
        const failed = await tryToAttach({ onWaiting: () => told++ })
        expect(failed).toMatchObject({ failed: expect.stringContaining('did not come to where it can be asked') })
        expect(told).toBe(1)
        // The call that waits is brought to life again, as it is still in the queue.
        const session = await attach({ waitMs: 20_000 })
        expect(await session.request('echo', {})).toEqual(['echo', {}])
        await session.detach()
        expect(await target.answer()).toBe('done')
        await isAsBefore(before)
      }
      // What was taken back does nothing when its time comes.
      target.tell('busy wait 1.5')
      expect(await target.answer()).toBe('busy')
      expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('did not come') })
      expect(await target.answer()).toBe('done')
      await isAsBefore(before)
      await (await attach()).detach()
      await isAsBefore(before)
    },
    60_000,
  )

  it('in one call for ten seconds is given up after five, and nothing is done in it when that is over', async () => {
    target = await start()
    const before = target.counts()
    target.tell('busy wait 10')
    expect(await target.answer()).toBe('busy')
    const since = performance.now()
    const failed = await attachPython(target.id(system.lookAt), ALL, system, never, { agent: AGENT })
    expect(performance.now() - since).toBeLessThan(8000)
    expect(failed).toMatchObject({ failed: expect.stringContaining('did not come to where it can be asked') })
    expect(target.counts()).toEqual(before)
    expect(await target.answer()).toBe('done')
    await isAsBefore(before)
    expect(await target.ask('state')).toBe('[]')
  })

  it.each(found)(
    'with threads of its own is asked: $version',
    async python => {
      target = await PythonTarget.start(python.program)
      await target.ask('threads 4 600')
      const before = target.counts()
      for (let i = 0; i < 5; i++) {
        const session = await attach({ waitMs: 15_000 })
        expect(await session.request('echo', {}, 20_000)).toEqual(['echo', {}])
        expect(await session.detach()).toMatchObject({ restored: ['a setting', 'our thread in it has ended'] })
      }
      await isAsBefore(before)
    },
    60_000,
  )

  it.each(found)(
    'in all but one of its threads is asked by that one, from 3.12 on: $version',
    async python => {
      target = await PythonTarget.start(python.program)
      target.tell('read 2000')
      expect(await target.answer()).toBe('reads')
      const tried = await tryToAttach()
      if (python.minor === 12 || python.minor === 13) {
        if ('failed' in tried) throw new Error(tried.failed)
        await tried.detach()
      } else expect(tried).toMatchObject({ failed: expect.stringContaining('main thread') })
      target.child.stdin?.write('x')
      expect(await target.answer()).toContain('x')
      await until(() => target.threads() <= 2)
      expect(await target.goesOn()).toBe(true)
      await (await attach()).detach()
      expect(target.errors).toBe('')
    },
    40_000,
  )
})

describe.runIf(process.arch === 'x64')('a Python that ends', () => {
  it.each(found)('is not held up: $version', async python => {
    target = await PythonTarget.start(python.program)
    const session = await attach()
    target.tell('exit 7')
    expect(await session.ended).toContain('ended')
    expect(await target.ended()).toBe(7)
    await expect(session.request('echo', {})).rejects.toThrow('closed')
    const { restored, leftBehind } = await session.detach()
    expect([restored, leftBehind.filter(text => !text.includes('_socket'))]).toEqual([
      ['it has ended, and all that was done to it with it'],
      [],
    ])
    expect(target.errors).toBe('')
  })

  it('by a signal is over', async () => {
    target = await start()
    const session = await attach()
    const asked = session.request('work', { steps: 300_000_000 }).catch((error: Error) => error.message)
    target.child.kill('SIGKILL')
    expect(await session.ended).toMatch(/ended|ECONNRESET/)
    expect(await asked).toMatch(/ended|ECONNRESET|closed/)
    await session.detach()
  })

  it('while it is waited for, too', async () => {
    target = await start()
    target.tell('busy wait 60')
    expect(await target.answer()).toBe('busy')
    const failed = await tryToAttach({ waitMs: 10_000, onWaiting: () => target.child.kill('SIGKILL') })
    expect(failed).toMatchObject({ failed: 'it has ended' })
  })

  it('though at first it only has no memory any more, and its parent takes no notice', async () => {
    target = await start()
    target.tell('busy wait 60')
    expect(await target.answer()).toBe('busy')
    const id = target.id(system.lookAt)
    const alive = system.lookAt(target.pid)
    if (typeof alive === 'string') throw new Error(alive)
    let looks: number | undefined
    const lookAt = () => (looks === undefined || looks++ < 3 ? alive : { ...alive, state: 'Z', threads: 1 })
    const onWaiting = () => {
      target.child.kill('SIGKILL')
      looks = 0
    }
    const options = { agent: AGENT, waitMs: 10_000, onWaiting }
    const failed = await attachPython(id, ALL, { ...system, lookAt }, never, options)
    expect(failed).toMatchObject({ failed: 'it has ended' })
  })
})

describe.runIf(process.arch === 'x64')('a Python that stands still', () => {
  it('is refused', async () => {
    target = await start()
    target.child.kill('SIGSTOP')
    await until(() => /^State:\s+T/m.test(statusOf(target.pid)))
    expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('is stopped'), leftBehind: [] })
    target.child.kill('SIGCONT')
    expect(await target.goesOn()).toBe(true)
  })

  it('when it is left undoes all once it goes on', async () => {
    target = await start()
    const before = target.counts()
    const session = await attach()
    target.child.kill('SIGSTOP')
    await until(() => /^State:\s+T/m.test(statusOf(target.pid)))
    await expect(session.request('echo', {}, 200)).rejects.toThrow('not answered')
    const { leftBehind } = await session.detach()
    expect(leftBehind.at(-1)).toContain('once the program gets round to it')
    target.child.kill('SIGCONT')
    await isAsBefore(before)
  })
})

describe.runIf(process.arch === 'x64')('a Python whose ntop', () => {
  it.each(found)('is killed undoes all by itself: $version', async python => {
    target = await PythonTarget.start(python.program)
    // As many a program has it, which would end by whatever is written to nobody then.
    await target.ask('sigpipe')
    const before = target.counts()
    const child = await attachElsewhere('attached')
    expect(target.threads()).toBe(before.threads + 1)
    child.kill('SIGKILL')
    const since = performance.now()
    await until(() => target.threads() === before.threads)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    await isAsBefore(before)
    await (await attach()).detach()
  })

  it.each(found)('is killed while it waits has nothing of it from then on: $version', async python => {
    target = await PythonTarget.start(python.program)
    const before = target.counts()
    // For as long as nobody writes to it, and with no other thread.
    target.tell('read 0')
    expect(await target.answer()).toBe('reads')
    await until(() => target.threads() === before.threads)
    const child = await attachElsewhere('asked')
    expect(newFolders()).not.toEqual([])
    child.kill('SIGKILL')
    const since = performance.now()
    await until(() => newFolders().length === 0)
    // Nor a text in its memory: where there is one another ntop leaves it alone.
    await until(async () => {
      const tried = await tryToAttach()
      return 'failed' in tried && tried.failed.includes('did not come to where it can be asked')
    })
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    target.child.stdin?.write('x')
    expect(await target.answer()).toContain('x')
    await isAsBefore(before)
    await (await attach()).detach()
    await isAsBefore(before)
  })

  it('is killed while it waits, and ends itself before it comes to anything, leaves nothing behind', async () => {
    target = await start()
    target.tell('read 0')
    expect(await target.answer()).toBe('reads')
    const child = await attachElsewhere('asked')
    expect(newFolders()).not.toEqual([])
    child.kill('SIGKILL')
    target.child.kill('SIGKILL')
    await until(() => newFolders().length === 0)
  })

  it('is stopped does not wait for it', async () => {
    target = await start()
    const before = target.counts()
    const child = await attachElsewhere('attached')
    child.kill('SIGSTOP')
    const since = performance.now()
    await until(() => target.threads() === before.threads)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    await isAsBefore(before)
  })
})

describe.runIf(process.arch === 'x64')('a Python that is not as others', () => {
  it('keeps its own threads, and its own way to import', async () => {
    target = await start()
    const before = target.counts()
    await target.ask('import')
    await target.ask('greenlets 1')
    await (await attach()).detach()
    await isAsBefore(before)
    await target.ask('greenlets 2')
    expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('has not come'), leftBehind: [] })
    await isAsBefore(before)
  })

  it('is refused where its threads have no room, or its doings are watched', async () => {
    target = await start()
    await target.ask('stacks 65536')
    expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('stacks of 65536 bytes') })
    await target.ask('stacks 0')
    await (await attach()).detach()
    await target.ask('audit')
    expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('audit hooks') })
    expect(await target.goesOn()).toBe(true)
  })

  it.each(found)('forks as it likes: $version', async python => {
    target = await PythonTarget.start(python.program)
    const before = target.counts()
    const session = await attach()
    const child = Number(await target.ask('fork'))
    // It has none of our threads.
    expect(readdirSync(`/proc/${child}/task`)).toHaveLength(1)
    expect(await session.request('echo', {})).toEqual(['echo', {}])
    const { leftBehind } = await session.detach()
    expect(leftBehind.at(-1)).toContain('children that it has forked')
    await until(() => target.threads() === before.threads)
    expect(await target.ask('reap')).toBe("('fine 2', 0)")
    expect(await target.goesOn()).toBe(true)
  })

  it.each(['socket', 'thread'])('is kept from what it takes by a filter of the kernel: a %s', async call => {
    const folder = mkdtempSync(join(tmpdir(), 'ntop-forbids-'))
    try {
      const forbids = join(folder, 'forbids')
      execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-o', forbids, 'test/targets/forbids.c'])
      target = await start([forbids, call])
      expect(statusOf(target.pid)).toMatch(/^Seccomp:\s+2$/m)
      const before = target.counts()
      expect(await tryToAttach()).toMatchObject({ failed: expect.stringContaining('has not come'), leftBehind: [] })
      await isAsBefore(before)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.runIf(process.getuid?.() === 0)('has a root, a /tmp and a network of its own', async () => {
    target = await startApart(['--mount', '--net'], 'mount -t tmpfs none /tmp')
    const before = target.counts()
    expect(readdirSync(`/proc/${target.pid}/root/tmp`)).toEqual([])
    const session = await attach()
    expect(await session.request('echo', {})).toEqual(['echo', {}])
    expect(readdirSync(`/proc/${target.pid}/root/tmp`)).toEqual([])
    await session.detach()
    await isAsBefore(before)
  })

  it.runIf(process.getuid?.() === 0)('has pids of its own', async () => {
    target = await startApart(
      ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      'mount -t tmpfs none /tmp',
    )
    const pid = Number(readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1'))
    expect(readFileSync(`/proc/${pid}/status`, 'latin1')).toMatch(/^NSpid:\t\d+\t1$/m)
    const seen = system.lookAt(pid)
    if (typeof seen === 'string') throw new Error(`it is ${seen}`)
    const session = await attachPython(seen.id, ALL, system, never, { agent: AGENT })
    if ('failed' in session) throw new Error(session.failed)
    expect(await session.request('echo', {})).toEqual(['echo', {}])
    await session.detach()
    await until(() => readdirSync(`/proc/${pid}/task`).length === 1)
    expect(readdirSync(`/proc/${pid}/root/tmp`)).toEqual([])
    expect(await target.goesOn()).toBe(true)
    expect(target.errors).toBe('')
  })

  it.runIf(process.getuid?.() === 0)('has nowhere to meet', async () => {
    const mounts = ['-o ro none /tmp', 'none /dev/shm -o mode=777', 'none /var'].map(what => `mount -t tmpfs ${what}`)
    target = await startApart(['--mount'], `${mounts.join(' && ')} && ln -s /root /var/tmp`)
    const before = target.counts()
    const failed = expect.stringMatching(
      /^no folder .*\/tmp: EROFS, \/var\/tmp: (?:ENOTDIR|ELOOP), \/dev\/shm: everybody/,
    )
    expect(await tryToAttach()).toEqual({ failed, restored: [], leftBehind: [] })
    await isAsBefore(before)
  })

  it.runIf(process.getuid?.() === 0)('has its user’s ntop, which is not root', async ctx => {
    const python = found.find(({ program: of }) => of.startsWith('/usr/'))
    if (python === undefined) return ctx.skip('no Python that other users may run')
    const folder = mkdtempSync(join(tmpdir(), 'ntop-asked-'))
    try {
      chmodSync(folder, 0o755)
      const [copy, own] = [join(folder, 'asked.py'), join(folder, 'attach.mjs')]
      copyFileSync('test/targets/asked.py', copy)
      copyFileSync(program, own)
      target = await PythonTarget.start(python.program, SOMEBODY, copy)
      const before = target.counts()
      const child = await attachElsewhere('attached', [...SOMEBODY, process.execPath, own])
      expect(target.threads()).toBe(before.threads + 1)
      child.kill('SIGKILL')
      await until(() => target.threads() === before.threads)
      await isAsBefore(before)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.runIf(process.getuid?.() === 0)('is another user’s', async ctx => {
    const python = found.find(({ program: of }) => of.startsWith('/usr/'))
    if (python === undefined) return ctx.skip('no Python that other users may run')
    const folder = mkdtempSync(join(tmpdir(), 'ntop-asked-'))
    try {
      chmodSync(folder, 0o755)
      const copy = join(folder, 'asked.py')
      copyFileSync('test/targets/asked.py', copy)
      target = await PythonTarget.start(python.program, SOMEBODY, copy)
      const before = target.counts()
      const session = await attach()
      expect(await session.request('echo', {})).toEqual(['echo', {}])
      await session.detach()
      await isAsBefore(before)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe.runIf(process.arch === 'x64')('fifty rounds', () => {
  it.each(found)(
    'leave descriptors, threads and memory where they were: $version',
    async python => {
      target = await PythonTarget.start(python.program)
      const threads = target.threads()
      // What is freed only by its collector stays.
      await target.ask('gc off')
      const round = async () => {
        const session = await attach()
        await session.request('echo', {})
        await session.detach()
      }
      for (let i = 0; i < 10; i++) await round()
      // Our thread has closed the line last of all, and may be just ending.
      await until(() => target.threads() === threads)
      const before = target.counts()
      const rss = target.rssBytes()
      for (let i = 0; i < 50; i++) await round()
      await isAsBefore(before)
      expect(target.rssBytes() - rss).toBeLessThan(1_000_000)
    },
    60_000,
  )
})

function statusOf(pid: number): string {
  const status = system.files.prompt(pid, 'status')
  return status.ok ? status.bytes.toString('latin1') : ''
}
