import { afterEach, describe, expect, it } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import type { ReadResult } from '../../src/sources/process-files.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'
import { START_MS } from './web-3.ts'

afterEach(closeStage)

const PID = 8305
const ID = '0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4'
const GROUP = `/system.slice/docker-${ID}.scope`
const ARGS = ['/usr/bin/node', '/srv/shop/server.js', '--port', '8080', '--title', 'the shop', '--cluster', '4']
const COMMAND = "/usr/bin/node /srv/shop/server.js --port 8080 --title 'the shop' --cluster 4"
const STATUS = [
  'Name:\tnode',
  'State:\tR (running)',
  'Uid:\t1000\t1000\t1000\t1000',
  'Gid:\t1000\t1000\t1000\t1000',
  'Groups:\t4 27 1000',
  'NSpid:\t8305\t17',
  'CapInh:\t0000000000000000',
  'CapPrm:\t0000000000000400',
  'CapEff:\t0000000000000400',
  'CapBnd:\t00000000a80425fb',
  'CapAmb:\t0000000000000400',
  'NoNewPrivs:\t1',
  'Seccomp:\t2',
  'Seccomp_filters:\t1',
  'Cpus_allowed_list:\t0-3',
  '',
].join('\n')

const group = (path: string, files: Readonly<Record<string, string>>): Record<string, Content> =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`/sys/fs/cgroup${path}/${file}`, { text }]))

const CONTENT: Readonly<Record<string, Content>> = {
  [`${PID}/stat`]: { text: statLine({ pid: PID, name: 'node', startTicks: PID * 100 }) },
  [`${PID}/status`]: { text: STATUS },
  [`${PID}/cmdline`]: { text: `${ARGS.join('\0')}\0` },
  [`${PID}/exe`]: { text: '/usr/bin/node' },
  [`${PID}/cwd`]: { text: '/srv/shop' },
  [`${PID}/root`]: { text: '/' },
  [`${PID}/cgroup`]: { text: `0::${GROUP}\n` },
  [`${PID}/oom_score`]: { text: '671\n' },
  [`${PID}/oom_score_adj`]: { text: '0\n' },
  [`${PID}/ns/pid`]: { text: 'pid:[4026532645]' },
  [`${PID}/ns/net`]: { text: 'net:[4026531840]' },
  'self/ns/pid': { text: 'pid:[4026531836]' },
  'self/ns/net': { text: 'net:[4026531840]' },
  'sys/kernel/cap_last_cap': { text: '40\n' },
  'self/mountinfo': { text: '47 46 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' },
  '1/stat': { text: statLine({ pid: 1, name: 'systemd', ppid: 0, startTicks: 100 }) },
  '1/cmdline': { text: '/usr/lib/systemd/systemd\0--system\0' },
  ...group(GROUP, {
    'memory.current': '222298112\n',
    'memory.max': '268435456\n',
    'memory.high': 'max\n',
    'memory.swap.current': '0\n',
    'memory.swap.max': 'max\n',
    'memory.events': 'low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\n',
    'memory.pressure':
      'some avg10=1.25 avg60=0.41 avg300=0.09 total=4182733\nfull avg10=0.80 avg60=0.30 avg300=0.07 total=3877120\n',
    'cpu.max': '150000 100000\n',
    'cpu.stat': 'usage_usec 81273645\nnr_periods 4210\nnr_throttled 388\nthrottled_usec 9120000\n',
    'pids.current': '8\n',
    'pids.max': 'max\n',
  }),
  ...group('/system.slice', {
    'memory.max': 'max\n',
    'cpu.max': 'max 100000\n',
    'pids.max': '28909\n',
    'pids.current': '41\n',
  }),
}

