/** The config file and the command line, from the outside. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/default-config.ts'
import { emptyFolder } from '../config/folder.ts'
import { builtNtop } from '../support/build.ts'
import { procFixture } from '../support/fixtures.ts'
import { type Ended, runNtopWith } from '../support/ntop.ts'

/** A home with a config file in it, and the variable that says so. */
function home(text: string): { path: string; env: NodeJS.ProcessEnv } {
  const folder = emptyFolder()
  const path = join(folder, 'ntop', 'config.toml')
  mkdirSync(join(folder, 'ntop'))
  writeFileSync(path, text)
  return { path, env: { XDG_CONFIG_HOME: folder } }
}

function file(text: string): string {
  const path = join(emptyFolder(), 'mine.toml')
  writeFileSync(path, text)
  return path
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return runNtopWith(env, ...args)
}

/** The titles of a table, without the arrow of the sorted one. */
function titles({ stdout }: Ended): string[] {
  const row = stdout.split('\n').find(line => /\bPID\b|COMMAND/.test(line)) ?? ''
  return row.trim().split(/\s+/)
}

function pids({ stdout }: Ended): number[] {
  return [...stdout.matchAll(/^ *(\d+) /gm)].map(([, pid]) => Number(pid))
}

/** One table of a recorded machine. */
const QUICK = ['--once', '--procfs', procFixture('linux-6.18'), '-d', '0.1']

describe('-F @name', () => {
  const TEXT =
    'sort = "pid"\ninterval = 7\n[queries]\nstopped = "state = stopped"\n"two words" = "pid = 393"\nbad = "cpu >"\n'

  test.each([['--once'], ['--once', '--csv'], ['--once', '--json']])('runs a saved query: %s', async (...mode) => {
    const { env } = home(TEXT)
    const args = ['--procfs', procFixture('linux-6.18'), '-d', '0.1', ...mode]
    const [named, spelled] = await Promise.all([
      run([...args, '-F', '@stopped'], env),
      run([...args, '-F', 'state = stopped'], env),
    ])
    expect(named.code).toBe(0)
    expect(named.stdout).toMatch(/\b310\b/)
    const steady = (text: string) => text.replace(/"(at|monotonicMs|intervalMs|uptimeSec|uptime)":[^,}]+/g, '')
    expect(steady(named.stdout).length).toBe(steady(spelled.stdout).length)
    const other = await run([...args, '-F', '@two words'], env)
    expect(other.stdout).toMatch(/\b393\b/)
    expect(other.stdout).not.toMatch(/\b310\b/)
  })

  test('of a file that is named', async () => {
    const table = await run([...QUICK, '--config', file('[queries]\nstopped = "state = stopped"\n'), '-F', '@stopped'])
    expect([table.code, pids(table)]).toEqual([0, [310]])
  })

  test.each([
    ['@stoped', `ntop: -F: no query is saved as stoped; did you mean stopped? (-F '"@stoped"' looks for the text)`],
    ['@bad', `ntop: -F: no query is saved as bad; there is stopped, two words (-F '"@bad"' looks for the text)`],
  ])('says that there is none: %s', async (name, complaint) => {
    const table = await run([...QUICK, '-F', name], home(TEXT).env)
    expect([table.code, table.stdout]).toEqual([2, ''])
    expect(table.stderr.trimEnd().split('\n').at(-1)).toBe(complaint)
  })

  test('says so where there is no config file, and looks for the text in quotes', async () => {
    const { code, stderr } = await run([...QUICK, '-F', '@x'], { XDG_CONFIG_HOME: emptyFolder() })
    expect([code, stderr]).toEqual([
      2,
      `ntop: -F: no query is saved as x: [queries] of the config file has none (-F '"@x"' looks for the text)\n`,
    ])
    const quoted = await run([...QUICK, '-F', '"@x"'], { XDG_CONFIG_HOME: emptyFolder() })
    expect([quoted.code, pids(quoted)]).toEqual([0, []])
  })
})

