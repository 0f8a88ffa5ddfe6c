/** The files that tell a process's memory: statm, maps, smaps, smaps_rollup. */
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../src/procfs/mapping-kind.ts'
import type { MemoryTotals } from '../../src/procfs/memory-totals.ts'
import { brkHeapBytes } from '../../src/procfs/pid-maps.ts'
import { type Mapping, parseSmaps, totalsOf } from '../../src/procfs/pid-smaps.ts'
import { parseSmapsRollup } from '../../src/procfs/pid-smaps-rollup.ts'
import { parseStatm } from '../../src/procfs/pid-statm.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { procFile, procText } from '../support/fixtures.ts'

const KIB = 1024
const smapsOf = (path: string) => parseSmaps(procFile(`${path}/smaps`))

describe('/proc/PID/statm', () => {
  it('reads the seven sizes', () => {
    expect(parseStatm('3774 2027 406 1 2 2450 3\n', USUAL_UNITS)).toEqual({
      vmsBytes: 3774 * 4096,
      rssBytes: 2027 * 4096,
      sharedBytes: 406 * 4096,
      textBytes: 4096,
      libBytes: 2 * 4096,
      dataBytes: 2450 * 4096,
      dirtyBytes: 3 * 4096,
    })
  })

  it('is all zeros for a kernel thread and a zombie, unknown for one that vanished', () => {
    expect(parseStatm(procText('linux-6.18/2/statm'), USUAL_UNITS)).toMatchObject({ vmsBytes: 0, rssBytes: 0 })
    expect(parseStatm(procText('linux-6.18/343/statm'), USUAL_UNITS)).toMatchObject({ vmsBytes: 0, rssBytes: 0 })
    expect(parseStatm('', USUAL_UNITS)).toBeUndefined()
    expect(parseStatm('3774 2027 406 1 0 2450', USUAL_UNITS)).toBeUndefined()
  })
})

describe('/proc/PID/smaps_rollup', () => {
  it('reads the counters in bytes', () => {
    expect(parseSmapsRollup(procText('linux-6.18/330/smaps_rollup'))).toEqual({
      rssBytes: 8108 * KIB,
      pssBytes: 6956 * KIB,
      pssDirtyBytes: 6904 * KIB,
      sharedCleanBytes: 1192 * KIB,
      sharedDirtyBytes: 12 * KIB,
      privateCleanBytes: 0,
      privateDirtyBytes: 6904 * KIB,
      referencedBytes: 8108 * KIB,
      anonymousBytes: 6484 * KIB,
      lazyFreeBytes: 0,
      anonHugePagesBytes: 0,
      sharedHugetlbBytes: 0,
      privateHugetlbBytes: 0,
      swapBytes: 0,
      swapPssBytes: 0,
      lockedBytes: 64 * KIB,
      ussBytes: 6904 * KIB,
    })
  })

  it('counts private huge pages as unique', () => {
    const text = procText('linux-6.18/330/smaps_rollup').replace(/Private_Hugetlb: +0/, 'Private_Hugetlb: 2048')
    expect(parseSmapsRollup(text)?.ussBytes).toBe((6904 + 2048) * KIB)
  })

  it('leaves unknown what the kernel does not count', () => {
    const text = 'Rss: 4 kB\nShared_Clean: 0 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 3 kB\n'
    const totals = parseSmapsRollup(text)
    expect(totals).toMatchObject({ rssBytes: 4 * KIB, ussBytes: 4 * KIB })
    expect(totals?.pssBytes).toBeUndefined()
    expect(totals?.swapPssBytes).toBeUndefined()
    expect(totals?.privateHugetlbBytes).toBeUndefined()
  })

  it('is unknown for an empty file', () => {
    expect(parseSmapsRollup('')).toBeUndefined()
    expect(parseSmapsRollup('Rss: 4 kB\nPss: 4 kB\n')).toBeUndefined()
  })
})