/** Of the process that reads 2 MB and writes 1 MB a second. */
class BusyFiles extends MemoryFiles {
  override prompt(pid: number, file: string): ReadResult {
    if (file !== 'io' || pid !== PID) return super.prompt(pid, file)
    const seconds = Math.max(0, Date.now() - START_MS) / 1000
    const counters = `read_bytes: ${Math.round(2e6 * seconds)}\nwrite_bytes: ${Math.round(1e6 * seconds)}\n`
    return {
      ok: true,
      bytes: Buffer.from(`rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\n${counters}cancelled_write_bytes: 0\n`),
    }
  }
}

async function openOverview(
  options: StageOptions = {},
  content: Readonly<Record<string, Content>> = {},
): Promise<Stage> {
  const files = new BusyFiles({ ...CONTENT, ...content })
  const stage = await openStage({ width: 80, height: 24, seconds: 3, files, view: { filter: 'server.js' }, ...options })
  stage.terminal.send({ kind: 'key', key: 'enter' })
  while (!/^ Command/m.test(stage.text)) await stage.settle()
  return stage
}

/** Goes down the rows until the selected one is what the footer says something about. */
async function downTo(stage: Stage, meaning: string): Promise<void> {
  for (let i = 0; i < 60 && !stage.text.includes(meaning); i++) await stage.press('down')
  expect(stage.text).toContain(meaning)
}

describe('the picture', () => {
  it.each([
    ['overview-80x24', { width: 80, height: 24 }],
    ['overview-160x45', { width: 160, height: 45 }],
    ['overview-40x16', { width: 40, height: 16 }],
    ['overview-40x24', { width: 40, height: 24 }],
    ['overview-ascii-120x36', { width: 120, height: 36, unicode: false }],
  ] as const)('%s', async (name, size) => {
    const stage = await openOverview(size)
    await stage.pass(40_000)
    expectFrame(name, stage.rows)
  })

  it('shows all that there is, when it is scrolled through', async () => {
    const stage = await openOverview({ width: 120, height: 70 })
    await stage.pass(2000)
    const row = (label: string) =>
      stage.rows
        .find(line => line.startsWith(` ${label} `))
        ?.slice(17)
        .split(/ {3,}/)[0]
    expect(row('Command')).toBe(COMMAND)
    expect(row('Root')).toBe('/')
    expect(row('Groups')).toBe('4, 27, 1000')
    expect(row('Terminal')).toBe('none')
    expect(row('Session')).toBe('8305, which it leads itself')
    expect(row('Parent')).toBe('1 /usr/lib/systemd/systemd --system')
    expect(row('Runs in')).toBe('docker 0f3c5b8d9e2a')
    expect(row('Group memory')).toBe('212M of 256M, 83%')
    expect(row('Limit reached')).toBe('12 times')
    expect(row('OOM kills')).toBe('0')
    expect(row('Stalls')).toBe('some 1.25%, all 0.8%')
    expect(row('Group CPU')).toBe('1.5 processors')
    expect(row('Throttled')).toBe('in 388 of 4,210 periods, 9s in all')
    expect(row('Group tasks')).toBe('8; all of /system.slice: 41 of 28,909, 0%')
    expect(row('Processors')).toBe('0-3 of 4, last on 1')
    expect(row('Capabilities')).toBe('1 of 41: cap_net_bind_service')
    expect(row('New rights')).toBe('never (no_new_privs)')
    expect(row('Seccomp')).toBe('filtered by one filter')
    expect(row('Namespaces')).toBe('not ours: pid; the others are ours')
    expect(row('Pid inside')).toBe('17')
  })
})

describe('a control group that may have no swap', () => {
  const slice = '/sys/fs/cgroup/system.slice/memory.swap'

  it.each([
    ['0, none allowed', group(GROUP, { 'memory.swap.max': '0\n' })],
    ['0, none allowed by /system.slice', { [`${slice}.max`]: { text: '0\n' }, [`${slice}.current`]: { text: '0\n' } }],
  ])('says so: %s', async (said, content) => {
    const stage = await openOverview({ width: 80, height: 70 }, content)
    const row = stage.rows.find(line => line.startsWith(' Group swap '))
    expect(row?.slice(' Group swap '.length).trim()).toBe(said)
  })
})

