import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE, clientFrame, MessageReader, PING, TEXT, Violation } from '../../../src/runtime/node/frames.ts'

const FIN = 0x80

/** A frame as a server sends it. */
function serverFrame(first: number, payload: Buffer): Buffer {
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload])
  const header = Buffer.alloc(length < 0x10000 ? 4 : 10)
  header[0] = first
  header[1] = length < 0x10000 ? 126 : 127
  if (length < 0x10000) header.writeUInt16BE(length, 2)
  else header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

/** What is read of these bytes, given in pieces that end at these places. */
function read(bytes: Buffer, cuts: readonly number[] = [], mostBytes = 1 << 20) {
  const reader = new MessageReader(mostBytes)
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  let at = 0
  return ends.flatMap(end => {
    const piece = bytes.subarray(at, end)
    at = end
    return reader.push(piece).map(({ opcode, payload }) => ({ opcode, text: payload.toString('latin1') }))
  })
}

describe('messages of a server', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 300_000])('of %i bytes are whole', length => {
    const text = 'x'.repeat(length)
    expect(read(serverFrame(FIN | TEXT, Buffer.from(text)))).toEqual([{ opcode: TEXT, text }])
  })

  it('are the same in whatever pieces they and their frames come', () => {
    const texts = fc.array(
      fc.array(fc.string({ unit: 'binary-ascii', maxLength: 300 }), { minLength: 1, maxLength: 4 }),
    )
    fc.assert(
      fc.property(texts, fc.array(fc.nat(2000)), (messages, cuts) => {
        const frames = messages.flatMap(parts =>
          parts.map((part, i) =>
            serverFrame((i === parts.length - 1 ? FIN : 0) | (i === 0 ? TEXT : 0), Buffer.from(part, 'latin1')),
          ),
        )
        const expected = messages.map(parts => ({ opcode: TEXT, text: parts.join('') }))
        expect(read(Buffer.concat(frames), cuts)).toEqual(expected)
      }),
    )
  })

  it('may have a control frame between their pieces', () => {
    const bytes = Buffer.concat([
      serverFrame(TEXT, Buffer.from('a')),
      serverFrame(FIN | PING, Buffer.from('p')),
      serverFrame(FIN, Buffer.from('b')),
      serverFrame(FIN | CLOSE, Buffer.alloc(0)),
    ])
    expect(read(bytes)).toEqual([
      { opcode: PING, text: 'p' },
      { opcode: TEXT, text: 'ab' },
      { opcode: CLOSE, text: '' },
    ])
  })

  it.each([
    ['masked', Buffer.from([FIN | TEXT, 0x81, 1, 2, 3, 4, 5])],
    ['of an extension', Buffer.from([FIN | 0x40 | TEXT, 1, 65])],
    ['of no known kind', Buffer.from([FIN | 0x3, 1, 65])],
    ['going on with nothing', serverFrame(FIN, Buffer.from('a'))],
    [
      'in the middle of another',
      Buffer.concat([serverFrame(TEXT, Buffer.from('a')), serverFrame(FIN | TEXT, Buffer.from('b'))]),
    ],
    ['for control and in pieces', Buffer.from([PING, 0])],
    ['for control and too long', serverFrame(FIN | PING, Buffer.alloc(126))],
    ['longer than is taken', serverFrame(FIN | TEXT, Buffer.alloc(2000))],
    ['longer than there is memory', Buffer.from([FIN | TEXT, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    [
      'together longer than is taken',
      Buffer.concat([serverFrame(TEXT, Buffer.alloc(600)), serverFrame(FIN, Buffer.alloc(600))]),
    ],
  ])('are refused that are %s', (_, bytes) => {
    expect(() => read(bytes, [], 1000)).toThrow(Violation)
  })
})

describe('a frame of ours', () => {
  it.each([0, 125, 126, 65_535, 65_536])('of %i bytes says how long it is, and is masked', length => {
    const payload = Buffer.alloc(length, 'abc')
    const mask = Buffer.from([9, 8, 7, 6])
    const frame = clientFrame(TEXT, payload, mask)
    const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
    expect(frame.length).toBe(header + 4 + length)
    expect((frame[1] ?? 0) & 0x80).toBe(0x80)
    expect(frame.subarray(header, header + 4)).toEqual(mask)
    const body = frame.subarray(header + 4)
    expect(Buffer.from(body.map((byte, i) => byte ^ (mask[i % 4] ?? 0)))).toEqual(payload)
  })
})
