import { describe, expect, it } from 'vitest'
import type { Descriptor } from '../../src/inspect/descriptor.ts'
import { type Field, knownValue } from '../../src/inspect/field.ts'
import { type Files, readFiles } from '../../src/inspect/files.ts'
import { deniedFiles, filesJson, socketsJson } from '../../src/inspect/files-json.ts'
import { filesPart } from '../../src/inspect/files-part.ts'
import { Look } from '../../src/inspect/look.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import type { DescriptorStat, ProcessFiles, Refusal } from '../../src/sources/process-files.ts'
import { procFile } from '../support/fixtures.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

const MOUNTS = `1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:50 / /mnt/nas rw - nfs4 nas:/ rw
3 1 0:51 / /mnt/user rw - fuse.sshfs host:/ rw
4 1 0:6 / /dev rw - devtmpfs devtmpfs rw
`

/** A descriptor as a test wants it: a link, and how it is open. */
interface Given {
  readonly link: string | Refusal
  readonly flags?: string
  readonly mount?: number
  readonly position?: number
  readonly more?: string
  readonly stat?: DescriptorStat | Refusal
}

const REFUSALS: readonly string[] = ['denied', 'gone'] satisfies Refusal[]

function stat(change: Partial<DescriptorStat> = {}): DescriptorStat {
  return { type: 'file', sizeBytes: 700, allocatedBytes: 4096, links: 1, identity: '2049:7', ...change }
}

function filesOf(given: Readonly<Record<number, Given>>, content: Readonly<Record<string, Content>> = {}): MemoryFiles {
  const all: Record<string, Content> = { '70/stat': { text: statLine() }, '70/mountinfo': { text: MOUNTS }, ...content }
  const stats: Record<number, DescriptorStat | Refusal> = {}
  for (const [fd, one] of Object.entries(given)) {
    const { link, flags = '0100000', mount = 1, position = 0, more = '' } = one
    const isRefusal = REFUSALS.includes(link)
    all[`70/fd/${fd}`] = isRefusal ? (link as Refusal) : { text: link }
    all[`70/fdinfo/${fd}`] = isRefusal
      ? (link as Refusal)
      : { text: `pos:\t${position}\nflags:\t${flags}\nmnt_id:\t${mount}\n${more}` }
    if (one.stat !== undefined) stats[Number(fd)] = one.stat
  }
  return new MemoryFiles(all, Object.keys(given).map(Number), stats)
}

function lookAt(files: ProcessFiles, stat = statLine(), thorough = false): Look {
  const snapshot = snapshotOf(recordOf(stat))
  const userTasks = new UserTasks(files)
  return new Look(files, firstRow(snapshot), { snapshot, names: someNames, userTasks, thorough })
}

async function read(files: ProcessFiles, thorough = false): Promise<readonly Descriptor[]> {
  const { descriptors } = await readFiles(lookAt(files, statLine(), thorough))
  if ('unknown' in descriptors) throw new Error(descriptors.unknown)
  return descriptors.value
}

async function one(given: Given, content?: Readonly<Record<string, Content>>): Promise<Descriptor> {
  const [found] = await read(filesOf({ 3: given }, content))
  if (found === undefined) throw new Error('none')
  return found
}

const plain = <T>(field: Field<T> | undefined): T | string | undefined =>
  field === undefined ? undefined : 'value' in field ? field.value : field.unknown

/** The rows of the grid, a cell a column. */
function rowsOf(files: Files): { summary: string | undefined; note: string | undefined; rows: string[][] } {
  const shown = filesPart.show(files, lookAt(filesOf({})), { uncovered: false })
  if (shown.kind !== 'grid') throw new Error('no grid')
  const rows = shown.items.map(item => shown.columns.map(column => column.text(item)))
  return { summary: shown.summary, note: shown.note, rows }
}

