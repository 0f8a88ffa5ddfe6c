import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inferPeers, isNameless, type Nameless } from '../../src/inspect/socket-pairs.ts'
import { parseNetUnix } from '../../src/procfs/net-unix.ts'
import { procFile } from '../support/fixtures.ts'

const inferPeer = async (inode: number, nameless: Nameless) => (await inferPeers(nameless)).get(inode)

const streams = (...inodes: readonly number[]) => new Map(inodes.map(inode => [inode, 'stream']))

describe('two ends of a socketpair', () => {
  it('are neighbours', async () => {
    expect(await inferPeer(10, streams(10, 11, 20))).toBe(11)
    expect(await inferPeer(11, streams(10, 11, 20))).toBe(10)
  })

  it('are told in a row of several pairs by where the row begins', async () => {
    const pairs = streams(10, 11, 12, 13, 14, 15)
    const found = await inferPeers(pairs)
    expect([10, 11, 12, 13, 14, 15].map(inode => found.get(inode))).toEqual([11, 10, 13, 12, 15, 14])
  })

  it('are not told where one is too many, alone, or of another type', async () => {
    expect(await inferPeer(10, streams(10, 11, 12))).toBeUndefined()
    expect(await inferPeer(10, streams(10))).toBeUndefined()
    expect(await inferPeer(9, streams(10, 11))).toBeUndefined()
    expect(
      await inferPeer(
        10,
        new Map([
          [10, 'stream'],
          [11, 'dgram'],
        ]),
      ),
    ).toBeUndefined()
  })

  it('are each other’s, whatever there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(60)), async inodes => {
        const peers = await inferPeers(streams(...inodes))
        for (const [inode, peer] of peers) expect(peers.get(peer)).toBe(inode)
      }),
    )
  })

  it('have no name and are connected', async () => {
    const sockets = [...parseNetUnix(procFile('linux-6.18/330/net/unix'), () => true)].filter(one => one !== undefined)
    const nameless = new Map(sockets.filter(isNameless).map(({ inode, type }) => [inode, type]))
    expect(await inferPeer(14931830, nameless)).toBe(14931831)
    expect(nameless.has(14931828)).toBe(false)
  })
})
