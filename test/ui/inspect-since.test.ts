import { afterEach, describe, expect, it } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import type { LockedFile, ReadResult } from '../../src/sources/process-files.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { procText } from '../support/fixtures.ts'
import { MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const PID = 771
const SMAPS = procText('linux-6.18/330/smaps')

/** The mappings as texts, by the address at which each begins. */
function blocks(smaps: string): Map<string, string> {
  const all = smaps.match(/^[0-9a-f]+-[0-9a-f]+ .*\n(?:[A-Z].*\n)*/gm) ?? []
  return new Map(all.map(text => [text.slice(0, text.indexOf('-')), text]))
}

/** A mapping with this end, and as many kilobytes of it resident, all its own. */
function resized(text: string, end: string, kilobytes: number): string {
  const sizes = ['Size', 'Rss', 'Pss', 'Pss_Dirty', 'Private_Dirty', 'Anonymous', 'Referenced']
  return text
    .replace(/-[0-9a-f]+/, `-${end}`)
    .replace(/^(\w+): +\d+ kB$/gm, (line, name: string) =>
      sizes.includes(name) ? `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB` : line,
    )
}

/** The same process later: its heap has grown, a library is gone, two mappings became one, and something new is there. */
function later(): string {
  const all = blocks(SMAPS)
  const of = (start: string): string => all.get(start) ?? ''
  const heap = of('562834806000')
  all.set('562834806000', resized(heap, '562835806000', 16_384))
  const [arena, beside] = ['7f00b5ed5000', '7f00b5ef5000']
  all.delete('7f00b5ee5000')
  all.set(arena, resized(of(arena), '7f00b5ef8000', 72))
  all.delete(beside)
  const ring = of('7f00b60de000')
    .replace('7f00b60de000-7f00b60e3000', '7f00c0000000-7f00c0200000')
    .replace(/ 12 +\/.*/, ' 99                         /memfd:leak (deleted)')
  all.set('7f00c0000000', resized(ring, '7f00c0200000', 2048))
  return [...all]
    .sort(([a], [b]) => (a.padStart(16, '0') < b.padStart(16, '0') ? -1 : 1))
    .map(([, text]) => text)
    .join('')
}

/** Files of a process whose mappings become others when the test says so. */
class GrowingFiles extends MemoryFiles {
  smaps: string | 'locked' = SMAPS
  rssPages = 3000

  override prompt(pid: number, file: string): ReadResult {
    if (file === 'statm') return { ok: true, bytes: Buffer.from(`9000 ${this.rssPages} 700 5 0 4000 0\n`) }
    return super.prompt(pid, file)
  }

  override async locked(pid: number, file: LockedFile): Promise<ReadResult> {
    if (file !== 'smaps') return super.locked(pid, file)
    return this.smaps === 'locked' ? { ok: false, why: 'denied' } : { ok: true, bytes: Buffer.from(this.smaps) }
  }
}

async function openMaps(
  width = 80,
  height = 24,
  change = (sample: RawSample): RawSample => sample,
): Promise<{ stage: Stage; files: GrowingFiles }> {
  const files = new GrowingFiles({
    '771/stat': { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) },
    '771/status': {
      text: 'Name:\tjava\nState:\tS (sleeping)\nVmHWM:\t99000 kB\nRssAnon:\t7000 kB\nRssFile:\t4000 kB\nRssShmem:\t900 kB\n',
    },
    '771/smaps_rollup': {
      text: '0-1 ---p 00000000 00:00 0 [rollup]\nRss: 8000 kB\nPss: 7000 kB\nShared_Clean: 10 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 6000 kB\nSwap: 0 kB\n',
    },
    '771/maps': { text: '' },
    '771/cmdline': { text: 'java\0' },
  })
  const stage = await openStage({ width, height, seconds: 3, files, change, view: { pids: new Set([PID]) } })
  await stage.press('enter')
  while (!stage.footer.includes('Next tab')) await stage.settle()
  await stage.press('3')
  while (!stage.text.includes('mappings in')) await stage.settle()
  return { stage, files }
}

async function grow({ stage, files }: { stage: Stage; files: GrowingFiles }, seconds = 60): Promise<void> {
  await stage.press('s')
  files.smaps = later()
  files.rssPages += 4096
  await stage.pass(seconds * 1000)
}

/** Rows of the table, from the first. */
function rowsOf(stage: Stage): string[] {
  const title = stage.rows.findIndex(row => /^ KIND\b/.test(row))
  return stage.rows.slice(title + 1, -1).map(row => row.trim())
}