describe('a descriptor', () => {
  it('of a file has all there is', async () => {
    const found = await one({ link: '/var/log/app.log', flags: '02102001', position: 500, stat: stat() })
    expect(found).toMatchObject({
      fd: 3,
      kind: { value: 'file' },
      target: { value: '/var/log/app.log' },
      mode: { value: 'a' },
      position: { value: 500 },
      sizeBytes: { value: 700 },
      deleted: { value: false },
    })
  })

  it.each([
    ['socket:[4711]', 'socket'],
    ['pipe:[4711]', 'pipe'],
    ['anon_inode:[eventfd]', 'eventfd'],
    ['anon_inode:[timerfd]', 'timerfd'],
    ['anon_inode:[signalfd]', 'signalfd'],
    ['anon_inode:bpf-prog', 'anon'],
    ['net:[4026531833]', 'namespace'],
    ['strange', 'anon'],
  ])('%s is of kind %s, and neither its file system nor a position is asked for', async (link, kind) => {
    const files = filesOf({ 3: { link, mount: 17 } })
    const [found] = await read(files)
    expect(plain(found?.kind)).toBe(kind)
    expect(plain(found?.target)).toBe(link)
    expect([plain(found?.position), plain(found?.sizeBytes), plain(found?.deleted)]).toEqual([
      'untold',
      'untold',
      false,
    ])
    expect(files.asked.filter(path => path.startsWith('stat '))).toEqual([])
  })

  it.each([
    ['directory', 'directory', '/srv'],
    ['character-device', 'tty', '/dev/pts/3'],
    ['character-device', 'device', '/dev/null'],
    ['block-device', 'device', '/dev/sda'],
    ['pipe', 'pipe', '/run/fifo'],
    ['link', 'link', '/srv/link'],
  ] as const)('of type %s is of kind %s at %s', async (type, kind, link) => {
    expect(plain((await one({ link, mount: 4, stat: stat({ type }) })).kind)).toBe(kind)
  })

  it('of a memfd has its size, and is not deleted for having no name', async () => {
    const given = { link: '/memfd:cache (deleted)', mount: 0, position: 12, stat: stat({ links: 0, sizeBytes: 9000 }) }
    const found = await one(given)
    expect([plain(found.kind), plain(found.target), plain(found.sizeBytes), plain(found.position)]).toEqual([
      'memfd',
      '/memfd:cache',
      9000,
      12,
    ])
    expect(plain(found.deleted)).toBe(false)
  })

  it('of a file that only bears the name of a memfd is a file', async () => {
    const found = await one({ link: '/memfd:cache (deleted)', stat: stat({ links: 0 }) })
    expect([plain(found.kind), plain(found.target), plain(found.deleted)]).toEqual(['file', '/memfd:cache', true])
  })

  it('is deleted when no link is left, whatever its name ends in', async () => {
    const gone = await one({ link: '/tmp/x (deleted)', stat: stat({ links: 0 }) })
    expect([plain(gone.target), plain(gone.deleted)]).toEqual(['/tmp/x', true])
    const named = await one({ link: '/tmp/x (deleted)', stat: stat() })
    expect([plain(named.target), plain(named.deleted)]).toEqual(['/tmp/x (deleted)', false])
    const untold = await one({ link: '/mnt/nas/x (deleted)', mount: 2 })
    expect([plain(untold.target), plain(untold.deleted)]).toEqual(['/mnt/nas/x (deleted)', 'untold'])
  })

  it('has a target without escape codes', async () => {
    expect(plain((await one({ link: '/tmp/\x1b[2J\n\u202e', stat: stat() })).target)).toBe('/tmp/␛[2J␊�')
  })

  it('says what an eventfd counts', async () => {
    const found = await one({ link: 'anon_inode:[eventfd]', mount: 17, more: 'eventfd-count:                2a\n' })
    expect(found.detail).toBe('count 42')
  })
})

describe('what is never asked', () => {
  it.each([
    [2, 'on a network file system'],
    [3, 'on one that a program answers for'],
    [9, 'on a mount that the process does not see'],
  ])('is stat of a file of mount %d, %s: its size is unknown', async mount => {
    const files = filesOf({ 3: { link: '/mnt/file', mount, position: 77, stat: stat() } })
    const [found] = await read(files)
    expect(files.asked.filter(path => path.startsWith('stat '))).toEqual([])
    expect([plain(found?.kind), plain(found?.sizeBytes), plain(found?.position)]).toEqual(['untold', 'untold', 77])
    expect([plain(found?.target), plain(found?.mode)]).toEqual(['/mnt/file', 'r'])
  })

  it('is stat of anything where the mounts are not known', async () => {
    const files = filesOf({ 3: { link: '/srv/file', stat: stat() } }, { '70/mountinfo': 'denied' })
    await read(files)
    expect(files.asked.filter(path => path.startsWith('stat '))).toEqual([])
  })

  it.each(['anon_inode:[eventpoll]', 'anon_inode:inotify'])(
    'is how %s is open, which lists all that it waits for, unless everything is wanted',
    async link => {
      const files = filesOf({ 3: { link, flags: '02', mount: 17 } })
      expect(plain((await read(files))[0]?.mode)).toBe('costly')
      expect(files.asked).not.toContain('70/fdinfo/3')
      expect(plain((await read(files, true))[0]?.mode)).toBe('rw')
    },
  )

  it('is a table of sockets when all are found', async () => {
    const tables = { '70/net/unix': { text: procFile('linux-6.18/330/net/unix').toString('latin1') } }
    const files = filesOf({ 3: { link: 'socket:[14931828]', mount: 10 } }, tables)
    const [found] = await read(files)
    expect(found?.socket).toMatchObject({ value: { protocol: 'unix', local: '/srv/app/s k', state: 'LISTEN' } })
    expect(files.asked.filter(path => path.startsWith('70/net/'))).toEqual(['70/net/unix'])
    const none = filesOf({ 3: { link: 'pipe:[14931828]', mount: 16 } }, tables)
    await read(none)
    expect(none.asked.filter(path => path.startsWith('70/net/'))).toEqual([])
  })
})

