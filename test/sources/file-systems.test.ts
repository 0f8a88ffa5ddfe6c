import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Facet } from '../../src/model/process.ts'
import { parseMountinfo } from '../../src/procfs/mountinfo.ts'
import { FileSystems, realMounts } from '../../src/sources/linux/file-systems.ts'
import { Reader } from '../../src/sources/linux/reader.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { ProgramsOnPath } from './programs-on-path.ts'
import { canMount, mountSilent } from './silent-file-system.ts'
import { fixtureTree } from './tree.ts'

/** What waited for an answer that never comes would take for ever; all else is a matter of how busy the machine is. */
const SOON_MS = 10_000

/** Mount points of what is worth showing. */
function shown(text: string): string[] {
  return realMounts(parseMountinfo(Buffer.from(text.replaceAll(/^ +/gm, '')))).map(({ mount }) => mount)
}

describe('the mounts worth showing', () => {
  it('are of a server with several disks each real one, once', () => {
    const text = readFileSync(join(fixtureTree('linux-3.10'), 'self', 'mountinfo'), 'latin1')
    expect(shown(text)).toEqual(['/', '/boot', '/var/lib/db'])
  })

  it('are network shares and logical volumes too', () => {
    const text = readFileSync(join(fixtureTree('linux-2.6.32'), 'self', 'mountinfo'), 'latin1')
    expect(shown(text)).toEqual(['/', '/boot', '/mnt/share'])
  })

  it('are neither tmpfs nor bind mounts, whatever they are called', () => {
    const text = readFileSync(join(fixtureTree('linux-6.18'), 'self', 'mountinfo'), 'latin1')
    expect(shown(text)).toEqual(['/'])
  })

  it('are of a container its root, though it is an overlay, and its volumes, but not the files put into it', () => {
    expect(
      shown(`1575 1170 0:188 / / rw,relatime master:388 - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w
        1576 1575 0:191 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
        1577 1575 0:192 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755
        1578 1577 0:193 / /dev/pts rw,nosuid,noexec,relatime - devpts devpts rw,gid=5,mode=620,ptmxmode=666
        1579 1575 0:194 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro
        1580 1579 0:33 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw
        1583 1575 259:1 /var/lib/docker/containers/ab/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/nvme0n1p1 rw
        1584 1575 259:1 /var/lib/docker/containers/ab/hostname /etc/hostname rw,relatime - ext4 /dev/nvme0n1p1 rw
        1585 1575 259:1 /var/lib/docker/containers/ab/hosts /etc/hosts rw,relatime - ext4 /dev/nvme0n1p1 rw
        1586 1575 259:1 /usr/bin/nvidia-smi /usr/bin/nvidia-smi ro,relatime - ext4 /dev/nvme0n1p1 rw
        1587 1575 259:3 /var/lib/docker/volumes/db/_data /data rw,relatime - xfs /dev/nvme1n1 rw`),
    ).toEqual(['/', '/data'])
  })

  it('are of btrfs one for all subvolumes, though each has a device number of its own', () => {
    expect(
      shown(`28 1 0:25 /@ / rw,relatime shared:1 - btrfs /dev/nvme0n1p2 rw,ssd,subvolid=256,subvol=/@
        60 28 0:25 /@home /home rw,relatime shared:30 - btrfs /dev/nvme0n1p2 rw,ssd,subvolid=257,subvol=/@home
        61 28 0:47 /@log /var/log rw,relatime shared:31 - btrfs /dev/nvme0n1p2 rw,ssd,subvolid=258,subvol=/@log
        63 64 0:50 / /backup/disk rw,relatime shared:33 - btrfs /dev/sdb1 rw,subvolid=5,subvol=/
        64 28 0:51 /snap /backup rw,relatime shared:34 - btrfs /dev/sdc1 rw,subvolid=9,subvol=/snap`),
    ).toEqual(['/', '/backup', '/backup/disk'])
  })

  it('are of a directory mounted elsewhere too the whole, and of two the shorter path', () => {
    expect(
      shown(`20 1 8:2 / / rw - ext4 /dev/sda2 rw
        21 20 8:17 /www /srv rw - ext4 /dev/sdb1 rw
        22 20 8:17 / /mnt/storage rw - ext4 /dev/sdb1 rw
        23 20 8:33 /a /long/path rw - ext4 /dev/sdc1 rw
        24 20 8:33 /b /short rw - ext4 /dev/sdc1 rw
        25 20 8:2 /home /home rw - ext4 /dev/sda2 rw`),
    ).toEqual(['/', '/mnt/storage', '/short'])
  })

  it('are not images, lists of the session, or what is mounted when it is first used', () => {
    expect(
      shown(`20 1 8:2 / / rw - ext4 /dev/sda2 rw
        30 20 7:0 / /snap/core/123 ro,nodev,relatime shared:40 - squashfs /dev/loop0 ro,errors=continue
        31 20 7:1 / /media/cdrom ro,relatime - iso9660 /dev/loop1 ro
        32 20 0:50 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw,user_id=1000
        33 20 0:51 / /run/user/1000/doc rw - fuse.portal portal rw,user_id=1000
        34 20 0:52 / /var/lib/lxcfs rw - fuse.lxcfs lxcfs rw,user_id=0
        35 20 0:53 / /net rw - autofs /etc/auto.net rw,fd=6,indirect
        36 35 0:54 / /net/filer/export rw - nfs4 filer:/export rw,vers=4.2,hard
        37 20 0:55 / /home/me/remote rw - fuse.sshfs me@there:/home rw,user_id=1000
        38 20 8:49 / /media/stick rw - fuseblk /dev/sdd1 rw
        39 20 0:56 / /run/lock rw - tmpfs tmpfs rw`),
    ).toEqual(['/', '/home/me/remote', '/media/stick', '/net/filer/export'])
  })

  it('are not those that another one lies over', () => {
    expect(
      shown(`1 1 0:2 / / rw - rootfs rootfs rw
        20 1 8:2 / / rw - ext4 /dev/sda2 rw
        21 20 8:17 / /mnt/below rw - ext4 /dev/sdb1 rw
        22 21 8:33 / /mnt/below rw - xfs /dev/sdc1 rw
        23 20 8:49 / /covered/deep/inside rw - ext4 /dev/sdd1 rw
        24 20 8:65 / /covered rw - ext4 /dev/sde1 rw
        25 24 8:81 / /covered/new rw - ext4 /dev/sdf1 rw
        26 20 8:97 / /coveredNot rw - ext4 /dev/sdg1 rw`),
    ).toEqual(['/', '/covered', '/covered/new', '/coveredNot', '/mnt/below'])
  })

  it('have their names as they are, blanks and all, cleaned for the screen', () => {
    expect(
      shown(`20 1 8:2 / / rw - ext4 /dev/sda2 rw
        21 20 8:17 / /media/My\\040Disk rw - ext4 /dev/sdb1 rw
        22 20 8:33 / /media/two\\012lines\\033[31m rw - ext4 /dev/sdc1 rw`),
    ).toEqual(['/', '/media/My Disk', '/media/two␊lines␛[31m'])
  })

  it('are none of a table that is empty', () => {
    expect(shown('')).toEqual([])
  })
})

