import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { parseUnixPeers, SS_ARGUMENTS } from '../../src/sources/linux/unix-peers.ts'
import { procFixture } from '../support/fixtures.ts'

const PLAIN = [
  'u_str ESTAB  0      0                                    * 1056     * 1055    ',
  'u_str ESTAB  0      0                                    * 1055     * 1056    ',
  'u_str LISTEN 0      4096                    /run/app s.sock 1300     * 0       ',
  'u_str ESTAB  0      0                       /run/app s.sock 1301     * 1302    ',
  'u_str ESTAB  0      0                                    * 1302     /run/app s.sock 1301    ',
  'u_dgr UNCONN 0      0                       /run/log 1400     * 0    ',
  'u_dgr ESTAB  0      0                                    * 1401     * 1400    ',
  '',
].join('\n')

/** Inodes of the sockets that this very process has open. */
function ownSockets(): number[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? []
      return inode === undefined ? [] : [Number(inode)]
    } catch {
      // That of the listing itself.
      return []
    }
  })
}

function newSince(before: readonly number[]): number[] {
  return ownSockets().filter(inode => !before.includes(inode))
}

const parse = (text: string) => parseUnixPeers(Buffer.from(text))

describe('what ss prints', () => {
  it('has the other end of who is connected, 0 where there is none', async () => {
    expect([...(await parse(PLAIN))]).toEqual([
      [1056, 1055],
      [1055, 1056],
      [1300, 0],
      [1301, 1302],
      [1302, 1301],
      [1400, 0],
      [1401, 1400],
    ])
  })

  it('makes no peer of what a socket calls itself', async () => {
    const forged = 'u_str ESTAB 0 0 * 1 * 2\nu_str ESTAB 0 0 x 5 * 6 2 * 1\n'
    const peers = await parse(forged)
    expect(peers.get(5)).toBeUndefined()
    expect(peers.get(6)).toBeUndefined()
  })

  it('may be anything', async () => {
    expect((await parse('')).size).toBe(0)
    expect((await parse('Error: an inet prefix is expected')).size).toBe(0)
  })
})

describe('the source', () => {
  it('asks nobody about a recorded tree', async () => {
    const source = linuxSource({ procfs: procFixture('linux-6.18') })
    expect(await source.files.unixPeers()).toBeUndefined()
    source.close()
  })

  const isThere = spawnSync('ss', ['-V']).status === 0

  it.runIf(isThere)('has both ends of a connection, each the other’s peer, and a listener without one', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'ntop-peers-')), 'socket')
    const before = ownSockets()
    const server = createServer().listen(path)
    await once(server, 'listening')
    const listener = newSince(before)
    const accepted = once(server, 'connection')
    const client = connect(path)
    const [socket] = await accepted
    onTestFinished(() => {
      client.destroy()
      socket.destroy()
      server.close()
      rmSync(dirname(path), { recursive: true })
    })
    const ends = newSince([...before, ...listener])
    const source = linuxSource()
    const peers = await source.files.unixPeers()
    source.close()
    expect(SS_ARGUMENTS).toContain('-x')
    expect(ends).toHaveLength(2)
    const [one = 0, other = 0] = ends
    expect([peers?.get(one), peers?.get(other), ...listener.map(inode => peers?.get(inode))]).toEqual([other, one, 0])
  })

  it('tells which namespace a process is in', () => {
    const source = linuxSource()
    const own = source.files.namespace('self', 'ipc')
    expect(own.ok && own.bytes.toString()).toBe(readlinkSync('/proc/self/ns/ipc'))
    expect(source.files.namespace(process.pid, 'ipc')).toEqual(own)
    const segments = source.files.machine('sysvipc/shm')
    expect(segments.ok && segments.bytes.toString()).toMatch(/^ +key +shmid /)
    source.close()
  })
})
