import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, mkdtempSync, openSync, readlinkSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { runInspect } from '../../src/inspect/run.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { procFixture } from '../support/fixtures.ts'
import { canMount, mountSilent, type SilentFileSystem } from './silent-file-system.ts'

const GONE = { ok: false, why: 'gone' }
const LOCKED = { ok: false, why: 'locked' }

let source: LinuxSource
let folder: string

beforeEach(() => {
  source = linuxSource()
  folder = mkdtempSync(join(tmpdir(), 'ntop-open-'))
  writeFileSync(join(folder, 'held'), 'x'.repeat(700))
})

afterEach(() => {
  source.close()
  rmSync(folder, { recursive: true })
})

/** The descriptor of a file that is open until the test is over. */
function opened(path: string): number {
  const fd = openSync(path, 'r')
  onTestFinished(() => closeSync(fd))
  return fd
}

describe('what a process has open', () => {
  it('is listed, ascending', async () => {
    const fd = opened(join(folder, 'held'))
    const listed = await source.files.descriptors(process.pid)
    expect(listed).toEqual(expect.arrayContaining([0, 1, 2, fd]))
    expect(listed).toEqual([...listed].sort((a, b) => Number(a) - Number(b)))
  })

  it('is told by stat through the descriptor, also when the file is deleted', async () => {
    const fd = opened(join(folder, 'held'))
    unlinkSync(join(folder, 'held'))
    const { dev, ino, blocks } = fstatSync(fd)
    expect(await source.files.descriptorStat(process.pid, fd)).toEqual({
      ok: true,
      stat: { type: 'file', sizeBytes: 700, allocatedBytes: blocks * 512, links: 0, identity: `${dev}:${ino}` },
    })
    expect(source.files.descriptorLink(process.pid, fd)).toEqual({
      ok: true,
      bytes: Buffer.from(readlinkSync(`/proc/self/fd/${fd}`)),
    })
  })

  it.each([
    ['/dev/null', 'character-device'],
    ['/', 'directory'],
  ])('%s has the type %s', async (path, type) => {
    expect(await source.files.descriptorStat(process.pid, opened(path))).toMatchObject({ stat: { type } })
  })

  it('is gone with the descriptor, and with the process', async () => {
    const fd = openSync('/dev/null', 'r')
    closeSync(fd)
    expect(source.files.descriptorLink(process.pid, fd)).toEqual(GONE)
    expect(source.files.descriptorInfo(process.pid, fd)).toEqual(GONE)
    expect(await source.files.descriptorStat(process.pid, fd)).toEqual(GONE)
    const { pid } = spawnSync('true')
    expect(await source.files.descriptors(pid)).toBe('gone')
    expect(await source.files.large(pid, 'net/tcp')).toEqual(GONE)
  })

  it('is asked of no file of this machine where the tree was recorded elsewhere', async () => {
    const recorded = linuxSource({ procfs: procFixture('linux-6.18') })
    onTestFinished(() => recorded.close())
    expect(recorded.files.descriptorLink(330, 10)).toEqual({ ok: true, bytes: Buffer.from('/dev/null') })
    expect(await recorded.files.descriptorStat(330, 10)).toEqual({ ok: false, why: 'absent' })
  })
})

describe.runIf(canMount)('a file on a file system that does not answer', () => {
  let silent: SilentFileSystem
  let child: ChildProcess

  beforeEach(async () => {
    silent = await mountSilent(folder, /^getattr held$/)
    child = spawn('bash', ['--norc', '-c', 'exec 7< "$0"; echo ready; read -r line', join(silent.root, 'held')])
    if (child.stdout === null) throw new Error('no child')
    await once(child.stdout, 'data')
  })

  afterEach(async () => {
    child.kill('SIGKILL')
    await silent.unmount()
  })

  const pidOf = (): number => child.pid ?? 0

  it('is shown without what only its server knows, and is never asked', async () => {
    let text = ''
    const write = (more: string): void => {
      text += more
    }
    await runInspect(source, pidOf(), { json: true, intervalMs: 1 }, { stdout: { write }, stderr: { write } })
    const { files, denied } = JSON.parse(text) as InspectionJson
    expect(files?.find(({ fd }) => fd === 7)).toEqual({
      fd: 7,
      kind: null,
      target: join(silent.root, 'held'),
      mode: 'r',
      position: 0,
      sizeBytes: null,
      deleted: false,
    })
    expect(denied).toEqual([])
    expect(silent.taken()).toEqual([])
  })

  // As when the descriptor becomes such a file between the look at its mount and the question.
  it('is waited for until the deadline if it is asked, and by two at most', async () => {
    const stat = () => source.files.descriptorStat(pidOf(), 7)
    expect(await Promise.all([stat(), stat()])).toEqual([LOCKED, LOCKED])
    expect(source.hung).toBe(true)
    await vi.waitFor(() => expect(silent.taken()).toEqual(['getattr held', 'getattr held']))
    expect(await stat()).toEqual(LOCKED)
    expect(silent.taken()).toHaveLength(2)
    await silent.unmount()
    await vi.waitFor(() => expect(source.hung).toBe(false))
    silent = await mountSilent(folder, /^$/)
  })
})
