/** Programs of one user, and an ntop of another: root's may ask them, and nobody else's touches them. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { until } from './asked-program.ts'
import { compileHeap, installed, Jvm } from './java/jvm.ts'
import { NodeTarget } from './node/target.ts'
import { PythonTarget } from './python/target.ts'

const AS_SOMEBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
const SOMEBODY = ['setpriv', ...AS_SOMEBODY]
/** Only root can be two users, and the Node that runs this may lie in its home. */
const areTwo =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [...AS_SOMEBODY, process.execPath, '-e', '0'], { cwd: '/' }).status === 0
const PYTHON = '/usr/bin/python3'
const [java = ''] = installed()
let folder: string
/** Where everybody can read it. */
let program: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-another-'))
  chmodSync(folder, 0o755)
  program = join(folder, 'ask.mjs')
  copyFileSync(await bundleProgram('test/runtime/programs/ask.ts'), program)
  for (const name of ['ticking.cjs', 'asked.py']) copyFileSync(`test/targets/${name}`, join(folder, name))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What somebody's ntop says who cannot attach to it. */
function whyNot(pid: number): Promise<string> {
  const [command = '', ...args] = [...SOMEBODY, process.execPath, program, `${pid}`, 'stats']
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: '/' }, (error, stdout, stderr) => {
      if (error === null || stdout.includes('asking')) reject(new Error(`it is attached: ${stdout}`))
      else resolve(stderr)
    })
  })
}

/** Root's ntop, which is attached and asks. */
async function attachedByRoot(pid: number): Promise<ChildProcess> {
  const ntop = spawn(process.execPath, [program, `${pid}`, 'stats'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    ntop.kill('SIGKILL')
  })
  await once(ntop.stdout, 'data')
  return ntop
}

const threadsOf = (pid: number): number => readdirSync(`/proc/${pid}/task`).length

describe.runIf(areTwo)('a Node', () => {
  it('of root is left alone by somebody', async () => {
    const target = await NodeTarget.start()
    onTestFinished(() => target.end())
    expect(await whyNot(target.pid)).toContain('needs root or the same user')
    expect(Number(await target.ask('ticks'))).toBeGreaterThanOrEqual(0)
    expect([target.ports(), target.errors]).toEqual([[], ''])
  })

  it('of somebody is asked by root, and is as before when that is killed', async () => {
    const target = await NodeTarget.start([], process.execPath, SOMEBODY, join(folder, 'ticking.cjs'))
    onTestFinished(() => target.end())
    const before = target.counts().descriptors
    const ntop = await attachedByRoot(target.pid)
    expect(target.counts().descriptors).toBeGreaterThan(before)
    ntop.kill('SIGKILL')
    await until(() => target.ports().length === 0 && target.counts().descriptors === before)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })
})

describe.runIf(areTwo && existsSync(PYTHON))('a Python', () => {
  it('of root is left alone by somebody', async () => {
    const target = await PythonTarget.start(PYTHON)
    onTestFinished(() => target.end())
    expect(await whyNot(target.pid)).toContain('needs root or the same user')
    expect(await target.goesOn()).toBe(true)
    expect([threadsOf(target.pid), target.errors]).toEqual([1, ''])
  })

  it('of somebody that keeps its user out of its memory is left alone by that user', async () => {
    const target = await PythonTarget.start(PYTHON, SOMEBODY, join(folder, 'asked.py'))
    onTestFinished(() => target.end())
    expect(await target.ask('undumpable')).toBe('0')
    expect(await whyNot(target.pid)).toMatch(/needs root/)
    expect(await target.goesOn()).toBe(true)
    expect([threadsOf(target.pid), target.errors]).toEqual([1, ''])
  })

  it('of somebody is asked by root, and is as before when that is killed', async () => {
    const target = await PythonTarget.start(PYTHON, SOMEBODY, join(folder, 'asked.py'))
    onTestFinished(() => target.end())
    const before = target.counts()
    const ntop = await attachedByRoot(target.pid)
    expect(threadsOf(target.pid)).toBe(2)
    ntop.kill('SIGKILL')
    await until(() => threadsOf(target.pid) === 1)
    expect(target.counts()).toEqual(before)
    expect(target.errors).toBe('')
  })
})

describe.runIf(areTwo && java !== '')('a JVM', () => {
  it('of root is left alone by somebody', async () => {
    const classes = await compileHeap(java)
    onTestFinished(() => classes?.remove())
    const jvm = await Jvm.start(java, '-Xmx64m', '-cp', classes?.folder ?? '', 'Heap')
    onTestFinished(() => jvm.end())
    expect(await whyNot(jvm.pid)).toContain('needs root or the same user')
    // Neither it would print what its threads do, nor has it a socket.
    expect(await jvm.ask('collect')).toBe('done')
    expect(readdirSync('/tmp').filter(name => name.endsWith(`_pid${jvm.pid}`))).toEqual([])
  })
})
