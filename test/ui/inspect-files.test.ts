import { afterEach, describe, expect, it } from 'vitest'
import { partIds } from '../../src/inspect/parts.ts'
import type { DescriptorStat } from '../../src/sources/process-files.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const PID = 771
const FILE: DescriptorStat = { type: 'file', sizeBytes: 5000, allocatedBytes: 8192, links: 1, identity: '1:7' }
const TAB = String(partIds.indexOf('files') + 1)

function filesWith(refused = false): MemoryFiles {
  const content: Readonly<Record<string, Content>> = {
    '771/stat': { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) },
    '771/mountinfo': { text: '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' },
    '771/fd/3': { text: '/var/log/a.log' },
    '771/fdinfo/3': { text: 'pos:\t5000\nflags:\t02001\nmnt_id:\t1\n' },
    '771/fd/4': { text: '/tmp/removed (deleted)' },
    '771/fdinfo/4': { text: 'pos:\t0\nflags:\t02\nmnt_id:\t1\n' },
    '771/fd/11': { text: 'socket:[4711]' },
    '771/fdinfo/11': { text: 'pos:\t0\nflags:\t02\nmnt_id:\t10\n' },
    '771/net/tcp': {
      text: '0: 0100007F:1F90 0100007F:01BB 01 00000000:00000000 00:00000000 00000000 0 0 4711 1 0\n',
    },
  }
  const stats = { 3: FILE, 4: { ...FILE, links: 0, allocatedBytes: 1024 ** 3, identity: '1:8' } }
  return new MemoryFiles(content, refused ? 'denied' : [3, 4, 11], stats)
}

async function openFiles(files: MemoryFiles, width = 100, height = 36): Promise<Stage> {
  const view = { pids: new Set([PID]) }
  const stage = await openStage({ width, height, seconds: 3, files, view })
  await stage.press('enter')
  while (!stage.text.includes('1 Overview')) await stage.settle()
  await stage.press(TAB)
  while (!/ open: |needs root/.test(stage.text)) await stage.settle()
  return stage
}

describe('the tab of files', () => {
  it('has a row a descriptor, and sums them up', async () => {
    const stage = await openFiles(filesWith())
    expect(stage.text).toContain('3 open: 2 files, 1 socket · 1.0G held by deleted files')
    expect(stage.text).toMatch(/ 3 file +a +4\.9K +4\.9K \/var\/log\/a\.log\s/)
    expect(stage.text).toMatch(/ 4 file +rw +0 +4\.9K \/tmp\/removed · deleted, still holds 1\.0G/)
    expect(stage.text).toMatch(/ 11 socket +rw +– +– tcp 127\.0\.0\.1:8080 → 127\.0\.0\.1:443 · ESTABLISHED/)
  })

  it('leaves out the position first where it is narrow, and keeps where each leads', async () => {
    const stage = await openFiles(filesWith(), 42)
    expect(stage.text).toMatch(/\/var\/log\/a\.log/)
    expect(stage.text).not.toContain(' POS')
    expect(stage.text).toContain(' FD')
  })

  it('is scrolled by its scroll bar', async () => {
    const fds = Array.from({ length: 30 }, (_, i) => i)
    const links = fds.map(fd => [`771/fd/${fd}`, { text: `/dev/null/${fd}.` }] as const)
    const files = new MemoryFiles(
      { '771/stat': { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) }, ...Object.fromEntries(links) },
      fds,
    )
    const stage = await openFiles(files, 80, 16)
    const shown = () => stage.rows.flatMap(row => /null\/(\d+)\./.exec(row)?.[1] ?? []).map(Number)
    const first = stage.rowOf('/dev/null/0.')
    const last = first + shown().length - 1
    const x = stage.rows[first]?.lastIndexOf('▐') ?? -1
    await stage.mouse(x, first)
    await stage.mouse(x, last, 'drag')
    expect(shown().at(-1)).toBe(29)
    expect(stage.rows[last]?.[x]).toBe('▐')
    await stage.mouse(x, first, 'up')
    await stage.mouse(x, first)
    expect(shown().at(-1)).toBe(29 - shown().length)
  })

  it('says why there is nothing to be seen', async () => {
    const stage = await openFiles(filesWith(true))
    expect(stage.text).toContain('needs root or the same user')
  })
})
