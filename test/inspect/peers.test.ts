import { describe, expect, it } from 'vitest'
import { knownValue } from '../../src/inspect/field.ts'
import { showPart } from '../../src/inspect/inspection.ts'
import { type Peers, readPeers } from '../../src/inspect/peers.ts'
import { peersAsked, peersJson } from '../../src/inspect/peers-json.ts'
import { readWorkers } from '../../src/inspect/workers.ts'
import type { DescriptorStat } from '../../src/sources/process-files.ts'
import { type Content, statLine } from '../support/memory-files.ts'
import { callLine, type Inhabitant, World } from './peer-world.ts'

const CONNECTED = '0000: 00000003 00000000 00000000 0001 03'
const SHARED = '7f0000000000-7f0000010000 rw-s 00000000 00:01 1024   /dev/zero (deleted)\n'
const RING = '7f0000000000-7f0000010000 rw-s 00000000 00:2a 2   /dev/shm/ring\n'
const READER = RING.replace('rw-s', 'r--s')
const SEMAPHORE = '7f1000000000-7f1000001000 rw-s 00000000 00:2a 9   /dev/shm/sem.mp-x (deleted)\n'
const LIBRARY = '7f2000000000-7f2000001000 r--s 00000000 08:01 77   /usr/lib/gconv-modules.cache\n'

/** `status` of a process that has one number only. */
const OURS = 'Name:\tsh\nState:\tS (sleeping)\nNSpid:\t70\n'

async function lines(
  inhabitants: readonly Inhabitant[],
  more: Readonly<Record<string, Content>> = {},
  stats: Readonly<Record<number, DescriptorStat>> = {},
): Promise<string[]> {
  return await new World(inhabitants, more, stats).lines(70)
}

/** Summary, note and rows as they are shown. */
async function shown(world: World, pid = 70) {
  const look = world.look(pid)
  const grid = showPart('peers', await readPeers(look, undefined), look)
  if (grid.kind !== 'grid') throw new Error('no grid')
  const rows = grid.items.map(item => grid.columns.map(column => column.text(item)).join('|'))
  return { summary: grid.summary?.split('\n'), note: grid.note, rows }
}

describe('pipes', () => {
  it('have a direction by how both ends are open', async () => {
    const world = [
      { pid: 70, fds: { 1: 'pipe:[100] w', 3: 'pipe:[101] r', 4: 'pipe:[102] w', 5: 'pipe:[102] r' } },
      { pid: 71, fds: { 0: 'pipe:[100] r', 7: 'pipe:[101] w', 8: 'pipe:[102] w', 9: 'pipe:[102] r' } },
    ]
    expect(await lines(world)).toEqual([
      'out 1>0 71 sh pipe pipe:[100]',
      'in 3>7 71 sh pipe pipe:[101]',
      'both 4,5>8,9 71 sh pipe pipe:[102]',
    ])
  })

  it('connect nobody with who only has the same end', async () => {
    const world = [
      { pid: 70, fds: { 2: 'pipe:[100] w' } },
      { pid: 71, fds: { 2: 'pipe:[100] w' } },
      { pid: 72, fds: { 0: 'pipe:[100] r' } },
    ]
    expect(await lines(world)).toEqual(['out 2>0 72 sh pipe pipe:[100]'])
  })

  it('say that nobody seen has the other end, but not of one to itself', async () => {
    const world = [{ pid: 70, fds: { 1: 'pipe:[100] w', 4: 'pipe:[101] r', 5: 'pipe:[101] w' } }]
    expect(await lines(world)).toEqual(['out 1> unseen pipe pipe:[100]'])
  })

  it('with a name that cannot be compared have ends that are not told, not none', async () => {
    const world = [
      { pid: 70, fds: { 3: '/run/fifo r' } },
      { pid: 71, fds: { 4: '/run/fifo w' } },
    ]
    const stat: DescriptorStat = { type: 'pipe', sizeBytes: 0, allocatedBytes: 0, links: 1, identity: '8:5' }
    const stats = { 3: stat, 4: 'absent' } as const
    expect(await new World(world, {}, stats).lines(70)).toEqual(['in 3> untold fifo /run/fifo'])
    expect(await new World(world.slice(0, 1), {}, stats).lines(70)).toEqual(['in 3> unseen fifo /run/fifo'])
  })

  it('with a name are told by device and inode, for the path may be another one’s elsewhere', async () => {
    const stat: DescriptorStat = { type: 'pipe', sizeBytes: 0, allocatedBytes: 0, links: 1, identity: '8:5' }
    const world = [
      { pid: 70, fds: { 3: '/run/fifo r' } },
      { pid: 71, fds: { 3: '/run/fifo w', 4: '/run/other w' } },
      { pid: 72, fds: { 9: '/run/fifo w' } },
    ]
    expect(await lines(world, {}, { 3: stat, 9: { ...stat, identity: '9:5' } })).toEqual([
      'in 3>3 71 sh fifo /run/fifo',
    ])
  })
})

