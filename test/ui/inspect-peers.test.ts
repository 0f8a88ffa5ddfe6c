import { afterEach, describe, expect, it } from 'vitest'
import { partIds } from '../../src/inspect/parts.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { callLine, rollup } from '../inspect/peer-world.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const PID = 771
const TAB = String(partIds.indexOf('peers') + 1)
const RING = '7f0000000000-7f0000010000 rw-s 00000000 00:2a 2   /dev/shm/ring\n'
const LOCK = '7f1000000000-7f1000001000 rw-s 00000000 00:2a 9   /dev/shm/sem.shop (deleted)\n'
const TCP = [
  '0: 0100007F:1F90 0100007F:C350 01 00000000:00000C00 00:00000000 00000000 0 0 300 1 0',
  '1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 0 0 301 1 0',
  '',
].join('\n')
const UNIX = [
  '0000: 00000003 00000000 00000000 0001 03 200 /run/postgresql/.s.PGSQL.5432',
  '0000: 00000003 00000000 00000000 0001 03 201',
  '',
].join('\n')
const SS =
  'u_str ESTAB 0 0 /run/postgresql/.s.PGSQL.5432 200 * 201\nu_str ESTAB 0 0 * 201 /run/postgresql/.s.PGSQL.5432 200\n'

/** Descriptors, mappings, and the waits of threads, of who is in the played machine. */
function filesOf(): MemoryFiles {
  const content: Record<string, Content> = {
    [`${PID}/net/tcp`]: { text: TCP },
    [`${PID}/net/unix`]: { text: UNIX },
    ss: { text: SS },
  }
  const names: Readonly<Record<number, string>> = { 771: 'java', 1203: 'postgres', 1288: 'postgres', 8305: 'node' }
  for (const [pid, name] of Object.entries(names)) {
    content[`${pid}/stat`] = { text: statLine({ pid: Number(pid), name, startTicks: Number(pid) * 100 }) }
    content[`${pid}/cmdline`] = { text: `${name}\0` }
    content[`${pid}/mountinfo`] = { text: '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' }
  }
  const fd = (pid: number, number: number, link: string, flags = '02'): void => {
    content[`${pid}/fd/${number}`] = { text: link }
    content[`${pid}/fdinfo/${number}`] = { text: `pos:\t0\nflags:\t${flags}\nmnt_id:\t1\n` }
  }
  const thread = (pid: number, tid: number, name: string, syscall: string, wchan: string): void => {
    content[`${pid}/task/${tid}/status`] = { text: '' }
    content[`${pid}/task/${tid}/stat`] = { text: statLine({ pid: tid, name }) }
    content[`${pid}/task/${tid}/syscall`] = { text: syscall }
    content[`${pid}/task/${tid}/wchan`] = { text: wchan }
  }
  fd(771, 5, 'pipe:[900]', '00')
  fd(771, 6, 'pipe:[901]', '01')
  fd(771, 11, 'socket:[300]')
  fd(771, 12, 'socket:[201]')
  fd(8305, 1, 'pipe:[900]', '01')
  fd(8305, 20, 'socket:[301]')
  fd(1203, 9, 'socket:[200]')
  content['771/maps'] = { text: RING + LOCK }
  content['1203/maps'] = { text: RING }
  content['1288/maps'] = { text: RING.replace('rw-s', 'r--s') + LOCK }
  content['8305/maps'] = { text: '' }
  content['2207/fd'] = 'denied'
  content['1203/smaps_rollup'] = { text: rollup(98_304, 20_480) }
  content['1288/smaps_rollup'] = { text: rollup(151_552, 30_720) }
  thread(771, 771, 'java', callLine(0, 5), 'pipe_read')
  thread(771, 772, 'GC', callLine(202, 0x7f55, 128), 'futex_wait_queue')
  thread(771, 773, 'VM', callLine(202, 0x7f55, 128), 'futex_wait_queue')
  thread(1288, 1288, 'postgres', callLine(202, 0x7f1000000010, 0), 'futex_wait_queue')
  thread(1203, 1203, 'postgres', callLine(281, 4), 'ep_poll')
  content['1203/fdinfo/4'] = { text: 'pos:\t0\nflags:\t02\ntfd:        9 events:       1f data: 9\n' }
  return new MemoryFiles(content)
}

