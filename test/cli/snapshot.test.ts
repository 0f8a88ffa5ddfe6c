/** `ntop snapshot` and `ntop compare` of a process that leaks what it is told to. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import { runSnapshot } from '../../src/cli/snapshot.ts'
import type { Json } from '../../src/export/describe.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { isGone } from '../../src/sources/errors.ts'
import type { Source } from '../../src/sources/source.ts'
import { withOneKeyMore, withoutOneKey } from '../export/mutations.ts'
import { type CompiledTarget, compileTarget, Target } from '../sources/target.ts'
import { builtNtop } from '../support/build.ts'
import { type Content, MemoryFiles, recordOf, snapshotOf, someNames, statLine } from '../support/memory-files.ts'
import { jsonOfNtop, runNtop } from '../support/ntop.ts'

const EIGHT_MB = 8 * 1024 ** 2

interface Row {
  readonly kind: string
  readonly path: string | null
  readonly at: { readonly permissions: string } | null
  readonly state: string
  readonly sizeBytes: number
  readonly sizeDiffBytes: number
  readonly count: number
  readonly countDiff: number
}

interface Comparison {
  readonly sameProcess: boolean
  readonly spanMs: number
  readonly diffBytesPerMin: number
  readonly total: Row
  readonly groups: number
  readonly memory: Readonly<Record<string, { readonly bytes: number; readonly diffBytes: number }>>
  readonly rows: readonly Row[]
}

const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)
let compiled: CompiledTarget
let target: Target
let folder: string
beforeAll(async () => {
  compiled = await compileTarget()
})
afterAll(() => compiled.remove())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-compare-'))
  target = await Target.start(compiled.program)
})
afterEach(async () => {
  await target.end()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string): string => join(folder, name)

async function snapshot(name: string): Promise<string> {
  const { code, stderr } = await runNtop('snapshot', String(target.pid), file(name))
  expect([code, stderr]).toEqual([0, ''])
  return file(name)
}

/** Whether a process has a file open. */
function hasOpen(pid: number | undefined, path: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some(fd => linkOf(`/proc/${pid}/fd/${fd}`) === path)
}