describe('unix sockets', () => {
  const world = [
    { pid: 70, fds: { 17: 'socket:[200]' } },
    { pid: 71, ppid: 70, fds: { 3: 'socket:[201]' } },
  ]
  const pair = { text: `${CONNECTED} 200\n${CONNECTED} 201\n` }

  it('have the other end that the program ss tells', async () => {
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 333\nu_str ESTAB 0 0 * 333 * 200\n' }
    const found = await lines([...world, { pid: 72, fds: { 5: 'socket:[333]' } }], { '70/net/unix': pair, ss })
    expect(found).toEqual(['both 17>5 72 sh unix stream socket:[200]'])
  })

  it('have one inferred from inodes that are neighbours where there is no such program', async () => {
    expect(await lines(world, { '70/net/unix': pair })).toEqual(['both 17>3 71 sh unix stream socket:[200] inferred'])
  })

  it('are marked as inferred where it is said for whom a thread waits, too', async () => {
    const place = new World([{ ...world[0], pid: 70, syscall: callLine(45, 17) }, ...world.slice(1)], {
      '70/net/unix': pair,
    })
    expect((await shown(place)).summary?.[0]).toBe('Waits in recvfrom on fd 17, stream socket:[200] from 71 sh ?')
  })

  it('have none inferred of whom nothing connects with the process', async () => {
    const stranger = { pid: 71, group: 9, fds: { 3: 'socket:[201]' } }
    expect(await lines([{ pid: 70, fds: { 17: 'socket:[200]' } }, stranger], { '70/net/unix': pair })).toEqual([
      'both 17> untold unix stream socket:[200]',
    ])
  })

  it('bear the name of a server', async () => {
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 333\nu_str ESTAB 0 0 /run/app.sock 333 * 200\n' }
    const table = { text: `${CONNECTED} 200\n${CONNECTED} 333 /run/app.sock\n` }
    const server = { pid: 72, name: 'app', group: 9, fds: { 5: 'socket:[333]' } }
    expect(await lines([...world, server], { '70/net/unix': table, ss })).toEqual([
      'both 17>5 72 app unix stream /run/app.sock',
    ])
  })

  it('that listen, or are to itself, connect nobody', async () => {
    const table = { text: `0000: 00000002 00000000 00010000 0001 01 199 /run/x\n${pair.text}` }
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 201\nu_str ESTAB 0 0 * 201 * 200\n' }
    const alone = [{ pid: 70, fds: { 3: 'socket:[199]', 17: 'socket:[200]', 18: 'socket:[201]' } }]
    expect(await lines(alone, { '70/net/unix': table, ss })).toEqual([])
  })

  it('that are new are inferred until the program is asked again, and told then', async () => {
    const [parent, child] = world
    if (parent === undefined || child === undefined) throw new Error('nobody')
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 201\nu_str ESTAB 0 0 * 201 * 200\n' }
    const none = { text: `${CONNECTED} 100\n${CONNECTED} 200\n${CONNECTED} 201\n` }
    const earlier = new World([{ ...parent, fds: { 3: 'socket:[100]' } }], { '70/net/unix': none, ss })
    const later = new World(world, { '70/net/unix': pair, ss })
    const first = await earlier.read(70)
    const second = await later.read(70, first)
    expect(peersJson(second).peers).toMatchObject([{ peerPid: 71, inferred: true }])
    const { ends, walk } = second.kept
    if (ends === undefined) throw new Error('no ends')
    const third = await later.read(70, { ...second, kept: { ends: { ...ends, askedAtMs: -10_000 }, walk } })
    expect(peersJson(third).peers).toMatchObject([{ peerPid: 71, inferred: false }])
    expect(later.files.asked.filter(path => path === 'ss')).toHaveLength(1)
  })

  it('have none where the program ss says so, whatever their inodes look like, until it says otherwise', async () => {
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 0\nu_str ESTAB 0 0 * 201 * 0\n' }
    const before = new World(world, { '70/net/unix': pair, ss })
    const first = await before.read(70)
    const second = await before.read(70, first)
    for (const { peers } of [first, second]) expect(knownValue(peers)).toMatchObject([{ other: 'nobody' }])
    const { ends, walk } = second.kept
    if (ends === undefined) throw new Error('no ends')
    const accepted = { text: 'u_str ESTAB 0 0 * 200 * 201\nu_str ESTAB 0 0 * 201 * 200\n' }
    const after = new World(world, { '70/net/unix': pair, ss: accepted })
    const third = await after.read(70, { ...second, kept: { ends: { ...ends, askedAtMs: -10_000 }, walk } })
    expect(peersJson(third).peers).toMatchObject([{ peerPid: 71, inferred: false }])
  })

  it('are asked of the program once, not at every look', async () => {
    const ss = { text: 'u_str ESTAB 0 0 * 200 * 201\nu_str ESTAB 0 0 * 201 * 200\n' }
    const place = new World(world, { '70/net/unix': pair, ss })
    const first = await place.read(70)
    await place.read(70, first)
    expect(place.files.asked.filter(path => path === 'ss')).toHaveLength(1)
    const without = new World(world, { '70/net/unix': { text: '' } })
    await without.read(70, await without.read(70))
    expect(without.files.asked.filter(path => path === 'ss')).toHaveLength(0)
  })
})

