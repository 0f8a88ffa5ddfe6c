import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProcessId } from '../../../src/model/process.ts'
import { holdsSignal, parsePidSignals } from '../../../src/procfs/pid-signals.ts'
import { detectNode, type NodeDetection } from '../../../src/runtime/node/detect.ts'
import { attachNode } from '../../../src/runtime/node/session.ts'
import type { NodeSystem } from '../../../src/runtime/node/system.ts'
import { until } from '../asked-program.ts'
import { figure } from './attaching.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import { NodeTarget, portsOf } from './target.ts'

const SIGUSR1 = 10
const system = thisSystem()
const isRoot = process.geteuid?.() === 0
let folder: string
let target: NodeTarget | undefined
let other: ChildProcess | undefined
let server: Server | undefined

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-node-'))
})

afterEach(async () => {
  server?.close()
  server = undefined
  await target?.end()
  target = undefined
  if (other !== undefined && other.exitCode === null && other.signalCode === null) {
    const end = once(other, 'exit')
    other.kill('SIGKILL')
    await end
  }
  other = undefined
})

afterAll(() => {
  system.close()
  rmSync(folder, { recursive: true, force: true })
})

async function detected(using: NodeSystem = system): Promise<NodeDetection> {
  const found = await detectNode(idOf(target?.pid), using)
  if (found?.runtime !== 'node') throw new Error(`taken for ${JSON.stringify(found)}`)
  return found
}

function idOf(pid: number | undefined): ProcessId {
  const seen = system.lookAt(pid ?? 0)
  if (typeof seen === 'string') throw new Error(`it is ${seen}`)
  return seen.id
}

/** Nothing at all was done to it: neither does anything listen, nor was anything written. */
async function isUntouched(node: NodeTarget): Promise<void> {
  expect(Number(await node.ask('ticks'))).toBeGreaterThanOrEqual(0)
  expect(node.ports()).toEqual([])
  expect(node.errors).toBe('')
}

/** Attaching with consent to everything, which must not come about. */
async function whyNot(pid: number | undefined, using: NodeSystem = system): Promise<string> {
  const consent = ['opens-port', 'stderr-lines', 'pause', 'writes-memory'] as const
  const given = await attachNode(idOf(pid), consent, using, new AbortController().signal)
  if (!('failed' in given)) throw new Error('it is attached')
  return given.failed
}

const catches = (pid: number): boolean => {
  const signals = parsePidSignals(readFileSync(`/proc/${pid}/status`))
  return signals !== undefined && holdsSignal(signals.caught, SIGUSR1)
}

async function listen(port = 0): Promise<number> {
  const made = createServer().listen(port, '127.0.0.1')
  server = made
  await once(made, 'listening')
  const address = made.address()
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen')
  return address.port
}

