import { describe, expect, it, vi } from 'vitest'
import { isWithin, mayHave, sharedMapsIn } from '../../src/inspect/shared-maps.ts'
import { procFile } from '../support/fixtures.ts'

const MAPS = procFile('linux-6.18/330/maps')

describe('shared mappings', () => {
  it('are told by kind, with device and inode', async () => {
    const maps = [...(await sharedMapsIn(MAPS)).values()]
    expect(maps.map(({ key, kind, path, sizeBytes }) => [key, kind, path, sizeBytes])).toEqual([
      ['SYSV 00:01 0', 'sysv-shm', '/SYSV00000000 (deleted)', 1_048_576],
      ['00:01 1025', 'memfd', '/memfd:frames (deleted)', 1_048_576],
      ['00:01 1024', 'anonymous', '/dev/zero (deleted)', 1_048_576],
      ['00:2a 2', 'posix-shm', '/dev/shm/ring', 65_536],
      ['00:28 12', 'file', '/srv/app/new␊line file.bin', 20_480],
    ])
    expect(maps.every(({ writable }) => writable)).toBe(true)
  })

  it('of one file are one, with all their addresses', async () => {
    const text = '1000-2000 r--s 00000000 00:2a 2   /dev/shm/a\n5000-7000 rw-s 00001000 00:2a 2   /dev/shm/a\n'
    const [map, ...rest] = (await sharedMapsIn(Buffer.from(text))).values()
    if (map === undefined) throw new Error('none')
    expect(rest).toEqual([])
    expect([map.sizeBytes, map.writable]).toEqual([0x3000, true])
    const within = [0xfffn, 0x1000n, 0x1fffn, 0x2000n, 0x5000n, 0x6fffn, 0x7000n].map(address => isWithin(address, map))
    expect(within).toEqual([false, true, true, false, true, true, false])
  })

  it('are none of what is private', async () => {
    const text = '1000-2000 rw-p 00000000 00:2a 2   /dev/shm/a\n3000-4000 rw-s 00000000 00:00 0 \n'
    expect((await sharedMapsIn(Buffer.from(text))).size).toBe(0)
  })

  it('are looked for before they are taken apart', async () => {
    const maps = [...(await sharedMapsIn(MAPS)).values()]
    expect(mayHave(MAPS, maps)).toBe(true)
    const elsewhere = maps.filter(({ inode }) => inode === 1024)
    expect(mayHave(Buffer.from('1000-2000 rw-p 00000000 00:2a 10245   /a\n'), elsewhere)).toBe(false)
  })

  it('are looked for in a few steps, however many are wanted', async () => {
    const maps = Buffer.from('1000-2000 rw-p 00000000 00:2a 5   /a\n')
    const includes = vi.spyOn(maps, 'includes')
    const lines = Array.from({ length: 1000 }, (_, i) => `1000-2000 rw-s 00000000 00:2a ${1000 + i}   /dev/shm/${i}\n`)
    const many = await sharedMapsIn(Buffer.from(lines.join('')))
    expect(mayHave(maps, [...many.values()])).toBe(false)
    expect(includes.mock.calls.length).toBeLessThan(20)
    expect(mayHave(Buffer.from(lines[999] ?? ''), [...many.values()])).toBe(true)
  })

  it('are none of an installed file that is only read: nobody writes to that', async () => {
    const cache = '1000-2000 r--s 00000000 08:01 77   /usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache\n'
    expect((await sharedMapsIn(Buffer.from(cache))).size).toBe(0)
    const others = [cache.replace('r--s', 'rw-s'), cache.replace('/usr/lib', '/srv')]
    for (const other of others) expect((await sharedMapsIn(Buffer.from(other))).size).toBe(1)
  })
})
