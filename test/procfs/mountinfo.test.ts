import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mountHolding, parseMountinfo } from '../../src/procfs/mountinfo.ts'
import { procFile } from '../support/fixtures.ts'

describe('/proc/self/mountinfo', () => {
  const mounts = parseMountinfo(procFile('linux-6.18/self/mountinfo'))
  const at = (id: number) => mounts.find(({ mountId }) => mountId === id)

  it('reads the root', () => {
    expect(mounts).toHaveLength(19)
    expect(mounts[0]).toEqual({
      mountId: 43,
      parentId: 42,
      major: 254,
      minor: 0,
      root: '/',
      rootBytes: Buffer.from('/'),
      mount: '/',
      mountBytes: Buffer.from('/'),
      options: ['rw', 'relatime'],
      fsType: 'ext4',
      source: '/dev/vda',
      superOptions: ['rw', 'discard', 'resv_strict', 'resuid=65534', 'resgid=65534'],
    })
  })

  it('undoes the escapes and cleans', () => {
    expect(at(67)).toMatchObject({ mount: '/srv/My Disk', source: 'My Disk' })
    expect(at(68)).toMatchObject({ mount: '/srv/new␊line', mountBytes: Buffer.from('/srv/new\nline') })
    expect(at(69)?.mount).toBe('/srv/back\\slash')
    expect(at(70)?.mount).toBe('/srv/café')
    expect(at(71)).toMatchObject({ mount: '/srv/caf\\xe9', mountBytes: Buffer.from('/srv/caf\xe9', 'latin1') })
    expect(at(72)).toMatchObject({ mount: '/srv/tab␉here', source: 't#5' })
  })

  it('tells a bind mount by its root', () => {
    expect(at(73)).toMatchObject({ mount: '/srv/bound', root: '/usr/share', major: 254, minor: 0 })
  })

  it('passes over any number of tags before the dash', () => {
    const old = parseMountinfo(procFile('linux-3.10/self/mountinfo'))
    expect(old.map(({ fsType }) => fsType)).toContain('autofs')
    expect(old.find(({ mount }) => mount === '/run/user/1000')).toMatchObject({ fsType: 'tmpfs', source: 'tmpfs' })
    expect(old.find(({ mount }) => mount === '/srv/hot')).toMatchObject({ root: '/tables/hot', source: '/dev/nvme0n1' })
  })

  it('reads a source that is empty', () => {
    const [mount] = parseMountinfo(Buffer.from('15 20 0:3 / /mnt rw - tmpfs  rw,size=1k\n'))
    expect(mount).toMatchObject({ fsType: 'tmpfs', source: '', superOptions: ['rw', 'size=1k'] })
  })

  it('leaves out what is no mount', () => {
    expect(parseMountinfo(Buffer.from('\n36 35 98:0 /root /mount\nx y z\n36 35 9:8:0 / / rw - ext4 a rw\n'))).toEqual(
      [],
    )
  })

  it('gives back any path byte for byte', () => {
    const name = fc.uint8Array({ minLength: 1 }).map(bytes => Buffer.from(bytes))
    fc.assert(
      fc.property(name, path => {
        const escaped = path
          .toString('latin1')
          .replace(/[ \t\n\\#]/g, special => `\\${special.charCodeAt(0).toString(8).padStart(3, '0')}`)
        const line = Buffer.from(`36 35 98:0 / ${escaped} rw - ext4 /dev/sda rw\n`, 'latin1')
        expect(parseMountinfo(line)[0]?.mountBytes).toEqual(path)
      }),
    )
  })
})

describe('the mount that holds a path', () => {
  const line = (id: number, mount: string, type: string) => `${id} 1 0:${id} / ${mount} rw - ${type} source rw`
  const lines = [
    line(1, '/', 'ext4'),
    line(2, '/srv', 'nfs4'),
    line(3, '/srv/app', 'tmpfs'),
    line(4, '/srv/one\\040file', 'xfs'),
    line(5, '/mnt', 'autofs'),
    line(6, '/mnt', 'nfs4'),
  ]
  const mounts = parseMountinfo(Buffer.from(lines.join('\n')))

  it.each([
    ['/', 'ext4'],
    ['/usr/bin/node', 'ext4'],
    ['/srvx/node', 'ext4'],
    ['/srv', 'nfs4'],
    ['/srv/bin/node', 'nfs4'],
    ['/srv/app/node', 'tmpfs'],
    ['/srv/application', 'nfs4'],
    ['/srv/one file', 'xfs'],
    // The later one lies on top.
    ['/mnt/a', 'nfs4'],
  ])('%s is of type %s', (path, type) => {
    expect(mountHolding(path, mounts)?.fsType).toBe(type)
  })

  it('is none of a path that cannot be reached, nor where none is known', () => {
    expect(mountHolding('(unreachable)/bin/node', mounts)).toBeUndefined()
    expect(mountHolding('/bin/node', [])).toBeUndefined()
  })
})