describe('the graphs', () => {
  const titles = (stage: Stage) => stage.rows[3] ?? ''

  it('go on while other tabs are open, with now, least and most', async () => {
    const stage = await openOverview()
    expect(titles(stage)).toMatch(/I\/O –/)
    await stage.press('2')
    await stage.pass(20_000)
    await stage.press('1')
    expect(titles(stage)).toMatch(/^ CPU 48\.0% +48\.0–48\.0% /)
    expect(titles(stage)).toMatch(/Resident 208M +205M–208M/)
    expect(titles(stage)).toMatch(/I\/O 2\.9M\/s +2\.9M–2\.9M\/s$/)
    expect(stage.rows[4]).toMatch(/┤50% .*┤300M .*┤3\.0M$/)
    expect(stage.rows[5]).toMatch(/[⠀-⣿]+ *┤0 .*┤0 .*┤0/)
  })

  it('say why traffic is unknown', async () => {
    const files = new MemoryFiles({ ...CONTENT, [`${PID}/io`]: 'denied' })
    const stage = await openOverview({ files })
    expect(stage.rows[4]).toMatch(/needs root or the same$/)
    expect(stage.rows[5]).toMatch(/ user$/)
  })

  it('give their room away where there is little', async () => {
    const stage = await openOverview({ width: 60, height: 14 })
    expect(stage.text).not.toContain('Resident')
    expect(stage.rows[3]).toMatch(/^ Command/)
  })
})

describe('copying', () => {
  it('takes the command line whole, as a shell would take it', async () => {
    const stage = await openOverview({ width: 40 })
    await stage.press('y')
    expect(stage.terminal.asked).toEqual([`copy ${COMMAND}`])
    expect(stage.footer).toContain('clipboard')
  })

  it('takes what is selected, in any tab, and the command line in any', async () => {
    const stage = await openOverview()
    await downTo(stage, 'Directory: its working')
    await stage.press('y')
    await stage.press('4')
    while (!stage.text.includes('NOFILE')) await stage.settle()
    await stage.press('C')
    const [directory, command] = stage.terminal.asked
    expect(directory).toBe('copy /srv/shop')
    // As the table knows it.
    expect(command).toBe('copy /usr/bin/node /srv/shop/server.js --port 8080 --cluster 4 --log-level info')
  })

  it('takes the row of a table, covered as it is', async () => {
    const stage = await openOverview({}, { [`${PID}/environ`]: { text: 'API_TOKEN=hunter2\0HOME=/srv\0' } })
    await stage.press('e')
    while (!stage.text.includes('API_TOKEN')) await stage.settle()
    await stage.press('y', 'down', 'y')
    expect(stage.terminal.asked[0]).toMatch(/^copy API_TOKEN ••••/)
    expect(stage.terminal.asked[1]).toBe('copy HOME /srv')
  })

  it('takes no dash for a figure', async () => {
    const stage = await openOverview({}, { [`${PID}/cmdline`]: 'denied' })
    await stage.press('y')
    expect(stage.terminal.asked).toEqual([])
    expect(stage.footer).toContain('nothing to copy')
  })
})