describe('the sizes of file systems', () => {
  let folder: string
  let table: string
  let nowMs: number
  let programs: ProgramsOnPath
  let reader: Reader
  let systems: FileSystems

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ntop-mounts-'))
    table = join(folder, 'mountinfo')
    nowMs = 1_000
    programs = new ProgramsOnPath()
    programs.watch('stat')
    reader = new Reader()
    systems = new FileSystems(table, reader, () => nowMs)
  })

  afterEach(() => {
    systems.close()
    reader.close()
    programs.restore()
    rmSync(folder, { recursive: true })
  })

  const mount = (...lines: readonly (string | Buffer)[]): void =>
    writeFileSync(table, Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')])))
  const latest = () => systems.latest(() => undefined)

  it('of local ones are those of df, without a child process', async () => {
    mount('20 1 8:2 / / rw - ext4 /dev/sda2 rw')
    await vi.waitFor(async () => {
      const df = (fields: string) =>
        execFileSync('df', ['-B1', `--output=${fields}`, '/'], { encoding: 'utf8' })
          .trim()
          .split(/\s+/)
          .slice(-fields.split(',').length)
          .map(Number)
      const before = df('size,used,avail,itotal,iavail')
      await systems.refresh()
      // Only what stayed the same meanwhile can be compared.
      expect(df('size,used,avail,itotal,iavail')).toEqual(before)
      const [root] = latest()
      expect([root?.totalBytes, root?.usedBytes, root?.availableBytes, root?.inodesTotal, root?.inodesFree]).toEqual(
        before,
      )
      expect(root).toMatchObject({
        mount: '/',
        device: '/dev/sda2',
        blockDevice: 'sda2',
        fsType: 'ext4',
        trouble: undefined,
      })
    }, 15_000)
    expect(programs.started).toEqual([])
  })

  it('of others come from a child, every 30 s and not at every scan', async () => {
    mount(`20 1 0:50 / ${folder} rw - nfs filer:/export rw`)
    await systems.refresh()
    const { bsize, blocks } = statfsSync(folder)
    expect(latest()).toMatchObject([
      { mount: folder, device: 'filer:/export', totalBytes: bsize * blocks, trouble: undefined },
    ])
    nowMs += 29_999
    await systems.refresh()
    expect(programs.started).toEqual([`stat -f -c %S %b %f %a %c %d -- ${folder}`])
    nowMs += 1
    await systems.refresh()
    expect(programs.started).toHaveLength(2)
  })

  it.each(['ext4', 'nfs'])('of %s at a path that is not UTF-8 are asked byte for byte', async fsType => {
    const path = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9, 0x20, 0x25])])
    mkdirSync(path)
    const line = path.toString('latin1').replaceAll(' ', '\\040')
    mount(Buffer.from(`20 1 0:50 / ${line} rw - ${fsType} source rw`, 'latin1'))
    await systems.refresh()
    const { bsize, blocks } = statfsSync(folder)
    expect(latest()).toMatchObject([{ mount: `${folder}/caf\\xe9 %`, totalBytes: bsize * blocks, trouble: undefined }])
  })

  it.each(['ext4', 'nfs'])('of %s that cannot be reached are unknown, and said so in words', async fsType => {
    mount(`20 1 0:50 / ${folder}/none rw - ${fsType} source rw`)
    await systems.refresh()
    expect(latest()).toMatchObject([{ totalBytes: undefined, usedBytes: undefined, trouble: 'not reachable' }])
  })

  it('that do not answer are unknown after the deadline, and asked again after 30 s', async () => {
    programs.replace('stat', 'exec sleep 60')
    mount(`20 1 0:50 / ${folder} rw - nfs filer:/export rw`, '21 1 8:2 / / rw - ext4 /dev/sda2 rw')
    const startedMs = performance.now()
    const asking = systems.refresh()
    // Meanwhile they are neither known nor in trouble, and not asked twice.
    expect(latest()).toMatchObject([{ mount: '/' }, { mount: folder, totalBytes: undefined, trouble: undefined }])
    await systems.refresh()
    await asking
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
    expect(latest()).toMatchObject([
      { mount: '/', trouble: undefined, totalBytes: expect.any(Number) },
      { mount: folder, trouble: 'does not answer', totalBytes: undefined, availableBytes: undefined },
    ])
    for (let i = 0; i < 29; i++) {
      nowMs += 1_000
      await systems.refresh()
    }
    expect(programs.started).toHaveLength(1)
    expect(latest()[1]?.trouble).toBe('does not answer')
    programs.watch('stat')
    nowMs += 1_000
    await systems.refresh()
    expect(programs.started).toHaveLength(2)
    expect(latest()).toMatchObject([{}, { trouble: undefined, totalBytes: expect.any(Number) }])
  })

  it('are unknown where `stat` prints something else', async () => {
    programs.replace('stat', 'echo 1 2 x')
    mount(`20 1 0:50 / ${folder} rw - nfs filer:/export rw`)
    await systems.refresh()
    expect(latest()).toMatchObject([{ trouble: 'cannot be read', totalBytes: undefined }])
  })

  it('are forgotten with their mount', async () => {
    mount(`20 1 0:50 / ${folder} rw - nfs filer:/export rw`, '21 1 8:2 / / rw - ext4 /dev/sda2 rw')
    await systems.refresh()
    mount('21 1 8:2 / / rw - ext4 /dev/sda2 rw')
    await systems.refresh()
    expect(latest().map(system => system.mount)).toEqual(['/'])
    mount(`20 1 0:50 / ${folder} rw - nfs filer:/export rw`)
    await systems.refresh()
    expect(programs.started).toHaveLength(2)
  })

  it('are not asked where the table is of another place', async () => {
    mount('21 1 8:2 / / rw - ext4 /dev/sda2 rw')
    const elsewhere = new FileSystems(table, undefined, () => nowMs)
    await elsewhere.refresh()
    expect(elsewhere.latest(id => (id === '8:2' ? 'sda2' : undefined))).toMatchObject([
      { mount: '/', blockDevice: 'sda2', totalBytes: undefined, trouble: undefined },
    ])
  })
})

