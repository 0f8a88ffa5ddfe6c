/** What runs real processes, as the source finds it by looking at their files. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Facet } from '../../../src/model/process.ts'
import type { FoundRuntime } from '../../../src/model/runtime.ts'
import { isGone } from '../../../src/sources/errors.ts'
import { type LinuxSource, linuxSource } from '../../../src/sources/linux/source.ts'
import { canMount, mountSilent } from '../silent-file-system.ts'
import { recordOf, Tree } from '../tree.ts'

const FACETS = new Set<Facet>(['command', 'exe', 'runtime'])
const NOBODY = { everyone: new Set<Facet>() }

let folder: string
let source: LinuxSource
const children: ChildProcess[] = []

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ntop-runtimes-')))
  source = linuxSource()
})
afterAll(() => {
  source.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(end)

async function end(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
}

/** A program of a name of our own: the same file where that can be, for some have a hundred megabytes. */
function called(name: string, program: string): string {
  const path = join(folder, name)
  rmSync(path, { force: true })
  try {
    linkSync(program, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EXDEV', 'EPERM'].includes(String(error.code)))) throw error
    copyFileSync(program, path)
  }
  return path
}

/** Starts it, and waits until it is the program. */
async function started(program: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} did not start`)
  await vi.waitFor(() => expect(realpathOf(`/proc/${pid}/exe`)).toBe(realpathSync(program)))
  return pid
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

async function runtimeOf(pid: number, of = source): Promise<FoundRuntime | undefined> {
  const record = recordOf((await of.scan(NOBODY)).processes, pid)
  await of.fill([record.id], FACETS)
  return record.facts.rare?.runtime
}

const NONE = { name: undefined, why: 'none' }

describe('a process of another name', () => {
  it('is run by Node', async () => {
    const pid = await started(called('whatever', process.execPath), '-e', 'setInterval(() => {}, 1000)')
    expect(await runtimeOf(pid)).toEqual({ name: 'node', version: process.versions.node })
  })

  it('is run by Python', async () => {
    const program = realpathSync('/usr/bin/python3')
    const version = execFileSync(program, ['-c', "import sys; print('%d.%d' % sys.version_info[:2])"], {
      encoding: 'utf8',
    })
    const pid = await started(called('worker', program), '-I', '-c', 'import time; time.sleep(1000)')
    expect(await runtimeOf(pid)).toEqual({ name: 'python', version: expect.stringContaining(version.trim()) })
  })

  it('is a Go program', async () => {
    const require = createRequire(import.meta.url)
    const modules = join(dirname(require.resolve('esbuild')), '../..')
    const esbuild = realpathSync(join(modules, '@esbuild', `linux-${process.arch}`, 'bin/esbuild'))
    const pid = await started(called('tool', esbuild), '--loader=js')
    expect(await runtimeOf(pid)).toEqual({ name: 'go', version: expect.stringMatching(/^1\.\d+/) })
  })

  it('is still run by what has been removed since', async () => {
    const program = called('gone', process.execPath)
    const pid = await started(program, '-e', 'setInterval(() => {}, 1000)')
    rmSync(program)
    expect(await runtimeOf(pid)).toEqual({ name: 'node', version: process.versions.node })
  })

  it('is run by nothing that is known', async () => {
    expect(await runtimeOf(await started(called('node', '/bin/sleep'), '1000'))).toEqual(NONE)
  })
})

describe.runIf(existsSync('/usr/bin/java'))('a JVM', () => {
  it('has the version of its JDK', async () => {
    const java = realpathSync('/usr/bin/java')
    const release = readFileSync(join(dirname(java), '../release'), 'latin1')
    const [, version] = /^JAVA_VERSION="(.*)"$/m.exec(release) ?? []
    expect(version).toMatch(/^\d/)
    writeFileSync(
      join(folder, 'Wait.java'),
      'class Wait { public static void main(String[] a) throws Exception { System.in.read(); } }',
    )
    const pid = await started(java, join(folder, 'Wait.java'))
    expect(await runtimeOf(pid)).toEqual({ name: 'java', version })
  })
})

describe('.NET', () => {
  const SOURCE = `
    #include <fcntl.h>
    #include <sys/mman.h>
    #include <unistd.h>
    int main(int count, char **args) {
      if (count > 1) mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, open(args[1], O_RDONLY), 0);
      write(1, "ready\\n", 6);
      pause();
    }`

  it('has the version of the runtime that the process has chosen, once that is there', async () => {
    writeFileSync(join(folder, 'dotnet.c'), SOURCE)
    const program = join(folder, 'dotnet')
    execFileSync('cc', ['-w', '-o', program, join(folder, 'dotnet.c')])
    const libraries = ['8.0.4', '6.0.36'].map(version => {
      const runtime = join(folder, 'shared/Microsoft.NETCore.App', version)
      mkdirSync(runtime, { recursive: true })
      writeFileSync(join(runtime, 'libcoreclr.so'), Buffer.alloc(4096))
      return join(runtime, 'libcoreclr.so')
    })
    const pids: number[] = []
    for (const args of [...libraries.map(library => [library]), []]) {
      pids.push(await started(program, ...args))
      await once(children.at(-1)?.stdout ?? process.stdin, 'data')
    }
    const told = []
    for (const pid of pids) told.push(await runtimeOf(pid))
    expect(told).toEqual([
      { name: 'dotnet', version: '8.0.4' },
      { name: 'dotnet', version: '6.0.36' },
      { name: 'dotnet', version: undefined },
    ])
  })
})

describe('a file', () => {
  it('that another one has taken the place of is looked at anew', async () => {
    const program = called('changing', '/bin/sleep')
    expect(await runtimeOf(await started(program, '1000'))).toEqual(NONE)
    renameSync(called('newer', process.execPath), program)
    const pid = await started(program, '-e', 'setInterval(() => {}, 1000)')
    expect(await runtimeOf(pid)).toMatchObject({ name: 'node' })
  })

  it('of a recorded process is none of this machine', async () => {
    const tree = new Tree()
    tree.add(7, {}, { cmdline: 'node\0' })
    execFileSync('ln', ['-s', process.execPath, join(tree.root, '7', 'exe')])
    const recorded = linuxSource({ procfs: tree.root, sysfs: tree.root })
    try {
      expect(await runtimeOf(7, recorded)).toEqual({ name: undefined, why: 'absent' })
    } finally {
      recorded.close()
      tree.remove()
    }
  })
})

describe.runIf(canMount)('a file that a program answers for', () => {
  it('is not asked for at all, for that one may never answer', async () => {
    const shown = mkdtempSync(join(folder, 'shown-'))
    copyFileSync('/bin/sleep', join(shown, 'node'))
    const files = await mountSilent(shown, /^never/)
    const fresh = linuxSource()
    try {
      const pid = await started(join(files.root, 'node'), '1000')
      // Looked at, it would be found to be something else.
      expect(await runtimeOf(pid, fresh)).toEqual({ name: undefined, why: 'elsewhere' })
      expect(fresh.hung).toBe(false)
    } finally {
      fresh.close()
      await end()
      await files.unmount()
    }
  })
})
