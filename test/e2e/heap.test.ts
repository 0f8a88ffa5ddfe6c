/** `ntop heap` as a program, on programs that the tests start. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyFolder } from '../config/folder.ts'
import { until } from '../runtime/asked-program.ts'
import { installed, Jvm } from '../runtime/java/jvm.ts'
import { NodeTarget } from '../runtime/node/target.ts'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop, runNtop } from '../support/ntop.ts'
import { openPty, type PtyProgram } from '../support/pty.ts'
import { startChild } from './children.ts'

const [java] = installed()

async function startNode(...options: string[]): Promise<NodeTarget> {
  const node = await NodeTarget.start(options)
  onTestFinished(() => node.end())
  return node
}

async function inTerminal(...args: string[]): Promise<PtyProgram> {
  const pty = openPty({ command: process.execPath, args: [await builtNtop(), ...args], columns: 100, rows: 40 })
  onTestFinished(() => pty.end())
  return pty
}

/** As it was found: nothing listens, and it goes on. */
async function isUntouched(node: NodeTarget): Promise<void> {
  expect([node.ports(), node.errors]).toEqual([[], ''])
  expect(Number(await node.ask('ticks'))).toBeGreaterThan(0)
}

describe('ntop heap PID', () => {
  test('tells what runs it and what can be asked, and touches nothing', async () => {
    const node = await startNode()
    const { code, stdout, stderr } = await runNtop('heap', `${node.pid}`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(new RegExp(`^${node.pid} node: node ${process.versions.node}\n`))
    expect(stdout).toMatch(/^ {2}- opens a debugging port on loopback, for anybody on this machine/m)
    await isUntouched(node)
    expect(await jsonOfNtop('heap', `${node.pid}`, '--json')).toMatchObject({
      schema: 'ntop-heap/1',
      runtime: `node ${process.versions.node}`,
      seen: null,
      can: expect.arrayContaining([
        expect.objectContaining({ what: 'stats', effects: ['opens-port', 'stderr-lines', 'pause'], refusal: null }),
      ]),
    })
    await isUntouched(node)
  })

  test('of a shell: nothing that could be asked, and where to look instead', async () => {
    const { pid } = await startChild('sh', '-c', 'echo ready; read line')
    const { code, stdout } = await runNtop('heap', `${pid}`)
    expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
      0,
      [`${pid} sh: not known what runs it`, '  neither Node nor Python nor Java runs it'],
    ])
    expect(await runNtop('heap', `${pid}`, 'stats', '--yes')).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: ${pid} sh: neither Node nor Python nor Java runs it; ntop inspect ${pid} tells from its maps where its memory lies; ntop snapshot and compare, what of it grows\n`,
    })
  })

  test('of nobody, of other sources and trees', async () => {
    expect(await runNtop('heap', '4194304')).toEqual({ code: 1, stdout: '', stderr: 'ntop: no process 4194304\n' })
    const portable = await runNtop('heap', `${process.pid}`, '--source', 'portable')
    expect([portable.code, portable.stderr]).toEqual([
      1,
      `ntop: process ${process.pid} cannot be asked: only the Linux source tells of the heaps of programs; this is the portable one\n`,
    ])
    const tree = await runNtop('heap', `${process.pid}`, 'stats', '--yes', '--procfs', '/proc')
    expect([tree.code, tree.stderr]).toEqual([
      1,
      `ntop: process ${process.pid} cannot be asked: not with --procfs: these are not the processes of this system\n`,
    ])
  })
})

describe('ntop heap PID stats', () => {
  test('without a terminal and without --yes nothing is done', async () => {
    const node = await startNode()
    const { code, stdout, stderr } = await runNtop('heap', `${node.pid}`, 'stats')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(
      '- opens a debugging port on loopback, for anybody on this machine: for a moment, or until this is over if it is busy\n',
    )
    expect(stderr).toContain('mind: a program that has a handler of its own for SIGUSR1')
    expect(stderr).toMatch(/ntop: nothing was done: there is no terminal to ask on; --yes agrees to all of this\n$/)
    await isUntouched(node)
  })

  test('with --yes: figures as the program has them, and it is as it was', async () => {
    const node = await startNode()
    await node.ask('grow 20')
    const document = await jsonOfNtop('heap', `${node.pid}`, 'stats', '--json', '--yes')
    expect(document).toMatchObject({
      schema: 'ntop-heap-stats/1',
      process: { pid: node.pid },
      runtime: `node ${process.versions.node}`,
      route: 'inspector',
      effects: ['opens-port', 'stderr-lines', 'pause'],
      restored: [expect.stringContaining('closed')],
      leftBehind: [],
      collects: true,
    })
    const { figures } = document as { readonly figures: readonly { readonly name: string; readonly value: number }[] }
    const used = figures.find(({ name }) => name === 'heap used')?.value ?? 0
    expect(Math.abs(used - Number(await node.ask('grow 0')))).toBeLessThan(5_000_000)
    expect(node.ports()).toEqual([])
  })

  test('on a terminal it is asked for: y does it, anything else does not', async () => {
    const node = await startNode()
    const refusing = await inTerminal('heap', `${node.pid}`, 'stats')
    await refusing.until('do it? [y/N]')
    refusing.send('ye\r')
    await refusing.until('ntop: nothing was done')
    expect(await refusing.exited).toEqual({ code: 1, signal: 0 })
    await isUntouched(node)

    const agreeing = await inTerminal('heap', `${node.pid}`, 'stats')
    await agreeing.until('do it? [y/N]')
    agreeing.send('y\r')
    await agreeing.until(/ntop: undone: .*closed/)
    expect(agreeing.text().join('\n')).toMatch(/heap used: JavaScript objects/)
    expect(await agreeing.exited).toEqual({ code: 0, signal: 0 })
    expect(node.ports()).toEqual([])
  })

  test('Ctrl-C at the question leaves, and nothing was done', async () => {
    const node = await startNode()
    const asking = await inTerminal('heap', `${node.pid}`, 'stats')
    await asking.until('do it? [y/N]')
    asking.type('C-c')
    expect(await asking.exited).toEqual({ code: 130, signal: 0 })
    await isUntouched(node)
  })

  test('a program that does not answer: said, and its port closed once it comes round to it, when ntop is gone', async () => {
    const node = await startNode()
    node.tell('block 4000')
    const { code, stdout, stderr } = await runNtop('heap', `${node.pid}`, 'stats', '--yes')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^ntop: \d+ node: nothing opened: .*\nntop: left behind: .* within 10 minutes, it is closed again\n$/,
    )
    expect(await node.answer()).toBeDefined()
    await until(() => node.errors.includes('Debugger ending') && node.ports().length === 0)
  })

  test('whoever reads has gone: it is left as it was, and that is no failure', async () => {
    const node = await startNode()
    const ntop = spawn(process.execPath, [await builtNtop(), 'heap', `${node.pid}`, 'stats', '--yes'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    ntop.stdout.destroy()
    ntop.stderr.resume()
    expect(await once(ntop, 'exit')).toEqual([0, null])
    expect(node.ports()).toEqual([])
  })
})

describe('the whole heap of a Node', () => {
  const PROGRAM = 'test/targets/planted-heap.cjs'

  async function startPlanted(): Promise<NodeTarget> {
    const node = await NodeTarget.start([], process.execPath, [], PROGRAM)
    onTestFinished(() => node.end())
    return node
  }

  test('says what it takes before, and does nothing without a yes', async () => {
    const node = await startPlanted()
    const { code, stdout, stderr } = await runNtop('heap', `${node.pid}`, 'referrers', 'Leaked')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('- makes it take more memory for a moment\n')
    expect(stderr).toMatch(/- stops it for about [\d.]+ s\n/)
    expect(stderr).toMatch(/mind: its heap has [\d.]+M at most, which would be \ds and \d+M; /)
    expect([node.ports(), node.errors]).toEqual([[], ''])
  })

  test('tells who holds what leaks, down to the variable of the function that keeps it', async () => {
    const node = await startPlanted()
    const { code, stdout } = await runNtop('heap', `${node.pid}`, 'referrers', 'Leaked', '--yes')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}one of 1,000: Leaked, /m)
    expect(stdout).toMatch(/^ {4}\.get\('key \d+'\) of Map, /m)
    expect(stdout).toMatch(/^ {4}variable cache of /m)
    expect(stdout).toMatch(/: remember at \/.*planted-heap\.cjs:\d+$/m)
    expect(node.ports()).toEqual([])
    expect(await node.ask('remember 1')).toBe('1')
  })

  test('tells which type may be meant by a name that none has', async () => {
    const node = await startPlanted()
    const { code, stderr } = await runNtop('heap', `${node.pid}`, 'referrers', 'leked', '--yes')
    expect(code).toBe(1)
    expect(stderr).toContain('there is no object of the type leked; did you mean Leaked?\n')
    expect(node.ports()).toEqual([])
  })

  test('tells equal texts, as many as were made', async () => {
    const node = await startPlanted()
    const document = await jsonOfNtop('heap', `${node.pid}`, 'duplicates', '--json', '--yes')
    const { rows } = document as { readonly rows: readonly { readonly text: string; readonly copies: number }[] }
    expect(document).toMatchObject({ schema: 'ntop-heap-duplicates/1', route: 'inspector', leftBehind: [] })
    expect(rows.find(({ text }) => text === 'planted copy')).toMatchObject({ type: 'string', copies: 500 })
  })

  test('is written into a new file, ours alone', async () => {
    const node = await startPlanted()
    const folder = emptyFolder()
    const path = join(folder, 'a.heapsnapshot')
    const { code, stdout } = await runNtop('heap', `${node.pid}`, 'dump', path, '--yes')
    expect(code).toBe(0)
    expect(stdout).toContain(`${path} has `)
    expect(stdout).toContain('developer tools, Memory, Load profile')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const nodes: unknown = JSON.parse(readFileSync(path, 'utf8')).nodes
    expect(nodes).toHaveProperty('length', expect.any(Number))
    const again = await runNtop('heap', `${node.pid}`, 'dump', path, '--yes')
    expect([again.code, again.stderr]).toEqual([
      1,
      `ntop: ${path} is there already: a heap is written into a new file only\n`,
    ])
    expect(node.ports()).toEqual([])
  })

  /** What `ntop compare` tells of two files. */
  async function compared(old: string, young: string) {
    const document = await jsonOfNtop('compare', old, young, '--json')
    const { rows, followed } = document as {
      readonly followed: boolean
      readonly rows: readonly { readonly type: string; readonly countDiff: number; readonly newCount: number | null }[]
    }
    const { countDiff, newCount } = rows.find(({ type }) => type === 'Leaked') ?? {}
    return { followed, countDiff, newCount }
  }

  test('is written twice in one session, which tells the objects that have come', async () => {
    const node = await startPlanted()
    const folder = emptyFolder()
    const [old, young] = [join(folder, 'a.heapsnapshot'), join(folder, 'b.heapsnapshot')]
    const ntop = await inTerminal('heap', `${node.pid}`, 'dump', old, young, '--for', '60', '--yes')
    await ntop.until('; the next one in')
    await node.ask('remember 10')
    ntop.type('C-c')
    await ntop.until('ntop compare tells what grew between them')
    expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
    expect(await compared(old, young)).toEqual({ followed: true, countDiff: 10, newCount: 10 })
    expect(node.ports()).toEqual([])
    // Of another session, which has numbers of its own.
    const later = join(folder, 'c.heapsnapshot')
    expect(await runNtop('heap', `${node.pid}`, 'dump', later, '--yes')).toMatchObject({ code: 0 })
    expect(await compared(old, later)).toEqual({ followed: false, countDiff: 10, newCount: null })
  })

  test('Ctrl-C while it is written leaves no file, and the program as it was', async () => {
    const node = await startPlanted()
    await node.ask('grow 60')
    const folder = emptyFolder()
    const ntop = await inTerminal('heap', `${node.pid}`, 'dump', join(folder, 'a.heapsnapshot'))
    await ntop.until('do it? [y/N]')
    ntop.send('y\r')
    await until(() => readdirSync(folder).length > 0)
    ntop.type('C-c')
    expect(await ntop.exited).toEqual({ code: 130, signal: 0 })
    expect(readdirSync(folder)).toEqual([])
    expect(await node.ask('remember 1')).toBe('1')
    await until(() => node.ports().length === 0)
  }, 40_000)
})

describe.skipIf(java === undefined)('a Java program', () => {
  async function startJava(): Promise<Jvm> {
    const jvm = await Jvm.start(java ?? '', 'test/targets/Heap.java')
    onTestFinished(() => jvm.end())
    return jvm
  }

  /** Ends by this signal once it watches; what it said, and how it ended. */
  async function watchUntil(signal: NodeJS.Signals, jvm: Jvm): Promise<readonly [code: number, said: string]> {
    const ntop = await inTerminal('heap', `${jvm.pid}`, 'events', '--for', '600')
    await ntop.until('do it? [y/N]')
    ntop.send('y\r')
    await ntop.until('watching for 10m 00s; Ctrl-C ends it early')
    await jvm.ask('collect')
    await ntop.until(/^ {2}\d\d:\d\d:\d\d .*G1/m)
    if (signal === 'SIGINT') ntop.type('C-c')
    else process.kill(ntop.pid, signal)
    const { code } = await ntop.exited
    return [code, ntop.text().join('\n')]
  }

  test('tells its collections as they happen; Ctrl-C ends that early, and all of them are told', async () => {
    const jvm = await startJava()
    const [code, said] = await watchUntil('SIGINT', jvm)
    expect(code).toBe(0)
    expect(said).toMatch(/^ {2}\d+ collections? in \d.*: paused .* in all/m)
    expect(said).toMatch(/^ntop: undone: .*disconnected/m)
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGQUIT', 131],
  ] as const)('is left as it was where %s ends ntop', async (signal, expected) => {
    const jvm = await startJava()
    const [code, said] = await watchUntil(signal, jvm)
    expect(code).toBe(expected)
    expect(said).toMatch(/^ntop: undone: .*disconnected/m)
    expect(said).not.toMatch(/collections? in/)
    // It goes on.
    await jvm.ask('collect')
  })

  test('has its objects counted twice', async () => {
    const jvm = await startJava()
    const counting = jsonOfNtop('heap', `${jvm.pid}`, 'types', '--for', '2', '--top', '3', '--json', '--yes')
    await jvm.ask(`hold ${8 * 1024 ** 2}`)
    const document = await counting
    expect(document).toMatchObject({
      schema: 'ntop-heap-types/1',
      route: 'attach',
      effects: expect.arrayContaining(['makes-file', 'collects', 'pause']),
      leftBehind: [expect.stringContaining('Attach Listener')],
      rows: [{ countDiff: expect.any(Number) }, {}, {}],
    })
  })
})