describe('a parent', () => {
  it.each([
    ['denied' as const, '1 systemd'],
    [{ text: '' }, '1 [systemd]'],
  ])('has brackets only where it has no command line: %o', async (cmdline, said) => {
    const unread = (sample: RawSample): RawSample => ({
      ...sample,
      processes: sample.processes.map(record =>
        record.pid === 1 ? { ...record, facts: { ...record.facts, args: undefined } } : record,
      ),
    })
    const stage = await openOverview({ height: 40, change: unread }, { '1/cmdline': cmdline })
    const row = stage.rows.find(line => line.startsWith(' Parent '))
    expect(row?.slice(' Parent '.length).trim()).toBe(said)
  })

  it('is laid open in its turn with Enter', async () => {
    const stage = await openOverview()
    await downTo(stage, 'Parent: who started')
    expect(stage.footer).toContain('Inspect')
    await stage.press('enter')
    while (!stage.rows[0]?.startsWith(' 1 systemd')) await stage.settle()
    while (!/^ Command/m.test(stage.text)) await stage.settle()
    expect(stage.text).toMatch(/^ Command +\/usr\/lib\/systemd\/systemd --system/m)
    // Back to where one came from.
    await stage.press('escape')
    expect(stage.rows[0]).toMatch(/^ 8305 node/)
    await stage.press('escape')
    expect(stage.text).toContain(' COMMAND')
  })
})

describe('a command line of many lines', () => {
  it('is scrolled through before the next row is selected', async () => {
    const text = `${Array.from({ length: 40 }, (_, i) => `--option-number-${i}=${'x'.repeat(30)}`).join('\0')}\0`
    const stage = await openOverview({}, { [`${PID}/cmdline`]: { text } })
    expect(stage.text).not.toContain('--option-number-39')
    for (let i = 0; i < 60 && !stage.text.includes('--option-number-39'); i++) await stage.press('down')
    expect(stage.text).toContain('--option-number-39')
    expect(stage.text).toContain('Command: the command line')
    await stage.press('down')
    expect(stage.text).toContain('Program: the file that')
  })
})

describe('a process that ends', () => {
  const without =
    (sinceSecond: number, change = (sample: RawSample) => sample) =>
    (sample: RawSample, second: number): RawSample =>
      second < sinceSecond
        ? change(sample)
        : { ...sample, processes: sample.processes.filter(record => record.pid !== PID) }

  it('stays as it was last seen, and says when that was', async () => {
    const stage = await openOverview({ change: without(10) })
    await downTo(stage, 'Directory: its working')
    expect(stage.footer).toContain('k Kill')
    await stage.pass(12_000)
    expect(stage.footer).toMatch(/Esc Close(?!.*Kill)/)
    // What is selected stays so.
    expect(stage.text).toContain('Directory: its working')
    expect(stage.rows[0]).toMatch(/ended at 12:55:18: these are its last values/)
    expect(stage.text).toMatch(/^ State +ended at 12:55:18; last seen R, running or ready to$/m)
    expect(stage.text).toMatch(/^ Command +\/usr\/bin\/node/m)
    expect(stage.rows[3]).toMatch(/^ CPU 48\.0%/)
  })

  it('says how, where it was seen as a zombie', async () => {
    const zombie = (sample: RawSample): RawSample => ({
      ...sample,
      processes: sample.processes.map(record => (record.pid === PID ? { ...record, state: 'Z', threads: 1 } : record)),
    })
    const line = statLine({ pid: PID, name: 'node', startTicks: PID * 100, state: 'Z' }).trimEnd()
    const stat = { text: `${line} 0 0 0 0 0 0 9\n` }
    const stage = await openOverview({ change: without(10, zombie) }, { [`${PID}/stat`]: stat })
    expect(stage.text.replace(/\s+/g, ' ')).toContain(
      'State Z, zombie: ended, its parent has not collected it; it ended by SIGKILL',
    )
    await stage.pass(12_000)
    expect(stage.rows[0]).toMatch(/ended at 12:55:18 by SIGKILL/)
  })

  it('says that the kernel killed for lack of memory meanwhile', async () => {
    const change = (sample: RawSample, second: number): RawSample => {
      const { paging } = sample
      return { ...without(10)(sample, second), ...(paging && { paging: { ...paging, oomKills: second < 10 ? 3 : 4 } }) }
    }
    const stage = await openOverview({ width: 120, change })
    await stage.pass(12_000)
    expect(stage.rows[0]).toContain('ended at 12:55:18 while the kernel killed for lack of memory')
  })
})