describe('a local file system that does not answer', () => {
  it('takes one thread and no more, and is asked again once that has come back', async () => {
    // What the kernel would do with a frozen disk: calls that come back when we say so.
    const waiting: (() => void)[] = []
    vi.resetModules()
    vi.doMock('node:fs', async importOriginal => {
      const fs = await importOriginal<typeof import('node:fs')>()
      const statfs = (_: Buffer, done: (error: null, numbers: object) => void): void => {
        waiting.push(() => done(null, fs.statfsSync('/')))
      }
      return { ...fs, statfs }
    })
    const folder = mkdtempSync(join(tmpdir(), 'ntop-mounts-'))
    try {
      const frozen = await import('../../src/sources/linux/reader.ts')
      const { FileSystems: FrozenSystems } = await import('../../src/sources/linux/file-systems.ts')
      writeFileSync(join(folder, 'mountinfo'), '21 1 8:2 / / rw - ext4 /dev/sda2 rw\n')
      let nowMs = 0
      const reader = new frozen.Reader()
      const systems = new FrozenSystems(join(folder, 'mountinfo'), reader, () => nowMs)
      for (let i = 0; i < 10; i++) {
        await systems.refresh()
        nowMs += 60_000
      }
      expect(waiting).toHaveLength(1)
      expect(reader.hungThreads).toBe(1)
      expect(systems.latest(() => undefined)).toMatchObject([{ mount: '/', trouble: 'does not answer' }])

      for (const come of waiting.splice(0)) come()
      await vi.waitFor(() =>
        expect(systems.latest(() => undefined)).toMatchObject([{ trouble: undefined, totalBytes: expect.any(Number) }]),
      )
      expect(reader.hungThreads).toBe(0)
      const refreshing = systems.refresh()
      expect(waiting).toHaveLength(1)
      for (const come of waiting.splice(0)) come()
      await refreshing
      systems.close()
      reader.close()
    } finally {
      vi.doUnmock('node:fs')
      vi.resetModules()
      rmSync(folder, { recursive: true })
    }
  })
})

