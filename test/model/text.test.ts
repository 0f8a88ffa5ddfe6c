import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, decode } from '../../src/model/text.ts'

/** Every UTF-16 unit, so that controls and lone surrogates are frequent. */
const anyText = fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x9f })))
const textOf = (units: number[]) => String.fromCharCode(...units)

describe('clean', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['', 'nginx: worker process', 'Ünïcödé', '日本語', '👩‍👩‍👧‍👦 family', 'a\u00a0b', '%s {bold}']) {
      expect(clean(text)).toBe(text)
    }
  })

  it('shows controls as their picture', () => {
    expect(clean('\x1b[31mred\x1b[0m')).toBe('␛[31mred␛[0m')
    expect(clean('a\nb\tc\0d\x7f')).toBe('a␊b␉c␀d␡')
  })

  it('shows what has no picture as the replacement character', () => {
    for (const code of [
      0x80, 0x85, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069,
    ]) {
      expect(clean(`a${String.fromCharCode(code)}b`), code.toString(16)).toBe('a\ufffdb')
    }
    expect(clean('\ud83d!')).toBe('\ufffd!')
    expect(clean('!\ude00')).toBe('!\ufffd')
  })

  it('does the same when done again, and keeps the length', () => {
    fc.assert(
      fc.property(anyText.map(textOf), text => {
        const once = clean(text)
        expect(clean(once)).toBe(once)
        expect(once).toHaveLength(text.length)
        expect(once).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u)
      }),
    )
  })
})

describe('decode', () => {
  it('reads UTF-8', () => {
    expect(decode(Buffer.from('node'))).toBe('node')
    expect(decode(Buffer.from('日本語 ünï 👍'))).toBe('日本語 ünï 👍')
    expect(decode(new Uint8Array())).toBe('')
  })

  it('reads a part, of any byte array', () => {
    expect(decode(Buffer.from('12 (näme) S'), 4, 9)).toBe('näme')
    expect(decode(new Uint8Array([0x28, 0x61, 0x62, 0x29]), 1, 3)).toBe('ab')
    expect(decode(Buffer.from('(café)').subarray(1, 6))).toBe('café')
  })

  it('cleans', () => {
    expect(decode(Buffer.from('a\x1b]0;title\x07'))).toBe('a␛]0;title␇')
    expect(decode(Buffer.from('\u202egnp.exe'))).toBe('\ufffdgnp.exe')
  })

  it('shows bytes that are not UTF-8', () => {
    expect(decode(Buffer.from('caf\xe9', 'latin1'))).toBe('caf\\xe9')
    expect(decode(Buffer.from([0x9b, 0x33, 0x31, 0x6d]))).toBe('\\x9b31m')
    // A sequence cut off, an overlong slash, a surrogate, a code point past the last.
    expect(decode(Buffer.from([0xe6, 0x97]))).toBe('\\xe6\\x97')
    expect(decode(Buffer.from([0xc0, 0xaf]))).toBe('\\xc0\\xaf')
    expect(decode(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\\xed\\xa0\\x80')
    expect(decode(Buffer.from([0xf4, 0x90, 0x80, 0x80]))).toBe('\\xf4\\x90\\x80\\x80')
    expect(decode(Buffer.from([0xff, 0xe6, 0x97, 0xa5, 0xff]))).toBe('\\xff日\\xff')
  })

  it('keeps text that looks like such a byte apart from it', () => {
    expect(decode(Buffer.from('\\xe9'))).toBe('\\x5cxe9')
    expect(decode(Buffer.from('C:\\xampp \\n'))).toBe('C:\\xampp \\n')
  })

  it('keeps bytes recoverable', () => {
    const undo = (text: string) =>
      Buffer.concat(
        text
          .split(/(\\x[0-9a-f]{2})/)
          .map((part, index) => (index % 2 ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part))),
      )
    // Control characters are replaced for good, so they are left out; `\`, `x` and hexadecimal digits are frequent.
    const byte = fc.oneof(fc.integer({ min: 0xa0, max: 0xff }), fc.constantFrom(...Buffer.from('\\xxe95c')))
    const cleanBytes = fc
      .oneof(
        fc.array(byte),
        fc.string({ unit: 'grapheme' }).map(text => [...Buffer.from(text)]),
      )
      .map(bytes => Buffer.from(bytes))
      .filter(bytes => clean(bytes.toString('utf8')) === bytes.toString('utf8'))
    fc.assert(
      fc.property(cleanBytes, bytes => {
        expect(undo(decode(bytes))).toEqual(bytes)
      }),
    )
  })
})
