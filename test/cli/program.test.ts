/** The built program from the outside: what it prints, to whom, and how it ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/export/describe.ts'
import { withOneKeyMore, withoutOneKey } from '../export/mutations.ts'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop, runNtop } from '../support/ntop.ts'

let ntop: string
let validate: ReturnType<Ajv2020['compile']>
beforeAll(async () => {
  ntop = await builtNtop()
  validate = new Ajv2020({ allErrors: true }).compile((await jsonOfNtop('schema')) as object)
})

const paths = (changes: readonly { readonly path: string }[]): string[] => changes.map(({ path }) => path)

describe('ntop -o', () => {
  test('with a column that nobody knows is bad usage, on the screen as elsewhere', async () => {
    const stderr = 'ntop: -o knows no column "comand"; did you mean command? (-o help lists them)\n'
    for (const flags of [['--once'], ['--csv'], ['--json'], []])
      expect(await runNtop(...flags, '-o', 'pid,comand')).toEqual({ code: 2, stdout: '', stderr })
  })

  test('help lists the columns, whatever else is said', async () => {
    const { code, stdout, stderr } = await runNtop('--json', '-o', 'help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^command, cmd, args, name +Command line/m)
  })

  test('with --csv writes RFC 4180, whose lines end with CR LF', async () => {
    const { code, stdout } = await runNtop('--csv', '-d', '0.1', '-p', String(process.pid), '-o', 'pid,ppid,runtime')
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `pid,ppid,runtime\r\n${process.pid},${process.ppid},node ${process.versions.node.split('.', 1)}\r\n`,
    })
  })
})

describe('ntop --json', () => {
  test('keeps to the schema that ntop schema prints', async () => {
    for (const args of [
      ['--once', '--json'],
      ['--json', '--full', '-n', '1'],
    ]) {
      const document = await jsonOfNtop(...args, '-d', '0.2')
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      expect(document).toMatchObject({ schema: 'ntop/1', processes: expect.arrayContaining([]) })
    }
  })

  test('knows this machine: what it runs, rates and all', async () => {
    const document = await jsonOfNtop('--once', '--json', '-d', '0.5', '-p', String(process.pid))
    expect(document).toMatchObject({
      intervalMs: expect.any(Number),
      host: { os: 'Linux', uptimeSec: expect.any(Number) },
      cpu: { busyPct: expect.any(Number) },
      memory: { totalBytes: expect.any(Number) },
      disks: expect.arrayContaining([expect.objectContaining({ mount: '/', usedPct: expect.any(Number) })]),
      processes: [{ pid: process.pid, ppid: process.ppid, uid: process.getuid?.(), cpuPct: expect.any(Number) }],
    })
  })

  test('is a line each interval, until its reader leaves', async () => {
    const pipe = spawn(
      'bash',
      ['-c', '"$@" | head -n 2; echo $PIPESTATUS', '-', process.execPath, ntop, '--json', '-d', '0.1'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const lines: string[] = []
    for await (const line of createInterface({ input: pipe.stdout })) lines.push(line)
    expect(lines).toHaveLength(3)
    const [first, second] = lines.slice(0, 2).map(line => JSON.parse(line))
    expect(Date.parse(second.at)).toBeGreaterThan(Date.parse(first.at))
    expect(lines[2]).toBe('0')
  })
})

describe('ntop inspect', () => {
  const target = spawn('cat', { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(target, 'close')
  afterAll(async () => {
    target.stdin.end()
    await ended
  })
  /** What of a process the kernel does not tell, or what there is none of here. */
  const MAY_BE_NULL =
    /^(process\.(tty|exe|runtime|runtimeVersion|cwd|root|foreground|ioPriority(\.level)?|container|pod|unit(\.uid)?)|controlGroup\.\w+\.\w+(\.full)?|limits\.RLIMIT_(CORE|FSIZE|LOCKS|MSGQUEUE|RSS|RTTIME)\.used|limits\.\w+\.usedPct|maps\.\d+\.path|files\.\d+\.(position|sizeBytes)|sockets\.\d+\.\w+|threads\.\d+\.waitsIn|peers\.\d+\.(fd|direction|peerPid|peerName|ownWait|peerWait)|waits\.\d+\.(call|channel|fd)|workers|heap|environment\..*|usage\.blockDelaySec)$/

  const inspect = async (): Promise<Json> => (await jsonOfNtop('inspect', String(target.pid), '--json')) as Json

  test('keeps to the schema; null is only what is known to be untold, or denied', async () => {
    const document = await inspect()
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    const { denied } = document as { denied: readonly string[] }
    const unexplained = nullsIn(document).filter(path => !MAY_BE_NULL.test(path) && !denied.includes(path))
    expect(unexplained).toEqual([])
  })

  test('no key may be dropped and none added', async () => {
    // Which variables there are is not for the schema to say.
    const document = Object.assign({}, await inspect(), { environment: null })
    const dropped = withoutOneKey(document)
    expect(dropped.length).toBeGreaterThan(160)
    expect(paths(dropped.filter(change => validate(change.document)))).toEqual([])
    expect(paths(withOneKeyMore(document).filter(change => validate(change.document)))).toEqual([])
  })

  test('of a process that is not there: exit code 1 and one line that says so', async () => {
    expect(await runNtop('inspect', '4194304')).toEqual({ code: 1, stdout: '', stderr: 'ntop: no process 4194304\n' })
  })
})

