/** Pythons of this machine, and programs that tests start with them. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ProcessId } from '../../../src/model/process.ts'
import type { Sight } from '../../../src/runtime/python/detect.ts'
import { LinuxFiles } from '../../../src/sources/linux/files.ts'
import { Reader } from '../../../src/sources/linux/reader.ts'
import { look, lookInto } from '../../../src/sources/linux/sighting.ts'
import type { LookAt } from '../../../src/sources/sighting.ts'

export interface Python {
  readonly program: string
  /** `3.11.7` */
  readonly version: string
  readonly minor: number
  readonly isUsual: boolean
  readonly prefix: string
}

const ABOUT = `
import sys, sysconfig
flags = [sysconfig.get_config_var(name) for name in ('Py_DEBUG', 'Py_GIL_DISABLED')]
names = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}
level = names.get(sys.version_info[3])
version = '%d.%d.%d' % sys.version_info[:3] + ('%s%d' % (level, sys.version_info[4]) if level else '')
print('%s %d %s' % (version, not any(flags), sys.prefix))
`

/** The system's, those of pyenv, each version once, and those that `NTOP_TEST_PYTHONS` names, with colons between. */
export function pythons(): readonly Python[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const ofPyenv = existsSync(versions) ? readdirSync(versions).map(name => join(versions, name, 'bin', 'python')) : []
  const debug = readdirSync('/usr/bin').filter(name => /^python3\.\d+d$/.test(name))
  const named = process.env['NTOP_TEST_PYTHONS']?.split(':') ?? []
  const programs = ['/usr/bin/python3', ...debug.map(name => join('/usr/bin', name)), ...ofPyenv, ...named]
  return programs.filter(program => existsSync(program)).map(aboutPython)
}

function aboutPython(program: string): Python {
  const about = execFileSync(program, ['-c', ABOUT], { encoding: 'utf8' }).trim().split(' ')
  const [version = '', usual = '', ...prefix] = about
  const minor = version.startsWith('3.') ? Number(version.split('.')[1]) : 0
  return { program, version, minor, isUsual: usual === '1', prefix: prefix.join(' ') }
}

/** A program that a test started, once it has written its first line. */
export interface Started {
  readonly child: ChildProcess
  readonly id: ProcessId
  readonly pid: number
  readonly line: string
}

/** Children that are gone when the test is over. */
export class Programs {
  readonly #children: ChildProcess[] = []

  async start(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<Started> {
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#children.push(child)
    let text = ''
    child.stdout?.setEncoding('utf8')
    const line = await new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`${program} has ended with ${code}: ${text}`)))
      child.stdout?.on('data', (chunk: string) => {
        text += chunk
        if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
      })
    })
    const { pid } = child
    if (pid === undefined) throw new Error('no child')
    const seen = look(pid, of => ({ ok: true, bytes: readFileSync(`/proc/${of}/stat`) }))
    if (typeof seen === 'string') throw new Error(`the child is ${seen}`)
    return { child, id: seen.id, pid, line }
  }

  async clear(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    }
  }
}

/** How the tests look at processes: as ntop does. */
export function openSight(): Sight & { readonly lookAt: LookAt; close(): void } {
  const reader = new Reader()
  const files = new LinuxFiles('/proc', 'kernel', reader, () => performance.now())
  return {
    procfs: '/proc',
    files,
    inPool: start => reader.inPool(start),
    known: new Map(),
    lookAt: lookInto(files),
    close: () => reader.close(),
  }
}