describe('TCP', () => {
  const line = (local: string, remote: string, inode: number, state = '01') =>
    `0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1 0\n`
  const MAPPED = '0000000000000000FFFF00000100007F'

  it('within the machine has the other end, IPv4 in IPv6 too; to another machine it has none', async () => {
    const tcp = line('0100007F:C350', '0100007F:1F90', 300) + line('0100007F:C351', '08080808:01BB', 302)
    const tcp6 = line(`${MAPPED}:1F90`, `${MAPPED}:C350`, 301)
    const world = [
      { pid: 70, fds: { 3: 'socket:[300]', 4: 'socket:[302]' } },
      { pid: 71, group: 9, name: 'node', fds: { 20: 'socket:[301]' } },
    ]
    expect(await lines(world, { '70/net/tcp': { text: tcp }, '70/net/tcp6': { text: tcp6 } })).toEqual([
      'both 3>20 71 node tcp 127.0.0.1:50000 – 127.0.0.1:8080',
    ])
  })

  it('says of a connection that nobody has accepted it yet', async () => {
    const tcp = line('0100007F:C350', '0100007F:1F90', 300) + line('0100007F:1F90', '0100007F:C350', 0)
    const world = [{ pid: 70, fds: { 3: 'socket:[300]' } }]
    expect(await lines(world, { '70/net/tcp': { text: tcp } })).toEqual([
      'both 3> nobody tcp 127.0.0.1:50000 – 127.0.0.1:8080 · not accepted yet',
    ])
  })

  // FIN_WAIT2: the kernel waits for this end to be closed too. CLOSE_WAIT of the other: this end has been closed.
  it.each([
    ['08', '05', 'closed', 'CLOSE_WAIT · closed by the other end'],
    ['05', '08', 'not accepted', 'FIN_WAIT2 · not accepted yet'],
  ])('says of one in state %s whose other end in state %s nobody has why: %s', async (own, others, word, why) => {
    const tcp = line('0100007F:C350', '0100007F:1F90', 300, own) + line('0100007F:1F90', '0100007F:C350', 0, others)
    const world = new World([{ pid: 70, fds: { 3: 'socket:[300]' } }], { '70/net/tcp': { text: tcp } })
    expect((await shown(world)).rows).toEqual([`tcp|3|↔|–|${word}|||127.0.0.1:50000 – 127.0.0.1:8080 · ${why}`])
  })
})