/** The two of postgres are the children of java, and of its group. */
function withWorkers(sample: RawSample): RawSample {
  const isWorker = (pid: number): boolean => pid === 1203 || pid === 1288
  const processes = sample.processes.map(one =>
    isWorker(one.pid) ? { ...one, ppid: PID, processGroup: PID, state: 'S' } : one,
  )
  return { ...sample, processes }
}

async function openPeers(options: StageOptions): Promise<Stage> {
  const view = { pids: new Set([PID]) }
  const stage = await openStage({ seconds: 3, files: filesOf(), view, change: withWorkers, ...options })
  await stage.press('enter')
  while (!/[‹1] (Memory|\d)/.test(stage.text)) await stage.settle()
  await stage.press(TAB)
  while (!stage.text.includes('Its first thread')) await stage.settle()
  return stage
}

describe('the tab of peers', () => {
  it.each([
    [80, 24],
    [160, 45],
  ])('at %d by %d', async (width, height) => {
    const stage = await openPeers({ width, height })
    expectFrame(`peers-${width}x${height}`, stage.rows)
  })

  it('has a row a channel and other end, and says who waits', async () => {
    const { text } = await openPeers({ width: 160, height: 45 })
    expect(text).toMatch(/ pipe +5 +← +8305 node +1 +this: read +pipe:\[900\]/)
    expect(text).toMatch(/ pipe +6 +→ +– nobody seen +pipe:\[901\]/)
    expect(text).toMatch(/ tcp +11 +↔ +8305 node +20 +127\.0\.0\.1:8080 – 127\.0\.0\.1:50000 · 3\.0K to be read/)
    expect(text).toMatch(
      / unix +12 +↔ +1203 postgres +9 +peer: epoll_pwait +stream \/run\/postgresql\/\.s\.PGSQL\.5432/,
    )
    expect(text).toMatch(/ posix-shm +→ +1288 postgres +\/dev\/shm\/ring · 64K/)
    expect(text).toMatch(/ semaphore +↔ +1288 postgres +peer: futex +sem\.shop/)
    expect(text).toContain('2 workers (postgres): RSS 244M, in truth (PSS) 50M')
    expect(text).toContain('6 channels to 3 processes · 2 processes could not be looked at')
  })
})

describe('Enter', () => {
  const titleOf = (stage: Stage): string => stage.rows[0]?.trim().split(' · ')[0] ?? ''

  it('goes to the other end, and Esc comes back to where one was', async () => {
    const stage = await openPeers({ width: 160, height: 45 })
    await stage.press('end', 'up')
    const at = /\d+ of \d+/.exec(stage.text)?.[0]
    await stage.press('enter')
    while (!titleOf(stage).startsWith('8305')) await stage.settle()
    expect(titleOf(stage)).toBe('8305 node')
    expect(stage.footer).toContain('Esc Back')
    await stage.press('escape')
    expect(titleOf(stage)).toBe('771 java')
    expect(stage.text).toContain(at)
    expect(stage.footer).toContain('Esc Close')
    await stage.press('escape')
    expect(stage.text).toContain(' COMMAND')
  })

  it('stays where the other end is not known', async () => {
    const stage = await openPeers({ width: 160, height: 45 })
    // Who is unknown comes last.
    await stage.press('end')
    await stage.press('enter')
    expect(titleOf(stage)).toBe('771 java')
    expect(stage.text).toContain('nobody seen')
  })

  it('acts on the one that lies on top', async () => {
    const stage = await openPeers({ width: 160, height: 45 })
    await stage.press('enter')
    while (!titleOf(stage).startsWith('1203')) await stage.settle()
    await stage.press('k')
    expect(stage.text).toContain('1203 postgres')
    expect(stage.text).toContain('send a signal')
    await stage.press('escape')
    await stage.press('escape')
    expect(titleOf(stage)).toBe('771 java')
  })
})