describe('the file in the home folder', () => {
  test('chooses columns and order of the table', async () => {
    const { env } = home('columns = ["pid", "user", "command"]\nsort = "pid"\nsort_descending = true\n')
    const table = await run(QUICK, env)
    expect([table.code, table.stderr]).toEqual([0, ''])
    expect(titles(table)).toEqual(['PID', 'USER', 'COMMAND'])
    const down = pids(table)
    expect(down.length).toBeGreaterThan(20)
    expect(down).toEqual([...down].sort((a, b) => b - a))
  })

  test('stands below the flags', async () => {
    const { env } = home('columns = ["pid", "user", "command"]\nsort = "pid"\nsort_descending = true\n')
    const table = await run([...QUICK, '-o', 'pid,rss', '-s', 'pid'], env)
    expect(titles(table)).toEqual(['PID', 'RES'])
    expect(pids(table)).toEqual([...pids(table)].sort((a, b) => a - b))
  })

  test('is passed over for the one that is named', async () => {
    const { env } = home('columns = ["user", "command"]\n')
    expect(titles(await run([...QUICK, '--config', file('columns = ["pid"]')], env))).toEqual(['PID'])
  })

  test('has no say in JSON and CSV, unless it is named: programs get the same in every home', async () => {
    const { env, path } = home('columns = ["pid", "swap"]\nsort = "pid"\nsort_descending = true\nheader = 1\n')
    const json = async (...args: string[]) => {
      const { stdout, stderr, code } = await run([...QUICK, '--json', '-p', '1,310', ...args], env)
      const { processes } = JSON.parse(stdout) as { processes: { pid: number; swapBytes?: number | null }[] }
      return { code, stderr, pids: processes.map(({ pid }) => pid), swap: processes[0]?.swapBytes !== undefined }
    }
    expect(await json()).toEqual({ code: 0, stderr: '', pids: [1, 310], swap: false })
    const stderr = `ntop: ${path}:4:10: header expects true or false, not 1\n`
    const csv = async (...args: string[]) => (await run([...QUICK, '--csv', ...args], env)).stdout.split('\r\n')[0]
    expect(await csv()).not.toBe(await csv('--config', path))
    expect(await json('--config', path)).toEqual({ code: 0, stderr, pids: [310, 1], swap: true })
  })

  test('that is wrong is told on stderr, and what is right of it holds', async () => {
    const { env, path } = home('sort = "rrs"\ncolumns = ["pid", "command"]\nintervall = 1\n')
    const table = await run(QUICK, env)
    expect(table.stderr).toBe(
      `ntop: ${path}:1:8: sort knows no column "rrs"; did you mean rss?\n` +
        `ntop: ${path}:3:1: unknown key "intervall"; did you mean interval?\n`,
    )
    expect([table.code, titles(table)]).toEqual([0, ['PID', 'COMMAND']])
  })

  test('that is no TOML is told, line by line', async () => {
    const { env, path } = home('sort =\ncolumns = ["pid", "command"]\n')
    const table = await run(QUICK, env)
    expect([table.code, table.stderr, titles(table)]).toEqual([
      0,
      `ntop: ${path}:1:7: a value is missing\n`,
      ['PID', 'COMMAND'],
    ])
  })

  test('that cannot be read is told, and all is as usual', async () => {
    const folder = emptyFolder()
    const path = join(folder, 'ntop', 'config.toml')
    mkdirSync(path, { recursive: true })
    const table = await run(QUICK, { XDG_CONFIG_HOME: folder })
    expect([table.code, table.stderr]).toEqual([0, `ntop: ${path}: is a directory\n`])
    expect(titles(table)).toContain('VIRT')
  })
})

describe('a file that is named', () => {
  test('has to be there: exit code 2', async () => {
    const path = join(emptyFolder(), 'no.toml')
    for (const mode of [[], ['--json']])
      expect(await run([...QUICK, ...mode, '--config', path])).toEqual({
        code: 2,
        stdout: '',
        stderr: `ntop: --config: there is no file ${JSON.stringify(path)}\n`,
      })
  })

  test('has to be TOML, and to be read: exit code 2, with the line', async () => {
    const path = file('interval = 1\nsort =\nheader =\n')
    expect(await run([...QUICK, '--config', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: `ntop: ${path}:2:7: a value is missing\nntop: ${path}:3:9: a value is missing\n`,
    })
    const folder = emptyFolder()
    expect(await run([...QUICK, '--config', folder])).toMatchObject({
      code: 2,
      stderr: `ntop: --config: ${folder}: is a directory\n`,
    })
  })

  test('with a bad value is told, and holds otherwise: exit code 0', async () => {
    const path = file('interval = "fast"\ncolumns = ["pid"]\n')
    const table = await run([...QUICK, '--config', path])
    expect([table.code, titles(table)]).toEqual([0, ['PID']])
    expect(table.stderr).toBe(`ntop: ${path}:1:12: interval expects seconds from 0.1 to 3600, not "fast"\n`)
  })
})

describe('ntop --default-config', () => {
  test('prints the file that sets nothing, whatever file there is', async () => {
    const { env } = home('sort =\n')
    expect(await run(['--default-config'], env)).toEqual({ code: 0, stdout: defaultConfig(), stderr: '' })
  })

  test('can be taken as it is', async () => {
    const table = await run([...QUICK, '--config', file(defaultConfig())])
    expect([table.code, table.stderr]).toEqual([0, ''])
  })
})

test('TOML is loaded for a file, and only then', async () => {
  const evaluated = async (env: NodeJS.ProcessEnv): Promise<string[]> => {
    const folder = emptyFolder()
    const ntop = spawn(process.execPath, [await builtNtop(), ...QUICK], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env, NODE_V8_COVERAGE: folder },
    })
    await once(ntop, 'close')
    return readdirSync(folder).flatMap(name => evaluatedIn(join(folder, name)))
  }
  const ofToml = /smol-toml|config\/(toml|read-config)\.ts/
  expect((await evaluated({})).filter(name => ofToml.test(name))).toEqual([])
  expect((await evaluated(home('').env)).filter(name => ofToml.test(name))).not.toEqual([])
})

/** The bundle's modules that were evaluated, as a coverage file tells. */
function evaluatedIn(path: string): string[] {
  const { result }: { result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[] } =
    JSON.parse(readFileSync(path, 'utf8'))
  return result
    .filter(({ url }) => url.endsWith('/ntop.cjs'))
    .flatMap(({ functions }) => functions)
    .filter(({ functionName, ranges }) => /\.(ts|js)$/.test(functionName) && (ranges[0]?.count ?? 0) > 0)
    .map(({ functionName }) => functionName)
}