describe('shared memory', () => {
  it('is told by device and inode, with a direction where one may only read', async () => {
    const world = [
      { pid: 70, maps: RING + LIBRARY },
      { pid: 71, group: 9, maps: READER + LIBRARY },
      { pid: 72, group: 9, maps: RING.replace('00:2a', '00:2b') },
    ]
    expect(await lines(world)).toEqual(['out > 71 sh posix-shm /dev/shm/ring · 64K'])
    expect(await new World(world).lines(71)).toEqual(['in > 70 sh posix-shm /dev/shm/ring · 64K'])
  })

  it('without a name is shared by who is akin', async () => {
    const world = [
      { pid: 70, maps: SHARED },
      { pid: 71, ppid: 70, maps: SHARED },
      { pid: 72, group: 9, maps: SHARED },
    ]
    expect(await lines(world)).toEqual(['both > 71 sh anonymous without a name · 64K'])
  })

  it('of System V is another’s in another ipc namespace', async () => {
    const maps = '7f0000000000-7f0000100000 rw-s 00000000 00:01 0   /SYSV00000000 (deleted)\n'
    const own = { text: 'ipc:[1]' }
    const world = [70, 71, 72].map(pid => ({ pid, maps }))
    const more = {
      '70/ns/ipc': own,
      '71/ns/ipc': own,
      '72/ns/ipc': { text: 'ipc:[2]' },
      'self/ns/ipc': own,
      'sysvipc/shm': { text: 'title\n 0 0 1600 1048576 330 330 3 0 0 0 0 0 0 0 0 0\n' },
    }
    expect(await lines(world, more)).toEqual(['both > 71 sh sysv-shm /SYSV00000000 · 1.0M · 3 attached, made by 330'])
  })

  it('of System V is said to be made by nobody whose number is not known here', async () => {
    const maps = '7f0000000000-7f0000100000 rw-s 00000000 00:01 0   /SYSV00000000 (deleted)\n'
    const more = {
      '70/ns/ipc': { text: 'ipc:[1]' },
      '71/ns/ipc': { text: 'ipc:[1]' },
      'self/ns/ipc': { text: 'ipc:[1]' },
      'sysvipc/shm': { text: 'title\n 0 0 1600 1048576 0 0 3 0 0 0 0 0 0 0 0 0\n' },
    }
    const world = [70, 71].map(pid => ({ pid, maps }))
    expect(await lines(world, more)).toEqual(['both > 71 sh sysv-shm /SYSV00000000 · 1.0M · 3 attached'])
  })

  it('of devices and of the kernel’s own objects is none', async () => {
    const maps = [
      '7f0000000000-7f0000010000 rw-s 00000000 00:05 99   /dev/dri/card0',
      '7f0000010000-7f0000020000 rw-s 00000000 00:0e 7   anon_inode:[io_uring]',
      '',
    ].join('\n')
    expect(
      await lines([
        { pid: 70, maps },
        { pid: 71, maps },
      ]),
    ).toEqual([])
  })
})

