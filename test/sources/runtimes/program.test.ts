/** What runs a program by its file: small ones that export what runtimes do, and those that are installed here. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundRuntime } from '../../../src/model/runtime.ts'
import type { ReadAt } from '../../../src/sources/linux/binaries/elf.ts'
import { findRuntime, type Program } from '../../../src/sources/linux/runtimes/program.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-runtimes-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function compiled(name: string, source: string, ...options: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(join(folder, 'source.c'), source)
  execFileSync('cc', ['-w', '-o', file, join(folder, 'source.c'), ...options])
  return file
}

/** A program that exports these functions, and whatever else it has. */
function exporting(name: string, functions: readonly string[], more = ''): string {
  const defined = functions.map(symbol => `void ${symbol}(void) {}`).join('\n')
  return compiled(name, `${defined}\n${more}\nint main(void) { return 0; }\n`, '-rdynamic')
}

/** A program that takes functions of a library. */
function using(name: string, library: string, taken: readonly string[], others: readonly string[] = []): string {
  const defined = [...taken, ...others].map(symbol => `void ${symbol}(void) {}`).join('\n')
  const file = compiled(library, `${defined}\n`, '-shared', '-fPIC', `-Wl,-soname,${library}`)
  const calls = taken.map(symbol => `${symbol}();`).join(' ')
  const declared = taken.map(symbol => `void ${symbol}(void);`).join('\n')
  return compiled(name, `${declared}\nint main(void) { ${calls} return 0; }\n`, file, `-Wl,-rpath,${folder}`)
}

async function reading<R>(path: string, use: (readAt: ReadAt) => Promise<R>): Promise<R> {
  const file = await open(path)
  try {
    return await use(async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    })
  } finally {
    await file.close()
  }
}

function found(path: string, beside: Partial<Program> = {}): Promise<FoundRuntime> {
  const none: Omit<Program, 'readAt'> = {
    name: basename(path),
    withLibrary: () => Promise.resolve(undefined),
    javaVersion: () => Promise.resolve(undefined),
  }
  return reading(path, readAt => findRuntime({ readAt, ...none, ...beside }))
}

const NONE = { name: undefined, why: 'none' }
const NODE_API = 'napi_create_function'