describe('mappings since a baseline', () => {
  it('are sorted by what grew, with new and gone told', async () => {
    const opened = await openMaps(120, 40)
    const { stage } = opened
    expect(stage.footer).toContain('s Mark')
    await grow(opened)
    const rows = rowsOf(stage)
    expect(stage.rows.find(row => /^ KIND\b/.test(row))).toContain('+RSS▼')
    expect(rows[0]).toMatch(/^brk-heap +16M +\+15M +16M +\+15M +16M .*\[heap\]$/)
    expect(rows[1]).toMatch(/^shared +2\.0M +\+2\.0M +2\.0M +\+2\.0M new .*\/memfd:leak \(deleted\)$/)
    expect(rows.find(row => row.includes('/dev/shm/ring'))).toMatch(/^shared +0 +-64K +0 +-8\.0K gone /)
    expect(rows.find(row => row.includes('libc.so.6'))).toMatch(/^file +1\.8M +0 +1\.0M +0 /)
    expect(stage.text).toMatch(/since \d\d:\d\d:\d\d \((?:1m 0\ds|59s)\): RSS 25M \+17M \+1[67]M\/min · PSS /)
    expect(stage.text.replaceAll(/\s+/g, ' ')).toContain('1 group new, 1 gone')
    expect(stage.footer).toMatch(/s Mark +S Unmark/)
  })

  it('open to what grew in a group: what became one mapping has not grown by that', async () => {
    const opened = await openMaps(120, 44)
    const { stage } = opened
    await grow(opened)
    // The nameless ones: opened by their place.
    const at = rowsOf(stage).findIndex(row => row.startsWith('anonymous'))
    await stage.press('home', ...Array.from({ length: at }, () => 'down'), 'enter')
    const joined = rowsOf(stage).find(row => row.includes('7f00b5ed5000-7f00b5ef8000'))
    expect(joined).toMatch(/^140K +\+64K +72K +0 +72K/)
  })

  it('are kept to this moment anew, and are dropped again', async () => {
    const opened = await openMaps(120, 40)
    const { stage } = opened
    await grow(opened)
    await stage.press('s')
    expect(stage.text).toMatch(/since \d\d:\d\d:\d\d \(0s\): RSS 25M \+0 · /)
    expect(stage.text).not.toContain(' gone ')
    await stage.press('S')
    expect(stage.text).toContain('mappings in')
    expect(stage.text).not.toContain('+RSS')
    expect(stage.rows.find(row => /^ KIND\b/.test(row))).toContain('PSS▼')
    expect(stage.footer).toContain('s Mark')
  })

  it('can be sorted otherwise, which stays while they are read again', async () => {
    const opened = await openMaps(120, 40)
    const { stage, files } = opened
    await grow(opened, 5)
    await stage.press('>')
    const title = () => stage.rows.find(row => /^ KIND\b/.test(row)) ?? ''
    const chosen = title()
    expect(chosen).not.toContain('+RSS▼')
    files.smaps = 'locked'
    await stage.pass(3000)
    files.smaps = later()
    await stage.pass(3000)
    expect(title()).toBe(chosen)
    await stage.press('I', 's')
    expect(title()).toContain('+RSS')
  })

  it('are marked as soon as they have been read, where that was not yet', async () => {
    const opened = await openMaps(120, 40)
    const { stage, files } = opened
    await stage.press('escape', 'enter')
    stage.terminal.send({ kind: 'key', key: '3' })
    stage.terminal.send({ kind: 'key', key: 's' })
    while (!/^ since /m.test(stage.text)) await stage.settle()
    files.smaps = later()
    await stage.pass(3000)
    expect(rowsOf(stage)[0]).toMatch(/^brk-heap .*\[heap\]$/)
  })

  it('that are unknown cannot be marked', async () => {
    const { stage, files } = await openMaps(120, 40)
    files.smaps = 'locked'
    await stage.pass(2000)
    await stage.press('s')
    expect(stage.footer).toContain('nothing is known of it to compare with')
  })

  it('are marked on the tab of memory too, at the same moment', async () => {
    const opened = await openMaps(100, 36)
    const { stage } = opened
    await grow(opened)
    await stage.press('2')
    await stage.pass(1000)
    expect(stage.text).toMatch(/ since \d\d:\d\d:\d\d \((?:1m 0\ds|59s)\)/)
    expect(stage.rows.find(row => row.startsWith(' Resident (RSS)'))).toMatch(/28M +\+16M +in RAM now/)
    expect(stage.rows.find(row => row.startsWith(' Peak resident'))).toMatch(/97M +\+0 +the most/)
    await stage.press('S')
    expect(stage.text).not.toMatch(/^ since /m)
  })

  it.each([
    [80, 24],
    [160, 45],
    [40, 10],
  ])('look like this: %d×%d', async (width, height) => {
    const opened = await openMaps(width, height)
    await grow(opened)
    expectFrame(`maps-since-${width}x${height}`, opened.stage.rows)
  })

  it('of memory, look like this', async () => {
    const opened = await openMaps(80, 24)
    await grow(opened)
    await opened.stage.press('2')
    await opened.stage.pass(1000)
    expectFrame('memory-since-80x24', opened.stage.rows)
  })
})

describe('mappings of a giant', () => {
  it('are read once, and again when asked; they tell their age, and what grew between', async () => {
    const giant = (sample: RawSample): RawSample => ({
      ...sample,
      processes: sample.processes.map(record => (record.pid === PID ? { ...record, rssBytes: 3 * 1024 ** 3 } : record)),
    })
    const opened = await openMaps(120, 40, giant)
    const { stage, files } = opened
    expect(stage.footer).toContain('r Re-read')
    await stage.press('s')
    files.smaps = later()
    await stage.pass(5000)
    expect(stage.text).toMatch(/\ds ago: since \d\d:\d\d:\d\d \(0s\): RSS 7\.9M \+0 /)
    await stage.press('r')
    await stage.pass(0)
    expect(stage.text).toMatch(/ since \d\d:\d\d:\d\d \(5s\): RSS 25M \+17M /)
    expect(stage.text).not.toContain(' ago: ')
    expect(rowsOf(stage)[0]).toMatch(/^brk-heap .*\[heap\]$/)
  })
})