describe('who waits for whom', () => {
  const world = new World([
    {
      pid: 70,
      name: 'python3',
      fds: { 5: 'pipe:[100] r' },
      maps: SEMAPHORE,
      syscall: callLine(0, 5),
      wchan: 'pipe_read',
    },
    {
      pid: 71,
      ppid: 70,
      name: 'python3',
      fds: { 6: 'pipe:[100] w' },
      maps: SEMAPHORE,
      syscall: callLine(202, 0x7f1000000010, 0),
      wchan: 'futex_wait_queue',
    },
  ])

  it('is told of both sides', async () => {
    const { peers } = peersJson(await world.read(70))
    expect(peers).toMatchObject([
      { via: 'pipe', kind: 'pipe', fd: 5, direction: 'in', peerPid: 71, peerFds: [6], ownWait: 'read', peerWait: null },
      { via: 'shared-memory', kind: 'semaphore', fd: null, peerPid: 71, ownWait: null, peerWait: 'futex' },
    ])
  })

  it('is said in words', async () => {
    expect((await shown(world)).summary?.[0]).toBe('Waits in read (pipe_read) on fd 5, pipe:[100] from 71 python3')
    expect((await shown(world, 71)).summary?.[0]).toBe(
      'Waits in futex (futex_wait_queue) in semaphore sem.mp-x with 70 python3',
    )
    expect(peersJson(await world.read(71)).waits).toMatchObject([
      { tid: 71, waits: true, call: 'futex', channel: 'futex_wait_queue', fd: null, peerPids: [70] },
    ])
  })

  it('is told of an epoll by what it has in it', async () => {
    const place = new World(
      [
        { pid: 70, name: 'node', fds: { 4: 'anon_inode:[eventpoll]', 5: 'pipe:[100] r' }, syscall: callLine(281, 4) },
        { pid: 71, fds: { 6: 'pipe:[100] w' } },
      ],
      {
        '70/fdinfo/4': {
          text: 'pos:\t0\nflags:\t02\ntfd:        5 events:       1f data: 5\ntfd:        9 events: 1\n',
        },
      },
    )
    expect((await shown(place)).summary?.[0]).toBe(
      'Waits in epoll_pwait on fd 4: 2 descriptors, among them pipe from 71 sh',
    )
    expect(peersJson(await place.read(70)).peers).toMatchObject([{ ownWait: 'epoll_pwait' }])
  })

  it('is told of a parent and its child, and of a call without a name', async () => {
    const place = new World([
      { pid: 70, syscall: callLine(61, 71), more: { '70/status': { text: OURS } } },
      { pid: 71, ppid: 70, syscall: callLine(61, 0xffffffff) },
      { pid: 72, syscall: callLine(999, 3) },
      { pid: 73, state: 'R' },
    ])
    const waitOf = async (pid: number) => peersJson(await place.read(pid)).waits?.[0]
    expect(await waitOf(70)).toMatchObject({ text: 'waits in wait4 for its child 71', peerPids: [71] })
    expect(await waitOf(71)).toMatchObject({ text: 'waits in wait4 for a child', peerPids: [] })
    expect(await waitOf(72)).toMatchObject({ text: 'waits in system call 999', call: 'system call 999', fd: null })
    expect(await waitOf(73)).toMatchObject({ text: 'runs', waits: false, call: null })
  })

  it('is not told of who was stopped, or has no memory to be in a system call with', async () => {
    const none = `0${' 0x0'.repeat(8)}\n`
    const place = new World([
      { pid: 70, state: 'T', syscall: callLine(230, 1), wchan: 'do_signal_stop' },
      { pid: 71, state: 't', syscall: callLine(0, 3), wchan: 'ptrace_stop' },
      { pid: 72, state: 'S', syscall: none, wchan: 'kthreadd' },
    ])
    const waitOf = async (pid: number) => peersJson(await place.read(pid)).waits?.[0]
    expect(await waitOf(70)).toMatchObject({ text: 'is stopped', waits: false, call: null })
    expect(await waitOf(71)).toMatchObject({ text: 'is stopped', waits: false, call: null })
    expect(await waitOf(72)).toMatchObject({ text: 'waits in the kernel’s kthreadd', waits: true, call: null })
    expect((await shown(place)).summary?.[0]).toBe('Is stopped')
  })

  it('is told of no child by a number of another pid namespace', async () => {
    const place = new World([
      { pid: 70, syscall: callLine(61, 5), more: { '70/status': { text: `${OURS.trim()}\t1\n` } } },
      { pid: 71, syscall: callLine(61, 5), more: { '71/status': { text: OURS } } },
      { pid: 5, ppid: 71 },
    ])
    const waitOf = async (pid: number) => peersJson(await place.read(pid)).waits?.[0]
    expect(await waitOf(70)).toMatchObject({ text: 'waits in wait4 for a child', peerPids: [] })
    expect(await waitOf(71)).toMatchObject({ text: 'waits in wait4 for its child 5', peerPids: [5] })
  })

  it('is time or a signal alone for who polls nothing', async () => {
    const place = new World([
      { pid: 70, syscall: callLine(7, 0, 0, 0xffffffff) },
      { pid: 71, syscall: callLine(271, 0x7f00, 1) },
      { pid: 72, syscall: callLine(271, 0x7f00, 3) },
    ])
    const textOf = async (pid: number) => peersJson(await place.read(pid)).waits?.[0]?.text
    expect(await textOf(70)).toBe('waits in poll for no descriptor, only for time to pass or a signal')
    expect(await textOf(71)).toBe('waits in ppoll for one descriptor')
    expect(await textOf(72)).toBe('waits in ppoll for one of 3 descriptors')
  })

  it('is nobody else for who waits for its own threads, though in shared memory', async () => {
    const FUTEX_PRIVATE = 128
    const place = new World([
      { pid: 70, maps: SEMAPHORE, syscall: callLine(202, 0x7f1000000010, FUTEX_PRIVATE) },
      { pid: 71, maps: SEMAPHORE },
    ])
    const { peers, waits } = peersJson(await place.read(70))
    expect(peers).toMatchObject([{ kind: 'semaphore', peerPid: 71, ownWait: null }])
    expect(waits).toMatchObject([{ peerPids: [], text: 'waits in futex for another of its own threads' }])
  })

  it('names of a pipe’s ends those alone that it can come from', async () => {
    const place = new World([
      { pid: 70, fds: { 3: 'pipe:[100] r', 4: 'pipe:[100] w' }, syscall: callLine(0, 3) },
      { pid: 71, name: 'reader', fds: { 5: 'pipe:[100] r' } },
      { pid: 72, name: 'writer', fds: { 5: 'pipe:[100] w' } },
    ])
    const { peers, waits } = peersJson(await place.read(70))
    expect(waits).toMatchObject([{ text: 'waits in read on fd 3, pipe:[100] from 72 writer', peerPids: [72] }])
    expect(peers).toMatchObject([
      { peerPid: 71, direction: 'out', ownWait: null },
      { peerPid: 72, direction: 'in', ownWait: 'read' },
    ])
  })

  it('reads what an epoll has in it once for all threads that wait for it', async () => {
    const thread = (tid: number): Readonly<Record<string, Content>> => ({
      [`70/task/${tid}/status`]: { text: '' },
      [`70/task/${tid}/stat`]: { text: statLine({ pid: tid }) },
      [`70/task/${tid}/syscall`]: { text: callLine(281, 4) },
    })
    const info = { '70/fdinfo/4': { text: 'pos:\t0\nflags:\t02\ntfd:        5 events:       1f data: 5\n' } }
    const place = new World([{ pid: 70, fds: { 5: 'pipe:[100] r' }, more: { ...thread(80), ...thread(81), ...info } }])
    const { waits } = peersJson(await place.read(70))
    expect(waits?.map(({ call }) => call)).toEqual([null, 'epoll_pwait', 'epoll_pwait'])
    expect(place.files.asked.filter(path => path === '70/fdinfo/4')).toHaveLength(1)
  })

  it('is refused by name where it may not be told', async () => {
    const place = new World([{ pid: 70, fds: { 5: 'pipe:[100] r' } }], { '70/task/70/syscall': 'denied' })
    const peers = await place.read(70)
    expect(peersJson(peers).waits).toMatchObject([
      { waits: true, call: null, text: 'waits; for what: needs root or the same user' },
    ])
    expect(peersAsked(peers).map(([path]) => path)).toContain('waits.call')
  })
})

