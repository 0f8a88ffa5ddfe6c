import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { processId } from '../../../src/model/process.ts'
import { lookAtJava } from '../../../src/runtime/java/detect.ts'
import { jvmIn } from '../../../src/runtime/java/mapped.ts'
import { readJavaPassive } from '../../../src/runtime/java/passive.ts'
import { type PerfRead, RootedPerfFiles } from '../../../src/runtime/java/perf-files.ts'
import { Reader } from '../../../src/sources/linux/reader.ts'
import { MemoryFiles } from '../../support/memory-files.ts'

const FIXTURE = 'test/fixtures/hsperfdata/17-G1'
const LIBRARY = '7000000000-7000001000 r-xp 00000000 fe:00 5    /opt/java/lib/server/libjvm.so\n'
const COUNTERS = '7f00000000-7f00008000 rw-s 00000000 fe:00 9    /tmp/hsperfdata_me/7\n'
const STAT = `7 (java) S 1 7 7 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 9 0 4000 1000000 5000 ${'0 '.repeat(27)}0\n`
/** When the recorded JVM began. */
const BEGUN_MS = 1796036009000

const child = { id: processId(7, 4000), pid: 7, startMs: 40_000 }

interface World {
  readonly maps?: string
  readonly nsPids?: string
  readonly read?: PerfRead
  readonly bootAtMs?: number
}

function sourcesOf({ maps = LIBRARY + COUNTERS, nsPids = '4711\t7', read, bootAtMs = 0 }: World) {
  const files = new MemoryFiles({
    '7/maps': { text: maps },
    '7/stat': { text: STAT },
    '7/status': { text: `Name:\tjava\nState:\tS (sleeping)\nNSpid:\t${nsPids}\n` },
  })
  const found = read ?? { ok: true, bytes: readFileSync(FIXTURE), proof: 'same' }
  return { files, perf: { read: () => Promise.resolve(found) }, bootAtMs }
}

describe('a JVM', () => {
  it('is told by its library, be it deleted by an update, and by no other of a similar name', () => {
    const kind = (line: string) => jvmIn(Buffer.from(line))?.kind
    expect(kind(LIBRARY)).toBe('hotspot')
    expect(kind(LIBRARY.replace('.so', '.so (deleted)'))).toBe('hotspot')
    expect(kind(LIBRARY.replace('libjvm', 'mylibjvm'))).toBeUndefined()
    expect(kind(LIBRARY.replace('libjvm.so', 'libjvm.so/data'))).toBeUndefined()
    expect(kind('')).toBeUndefined()
  })

  it('shares the counters that it may write to, not those that it looks at', () => {
    const looking = COUNTERS.replace('rw-s', 'r--s').replace('/7', '/8')
    expect(jvmIn(Buffer.from(LIBRARY + looking + COUNTERS))?.perf).toMatchObject({ pid: 7, name: 'hsperfdata_me/7' })
    expect(jvmIn(Buffer.from(LIBRARY + looking))?.perf).toBeUndefined()
  })

  it('of another make is refused with the reason', async () => {
    const sources = sourcesOf({ maps: LIBRARY + LIBRARY.replace('libjvm', 'libj9vm29') })
    const why = expect.stringContaining('OpenJ9')
    expect(await readJavaPassive(sources, child)).toEqual({ why })
    expect(await lookAtJava(sources, child)).toMatchObject({
      version: undefined,
      seen: { why },
    })
  })

  it('that a JVM forked is not told its parent’s counters', async () => {
    const why = 'the counters that it has mapped are those of process 7; it is 8 itself'
    expect(await readJavaPassive(sourcesOf({ nsPids: '4711\t8' }), child)).toEqual({ why })
  })

  it('is believed where its file only seems to be the mapped one, if it began after its process', async () => {
    const read: PerfRead = { ok: true, bytes: readFileSync(FIXTURE), proof: 'likely' }
    const begun = await lookAtJava(sourcesOf({}), child)
    expect(begun).toMatchObject({ version: '17.0.15' })
    const before = BEGUN_MS - child.startMs - 3_600_000
    expect(await readJavaPassive(sourcesOf({ read, bootAtMs: before }), child)).toMatchObject({ version: '17.0.15' })
    const another = { why: expect.stringContaining('another JVM') }
    expect(await readJavaPassive(sourcesOf({ read, bootAtMs: BEGUN_MS + 3_600_000 }), child)).toEqual(another)
  })

  it.each(['denied', 'locked', 'gone', 'absent'] as const)('whose file is %s says so', async why => {
    expect(await readJavaPassive(sourcesOf({ read: { ok: false, why } }), child)).toEqual({ why: expect.any(String) })
  })
})

describe('the file of counters', () => {
  const root = mkdtempSync(join(tmpdir(), 'ntop-perf-'))
  const reader = new Reader()
  const file = join(root, '7/root/tmp/hsperfdata_me/7')
  afterAll(() => {
    reader.close()
    rmSync(root, { recursive: true, force: true })
  })
  beforeEach(() => {
    rmSync(join(root, '7'), { recursive: true, force: true })
    mkdirSync(dirname(file), { recursive: true })
  })

  /** Reads it as mapped at a path, with the file's own numbers if nothing else is said. */
  async function read(path = '/tmp/hsperfdata_me/7', inode = statSync(file).ino, device?: string): Promise<PerfRead> {
    const { dev } = statSync(file)
    const own = `${((dev >> 8) & 0xfff).toString(16).padStart(2, '0')}:${((dev & 0xff) | ((dev >> 12) & 0xfff00)).toString(16).padStart(2, '0')}`
    const line = `7f00000000-7f00008000 rw-s 00000000 ${device ?? own} ${inode}    ${path}\n`
    const perf = jvmIn(Buffer.from(LIBRARY + line))?.perf
    if (perf === undefined) throw new Error('no mapping')
    return await new RootedPerfFiles(reader, root).read(7, perf)
  }

  it('is read below the root of its process, be its path that of a larger root', async () => {
    copyFileSync(FIXTURE, file)
    const bytes = readFileSync(FIXTURE)
    expect(await read()).toEqual({ ok: true, bytes, proof: 'same' })
    expect(await read('/srv/inner/tmp/hsperfdata_me/7')).toEqual({ ok: true, bytes, proof: 'same' })
  })

  it('is only likely where its device is another, and none where its inode is', async () => {
    copyFileSync(FIXTURE, file)
    expect(await read(undefined, undefined, '00:1')).toMatchObject({ ok: true, proof: 'likely' })
    expect(await read(undefined, statSync(file).ino + 1)).toEqual({ ok: false, why: 'absent' })
  })

  it('is not read where it is a link, a pipe that nobody writes to, or larger than any', async () => {
    const elsewhere = join(root, 'elsewhere')
    writeFileSync(elsewhere, 'not for it')
    symlinkSync(elsewhere, file)
    expect(await read()).toEqual({ ok: false, why: 'absent' })
    rmSync(file)
    execFileSync('mkfifo', [file])
    expect(await read()).toEqual({ ok: false, why: 'absent' })
    rmSync(file)
    writeFileSync(file, Buffer.alloc(4 * 1024 * 1024 + 1))
    expect(await read()).toEqual({ ok: false, why: 'absent' })
  })
})