describe('a Node', () => {
  it('is known with its version, and what asking it does', async () => {
    target = await NodeTarget.start()
    const { version, abilities, warnings, refusal, ownPid } = await detected()
    expect([version, refusal, ownPid]).toEqual([process.versions.node, undefined, target.pid])
    expect(abilities.stats).toMatchObject({ effects: ['opens-port', 'stderr-lines', 'pause'] })
    for (const same of ['events', 'stacks'] as const) expect(abilities[same]).toEqual(abilities.stats)
    for (const longer of ['allocations', 'lines', 'types', 'collect'] as const) {
      expect(abilities[longer]).toMatchObject({ effects: expect.arrayContaining(['pause']) })
      expect(abilities[longer]).not.toHaveProperty('estimatedPauseMs')
    }
    expect(warnings).toEqual([expect.stringContaining('handler of its own')])
    expect(abilities.stats).toMatchObject({ warnings })
    await isUntouched(target)
  })

  it('whose inspector is open is only asked there', async () => {
    target = await NodeTarget.start(['--inspect=0'])
    const { abilities, warnings, open } = await detected()
    expect(abilities.stats).toMatchObject({ effects: ['stderr-lines', 'pause'] })
    expect([warnings, [open?.port]]).toEqual([[], target.ports()])
  })

  it.each(nodes())('that has no handler for SIGUSR1 is left alone: %s', async node => {
    const has = execFileSync(node, ['--help'], { encoding: 'utf8' }).includes('--disable-sigusr1')
    target = await NodeTarget.start(has ? ['--disable-sigusr1'] : [], node)
    if (!has) {
      // Having taken its own handler away it has none at all.
      await target.ask('handle')
      await target.ask('unhandle')
    }
    expect(catches(target.pid)).toBe(false)
    expect((await detected()).abilities.stats).toEqual({ refusal: expect.stringContaining('no handler for SIGUSR1') })
    expect(await whyNot(target.pid)).toContain('no handler for SIGUSR1')
    await isUntouched(target)
  })

  it('that has a handler of its own runs that, and nothing opens', async () => {
    target = await NodeTarget.start()
    await target.ask('handle')
    expect((await detected()).warnings).toEqual([expect.stringContaining('handler of its own')])
    expect(await whyNot(target.pid)).toContain('it may have a handler of its own')
    expect(await target.answer()).toBe('handled')
    await isUntouched(target)
  })

  it('that starts children is no less known, though it holds all signals back while it starts one', async () => {
    target = await NodeTarget.start()
    await target.ask('children')
    for (let i = 0; i < 40; i++) expect((await detected()).refusal).toBeUndefined()
  })

  it('that is stopped is left alone, and goes on', async () => {
    target = await NodeTarget.start()
    const { pid } = target
    target.child.kill('SIGSTOP')
    await until(() => /^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'latin1')))
    expect(await whyNot(pid)).toContain('it is stopped')
    target.child.kill('SIGCONT')
    await isUntouched(target)
  })

  it('whose port somebody else has is left alone, and who that is is said', async () => {
    const port = await listen()
    target = await NodeTarget.start([`--inspect-port=${port}`])
    const who = `port ${port}, where its inspector would open, is taken by ${process.pid} `
    expect(await whyNot(target.pid)).toContain(who)
    await isUntouched(target)
  })

  it('whose port somebody takes at the last moment writes a line, and that is all', async () => {
    const port = await listen()
    server?.close()
    target = await NodeTarget.start([`--inspect-port=${port}`])
    const kill = (pid: number, signal: number) => {
      // Without a host it listens at once.
      server = createServer().listen(port)
      process.kill(pid, signal)
    }
    const why = await whyNot(target.pid, { ...system, kill })
    expect(why).toContain(`is taken by ${process.pid} `)
    expect(why).toContain('only wrote a line')
    expect(target.errors).toContain('address already in use')
    expect(target.ports()).toEqual([])
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })

  it('of another user is left alone', async () => {
    target = await NodeTarget.start()
    const uid = (process.geteuid?.() ?? 0) + 12_345
    expect(await whyNot(target.pid, { ...system, uid })).toBe('needs root or the same user')
    await isUntouched(target)
  })

  it.runIf(isRoot)('in another network namespace is left alone', async () => {
    target = await NodeTarget.start([], process.execPath, ['unshare', '--net'])
    expect(await whyNot(target.pid)).toContain('another network namespace')
    await isUntouched(target)
  })

  it.runIf(isRoot)('in another pid namespace is known by the pid that it has there', async () => {
    target = await NodeTarget.start([], process.execPath, [
      'unshare',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
    ])
    const unshare = target.pid
    const pid = Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'latin1'))
    expect(await detectNode(idOf(pid), system)).toMatchObject({ ownPid: 1, refusal: undefined })
    const consent = ['opens-port', 'stderr-lines', 'pause'] as const
    const session = await attachNode(idOf(pid), consent, system, new AbortController().signal)
    if ('failed' in session) throw new Error(session.failed)
    expect(figure(await session.stats(), 'heap used')).toBeGreaterThan(0)
    expect((await session.detach()).leftBehind).toEqual([])
    expect(portsOf(pid)).toEqual([])
  })
})

describe('what is no Node', () => {
  it('is a shell, and a program that SIGUSR1 ends', async () => {
    other = spawn('bash', ['-c', 'read'], { stdio: ['pipe', 'ignore', 'ignore'] })
    await until(() => readFileSync(`/proc/${other?.pid}/comm`, 'latin1') === 'bash\n')
    expect(await detectNode(idOf(other.pid), system)).toBeUndefined()
    expect(await whyNot(other.pid)).toBe('it is no Node, or has ended')
  })

  it.each([
    ['nothing of it', [], 'it is no Node, or has ended'],
    ['its addons, as Deno does', ['-DNODE_API'], 'Deno'],
    ['its addons and hooks, as Bun does', ['-DNODE_API', '-DHOOK'], 'Bun'],
    ['all of it, but without a handler', ['-DNODE_API', '-DHOOK', '-DSTART'], 'no handler for SIGUSR1'],
    ['all of it, and holds it back', ['-DNODE_API', '-DHOOK', '-DSTART', '-DHANDLER', '-DHOLDS'], 'holds SIGUSR1 back'],
    ['a handler, but nothing else', ['-DHANDLER'], 'it is no Node, or has ended'],
  ])('lives on: a C program that has %s', async (name, flags, why) => {
    const program = join(folder, name.replaceAll(/\W/g, '-'))
    await promisify(execFile)('cc', [
      '-Wall',
      '-Werror',
      '-rdynamic',
      ...flags,
      '-o',
      program,
      'test/targets/passes-for-node.c',
    ])
    const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] })
    other = child
    await once(child.stdout, 'data')
    expect(await whyNot(child.pid)).toContain(why)
    // A signal that was sent would be there by now: it is delivered before the program is next seen to wait.
    expect(readFileSync(`/proc/${child.pid}/status`, 'latin1')).toMatch(
      /^State:\tS[\s\S]*^SigPnd:\t0+$[\s\S]*^ShdPnd:\t0+$/m,
    )
    expect(child.exitCode ?? child.signalCode).toBeNull()
  })
})
