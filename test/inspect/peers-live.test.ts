import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { runInspect } from '../../src/inspect/run.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import type { Source } from '../../src/sources/source.ts'
import { startCall, startForks, startQueue, startSharers, type Talkers } from './talkers.ts'

const source = linuxSource()
afterAll(() => source.close())

async function inspected(pid: number, from: Source = source, json = true): Promise<string> {
  let text = ''
  const sink = { write: (more: string) => (text += more) }
  const complaints = { write: (more: string) => expect(more).toBe('') }
  await runInspect(from, pid, { json, intervalMs: 1, width: 0 }, { stdout: sink, stderr: complaints })
  return text
}

async function jsonOf(pid: number, from?: Source): Promise<InspectionJson> {
  return JSON.parse(await inspected(pid, from)) as InspectionJson
}

/** The same machine without the program ss. */
function withoutSs(): Source {
  const files = new Proxy(source.files, {
    get(target, key) {
      if (key === 'unixPeers') return () => Promise.resolve(undefined)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...source, files }
}

function keep(talkers: Talkers): Talkers {
  onTestFinished(() => talkers.end())
  return talkers
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ntop-peers-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** What a process waits for, once it does in these system calls: right after it was started it may not have come to that. */
async function waiting(pid: number, call: RegExp, from?: Source): Promise<InspectionJson> {
  return await vi.waitFor(async () => {
    const json = await jsonOf(pid, from)
    expect(json.waits?.[0]?.call).toMatch(call)
    return json
  }, 10_000)
}

describe('a Python queue and its workers', () => {
  it('are linked, and who waits for whom is told', async () => {
    const { pid, children } = keep(await startQueue(3))
    expect(children).toHaveLength(3)
    const workers = await Promise.all(children.map(child => waiting(child, /^(futex|read)$/)))
    const parent = await jsonOf(pid)
    for (const child of children) {
      const own = (parent.peers ?? []).filter(peer => peer.peerPid === child)
      const pipe = own.find(peer => peer.kind === 'pipe')
      // The kernel's own links say that both have the pipe.
      expect(readlinkSync(`/proc/${child}/fd/${pipe?.peerFds[0]}`)).toBe(readlinkSync(`/proc/${pid}/fd/${pipe?.fd}`))
      expect(pipe).toMatchObject({ via: 'pipe', direction: 'both', peerName: 'python3', inferred: false })
      expect(own.find(peer => peer.kind === 'semaphore')).toMatchObject({
        via: 'shared-memory',
        direction: 'both',
        fd: null,
      })
    }
    // One has the lock and reads; the others wait for the lock.
    const waits = workers.map(({ waits }) => waits?.[0])
    expect(waits.map(wait => wait?.call).sort()).toEqual(['futex', 'futex', 'read'])
    for (const wait of waits) expect(wait?.peerPids).toContain(pid)
    expect(waits.find(wait => wait?.call === 'read')?.text).toMatch(
      new RegExp(`^waits in read \\(\\w*pipe_read\\) on fd \\d+, pipe:\\[\\d+\\] from ${pid} python3`),
    )
    expect(waits.find(wait => wait?.call === 'futex')?.text).toMatch(/ in semaphore sem\.\S+ with /)
    const read = parent.peers?.find(peer => peer.peerWait === 'read')
    expect(read).toMatchObject({ kind: 'pipe', ownWait: null })
  })

  it('cost what they truly cost', async () => {
    const { pid, children } = keep(await startQueue(4))
    const pssBytes = (): number =>
      children
        .map(child => /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${child}/smaps_rollup`, 'utf8'))?.[1])
        .reduce((sum, kb) => sum + Number(kb) * 1024, 0)
    // What they share with others moves when those come and go.
    await vi.waitFor(async () => {
      const before = pssBytes()
      const { workers } = await jsonOf(pid)
      const after = pssBytes()
      expect(workers).toMatchObject({ parentPid: pid, name: 'python3', count: 4 })
      expect(workers?.pssBytes).toBeGreaterThanOrEqual(Math.min(before, after))
      expect(workers?.pssBytes).toBeLessThanOrEqual(Math.max(before, after))
      expect(workers?.rssBytes).toBeGreaterThan(2 * (workers?.pssBytes ?? Number.POSITIVE_INFINITY))
    }, 10_000)
    expect(await inspected(pid, source, false)).toMatch(
      /\n {2}4 workers \(python3\): RSS [\d.]+M, in truth \(PSS\) [\d.]+M\n/,
    )
    expect(await inspected(children[0] ?? 0, source, false)).toContain(`\n  One of 4 workers of ${pid} python3: RSS `)
  })
})

describe('a Node parent and the children that it forked', () => {
  it.each([
    ['as the program ss tells', () => source],
    ['as inodes suggest', withoutSs],
  ])('are linked %s', async (how, from) => {
    const { pid, children } = keep(await startForks(join(folder(), 'child.cjs'), 3))
    const json = await jsonOf(pid, from())
    for (const child of children) {
      const ipc = json.peers?.filter(peer => peer.peerPid === child && peer.via === 'unix') ?? []
      expect(ipc).toHaveLength(1)
      expect(ipc[0]).toMatchObject({ kind: 'unix', direction: 'both' })
      const [own, theirs] = [`/proc/${pid}/fd/${ipc[0]?.fd}`, `/proc/${child}/fd/${ipc[0]?.peerFds[0]}`]
      const inodeOf = (link: string): number => Number(/\d+/.exec(readlinkSync(link))?.[0])
      expect(Math.abs(inodeOf(own) - inodeOf(theirs))).toBe(1)
      if (how === 'as inodes suggest') expect(ipc[0]?.inferred).toBe(true)
      const [wait] = (await waiting(child, /^epoll_p?wait2?$/, from())).waits ?? []
      expect(wait?.peerPids).toContain(pid)
    }
    expect(json.workers).toMatchObject({ parentPid: pid, count: 3 })
  })
})

describe('others', () => {
  it('share memory with and without a name, and a FIFO', async () => {
    const path = folder()
    const { pid, children } = keep(await startSharers(path))
    const [child = 0] = children
    await waiting(child, /^read$/)
    const json = await jsonOf(pid)
    const own = json.peers?.filter(peer => peer.peerPid === child) ?? []
    const told = own.map(({ kind, via, direction, what }) => ({ kind, via, direction, what }))
    expect(told).toContainEqual({ kind: 'fifo', via: 'pipe', direction: 'out', what: `${path}/fifo` })
    expect(told).toContainEqual({
      kind: 'file',
      via: 'shared-memory',
      direction: 'out',
      what: `${path}/ring · 8.0K`,
    })
    expect(told).toContainEqual({
      kind: 'anonymous',
      via: 'shared-memory',
      direction: 'both',
      what: 'without a name · 64K',
    })
    expect(own.find(peer => peer.kind === 'fifo')).toMatchObject({ peerWait: 'read' })
  })

  it('have called a server of this machine', async () => {
    const { pid, children } = keep(await startCall())
    const [caller] = children
    const json = await jsonOf(pid)
    const tcp = json.peers?.filter(peer => peer.via === 'tcp')
    expect(tcp).toMatchObject([{ kind: 'tcp', direction: 'both', peerPid: caller, peerName: 'node' }])
    expect(readlinkSync(`/proc/${caller}/fd/${tcp?.[0]?.peerFds[0]}`)).toMatch(/^socket:/)
  })
})
