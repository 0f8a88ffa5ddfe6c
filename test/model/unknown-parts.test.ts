import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { unknownParts } from '../../src/model/unknown-parts.ts'
import { laptop } from '../ui/hardware.ts'
import { portable } from '../ui/portable.ts'
import { web3 } from '../ui/web-3.ts'

const known = (second: number): RawSample => laptop()(web3(second, { swap: true }), second)

function titles(change: (sample: RawSample) => RawSample = sample => sample): string[] {
  return unknownParts(derive(derive(undefined, change(known(1))), change(known(3)))).map(({ title }) => title)
}

describe('what is unknown of the machine', () => {
  it('is nothing where Linux tells all', () => {
    expect(titles()).toEqual([])
  })

  it('is the processors’ load in a first sample, and nothing that is part of it', () => {
    expect(unknownParts(derive(undefined, known(1)))).toEqual([
      { part: 'processors', title: 'cpu', why: 'measured between two samples: known with the next one' },
    ])
  })

  it('is what other systems do not tell', () => {
    expect(titles(portable('mac'))).toEqual(['iowait', 'buffers', 'pressure', 'temperature'])
    expect(titles(portable('windows'))).toEqual([
      'load',
      'R D Z',
      'iowait',
      'buffers',
      'swap',
      'pressure',
      'disk traffic',
      'temperature',
    ])
  })

  it('is each part that a kernel lacks, and not what belongs to it', () => {
    const lacks = (...parts: readonly (keyof RawSample)[]) =>
      titles(
        sample =>
          Object.fromEntries(
            Object.entries(sample).filter(([part]) => !parts.includes(part as keyof RawSample)),
          ) as unknown as RawSample,
      )
    expect(lacks('load')).toEqual(['load'])
    expect(lacks('cpu')).toEqual(['cpu'])
    expect(lacks('memory')).toEqual(['memory'])
    expect(lacks('paging')).toEqual(['swap in/out'])
    expect(lacks('pressure')).toEqual(['pressure'])
    expect(lacks('hardware')).toEqual(['temperature'])
    expect(titles(sample => ({ ...sample, network: [], fileSystems: [], diskIo: [] }))).toEqual([
      'disks',
      'disk traffic',
      'network',
    ])
  })
})
