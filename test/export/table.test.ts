import { describe, expect, test } from 'vitest'
import { sized } from '../../src/columns/column.ts'
import { columns, defaultColumns } from '../../src/columns/index.ts'
import { type Selection, select, selectTree } from '../../src/export/select.ts'
import { tableText } from '../../src/export/table.ts'
import { derive } from '../../src/model/derive.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { formatClock } from '../../src/model/units.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { barelyKnown, busyMachine, record, sample } from './moments.ts'

const context = { ownUid: 0, cores: 2, cpuOfMachine: false, fullPath: true }
const everything: Selection = { pids: undefined, user: undefined, filter: undefined, sort: undefined }
const usual = defaultColumns.map(({ column }) => column)
const named = (...ids: string[]) => columns.filter(({ id }) => ids.includes(id))

describe('the plain table', () => {
  const snapshot = busyMachine()
  const troubles = new Troubles(detectors()).look(snapshot)

  test('sums up the machine, then shows the processes', () => {
    const rows = select(snapshot.processes, { ...everything, sort: columns.find(({ id }) => id === 'cpu') }, context)
    expect(tableText(snapshot, { rows, troubles, columns: usual, context, width: 0 })).toBe(
      `web-3, Linux 6.18.0, up 3d 04:12, load 4.40 2.10 0.90, ${formatClock(snapshot.atMs)}
trouble /mnt/nas does not answer for 2s
trouble 6% of CPU by processes that already ended, 4 forks/s, under node (8305) for 2s
tasks   4 processes, 1,204 threads: 1 running, 0 blocked, 1 zombies
cpu     17.5% of 2 cores: user 15.0, system 2.5, nice 0.0, iowait 0.0, irq 0.0, steal 0.0
memory  2.3G of 24G used (10%), 22G available, 20G free, 1.8G cached, 96M buffers
swap    512M of 2.0G used (25%), in 0/s, out 1.0M/s
disk    / 16G of 72G used (22%), 56G available
disk    /mnt/nas does not answer
io      vda read 1.0M/s, write 0/s, busy 3%
net     eth0 receive 1.2M/s, send 33K/s

    PID USER      PRI  NI  VIRT   RES   SHR   GROW S  CPU%  MEM%    TIME+  THR COMMAND
   8305 deploy     20   0  839M  212M   11M   +12M R  48.0   0.9  0:43.13    8 /usr/bin/node server.js
     17 root       20   0     -     -     -      - I   0.0     -  0:00.90    1 [kworker/0:1]
   1203 postgres   20   0  1.2G   96M   65M      · S   0.0   0.4  9:11.02    1 postgres: writer
   9000 -          20   0     0     0     -      · Z   0.0   0.0  0:04.50    1 [cc] (zombie)
`,
    )
  })

  test('says what is unknown with a dash', () => {
    const text = tableText(barelyKnown(), { rows: [], troubles: [], columns: usual, context, width: 0 })
    expect(text).toMatch(/^cpu {5}- of 0 cores$/m)
    expect(text).not.toMatch(/undefined|NaN|memory|swap|load/)
  })

  test('has a column as wide as was asked for, neither wider nor narrower', () => {
    const wanted = named('pid', 'user', 'command').map(column => sized(column, column.id === 'command' ? 9 : 4))
    const rows = select(snapshot.processes, everything, context)
    const lines = tableText(snapshot, { rows, troubles: [], columns: wanted, context, width: 0 }).split('\n')
    expect(lines.slice(lines.indexOf('') + 1, -1)).toEqual([
      ' PID USER COMMAND',
      '  17 root [kworker/',
      '1203 post postgres:',
      '8305 depl /usr/bin/',
      '9000 -    [cc] (zom',
    ])
  })

  test('is cut at the width that is asked for, and not without', () => {
    const long = { ...snapshot.processes[1] }
    const rows = snapshot.processes.map(row => ({
      ...row,
      ...long,
      facts: { ...row.facts, command: '漢字'.repeat(60), args: undefined },
    }))
    const wide = tableText(snapshot, { rows, troubles, columns: usual, context, width: 0 })
    expect(wide).toContain('漢字'.repeat(60))
    for (const line of tableText(snapshot, { rows, troubles, columns: usual, context, width: 80 }).split('\n')) {
      expect(cellWidth(line), line).toBeLessThanOrEqual(80)
    }
  })

  test('gives a column the room that its widest cell needs', () => {
    const rows = snapshot.processes.map(row => ({ ...row, facts: { ...row.facts, user: 'systemd-timesync' } }))
    const lines = tableText(snapshot, {
      rows,
      troubles,
      columns: named('user', 'state', 'pid'),
      context,
      width: 0,
    }).split('\n')
    const table = lines.slice(lines.indexOf('') + 1)
    expect(table.slice(0, 2)).toEqual(['    PID USER             S', '     17 systemd-timesync I'])
  })
})