describe('/proc/PID/smaps', () => {
  const mappings = smapsOf('linux-6.18/330')
  const at = (path: string) => mappings.find(mapping => mapping.path === path)

  it('reads each mapping', () => {
    expect(mappings).toHaveLength(32)
    expect(mappings[1]).toMatchObject({
      start: '562805e9e000',
      end: '562805e9f000',
      permissions: 'r-xp',
      offset: 0x1000,
      device: '00:28',
      inode: 3,
      path: '/srv/app/worker',
      kind: 'file',
      sizeBytes: 4096,
    })
    expect(at('[heap]')).toMatchObject({ kind: 'brk-heap', sizeBytes: 1320 * KIB, inode: 0 })
    expect(at('/srv/app/new␊line file.bin')).toMatchObject({
      kind: 'file',
      permissions: 'rw-s',
      totals: { rssBytes: 12 * KIB },
    })
    expect(at('[vsyscall]')).toMatchObject({ kind: 'vdso', sizeBytes: 4096, start: 'ffffffffff600000' })
  })

  it('takes the size from the addresses as the kernel does', () => {
    const printed = [...procText('linux-6.18/330/smaps').matchAll(/^Size: +(\d+) kB$/gm)].map(
      match => Number(match[1]) * KIB,
    )
    expect(mappings.map(({ sizeBytes }) => sizeBytes)).toEqual(printed)
  })

  it('knows what mappings are for', () => {
    const kinds = Object.fromEntries(mappings.map(({ path, kind }) => [path, kind]))
    expect(kinds).toMatchObject({
      '': 'anonymous',
      '[heap]': 'brk-heap',
      '[stack]': 'stack',
      '[vdso]': 'vdso',
      '[vvar]': 'vdso',
      '[vvar_vclock]': 'vdso',
      '/SYSV00000000 (deleted)': 'shared',
      '/memfd:frames (deleted)': 'shared',
      '/dev/zero (deleted)': 'shared',
      '/dev/shm/ring': 'shared',
      '/srv/app/gone (deleted)': 'file',
    })
  })

  it('adds up to what smaps_rollup says', () => {
    for (const pid of [330, 320, 1]) {
      const sum = totalsOf(smapsOf(`linux-6.18/${pid}`))
      const rollup = parseSmapsRollup(procText(`linux-6.18/${pid}/smaps_rollup`))
      const { pssBytes = Number.NaN, pssDirtyBytes, ...exact } = sum ?? ({} as Partial<MemoryTotals>)
      expect(rollup).toMatchObject(exact)
      // Each mapping's Pss is rounded down.
      const off = (rollup?.pssBytes ?? Number.NaN) - pssBytes
      expect(off).toBeGreaterThanOrEqual(0)
      expect(off).toBeLessThanOrEqual(smapsOf(`linux-6.18/${pid}`).length * KIB)
      expect(pssDirtyBytes).toBeLessThanOrEqual(rollup?.pssDirtyBytes ?? Number.NaN)
    }
  })

  it('reads old kernels, whose missing counters stay unknown in the sum', () => {
    const old = smapsOf('linux-2.6.32/1873')
    expect(old.map(({ kind }) => kind)).toEqual(['file', 'brk-heap', 'anonymous', 'shared', 'stack', 'vdso'])
    expect(totalsOf(old)).toMatchObject({
      rssBytes: 1000 * KIB,
      pssBytes: 706 * KIB,
      ussBytes: 480 * KIB,
      swapBytes: 152 * KIB,
      anonymousBytes: undefined,
      swapPssBytes: undefined,
      lockedBytes: undefined,
    })
    const java = smapsOf('linux-3.10/4242')
    expect(java.map(({ kind }) => kind)).toContain('thread-stack')
    expect(totalsOf(java)).toMatchObject({ swapBytes: 70_008 * KIB, anonymousBytes: 1_204_404 * KIB })
  })

  it('takes each line for what it says, in whatever order a kernel prints them', () => {
    const mapping = (address: string, ...lines: string[]) =>
      `${address} r--p 00000000 00:00 0 \n${lines.map(line => `${line} kB\n`).join('')}`
    const shared = ['Shared_Clean: 1', 'Shared_Dirty: 2', 'Private_Clean: 3', 'Private_Dirty: 4']
    const text =
      mapping('1000-2000', 'Rss: 10', 'Pss: 7', ...shared) +
      mapping('2000-3000', 'Pss: 8', 'Rss: 20', 'Pss_Dirty: 6', ...shared, 'Swap: 5') +
      mapping('3000-4000', 'Rss: 30', 'Pss: 9', ...shared)
    const totals = parseSmaps(Buffer.from(text)).map(one => one.totals)
    expect(totals.map(one => one.rssBytes)).toEqual([10 * KIB, 20 * KIB, 30 * KIB])
    expect(totals.map(one => one.pssBytes)).toEqual([7 * KIB, 8 * KIB, 9 * KIB])
    expect(totals.map(one => one.swapBytes)).toEqual([undefined, 5 * KIB, undefined])
    expect(totals.map(one => one.ussBytes)).toEqual([7 * KIB, 7 * KIB, 7 * KIB])
  })

  it('has none for kernel threads, zombies and processes that ended', () => {
    expect(smapsOf('linux-6.18/2')).toEqual([])
    expect(smapsOf('linux-6.18/343')).toEqual([])
    expect(totalsOf([])).toBeUndefined()
  })

  it('leaves out a mapping that was cut off, at whatever byte', () => {
    const bytes = procFile('linux-3.10/4242/smaps')
    const whole = parseSmaps(bytes)
    const sound = ({ totals, path }: Mapping, index: number) =>
      totals.rssBytes === whole[index]?.totals.rssBytes &&
      totals.privateDirtyBytes === whole[index]?.totals.privateDirtyBytes &&
      path === whole[index]?.path
    for (let length = 0; length < bytes.length; length++) {
      const mappings = parseSmaps(bytes.subarray(0, length))
      expect(mappings.every(sound), `${length}`).toBe(true)
    }
  })
})