describe('a program that exports what a runtime does', () => {
  it('is run by it, whatever it is called', async () => {
    const version = 'const char ruby_version[] = "3.1.2";'
    expect(await found(exporting('a', ['ruby_run_node'], version))).toEqual({ name: 'ruby', version: '3.1.2' })
    const perl = 'const char PL_revision = 5, PL_version = 36, PL_subversion = 0;'
    expect(await found(exporting('b', ['perl_alloc', 'perl_run'], perl))).toEqual({ name: 'perl', version: '5.36.0' })
    const php = 'const char text[] = "X-Powered-By: PHP/8.2.36"; const char *sent(void) { return text; }'
    const functions = ['php_module_startup', 'sapi_startup']
    expect(await found(exporting('c', functions, php))).toEqual({ name: 'php', version: '8.2.36' })
    const erlang = 'const char text[] = "Please use an Erlang/OTP 25 compiler"; const char *said(void) { return text; }'
    expect(await found(exporting('d', ['erl_start', 'enif_alloc_env'], erlang))).toEqual({
      name: 'erlang',
      version: '25',
    })
    const python = 'const unsigned long Py_Version = 0x030d00c1;'
    expect(await found(exporting('e', ['Py_Initialize', 'Py_Main'], python))).toEqual({
      name: 'python',
      version: '3.13.0rc1',
    })
    const node = 'const char text[] = "node.js/v22.23.5"; const char *said(void) { return text; }'
    expect(await found(exporting('f', [NODE_API, '_ZN4node5StartEiPPc'], node))).toEqual({
      name: 'node',
      version: '22.23.5',
    })
    expect(await found(exporting('g', ['mono_main', 'mono_jit_init']))).toEqual({ name: 'mono', version: undefined })
  })

  it('is run by it though its version is not told', async () => {
    const strange = 'const char ruby_version[] = "\\x1b[31m"; const char PL_revision = 5, PL_version = 36;'
    expect(await found(exporting('h', ['ruby_run_node'], strange))).toEqual({ name: 'ruby', version: undefined })
    expect(await found(exporting('i', ['perl_alloc', 'perl_run'], strange))).toEqual({
      name: 'perl',
      version: undefined,
    })
    expect(await found(exporting('j', ['Py_Initialize', 'Py_Main']))).toEqual({ name: 'python', version: undefined })
  })

  it('is not if it exports a part of that only', async () => {
    for (const part of ['ruby_run_node', 'perl_run', 'Py_Initialize', '_ZN4node5StartEiPPc', 'erl_start'])
      expect(await found(exporting('k', [part])), part).toEqual(NONE)
  })

  it('is Bun or Deno where it says so, for others take Node’s addons too', async () => {
    const said = (text: string) => `const char text[] = "${text}"; const char *said(void) { return text; }`
    const hook = '_ZN4node25AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_'
    expect(await found(exporting('l', [NODE_API, hook], said('Bun v1.4.5 (Linux x64)')))).toEqual({
      name: 'bun',
      version: '1.4.5',
    })
    expect(
      await found(exporting('m', [NODE_API], said('Exporter-Deno/0.80.0grpc Deno/2.9.6Deno/2.9.6+e518fbd'))),
    ).toEqual({
      name: 'deno',
      version: '2.9.6',
    })
    expect(await found(exporting('n', [NODE_API, hook], said('Bun version')))).toEqual(NONE)
    expect(await found(exporting('o', [NODE_API], said('Deno/0.80.0grpc')))).toEqual(NONE)
  })
})

describe('a program with a runtime’s library', () => {
  it.each([
    ['libpython3.10.so.1.0', 'Py_BytesMain', 'python', '3.10'],
    ['libpython3.7m.so.1.0', '_Py_UnixMain', 'python', '3.7'],
    ['libpython2.7.so.1.0', 'Py_Main', 'python', '2.7'],
    ['libpypy3.9-c.so', 'pypy_main_startup', 'pypy', '3.9'],
    ['libruby-3.1.so.3.1', 'ruby_run_node', 'ruby', '3.1'],
    ['libruby.so.3.2', 'ruby_run_node', 'ruby', '3.2'],
    ['libjli.so', 'JLI_Launch', 'java', undefined],
    ['libnode.so.108', '_ZN4node5StartEiPPc', 'node', undefined],
  ])('%s that takes %s of it is run by it', async (library, main, name, version) => {
    expect(await found(using('whatever', library, [main]))).toEqual({ name, version })
  })

  it('for its own use is not run by it, as an editor or a debugger is not', async () => {
    expect(await found(using('editor', 'libpython3.11.so.1.0', ['Py_Initialize'], ['Py_BytesMain']))).toEqual(NONE)
    expect(await found(using('editor', 'libruby-3.1.so.3.1', ['ruby_init'], ['ruby_run_node']))).toEqual(NONE)
    expect(await found(using('editor', 'libperl.so.5.36', ['perl_run']))).toEqual(NONE)
    expect(await found(using('perl5.36', 'libperl.so.5.36', ['perl_run']))).toEqual({ name: 'perl', version: '5.36' })
  })

  it('has the version that the mapped library tells, or the JDK', async () => {
    const library = exporting('libruby', ['ruby_run_node'], 'const char ruby_version[] = "3.1.2";')
    const asked: string[] = []
    const mapped: Partial<Program> = {
      withLibrary(name, use) {
        asked.push(name.source)
        return reading(library, use)
      },
      javaVersion: () => Promise.resolve('17.0.15'),
    }
    const ruby = using('whatever', 'libruby-3.1.so.3.1', ['ruby_run_node'])
    expect(await found(ruby, mapped)).toEqual({ name: 'ruby', version: '3.1.2' })
    expect(asked).toHaveLength(1)
    const java = using('whatever', 'libjli.so', ['JLI_Launch'])
    expect(await found(java, mapped)).toEqual({ name: 'java', version: '17.0.15' })
    expect(asked).toHaveLength(1)
  })
})