describe('what may not be read', () => {
  it('are descriptors of a process of another user', async () => {
    const files = await readFiles(lookAt(new MemoryFiles({}, 'denied')))
    expect(files).toEqual({ descriptors: { unknown: 'denied' } })
    expect([filesJson(files), socketsJson(files)]).toEqual([null, null])
    expect(deniedFiles(files)).toEqual(['files', 'sockets'])
    expect(rowsOf(files)).toMatchObject({ note: 'needs root or the same user', rows: [] })
  })

  it('is the link of each: they are there nevertheless', async () => {
    const files = await readFiles(lookAt(filesOf({ 3: { link: 'denied' }, 4: { link: 'denied' } })))
    expect(knownValue(files.descriptors)).toHaveLength(2)
    expect(filesJson(files)?.[0]).toEqual({
      fd: 3,
      kind: null,
      target: null,
      mode: null,
      position: null,
      sizeBytes: null,
      deleted: null,
    })
    expect(deniedFiles(files)).toEqual([
      'files.kind',
      'files.target',
      'files.mode',
      'files.position',
      'files.sizeBytes',
      'files.deleted',
    ])
    const dashes = ['–', '–', '–', '–', '–']
    expect(rowsOf(files)).toMatchObject({
      summary: '2 open: 2 unknown',
      rows: [
        ['3', ...dashes],
        ['4', ...dashes],
      ],
    })
  })

  it('are the tables of sockets', async () => {
    const tables = { '70/net/tcp': 'denied', '70/net/unix': 'denied' } as const
    const files = await readFiles(lookAt(filesOf({ 3: { link: 'socket:[5]', mount: 10 } }, tables)))
    expect(knownValue(files.descriptors)?.[0]?.socket).toEqual({ unknown: 'denied' })
    expect(deniedFiles(files)).toEqual(['sockets.protocol'])
  })
})

describe('what is not there', () => {
  it('is a descriptor that was closed since', async () => {
    expect(await read(filesOf({ 3: { link: 'gone' }, 4: { link: 'pipe:[1]' } }))).toMatchObject([{ fd: 4 }])
  })

  it('is anything of a zombie', async () => {
    const files = await readFiles(lookAt(new MemoryFiles({}, 'denied'), statLine({ state: 'Z' })))
    expect(files).toEqual({ descriptors: { unknown: 'zombie' } })
    expect(deniedFiles(files)).toEqual([])
    expect(rowsOf(files).note).toBe('a zombie has ended and keeps nothing')
  })

  it('are descriptors of a kernel thread that has opened none', async () => {
    const files = await readFiles(lookAt(new MemoryFiles({}, []), statLine({ flags: 0x200000 })))
    expect(files).toEqual({ descriptors: { value: [] } })
    expect(rowsOf(files)).toMatchObject({ summary: 'none open', rows: [] })
    expect([filesJson(files), socketsJson(files)]).toEqual([[], []])
  })
})

const TCP = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 11 1 0',
  '   1: 0100007F:1F90 0100007F:C350 01 00000000:00000800 00:00000000 00000000     0        0 12 1 0',
  '   2: 0100007F:C351 0100007F:01BB 08 00000010:00000000 00:00000000 00000000     0        0 13 1 0',
  '',
].join('\n')

