import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf, endText } from '../../src/procfs/net-address.ts'
import { parseNetInet } from '../../src/procfs/net-inet.ts'
import { parseNetNetlink } from '../../src/procfs/net-netlink.ts'
import { parseNetPacket } from '../../src/procfs/net-packet.ts'
import { parseNetUnix } from '../../src/procfs/net-unix.ts'
import type { Socket, SocketSteps } from '../../src/procfs/socket.ts'
import { procFile } from '../support/fixtures.ts'

const NONE = { type: undefined, remote: undefined, state: undefined, waiting: undefined }
const table = (name: string): Buffer => procFile(`linux-6.18/330/net/${name}`)
const inet = (name: string, inode: number): Socket[] => all(parseNetInet(table(name), name, i => i === inode))

function all(steps: SocketSteps): Socket[] {
  return [...steps].filter(socket => socket !== undefined)
}

describe('/proc/PID/net/tcp and tcp6', () => {
  it('has a socket that listens, with the connections that wait instead of bytes', () => {
    expect(inet('tcp', 14931819)).toEqual([
      {
        ...NONE,
        inode: 14931819,
        protocol: 'tcp',
        local: '127.0.0.1:55045',
        state: 'LISTEN',
        receiveQueueBytes: undefined,
        sendQueueBytes: undefined,
        waiting: 2,
      },
    ])
  })

  it('has both ends of a connection, and what waits to be read', () => {
    expect(inet('tcp', 14931821)).toEqual([
      {
        ...NONE,
        inode: 14931821,
        protocol: 'tcp',
        local: '127.0.0.1:55045',
        remote: '127.0.0.1:42856',
        state: 'ESTABLISHED',
        receiveQueueBytes: 700,
        sendQueueBytes: 0,
      },
    ])
    expect(inet('tcp', 14931820)).toMatchObject([{ local: '127.0.0.1:42856', remote: '127.0.0.1:55045' }])
  })

  it('has IPv6, and IPv4 in it', () => {
    expect(inet('tcp6', 14931823)).toMatchObject([{ protocol: 'tcp6', local: '[::1]:59097', remote: undefined }])
    expect(inet('tcp6', 14931824)).toMatchObject([
      { local: '[::ffff:127.0.0.1]:42874', remote: '[::ffff:127.0.0.1]:55045', state: 'ESTABLISHED' },
    ])
  })

  it('gives a step for each line, wanted or not', () => {
    const steps = [...parseNetInet(table('tcp'), 'tcp', inode => inode === 14931820)]
    expect(steps).toHaveLength(8)
    expect(steps.filter(step => step !== undefined)).toHaveLength(1)
  })

  it('has what waits to be sent in the first place, what waits to be read in the second', () => {
    const line = '0: 0100007F:0050 0100007F:0051 08 00000A00:0000000B 00:00000000 00000000 0 0 9 1 0 20 0 0 10 -1\n'
    expect(all(parseNetInet(Buffer.from(line), 'tcp', () => true))).toMatchObject([
      { state: 'CLOSE_WAIT', sendQueueBytes: 2560, receiveQueueBytes: 11 },
    ])
  })
})