describe('a family of workers', () => {
  const worker = (pid: number, pssKb?: number): Inhabitant => ({
    pid,
    ppid: 70,
    name: 'python3',
    ...(pssKb && { pssKb }),
  })

  it('shows what it truly costs, to the parent and to each of them', async () => {
    const world = new World([{ pid: 70, name: 'python3' }, worker(71, 300), worker(72, 200), worker(73, 400)])
    expect((await shown(world)).summary).toContain('3 workers (python3): RSS 3.5M, in truth (PSS) 900K')
    expect((await shown(world, 72)).summary).toContain('One of 3 workers of 70 python3: RSS 3.5M, in truth (PSS) 900K')
    expect(peersJson(await world.read(71)).workers).toEqual({
      parentPid: 70,
      name: 'python3',
      count: 3,
      rssBytes: 3 * 1200 * 1024,
      pssBytes: 900 * 1024,
    })
  })

  it('says what it does not know', async () => {
    const world = new World([{ pid: 70 }, worker(71, 300), worker(72)], { '72/smaps_rollup': 'denied' })
    const peers = await world.read(70)
    expect(peersJson(peers).workers?.pssBytes).toBeNull()
    expect((await shown(world)).summary?.[1]).toMatch(/^2 workers \(python3\): RSS .*, PSS unknown: needs root/)
  })

  it('counts none that has ended since it was listed, nor who has its pid now', async () => {
    const now = (pid: number, state: string, startTicks?: number) => ({
      text: statLine({ pid, ppid: 70, name: 'python3', state, ...(startTicks && { startTicks }) }),
    })
    const world = new World([{ pid: 70 }, worker(71, 300), worker(72, 200), worker(73), worker(74, 900), worker(75)], {
      '73/stat': now(73, 'Z'),
      '74/stat': now(74, 'S', 9000),
      '75/stat': 'gone',
    })
    expect(peersJson(await world.read(70)).workers).toMatchObject({
      count: 2,
      rssBytes: 2 * 1200 * 1024,
      pssBytes: 500 * 1024,
    })
  })

  it('is so large that its pages are not gone through unasked', async () => {
    const world = new World([{ pid: 70 }, ...Array.from({ length: 1200 }, (_, i) => worker(1000 + i, 1))])
    expect((await shown(world)).summary).toContain('1,200 workers (python3): RSS 1.4G, PSS not read, for it takes long')
    expect(world.files.asked.filter(path => path.endsWith('smaps_rollup'))).toEqual([])
    const thorough = await readPeers(world.look(70, true), undefined)
    expect(peersJson(thorough).workers).toMatchObject({ count: 1200, pssBytes: 1200 * 1024 })
  })

  it('has no PSS where the kernel has no such file', async () => {
    const { workers } = peersJson(await new World([{ pid: 70 }, worker(71), worker(72)]).read(70))
    expect(workers).toMatchObject({ count: 2, rssBytes: 2 * 300 * 4096, pssBytes: null })
  })

  it('asks nobody after the first who refuses, for the sum is unknown then', async () => {
    const refused = { '71/smaps_rollup': 'locked', '72/smaps_rollup': 'locked' } as const
    const world = new World([{ pid: 70 }, worker(71), worker(72)], refused)
    expect(peersJson(await world.read(70)).workers).toMatchObject({ count: 2, pssBytes: null })
    expect(world.files.asked.filter(path => path.endsWith('smaps_rollup'))).toEqual(['71/smaps_rollup'])
  })

  it('is found in one go, however many names its parent’s children have', async () => {
    const children = Array.from({ length: 2000 }, (_, i) => ({
      pid: 1000 + i,
      ppid: 70,
      name: `worker-${i % 1000}`,
      pssKb: 1,
    }))
    const look = new World([{ pid: 70 }, ...children]).look(70)
    let asked = 0
    for (const { record } of look.snapshot.processes) {
      const { ppid } = record
      Object.defineProperty(record, 'ppid', {
        get() {
          asked++
          return ppid
        },
      })
    }
    expect(await readWorkers(look, undefined)).toMatchObject({ name: 'worker-0', pids: [1000, 2000] })
    expect(asked).toBeLessThan(10 * children.length)
  })

  it('is none of one alone, of a shell’s jobs, of orphans', async () => {
    const job = (pid: number, ppid: number) => ({ pid, ppid, name: 'sleep', group: pid })
    const world = new World([{ pid: 70 }, worker(71, 3), job(80, 70), job(81, 70), job(82, 1), job(83, 1)])
    expect((await world.read(70)).workers).toBeUndefined()
    expect((await world.read(80)).workers).toBeUndefined()
    expect((await world.read(82)).workers).toBeUndefined()
  })
})