describe.runIf(canMount)('a mount of this machine that does not answer', () => {
  it('does not hold up a scan, and is shown with its trouble', async () => {
    const silent = await mountSilent(fixtureTree('linux-6.18'), /^statfs $/)
    let nowMs = 0
    const source = linuxSource({ monotonic: () => nowMs })
    try {
      const scan = () => source.scan({ everyone: new Set<Facet>() })
      const startedMs = performance.now()
      await scan()
      expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
      await vi.waitFor(async () => {
        const { fileSystems } = await scan()
        expect(fileSystems.find(({ mount }) => mount === silent.root)).toMatchObject({
          fsType: 'fuse',
          device: 'ntop-test',
          totalBytes: undefined,
          trouble: 'does not answer',
        })
        expect(fileSystems.find(({ mount }) => mount === '/')).toMatchObject({
          trouble: undefined,
          totalBytes: expect.any(Number),
        })
      })
      nowMs += 30_000
      const laterMs = performance.now()
      await scan()
      expect(performance.now() - laterMs).toBeLessThan(SOON_MS)
      expect(source.hung).toBe(false)
    } finally {
      source.close()
      await silent.unmount()
    }
  })

  it('has its sizes while it answers', async () => {
    const silent = await mountSilent(fixtureTree('linux-6.18'), /^never/)
    const source = linuxSource()
    try {
      await vi.waitFor(async () => {
        const { fileSystems } = await source.scan({ everyone: new Set<Facet>() })
        expect(fileSystems.find(({ mount }) => mount === silent.root)).toMatchObject({
          totalBytes: 1000 * 4096,
          usedBytes: 400 * 4096,
          availableBytes: 500 * 4096,
          inodesTotal: 50,
          inodesFree: 20,
          trouble: undefined,
        })
      })
    } finally {
      source.close()
      await silent.unmount()
    }
  })
})