describe('other tables', () => {
  it('has UDP without states', () => {
    expect(inet('udp', 14931825)).toEqual([
      {
        ...NONE,
        inode: 14931825,
        protocol: 'udp',
        local: '0.0.0.0:35623',
        receiveQueueBytes: 832,
        sendQueueBytes: 0,
      },
    ])
    expect(inet('udp', 14931826)).toMatchObject([{ remote: '127.0.0.1:35623', state: undefined }])
    expect(inet('udp6', 14931827)).toMatchObject([{ protocol: 'udp6', local: '[::]:53009', remote: undefined }])
  })

  it('has raw sockets, whose port is the protocol', () => {
    expect(inet('raw', 14931834)).toMatchObject([{ protocol: 'raw', local: '0.0.0.0:1' }])
    expect(inet('raw6', 14931835)).toMatchObject([{ protocol: 'raw6', local: '[::]:58' }])
  })

  it('has unix sockets: a path with a blank, an abstract name, none', () => {
    const unix = all(parseNetUnix(table('unix'), inode => inode >= 14931828 && inode <= 14931832))
    const told = unix.map(({ inode, type, local, state }) => ({ inode, type, local, state }))
    expect(told.sort((a, b) => a.inode - b.inode)).toEqual([
      { inode: 14931828, type: 'stream', local: '/srv/app/s k', state: 'LISTEN' },
      { inode: 14931829, type: 'dgram', local: '@ntop-fixture', state: 'UNCONNECTED' },
      { inode: 14931830, type: 'seqpacket', local: undefined, state: 'CONNECTED' },
      { inode: 14931831, type: 'seqpacket', local: undefined, state: 'CONNECTED' },
      { inode: 14931832, type: 'stream', local: undefined, state: 'CONNECTED' },
    ])
    expect(new Set(unix.map(({ protocol }) => protocol))).toEqual(new Set(['unix']))
  })

  it('cleans the path of a unix socket', () => {
    const line = '0000000000000000: 00000002 00000000 00010000 0001 01 17 /tmp/\x1b[2J\r\xe9\n'
    const [socket] = all(parseNetUnix(Buffer.from(line, 'latin1'), () => true))
    expect(socket?.local).toBe('/tmp/␛[2J␍\\xe9')
  })

  it('has sockets to the kernel', () => {
    expect(all(parseNetNetlink(table('netlink'), inode => inode === 14931833))).toEqual([
      {
        ...NONE,
        inode: 14931833,
        protocol: 'netlink',
        local: 'route:330',
        receiveQueueBytes: 0,
        sendQueueBytes: 0,
      },
    ])
    expect(all(parseNetNetlink(table('netlink'), inode => inode === 8))).toMatchObject([{ local: 'kobject-uevent:0' }])
  })

  it('has sockets that see whole packets', () => {
    expect(all(parseNetPacket(table('packet'), inode => inode === 14931836))).toMatchObject([
      { protocol: 'packet', type: 'raw', local: '0x0003 on all interfaces', receiveQueueBytes: 0 },
    ])
  })

  it('takes no title for a socket', () => {
    for (const name of ['tcp', 'udp', 'raw6']) expect(inet(name, Number.NaN)).toEqual([])
    expect(all(parseNetUnix(Buffer.from('Num RefCount Protocol Flags Type St Inode Path\n'), () => true))).toEqual([])
  })
})

/** As the kernel of a machine with the low byte first prints it. */
function hex(address: Uint8Array): string {
  return Buffer.from(address).swap32().toString('hex').toUpperCase()
}

describe('addresses', () => {
  it('are the bytes of IPv4, turned around', () => {
    const four = fc.uint8Array({ minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(four, fc.nat(0xffff), (address, port) => {
        const word = `${hex(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
        expect(endOf(word)).toEqual({ address: address.join('.'), port })
      }),
    )
  })

  it('are IPv6 as others write it too', () => {
    const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff))
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), groups => {
        fc.pre(!groups.slice(0, 5).every(word => word === 0))
        const address = new Uint8Array(groups.flatMap(word => [word >> 8, word & 0xff]))
        const end = endOf(`${hex(address)}:0050`)
        if (end === undefined) throw new Error('no end')
        const written = groups.map(word => word.toString(16)).join(':')
        expect(endText(end)).toBe(`${new URL(`http://[${written}]:81`).hostname}:80`)
      }),
    )
  })

  it.each([
    ['00000000000000000000000000000000:0000', '[::]:0'],
    ['00000000000000000000000001000000:0016', '[::1]:22'],
    ['0000000000000000FFFF00000100007F:0016', '[::ffff:127.0.0.1]:22'],
    ['000080FE00000000FF565A02BE3200FE:01BB', '[fe80::25a:56ff:fe00:32be]:443'],
  ])('%s is %s', (word, text) => {
    const end = endOf(word)
    expect(end && endText(end)).toBe(text)
  })

  it.each(['', '0100007F', '0100007F:', '0100007G:0050', '0100007F0100007F:0050', '0100007f:0050'])(
    'are not read from %j',
    word => {
      expect(endOf(word)).toBeUndefined()
    },
  )
})