describe('any other file', () => {
  it('has the marks of none, or is of a kind that has none', async () => {
    expect(await found('/bin/sh')).toEqual(NONE)
    const MUTE = { name: undefined, why: 'mute' }
    expect(await found(compiled('still', 'int main(void) { return 0; }\n', '-static'))).toEqual(MUTE)
    expect(await found(join(folder, 'source.c'))).toEqual(MUTE)
  })

  it('neither fails nor is read for ever, whatever is in it', async () => {
    const whole = await reading(
      exporting('fuzzed', ['ruby_run_node', NODE_API], 'const char ruby_version[] = "3.1.2";'),
      at => at(0, 100_000),
    )
    if (whole === undefined) throw new Error('no file')
    const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 30 }),
        fc.nat(whole.length),
        async (changes, cut) => {
          const bytes = Buffer.from(whole.subarray(0, Math.max(cut, 64)))
          for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value
          let left = 2000
          const readAt: ReadAt = (offset, length) => {
            expect(--left).toBeGreaterThan(0)
            return Promise.resolve(bytes.subarray(offset, offset + length))
          }
          const beside = {
            withLibrary: () => Promise.resolve(undefined),
            javaVersion: () => Promise.resolve(undefined),
          }
          const told = await findRuntime({ readAt, name: 'x', ...beside })
          expect([undefined, 'ruby', 'deno', 'bun', 'node', 'go']).toContain(told.name)
        },
      ),
      { numRuns: 300 },
    )
  })
})

const require = createRequire(import.meta.url)

describe('what is installed here', () => {
  it('is this Node, found with a megabyte of its hundred', async () => {
    let bytes = 0
    const told = await reading(process.execPath, readAt =>
      findRuntime({
        readAt: async (offset, length) => {
          const piece = await readAt(offset, length)
          bytes += piece?.length ?? 0
          return piece
        },
        name: 'whatever',
        withLibrary: () => Promise.resolve(undefined),
        javaVersion: () => Promise.resolve(undefined),
      }),
    )
    expect(told).toEqual({ name: 'node', version: process.versions.node })
    expect(bytes).toBeLessThan(2 << 20)
  })

  it('is esbuild, a Go program', async () => {
    const program = join(dirname(require.resolve('esbuild')), '../../@esbuild', `linux-${process.arch}`, 'bin/esbuild')
    expect(await found(realpathSync(program))).toEqual({ name: 'go', version: expect.stringMatching(/^1\.\d+/) })
  })

  it.each(
    [
      ['/usr/bin/python3', 'python', `import sys; print('%d.%d' % sys.version_info[:2])`, ['-c']],
      ['/usr/bin/perl', 'perl', 'printf "%vd", $^V', ['-e']],
      ['/usr/bin/ruby', 'ruby', 'print RUBY_VERSION', ['-e']],
      ['/usr/bin/php', 'php', 'echo PHP_VERSION;', ['-r']],
    ].filter(([program]) => existsSync(String(program))) as [string, string, string, string[]][],
  )('is %s, as it tells itself', async (program, name, text, args) => {
    const told = execFileSync(program, [...args, text], { encoding: 'utf8' }).trim()
    const { name: is, ...rest } = await found(realpathSync(program))
    expect(is).toBe(name)
    const version = 'version' in rest ? rest.version : undefined
    expect(`${version}.`.startsWith(`${told}.`) || told.startsWith(`${version}.`), `${version}, ${told}`).toBe(true)
  })
})