describe('what cannot be looked at', () => {
  it('is counted', async () => {
    const world = new World([
      { pid: 70, fds: { 1: 'pipe:[100] w' } },
      { pid: 71, fds: 'denied' },
      { pid: 72, fds: 'denied' },
      { pid: 73, state: 'Z', fds: 'denied' },
    ])
    expect(peersJson(await world.read(70)).peersUnseen).toBe(2)
    const { summary, rows } = await shown(world)
    expect(summary?.at(-1)).toBe('1 channel to nobody seen · 2 processes could not be looked at')
    expect(rows).toEqual(['pipe|1|→|–|nobody seen|||pipe:[100]'])
  })

  it('is said of the process itself', async () => {
    const world = new World([{ pid: 70, fds: 'denied' }])
    const peers = await world.read(70)
    expect(peersJson(peers).peers).toBeNull()
    expect(peersAsked(peers).filter(([, field]) => 'unknown' in field && field.unknown === 'denied')).toHaveLength(1)
    expect((await shown(world)).note).toBe('needs root or the same user')
  })

  it('is said of one whose descriptors may be listed, but not followed', async () => {
    const world = new World(
      [
        { pid: 70, fds: { 3: 'pipe:[100] r' } },
        { pid: 71, fds: { 3: 'pipe:[100] w' } },
      ],
      {
        '70/fd/3': 'denied',
        '70/fdinfo/3': 'denied',
        '70/maps': 'denied',
      },
    )
    expect(peersJson(await world.read(70)).peers).toBeNull()
    expect(await shown(world)).toMatchObject({
      summary: ['Waits; for what: the kernel does not tell'],
      note: 'needs root or the same user',
    })
  })

  it('asks nobody else where there is nothing to find', async () => {
    const world = new World([{ pid: 70, fds: { 0: '/dev/null r' } }, { pid: 71 }])
    expect((await shown(world)).note).toMatch(/^no pipe, local socket/)
    expect(world.files.asked.filter(path => path.startsWith('71/'))).toEqual([])
  })
})