describe('/proc/PID/maps', () => {
  it('finds the heap', () => {
    expect(brkHeapBytes(procFile('linux-6.18/330/maps'))).toBe(1320 * KIB)
    expect(brkHeapBytes(procFile('linux-2.6.32/1873/maps'))).toBe(528 * KIB)
  })

  it('adds up its pieces, and takes no file for it', () => {
    const piece = (range: string, permissions: string) => `${range} ${permissions} 00000000 00:00 0    [heap]\n`
    const file = '7f0000000000-7f0000001000 rw-p 00000000 fe:00 12    [heap]\n'
    const maps = piece('1000-3000', 'rw-p') + piece('3000-4000', 'r--p') + file
    expect(brkHeapBytes(Buffer.from(maps))).toBe(3 * 4096)
    expect(brkHeapBytes(Buffer.from(file))).toBe(0)
  })

  it('is unknown for a kernel thread', () => {
    expect(brkHeapBytes(procFile('linux-6.18/2/maps'))).toBeUndefined()
  })
})

describe('kinds of mappings', () => {
  it.each([
    ['', 'rw-s', 'shared'],
    ['[anon:arena]', 'rw-p', 'anonymous'],
    ['[anon_shmem:frames]', 'rw-s', 'shared'],
    ['/anon_hugepage (deleted)', 'rw-p', 'anonymous'],
    ['[stack:1234]', 'rw-p', 'thread-stack'],
    ['[anon: glibc: pthread stack: 1234]', 'rw-p', 'thread-stack'],
    ['[anon:stack_and_tls:1234]', 'rw-p', 'thread-stack'],
    ['/memfd:sealed (deleted)', 'r-xp', 'file'],
    ['/dev/shm2/x', 'rw-s', 'file'],
    ['/dev/zeros', 'rw-p', 'file'],
    ['/[aio] (deleted)', 'rw-s', 'other'],
    ['anon_inode:[perf_event]', 'rw-s', 'other'],
    ['[uprobes]', '--xp', 'other'],
    ['/tmp/[heap]', 'rw-p', 'file'],
  ] as const)('%s %s is %s', (path, permissions, kind) => {
    expect(kindOf(path, permissions)).toBe(kind)
  })
})
