import { describe, expect, it } from 'vitest'
import { parseNetDev } from '../../src/procfs/net-dev.ts'
import { procFile } from '../support/fixtures.ts'

describe('/proc/net/dev', () => {
  it('reads each interface', () => {
    const interfaces = parseNetDev(procFile('linux-6.18/net/dev'))
    expect(interfaces.map(({ interface: name }) => name)).toEqual(['lo', 'ifb0', 'ifb1', 'eth0'])
    expect(interfaces[3]).toMatchObject({
      rxBytes: 1_080_047_914,
      rxPackets: 26_357,
      txBytes: 1_971_090,
      txPackets: 16_452,
    })
  })

  it('reads old kernels that leave no blank after the colon, and names with a colon', () => {
    const interfaces = parseNetDev(procFile('linux-2.6.32/net/dev'))
    expect(interfaces.map(({ interface: name }) => name)).toEqual(['lo', 'eth0', 'eth0:1', 'sit0'])
    expect(interfaces[1]).toEqual({
      interface: 'eth0',
      rxBytes: 3_912_345_678,
      rxPackets: 9_123_456,
      rxErrors: 2,
      rxDropped: 7,
      txBytes: 812_345_678,
      txPackets: 4_123_456,
      txErrors: 1,
      txDropped: 3,
    })
  })

  it('cleans names', () => {
    const line = Buffer.concat([
      Buffer.from('  vl\x1bä'),
      Buffer.from([0xe9]),
      Buffer.from(': 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n'),
    ])
    expect(parseNetDev(line)[0]?.interface).toBe('vl␛ä\\xe9')
  })

  it('leaves out a line that was cut off', () => {
    expect(parseNetDev(Buffer.from('eth0: 1 2 3 4 5 6 7 8 9 10'))).toEqual([])
  })
})
