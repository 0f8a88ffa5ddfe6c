import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InterfaceStats } from '../../../src/sources/portable/answers.ts'
import { parseNetstat } from '../../../src/sources/portable/child/netstat.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { posted } from './answers.ts'
import { helperOn } from './systems.ts'

const lines = (name: string): string => posted<string[]>(name).join('\n')
const names = (all: readonly InterfaceStats[]): string[] => all.map(({ iface }) => iface)

describe('netstat(1) of FreeBSD', () => {
  it('tells of each interface once: the lines of its addresses are no traffic of their own', () => {
    expect(parseNetstat(lines('freebsd/netstat'))).toEqual([
      {
        iface: 'vtnet0',
        operstate: 'unknown',
        rx_bytes: 15901987,
        rx_packets: 3734,
        rx_errors: 0,
        rx_dropped: 0,
        tx_bytes: 175778,
        tx_packets: 1740,
        tx_errors: 0,
        tx_dropped: 0,
      },
      expect.objectContaining({ iface: 'lo0', rx_bytes: 0, tx_bytes: 0 }),
      expect.objectContaining({ iface: 'lo1', rx_bytes: 0 }),
    ])
  })

  it('of an older one, with and without the address of a card', () => {
    expect(parseNetstat(lines('freebsd/netstat-narrow'))).toMatchObject([
      { iface: 'vtnet', rx_bytes: 45944935428, rx_packets: 181815649, tx_bytes: 20818708946, tx_packets: 77832474 },
      { iface: 'lo0', rx_bytes: 1354356495, rx_packets: 14056376, tx_bytes: 1354352254, tx_packets: 14056388 },
    ])
  })
})

describe('netstat(1) of macOS', () => {
  it('tells drops of sending alone', () => {
    const all = parseNetstat(lines('darwin/netstat'))
    expect(names(all)).toEqual(['lo0', 'gif0', 'stf0', 'en0'])
    expect(all[3]).toEqual({
      iface: 'en0',
      operstate: 'unknown',
      rx_bytes: 7295722068,
      rx_packets: 5708989,
      rx_errors: 0,
      rx_dropped: undefined,
      tx_bytes: 379533492,
      tx_packets: 3494252,
      tx_errors: 0,
      tx_dropped: 230,
    })
  })

  it('has no drops where it only has the title', () => {
    const all = parseNetstat(lines('darwin/netstat-without-drops'))
    expect(names(all)).toEqual(['lo0', 'gif0', 'stf0', 'en1', 'p2p0', 'en0', 'fw0', 'utun0'])
    expect(all[3]).toMatchObject({ rx_bytes: 2530556736, tx_packets: 14314573, tx_bytes: 18228234970 })
    expect(all[7]).toMatchObject({ rx_bytes: 324, tx_bytes: 740 })
    expect(new Set(all.map(stats => stats.tx_dropped))).toEqual(new Set([undefined]))
  })

  it('is not believed where it cut names off, so that several have the same', () => {
    expect(names(parseNetstat(lines('darwin/netstat-cut-off')))).toEqual(['lo0', 'gif0', 'stf0'])
  })
})

it('what is no table of bytes is an error', () => {
  expect(() => parseNetstat('')).toThrow('no bytes')
  expect(() => parseNetstat('Name    Mtu Network       Address              Ipkts Ierrs')).toThrow('no bytes')
})

describe('in the helper', () => {
  let programs: ProgramsOnPath
  beforeEach(() => {
    programs = new ProgramsOnPath()
  })
  afterEach(() => programs.restore())

  it.each([
    ['darwin', 'netstat -ibdn', ['en0', 'lo0']],
    ['freebsd', 'netstat -ibdnW', ['vtnet0', 'lo0']],
  ] as const)('on %s one program tells of all that are asked for', async (system, command, asked) => {
    for (const name of ['ifconfig', 'ps']) programs.replace(name, 'exit 1')
    programs.replace('netstat', `cat <<'END'\n${lines(`${system}/netstat`)}\nEND`)
    const { value } = await (await helperOn(system)).ask('network', asked)
    expect(names(value).toSorted()).toEqual(asked.toSorted())
    expect(programs.started).toEqual([command])
  })

  it('where it fails nothing is told rather than no traffic', async () => {
    programs.replace('netstat', 'exit 1')
    await expect((await helperOn('freebsd')).ask('network', ['lo0'])).rejects.toThrow('netstat')
  })
})