it('makes no more rows than a table can be searched with at once, unless all are wanted', async () => {
  const maps = Array.from({ length: 110 }, (_, i) => RING.replace(' 2 ', ` ${1000 + i} `)).join('')
  const world = new World(Array.from({ length: 101 }, (_, i) => ({ pid: 70 + i, maps })))
  const { summary, rows } = await shown(world)
  expect(rows).toHaveLength(10_000)
  expect(summary?.at(-1)).toBe('100 channels to 100 processes · the first 10,000 of 11,000 ends')
  expect(peersJson(await readPeers(world.look(70, true), undefined)).peers).toHaveLength(11_000)
})

it('says that it has not asked each of hundreds what it waits for, unless all is wanted', async () => {
  const child = (pid: number): Inhabitant => ({ pid, fds: { 0: 'pipe:[100] r' }, syscall: callLine(0, 0) })
  const world = new World([
    { pid: 70, fds: { 1: 'pipe:[100] w' } },
    ...Array.from({ length: 260 }, (_, i) => child(71 + i)),
  ])
  const { summary, rows } = await shown(world)
  expect(summary?.at(-1)).toBe('1 channel to 260 processes · waits of 256 of them')
  expect(rows.filter(row => row.includes('peer: read'))).toHaveLength(256)
  const thorough = peersJson(await readPeers(world.look(70, true), undefined))
  expect(thorough.peers?.filter(({ peerWait }) => peerWait === 'read')).toHaveLength(260)
})

describe('a second look', () => {
  const world = () =>
    new World([
      { pid: 70, fds: { 1: 'pipe:[100] w' } },
      { pid: 71, fds: { 0: 'pipe:[100] r' } },
    ])

  it('goes to nobody who did nothing since', async () => {
    const place = world()
    const look = place.look(70)
    const first: Peers = await readPeers(look, undefined)
    const before = place.files.asked.filter(path => path === '71/fd/0').length
    const again = await readPeers(look, first)
    expect(again.peers).toEqual(first.peers)
    expect(place.files.asked.filter(path => path === '71/fd/0')).toHaveLength(before)
  })

  it('goes to who did something', async () => {
    const place = world()
    const first = await place.read(70)
    await place.read(70, first)
    expect(place.files.asked.filter(path => path === '71/fd/0')).toHaveLength(2)
  })
})

it('lets others run while it walks through forty thousand descriptors', async () => {
  const fds = Object.fromEntries(Array.from({ length: 40_000 }, (_, fd) => [fd, `pipe:[${fd + 5000}] r`]))
  const place = new World([
    { pid: 70, fds: { 1: 'pipe:[5001] w' } },
    { pid: 71, fds },
  ])
  let turns = 0
  let reading = true
  const count = (): void => {
    turns++
    if (reading) setImmediate(count)
  }
  setImmediate(count)
  expect(await place.lines(70)).toEqual(['out 1>1 71 sh pipe pipe:[5001]'])
  reading = false
  expect(turns).toBeGreaterThan(5)
})
