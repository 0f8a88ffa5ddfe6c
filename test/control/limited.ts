/** Real processes to set something of, and programs that stand in for those of util-linux. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type LimitChange, limitByName, parseBounds } from '../../src/control/limit-change.ts'
import type { Tool } from '../../src/control/tool.ts'
import type { ProcessId } from '../../src/model/process.ts'
import { parsePidLimits } from '../../src/procfs/pid-limits.ts'
import { look } from '../../src/sources/linux/sighting.ts'

export const isRoot = process.getuid?.() === 0
/** Somebody who is neither root nor, as a rule, anybody. */
export const ORDINARY = 65_534

export interface Limited {
  readonly child: ChildProcess
  readonly pid: number
  readonly id: ProcessId
}

/** Children, and folders of programs, that are gone when the test is over. */
export class Stage {
  readonly #children: ChildProcess[] = []
  readonly #folders: string[] = []

  /** A process of its own that sleeps, or runs these lines of a shell; as an ordinary user where that can be. */
  start(script?: string, user?: number): Limited {
    const owner = user !== undefined && isRoot ? { uid: user, gid: user } : {}
    const [program, args] = script === undefined ? ['sleep', ['1000']] : ['sh', ['-c', script]]
    const child = spawn(program, args, { stdio: 'ignore', cwd: '/', ...owner })
    this.#children.push(child)
    if (child.pid === undefined) throw new Error('no child')
    const seen = look(child.pid, pid => ({ ok: true, bytes: readFileSync(`/proc/${pid}/stat`) }))
    if (typeof seen === 'string') throw new Error(`the child is ${seen}`)
    return { child, pid: child.pid, id: seen.id }
  }

  /** A process of several threads, once they are there. */
  async startThreads(): Promise<Limited> {
    const target = this.start(`exec ${process.execPath} -e 'setInterval(() => {}, 1e6)'`)
    await vi.waitFor(
      () => {
        if (readdirSync(`/proc/${target.pid}/task`).length < 4) throw new Error('not all of its threads are there')
      },
      { timeout: 10_000, interval: 5 },
    )
    return target
  }

  /** A PATH with a program that is these lines of a shell; without lines, with none at all. */
  pathWith(script?: string, tool: Tool = 'prlimit'): string {
    const folder = mkdtempSync(join(tmpdir(), 'ntop-prlimit-'))
    this.#folders.push(folder)
    if (script !== undefined) writeFileSync(join(folder, tool), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return folder
  }

  /** A PATH whose program is the system's, run by an ordinary user. */
  pathOfOrdinary(tool: Tool = 'prlimit'): string | undefined {
    if (!isRoot) return process.env['PATH']
    const [setpriv, program] = [programOf('setpriv'), programOf(tool)]
    const run = `exec ${setpriv} --reuid ${ORDINARY} --regid ${ORDINARY} --clear-groups ${program} "$@"`
    return this.pathWith(run, tool)
  }

  /** Ends what runs, and removes what was written. */
  clear(): void {
    for (const child of this.#children.splice(0)) child.kill('SIGKILL')
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true })
  }
}

function programOf(name: string): string {
  return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim()
}

/** `nofile=4096:8192`. */
export function changeOf(word: string): LimitChange {
  const [name = '', bounds = ''] = word.split('=')
  const limit = limitByName(name)
  const change = limit === undefined ? { wrong: `no limit ${name}` } : parseBounds(limit, bounds)
  if ('wrong' in change) throw new Error(change.wrong)
  return change
}

/** `1024:4096`: what the kernel says that a process has. */
export function limitOf(pid: number, word: string): string {
  const all = parsePidLimits(readFileSync(`/proc/${pid}/limits`, 'latin1'))
  const found = all?.find(limit => limit.name === limitByName(word)?.name)
  return `${found?.soft}:${found?.hard}`
}
