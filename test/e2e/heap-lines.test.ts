/** The line that leaks, named by `ntop heap PID lines`: beside what the program itself counts. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop } from '../support/ntop.ts'
import { openTestPty } from '../support/test-pty.ts'

const PYTHON = '/usr/bin/python3'
const LEAKS = realpathSync('test/targets/leaks.py')
const LINE =
  1 +
  readFileSync(LEAKS, 'utf8')
    .split('\n')
    .findIndex(text => text.endsWith('# the line that leaks'))

interface Figures {
  readonly counts: readonly number[]
  readonly thresholds: readonly number[]
  readonly stats: readonly {
    readonly collections: number
    readonly collected: number
    readonly uncollectable: number
  }[]
  readonly enabled: boolean
  readonly frozen: number
  readonly callbacks: number
  readonly tracing: boolean
  readonly traced: readonly [number, number]
}

class Program {
  readonly child: ChildProcess
  readonly #answers: AsyncIterator<string>

  constructor(child: ChildProcess) {
    this.child = child
    if (child.stdout === null) throw new Error('nobody could hear it')
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  async next(): Promise<string> {
    const { value, done } = await this.#answers.next()
    if (done === true) throw new Error('it has ended')
    return value
  }

  async ask<T>(order: string): Promise<T> {
    this.child.stdin?.write(`${order}\n`)
    return JSON.parse(await this.next()) as T
  }
}

async function startPython(): Promise<Program> {
  const child = spawn(PYTHON, [LEAKS], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const program = new Program(child)
  expect(await program.next()).toBe('ready')
  return program
}

/** `ntop heap` while the program does something: from its first snapshot on, which it says on a terminal. */
async function askWhile(args: readonly string[], doing: () => Promise<void>): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-heap-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'lines.json')
  const ntop = openTestPty({
    command: 'sh',
    args: ['-c', 'exec "$@" >"$0"', file, process.execPath, await builtNtop(), 'heap', ...args],
  })
  await ntop.until('tracing for')
  await doing()
  // It compares what there is by then.
  ntop.type('C-c')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  return JSON.parse(readFileSync(file, 'utf8'))
}

describe.skipIf(!existsSync(PYTHON))('a Python that leaks', () => {
  test('has file and line named first, with its own bytes', async () => {
    const python = await startPython()
    await python.ask('leak 2000')
    let counted = 0
    const told = await askWhile([`${python.pid}`, 'lines', '--for', '60', '--json', '--yes'], async () => {
      await python.ask('mark')
      await python.ask('churn 5000')
      counted = await python.ask<number>('leak 3000')
      // The list that holds them is on the same line, for tracemalloc and for us.
      const own = await python.ask<{ file: string; line: number; bytes: number; count: number }>('grown')
      expect(own).toMatchObject({ file: LEAKS, line: LINE })
    })
    const { rows } = told as { rows: readonly Record<string, number | string | null>[] }
    expect(rows[0]).toMatchObject({ file: LEAKS, line: LINE, source: expect.stringContaining('the line that leaks') })
    const bytes = Number(rows[0]?.['sizeDiffBytes'])
    expect(Math.abs(bytes - counted) / counted).toBeLessThan(0.1)
    expect(Number(rows[0]?.['countDiff'])).toBeGreaterThanOrEqual(3000)
    expect(told).toMatchObject({ schema: 'ntop-heap-lines/1', runtime: expect.stringMatching(/^python 3\./) })
    const after = await python.ask<Figures>('figures')
    expect([after.tracing, after.callbacks, after.frozen]).toEqual([false, 0, 0])
  })

  test('tells the figures of its own gc', async () => {
    const python = await startPython()
    await python.ask('figures')
    const told = (await jsonOfNtop('heap', `${python.pid}`, 'stats', '--json', '--yes')) as {
      readonly generations: readonly Record<string, number>[]
      readonly collects: boolean
    }
    const own = await python.ask<Figures>('figures')
    expect(told.generations.map(({ threshold }) => threshold)).toEqual(own.thresholds)
    expect(told.generations.map(({ collections }) => collections)).toEqual(
      own.stats.map(({ collections }) => collections),
    )
    expect(told.generations.map(({ collected }) => collected)).toEqual(own.stats.map(({ collected }) => collected))
    expect(told.collects).toBe(own.enabled)
  })
})