describe('the Files part', () => {
  const given: Readonly<Record<number, Given>> = {
    3: { link: 'socket:[11]', flags: '02000002', mount: 10 },
    4: { link: 'socket:[12]', flags: '02000002', mount: 10 },
    5: { link: 'socket:[13]', flags: '02000002', mount: 10 },
    6: { link: 'socket:[14]', flags: '02000002', mount: 10 },
    7: { link: '/tmp/x (deleted)', flags: '02', stat: stat({ links: 0, sizeBytes: 9000, allocatedBytes: 12_288 }) },
    8: { link: '/tmp/x (deleted)', flags: '02', stat: stat({ links: 0, sizeBytes: 9000, allocatedBytes: 12_288 }) },
    9: { link: '/etc/hosts', position: 2048, stat: stat({ identity: '2049:8' }) },
    10: { link: '/srv', flags: '0300000', stat: stat({ type: 'directory', sizeBytes: 4096, identity: '2049:9' }) },
    11: { link: 'anon_inode:[eventfd]', flags: '02', mount: 17, more: 'eventfd-count:  5\n' },
  }

  it('has a row a descriptor, in their order', async () => {
    const { rows } = rowsOf(await readFiles(lookAt(filesOf(given, { '70/net/tcp': { text: TCP } }))))
    expect(rows).toEqual([
      ['3', 'socket', 'rw', '–', '–', 'tcp 127.0.0.1:8080 · LISTEN · 3 to be accepted'],
      ['4', 'socket', 'rw', '–', '–', 'tcp 127.0.0.1:8080 ← 127.0.0.1:50000 · ESTABLISHED · 2.0K to be read'],
      ['5', 'socket', 'rw', '–', '–', 'tcp 127.0.0.1:50001 → 127.0.0.1:443 · CLOSE_WAIT · 16B to be sent'],
      ['6', 'socket', 'rw', '–', '–', 'socket:[14]'],
      ['7', 'file', 'rw', '0', '8.8K', '/tmp/x · deleted, still holds 12K'],
      ['8', 'file', 'rw', '0', '8.8K', '/tmp/x · deleted, still holds 12K'],
      ['9', 'file', 'r', '2.0K', '700B', '/etc/hosts'],
      ['10', 'directory', 'r', '0', '4.0K', '/srv'],
      ['11', 'eventfd', 'rw', '–', '–', 'anon_inode:[eventfd] · count 5'],
    ])
  })

  it('counts a deleted file that two descriptors hold once', async () => {
    const { summary } = rowsOf(await readFiles(lookAt(filesOf(given, { '70/net/tcp': { text: TCP } }))))
    expect(summary).toBe('9 open: 4 sockets, 3 files, 1 directory, 1 eventfd · 12K held by deleted files')
  })

  it('warns of deleted files that are held, and of nothing else', async () => {
    const shown = filesPart.show(await readFiles(lookAt(filesOf(given))), lookAt(filesOf({})), { uncovered: false })
    if (shown.kind !== 'grid') throw new Error('no grid')
    const target = shown.columns.find(({ id }) => id === 'target')
    const warned = shown.items.filter(item => target?.tone?.(item) === 'warn').map(item => shown.key(item))
    expect(warned).toEqual(['7', '8'])
  })

  it('has in JSON what a socket is, and null for what is not told', async () => {
    const files = await readFiles(lookAt(filesOf(given, { '70/net/tcp': { text: TCP } })))
    const none = { receiveQueueBytes: null, sendQueueBytes: null }
    expect(socketsJson(files)).toEqual([
      { fd: 3, protocol: 'tcp', local: '127.0.0.1:8080', remote: null, state: 'LISTEN', ...none },
      {
        fd: 4,
        protocol: 'tcp',
        local: '127.0.0.1:8080',
        remote: '127.0.0.1:50000',
        state: 'ESTABLISHED',
        receiveQueueBytes: 2048,
        sendQueueBytes: 0,
      },
      {
        fd: 5,
        protocol: 'tcp',
        local: '127.0.0.1:50001',
        remote: '127.0.0.1:443',
        state: 'CLOSE_WAIT',
        receiveQueueBytes: 0,
        sendQueueBytes: 16,
      },
      { fd: 6, protocol: null, local: null, remote: null, state: null, ...none },
    ])
    expect(filesJson(files)?.map(({ fd }) => fd)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(filesJson(files)?.[4]).toEqual({
      fd: 7,
      kind: 'file',
      target: '/tmp/x',
      mode: 'rw',
      position: 0,
      sizeBytes: 9000,
      deleted: true,
    })
  })
})

describe('a hundred thousand', () => {
  it('descriptors and sockets let others run while they are read', async () => {
    const given: Record<number, Given> = {}
    for (let fd = 0; fd < 20_000; fd++) given[fd] = { link: `socket:[${fd + 1}]`, mount: 10 }
    const line = (inode: number): string =>
      `${inode}: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1 0\n`
    const text = Array.from({ length: 100_000 }, (_, i) => line(i)).join('')
    const files = filesOf(given, { '70/net/tcp': { text } })
    let reading = true
    let turns = 0
    const count = (): void => {
      turns++
      if (reading) setImmediate(count)
    }
    setImmediate(count)
    const found = await read(files)
    reading = false
    expect(found).toHaveLength(20_000)
    expect(found.every(({ socket }) => plain(socket) !== 'untold')).toBe(true)
    expect(turns).toBeGreaterThan(20)
  })
})