describe('ntop limit', () => {
  const target = spawn('cat', { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(target, 'close')
  afterAll(async () => {
    target.stdin.end()
    await ended
  })

  test('sets what the kernel then tells, and prints it', async () => {
    const limits = (): string => readFileSync(`/proc/${target.pid}/limits`, 'latin1')
    const { code, stdout, stderr } = await runNtop('limit', String(target.pid), 'nofile=64:128')
    expect([code, stderr.replace(/^ntop: nofile: .*\n/gm, '')]).toEqual([0, ''])
    expect(stdout).toMatch(new RegExp(`^nofile of ${target.pid} cat: soft [\\d,]+ → 64, hard [\\d,]+ → 128\n$`))
    expect(limits()).toMatch(/^Max open files +64 +128 /m)
  })
})

describe('ntop in a pipe', () => {
  test('is one plain table', async () => {
    const { code, stdout, stderr } = await runNtop('-d', '0.1')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.match(/^ +PID USER .* COMMAND$/gm)).toHaveLength(1)
    expect(stdout).toMatch(new RegExp(`^ *${process.pid} `, 'm'))
    expect(stdout).not.toContain('\x1b')
  })

  test('never loads the screen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ntop-loaded-'))
    try {
      for (const args of [['--version'], ['--help'], ['--once', '--json', '-d', '0.1'], ['--once', '-d', '0.1']]) {
        const program = spawn(process.execPath, [ntop, ...args], {
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { ...process.env, NODE_V8_COVERAGE: folder },
        })
        await once(program, 'close')
      }
      const modules = readdirSync(folder).flatMap(file => modulesIn(join(folder, file)))
      const evaluated = modules.filter(({ count }) => count > 0).map(({ name }) => name)
      expect(evaluated).toContain('src/export/json.ts')
      const ofTheScreen = /^src\/ui\/|^src\/terminal\/screen|blessed/
      expect(modules.some(({ name }) => ofTheScreen.test(name))).toBe(true)
      expect(evaluated.filter(name => ofTheScreen.test(name))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the end', () => {
  test('by bad usage is 2, and names the flag', async () => {
    expect(await runNtop('--jsn')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ntop: unknown flag --jsn; did you mean --json?\n',
    })
  })

  test.each([
    [['demo', 'nonsense'], 'there is no demo "nonsense": ntop demo lists them'],
    [['inspect', '1', '--procfs', '/nowhere'], '--procfs expects a directory, not "/nowhere"'],
  ])('by bad usage that a subcommand finds is 2, and no fault of ours: %s', async (args, why) => {
    expect(await runNtop(...args)).toEqual({ code: 2, stdout: '', stderr: `ntop: ${why}\n` })
  })

  test.each([['--once'], ['--once', '--json']])('by a user that there is not is 2, with %s', async (...flags) => {
    const stderr = 'ntop: -u nobody-of-this-name: there is no such user; a number is taken too\n'
    expect(await runNtop(...flags, '-u', 'nobody-of-this-name')).toEqual({ code: 2, stdout: '', stderr })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s is %i', async (signal, code) => {
    const program = spawn(process.execPath, [ntop, '--json', '-d', '0.1'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(program, 'close')
    await once(program.stdout, 'data')
    program.stdout.resume()
    program.kill(signal)
    expect(await ended).toEqual([code, null])
  })

  test('is not brought about by SIGUSR1, nor does that open a debugger', async () => {
    const program = spawn(process.execPath, [ntop, '--json', '-d', '0.1'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = once(program, 'close')
    let complaints = ''
    program.stderr.on('data', chunk => {
      complaints += String(chunk)
    })
    await once(program.stdout, 'data')
    program.kill('SIGUSR1')
    await once(program.stdout, 'data')
    await once(program.stdout, 'data')
    program.kill('SIGTERM')
    expect(await ended).toEqual([143, null])
    expect(complaints).toBe('')
  })
})

/** Paths of all that is null; entries of a list go by their name. */
function nullsIn(value: Json, path = ''): string[] {
  if (value === null) return [path]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]: [string, Json]) => {
    const named = part !== null && typeof part === 'object' && 'name' in part && Array.isArray(value)
    const name = named ? String(part['name']) : key
    return nullsIn(part, path === '' ? name : `${path}.${name}`)
  })
}

/** The bundle's modules that a coverage file tells of, and how often each was evaluated. */
function modulesIn(file: string): { name: string; count: number }[] {
  const { result }: { result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[] } =
    JSON.parse(readFileSync(file, 'utf8'))
  return result
    .filter(({ url }) => url.endsWith('/ntop.cjs'))
    .flatMap(({ functions }) =>
      functions.map(({ functionName, ranges }) => ({ name: functionName, count: ranges[0]?.count ?? 0 })),
    )
    .filter(({ name }) => /\.(ts|js)$/.test(name))
}