/** Where a link leads to; undefined where it has gone since it was listed. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

async function compare(...args: readonly string[]): Promise<Comparison> {
  const document = await jsonOfNtop('compare', ...args, '--json')
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  return document as Comparison
}

function expectEightMb(bytes: number | undefined): void {
  expect(Math.abs((bytes ?? 0) - EIGHT_MB)).toBeLessThan(EIGHT_MB / 100)
}

describe('eight megabytes that leaked', () => {
  test.each([
    ['without a name', '-', '', 'anonymous'],
    ['of a memfd', 'leaky', '/memfd:leaky (deleted)', 'shared'],
  ])('in one mapping %s are named first, within 1 %', async (_, name, path, kind) => {
    const old = await snapshot('old.json')
    await target.ask(`leak ${name} ${EIGHT_MB}`)
    const young = await snapshot('new.json')

    const byPath = await compare(old, young)
    expect(byPath.rows[0]).toMatchObject({ path, kind })
    expectEightMb(byPath.rows[0]?.sizeDiffBytes)
    // Of its totals the kernel keeps RSS by guess while it changes, and PSS by how many others have mapped the C library.
    expectEightMb(byPath.memory['ussBytes']?.diffBytes)
    expect(byPath).toMatchObject({ sameProcess: true, groups: byPath.rows.length })
    expect(byPath.diffBytesPerMin).toBeCloseTo((byPath.total.sizeDiffBytes / byPath.spanMs) * 60_000, -1)

    for (const figure of ['size', 'pss', 'uss', 'dirty']) {
      const { rows } = await compare(old, young, '--figure', figure)
      expect([figure, rows[0]?.path]).toEqual([figure, path])
      // Nobody may touch the pages beside it, which are address space all the same.
      expectEightMb(rows[0]?.sizeDiffBytes)
    }
    const byKind = await compare(old, young, '--by', 'kind', '--top', '1')
    expect(byKind.rows.map(row => [row.kind, row.path])).toEqual([[kind, null]])
    expectEightMb(byKind.rows[0]?.sizeDiffBytes)

    const [first] = (await compare(old, young, '--by', 'mapping')).rows
    expect(first).toMatchObject({
      path,
      kind,
      state: 'new',
      count: 1,
      countDiff: 1,
      at: { permissions: expect.any(String) },
    })
    expect(first?.sizeDiffBytes).toBe(EIGHT_MB)

    const { code, stdout } = await runNtop('compare', old, young)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${target.pid} child: RSS \\+8\\.\\dM to [\\d.]+M in (\\d+s|less than a second)\\b`),
    )
    const [, table = ''] = stdout.split('WHAT\n')
    expect(table.split('\n')[0]).toMatch(
      /^ +[\d.]+M +\+8\.\dM +\d+ +\+\d+ .*(\[anonymous\]|\/memfd:leaky \(deleted\) \(shared\))$/,
    )
  })

  test('in many small pieces of the heap name the heap, which is the same one though its end has moved', async () => {
    await target.ask('pieces 10 100')
    const old = await snapshot('old.json')
    await target.ask('pieces 80000 104')
    const young = await snapshot('new.json')
    const [first] = (await compare(old, young)).rows
    expect(first).toMatchObject({ path: '[heap]', kind: 'brk-heap', state: 'there', countDiff: 0 })
    // malloc(3) keeps a word beside each.
    const bytes = 80_000 * (104 + 8)
    expect(Math.abs((first?.sizeDiffBytes ?? 0) - bytes)).toBeLessThan(bytes / 100)
    const [piece] = (await compare(old, young, '--by', 'mapping')).rows
    expect(piece).toMatchObject({ path: '[heap]', state: 'there', count: 1, sizeDiffBytes: first?.sizeDiffBytes })
  })
})

describe('ntop snapshot', () => {
  test('says what it wrote, to a file that the schema describes', async () => {
    const { code, stdout } = await runNtop('snapshot', String(target.pid), file('a.json'))
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${target.pid} child: \\d+ mappings, RSS [\\d.]+[KM]; ${file('a.json')} has [\\d.]+K\\n$`),
    )
    const document = JSON.parse(readFileSync(file('a.json'), 'utf8'))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document).toMatchObject({
      schema: 'ntop-snapshot-memory/1',
      host: { bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() },
      process: { pid: target.pid, name: 'child', command: compiled.program },
    })
    expect(document.mappings.rows).toHaveLength(
      readFileSync(`/proc/${target.pid}/maps`, 'utf8').trimEnd().split('\n').length,
    )
  })

  test('does not replace a file, but with --force', async () => {
    writeFileSync(file('a.json'), 'mine')
    const args = ['snapshot', String(target.pid), file('a.json')]
    expect(await runNtop(...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: ${file('a.json')}: is there already; --force replaces it\n`,
    })
    expect(readFileSync(file('a.json'), 'utf8')).toBe('mine')
    expect(await runNtop(...args, '--force')).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({ schema: 'ntop-snapshot-memory/1' })
  })

  test('leaves nothing behind where the file does not fit', async () => {
    // Blocks of 512 bytes in one shell and of 1024 in another: the snapshot has more than two of them.
    const command = 'ulimit -f 2 && exec "$@"'
    const words = [process.execPath, await builtNtop(), 'snapshot', String(target.pid), file('a.json')]
    const { status, stderr } = spawnSync('sh', ['-c', command, 'sh', ...words], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, `ntop: ${file('a.json')}: file too large\n`])
    expect(readdirSync(folder)).toEqual([])
  })

  test('writes nothing where there is nothing to be had', async () => {
    const gone = spawnSync('true')
    expect(await runNtop('snapshot', String(gone.pid), file('a.json'))).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: no process ${gone.pid}\n`,
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('ntop compare', () => {
  test('of two processes says that they are two', async () => {
    const old = await snapshot('old.json')
    await target.end()
    target = await Target.start(compiled.program)
    const young = await snapshot('new.json')
    expect((await compare(old, young)).sameProcess).toBe(false)
    const { stdout } = await runNtop('compare', old, young)
    expect(stdout).toMatch(/\n {2}not the same process: \d+ child on .*, started .*\n {2}and now \d+ child on /)
  })

  test('of a snapshot with itself finds nothing', async () => {
    const old = await snapshot('old.json')
    const { total, rows, diffBytesPerMin, spanMs } = await compare(old, old)
    expect([total.sizeDiffBytes, total.countDiff, diffBytesPerMin, spanMs]).toEqual([0, 0, null, 0])
    expect(rows.every(row => row.sizeDiffBytes === 0 && row.state === 'there')).toBe(true)
    const { stdout } = await runNtop('compare', old, old)
    expect(stdout).toMatch(/\n {2}nothing changed\n {2}\d+ did not change: RSS [\d.]+[KM]\n$/)
  })

  test('no key may be dropped and none added', async () => {
    const old = await snapshot('old.json')
    const document = (await compare(old, old, '--by', 'mapping', '--top', '2')) as unknown as Json
    const [dropped, added] = [withoutOneKey(document), withOneKeyMore(document)]
    expect(dropped.length).toBeGreaterThan(80)
    for (const changes of [dropped, added])
      expect(changes.filter(change => validate(change.document)).map(({ path }) => path)).toEqual([])
  })

  test('names the file that is no snapshot, and where it went wrong', async () => {
    const old = await snapshot('old.json')
    writeFileSync(file('cut.json'), readFileSync(old, 'utf8').slice(0, -30))
    writeFileSync(file('newer.json'), readFileSync(old, 'utf8').replace('memory/1"', 'memory/9"'))
    for (const [name, said] of [
      ['cut.json', /^ntop: .*cut\.json: ends in the midst of line \d+: it was cut off, or is no snapshot\n$/],
      [
        'newer.json',
        /^ntop: .*newer\.json: is ntop-snapshot-memory\/9, and this ntop reads version 1 only: a newer ntop wrote it\n$/,
      ],
      ['none.json', /^ntop: .*none\.json: no such file or directory\n$/],
    ] as const) {
      const { code, stdout, stderr } = await runNtop('compare', old, file(name))
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(said)
    }
  })

  test('reads what comes through a pipe, however late', async () => {
    const old = await snapshot('old.json')
    spawnSync('mkfifo', [file('pipe')])
    const running = runNtop('compare', old, file('pipe'), '--json')
    // The open waits until somebody reads.
    const pipe = await open(file('pipe'), 'w')
    const text = readFileSync(old)
    await pipe.write(text.subarray(0, 1000))
    await pipe.write(text.subarray(1000))
    await pipe.close()
    const { code, stdout, stderr } = await running
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ sameProcess: true, total: { sizeDiffBytes: 0 } })
  })

  test('is ended by a signal while nobody writes to the pipe', async () => {
    spawnSync('mkfifo', [file('pipe')])
    const ntop = spawn(process.execPath, [await builtNtop(), 'compare', file('pipe'), file('pipe')], {
      stdio: 'ignore',
    })
    onTestFinished(() => void ntop.kill('SIGKILL'))
    const exit = once(ntop, 'exit')
    while (!hasOpen(ntop.pid, file('pipe'))) await new Promise(resolve => setTimeout(resolve, 5))
    ntop.kill('SIGTERM')
    expect(await exit).toEqual([143, null])
  })

  test('compares sizes where that is all that is known, and refuses what is not', async () => {
    const whole = await snapshot('old.json')
    const document = JSON.parse(readFileSync(whole, 'utf8'))
    const { columns, rows } = document.mappings
    for (const row of rows) for (const [i, name] of columns.entries()) if (/^(?!size).*Bytes$/.test(name)) row[i] = null
    writeFileSync(file('sizes.json'), JSON.stringify({ ...document, sizesOnly: 'denied' }))
    const bySize = await runNtop('compare', whole, file('sizes.json'), '--json')
    expect(bySize).toMatchObject({ code: 0, stderr: 'ntop: compared by size: what is resident is not known of both\n' })
    expect(JSON.parse(bySize.stdout)).toMatchObject({ figure: 'size', total: { sizeDiffBytes: 0 } })
    expect(await runNtop('compare', whole, file('sizes.json'), '--figure', 'rss')).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: ${file('sizes.json')} does not tell rss: needs root or the same user; it tells size\n`,
    })
  })
})

describe('what is not told of a process', () => {
  const MAPS = '00001000-00003000 r--p 00000000 00:00 7  /bin/cat\n'

  /** Runs `ntop snapshot` on a process with these files. */
  async function runOn(files: Readonly<Record<string, Content>>, stat = statLine()) {
    const { sample } = snapshotOf(recordOf(stat))
    const source: Source = {
      kind: 'linux',
      files: new MemoryFiles({ '70/stat': { text: stat }, '70/cmdline': { text: 'cat\0' }, ...files }),
      look: () => 'unreadable',
      glance: () => 'unreadable',
      names: someNames,
      scan: async () => sample,
      fill: () => undefined,
      sweep: () => {},
      close: () => {},
    }
    const said = { stdout: '', stderr: '' }
    const sink = (name: keyof typeof said) => ({
      write(text: string) {
        said[name] += text
      },
    })
    const place = { stdout: sink('stdout'), stderr: sink('stderr'), signal: new AbortController().signal }
    const invocation = parseInvocation(['snapshot', '70', file('a.json')], false)
    if (invocation.kind !== 'snapshot') throw new Error('no snapshot')
    return { code: await runSnapshot(invocation, source, place), ...said, written: readdirSync(folder) }
  }

  test.each([
    ['denied', { '70/smaps': 'denied', '70/maps': 'denied' }, statLine(), 'needs root or the same user'],
    ['locked', { '70/cmdline': 'locked' }, statLine(), 'memory map locked: the kernel does not answer'],
    ['a kernel thread', {}, statLine({ flags: 0x200000 }), 'a kernel thread has no memory of its own'],
    ['a zombie', {}, statLine({ state: 'Z' }), 'a zombie has ended and keeps nothing'],
  ] as const)('%s: nothing is written', async (_, files, stat, why) => {
    expect(await runOn(files, stat)).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: process 70 (cat): ${why}\n`,
      written: [],
    })
  })

  test('that ended meanwhile: nothing is written', async () => {
    expect(await runOn({ '70/stat': 'gone' })).toMatchObject({
      code: 1,
      stderr: 'ntop: process 70 (cat) ended while being looked at\n',
      written: [],
    })
  })

  test('without smaps it has the sizes, and says so', async () => {
    expect(await runOn({ '70/smaps': 'denied', '70/maps': { text: MAPS } })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^70 cat: 1 mapping, 8\.0K mapped; .*a\.json has /),
      stderr: 'ntop: only the sizes of its mappings are known: needs root or the same user\n',
    })
    const document = JSON.parse(readFileSync(file('a.json'), 'utf8'))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document).toMatchObject({ sizesOnly: 'denied', memory: { rssBytes: null } })
  })
})