describe('a plain table of a tree', () => {
  const family = [
    record(1, { ppid: 0, name: 'init', rssBytes: 1 }),
    record(20, { ppid: 1, name: 'shell', rssBytes: 2 }),
    record(21, { ppid: 20, name: 'make', rssBytes: 3 }),
    record(22, { ppid: 21, name: 'cc', rssBytes: 4 }),
    record(23, { ppid: 20, name: 'less', rssBytes: 5 }),
    record(30, { ppid: 1, name: 'cron', rssBytes: 6 }),
  ]
  const snapshot = derive(undefined, sample(0, family))
  const table = (selection: Partial<Selection>) => {
    const nodes = selectTree(snapshot.processes, { ...everything, ...selection }, context)
    const shown = { rows: nodes.map(node => node.row), nodes, columns: named('pid', 'command') }
    const lines = tableText(snapshot, { ...shown, troubles: [], context, width: 0 })
      .trimEnd()
      .split('\n')
    return lines.slice(lines.indexOf('') + 1)
  }

  test('has guides before the commands', () => {
    expect(table({})).toEqual([
      '    PID COMMAND',
      '      1 init',
      '     20 |- shell',
      '     21 | |- make',
      '     22 | | `- cc',
      '     23 | `- less',
      '     30 `- cron',
    ])
  })

  test('is sorted within siblings by what their subtrees add up to', () => {
    expect(table({ sort: columns.find(({ id }) => id === 'rss') })).toEqual([
      '    PID COMMAND',
      '      1 init',
      '     20 |- shell',
      '     21 | |- make',
      '     22 | | `- cc',
      '     23 | `- less',
      '     30 `- cron',
    ])
    expect(table({ sort: columns.find(({ id }) => id === 'command') })[2]).toBe('     30 |- cron')
  })

  test('has the ancestors of what the filter lets through, and no other parents than are asked for', () => {
    expect(table({ filter: 'cc' }).slice(1)).toEqual([
      '      1 init',
      '     20 `- shell',
      '     21   `- make',
      '     22     `- cc',
    ])
    expect(table({ pids: new Set([22, 20]) }).slice(1)).toEqual(['     20 shell', '     22 cc'])
  })
})

describe('which processes', () => {
  const { processes } = busyMachine()
  const pids = (selection: Partial<Selection>) =>
    select(processes, { ...everything, ...selection }, context).map(row => row.record.pid)

  test('by pid, user name, user number, and text in name or command', () => {
    expect(pids({})).toEqual([17, 1203, 8305, 9000])
    expect(pids({ pids: new Set([9000, 17]) })).toEqual([17, 9000])
    expect(pids({ user: 'deploy' })).toEqual([8305])
    expect(pids({ user: '70' })).toEqual([1203])
    expect(pids({ user: 'undefined' })).toEqual([])
    expect(pids({ filter: 'server.js' })).toEqual([8305])
    expect(pids({ filter: 'deploy' })).toEqual([8305])
    expect(pids({ filter: 'kworker' })).toEqual([17])
  })

  test('in the order of a column, unknown last', () => {
    const by = (id: string) => pids({ sort: columns.find(column => column.id === id) })
    expect(by('rss')).toEqual([8305, 1203, 9000, 17])
    expect(by('user')).toEqual([8305, 1203, 17, 9000])
  })
})
