/** Programs that leak on a known line as much as they are told and count it themselves, and ntop beside them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished } from 'vitest'
import { until } from '../runtime/asked-program.ts'
import { leakingLine, startLeaking } from '../runtime/node/attaching.ts'
import type { NodeTarget } from '../runtime/node/target.ts'
import { builtNtop } from '../support/build.ts'
import type { PtyProgram } from '../support/pty.ts'
import { openTestPty } from '../support/test-pty.ts'
import { openNtop } from './screen.ts'

export const PYTHON = '/usr/bin/python3'

/** Where a program leaks. */
export interface Leak {
  readonly file: string
  readonly line: number
}

export const pythonLeak: Leak = lineOf('test/targets/leaks.py', '# the line that leaks')
/** In a function of several statements. */
export const nodeLeak: Leak = {
  file: realpathSync('test/targets/leaking.mjs'),
  line: leakingLine('statements'),
}

function lineOf(program: string, comment: string): Leak {
  const line = readFileSync(program, 'utf8')
    .split('\n')
    .findIndex(text => text.endsWith(comment))
  return { file: realpathSync(program), line: 1 + line }
}

export class PythonProgram {
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

export async function startPython(): Promise<PythonProgram> {
  const child = spawn(PYTHON, [pythonLeak.file], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const program = new PythonProgram(child)
  expect(await program.next()).toBe('ready')
  return program
}

export async function startNode(): Promise<NodeTarget> {
  const node = await startLeaking()
  onTestFinished(() => node.end())
  return node
}

/** So many megabytes more; resolves with the bytes that it counts of these itself, once it has leaked them. */
export async function leakIn(node: NodeTarget, megabytes: number): Promise<number> {
  const before = Number(await node.ask('counted'))
  await node.ask(`leak statements ${before / 1e6 + megabytes}`)
  let counted = before
  await until(async () => {
    counted = Number(await node.ask('counted'))
    return counted >= before + megabytes * 1e6
  })
  return counted - before
}

/**
 * `ntop heap` while the program does something: from its first snapshot on, which it says on a terminal.
 *
 * @param later done after its second one, where it looks on
 */
export async function askWhile(
  args: readonly string[],
  doing: () => Promise<void>,
  later?: (ntop: PtyProgram) => Promise<void>,
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-heap-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'lines.json')
  const ntop = openTestPty({
    command: 'sh',
    args: ['-c', 'exec "$@" >"$0"', file, process.execPath, await builtNtop(), 'heap', ...args],
    columns: 200,
  })
  await ntop.until('tracing for')
  await doing()
  // It compares what there is by then.
  ntop.type('C-c')
  await later?.(ntop)
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The screen, with the live heap of a process laid open at its lines, and a first snapshot taken. */
export async function openLines(pid: number): Promise<PtyProgram> {
  const ntop = await openNtop(['-p', String(pid), '-d', '0.5'], { columns: 120, rows: 36 })
  ntop.type('enter')
  await ntop.until(/ Command /)
  ntop.type('H')
  await ntop.until('Look inside')
  ntop.type('enter')
  await ntop.until('To look inside, ntop')
  ntop.type('enter')
  await ntop.until(/attached \d+s ago/)
  ntop.type('2')
  await ntop.until('s begins to trace')
  ntop.type('s')
  await ntop.until('trace allocations of')
  ntop.type('enter')
  await ntop.until('allocations are traced from now on')
  ntop.type('s')
  await ntop.until(/at \d\d:\d\d:\d\d, traced for/)
  return ntop
}

/** Takes the second snapshot, and compares. */
export async function compareLines(ntop: PtyProgram): Promise<void> {
  ntop.type('s')
  await ntop.until(/c compares it with \d/)
  ntop.type('c')
  await ntop.until('+SIZE')
}

/** Row of the table by what has grown: how much, and where. */
export function grownRow(rows: readonly string[], at = 0): { readonly bytes: number; readonly text: string } {
  const title = rows.findIndex(row => row.includes('+SIZE'))
  const text = rows[title + 1 + at] ?? ''
  const [, number, unit = ''] = /^ *~?\+(\d+(?:\.\d+)?)([KMG]?)/.exec(text) ?? []
  return { bytes: Number(number) * 1024 ** ' KMG'.indexOf(unit || ' '), text }
}
