import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type InputEvent, type Schedule, Tokeniser } from '../../src/terminal/input.ts'

/** Time as the test wants it: nothing happens until `elapse`. */
class Clock {
  readonly #due = new Set<{ run: () => void; atMs: number }>()
  #nowMs = 0

  readonly schedule: Schedule = (run, afterMs) => {
    const timer = { run, atMs: this.#nowMs + afterMs }
    this.#due.add(timer)
    return () => this.#due.delete(timer)
  }

  elapse(ms: number): void {
    this.#nowMs += ms
    for (const timer of [...this.#due]) {
      if (timer.atMs > this.#nowMs) continue
      this.#due.delete(timer)
      timer.run()
    }
  }

  get waiting(): number {
    return this.#due.size
  }
}

function listening() {
  const clock = new Clock()
  const events: InputEvent[] = []
  const tokeniser = new Tokeniser(event => events.push(event), clock.schedule)
  return { clock, events, push: (text: string) => tokeniser.push(Buffer.from(text, 'latin1')), tokeniser }
}

/** The events of bytes (as latin1 text) that come in pieces, and after which nothing comes. */
function eventsOf(...pieces: string[]): InputEvent[] {
  const { clock, events, push } = listening()
  for (const piece of pieces) push(piece)
  clock.elapse(1000)
  expect(clock.waiting).toBe(0)
  return events
}

const keysOf = (...pieces: string[]) =>
  eventsOf(...pieces).map(event => (event.kind === 'key' ? event.key : event.kind))
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

describe('keys', () => {
  test.each([
    ['a', 'a'],
    ['A', 'A'],
    [' ', ' '],
    ['\r', 'enter'],
    ['\n', 'enter'],
    ['\t', 'tab'],
    ['\x7f', 'backspace'],
    ['\b', 'backspace'],
    ['\x03', 'C-c'],
    ['\x1a', 'C-z'],
    ['\x00', 'C-space'],
    ['\x1c', 'C-\\'],
    ['\x1b', 'escape'],
    ['\x1bx', 'M-x'],
    ['\x1bX', 'M-X'],
    ['\x1b1', 'M-1'],
    ['\x1b[49;3u', 'M-1'],
    ['\x1b[27;3;49~', 'M-1'],
    ['\x1b[', 'M-['],
    ['\x1bO', 'M-O'],
    ['\x1b]', 'M-]'],
    ['\x1b\r', 'M-enter'],
    ['\x1b\x03', 'C-M-c'],
    ['\x1b[A', 'up'],
    ['\x1bOB', 'down'],
    ['\x1b[C', 'right'],
    ['\x1b[D', 'left'],
    ['\x1b[H', 'home'],
    ['\x1bOF', 'end'],
    ['\x1b[1~', 'home'],
    ['\x1b[4~', 'end'],
    ['\x1b[2~', 'insert'],
    ['\x1b[3~', 'delete'],
    ['\x1b[5~', 'pageup'],
    ['\x1b[6~', 'pagedown'],
    ['\x1b[Z', 'S-tab'],
    ['\x1bOP', 'f1'],
    ['\x1b[11~', 'f1'],
    ['\x1b[[A', 'f1'],
    ['\x1b[[E', 'f5'],
    ['\x1b[15~', 'f5'],
    ['\x1b[24~', 'f12'],
    ['\x1b[1;2P', 'S-f1'],
    ['\x1b[25~', 'S-f1'],
    ['\x1b[15;5~', 'C-f5'],
    ['\x1b[1;2A', 'S-up'],
    ['\x1b[1;3A', 'M-up'],
    ['\x1b\x1b[A', 'M-up'],
    ['\x1b[1;5D', 'C-left'],
    ['\x1b[1;6C', 'C-S-right'],
    ['\x1b[1;8B', 'C-M-S-down'],
    ['\x1b[1;2R', 'S-f3'],
    ['\x1b[3;5~', 'C-delete'],
    ['\x1b[3^', 'C-delete'],
    ['\x1b[a', 'S-up'],
    ['\x1b[27;5;99~', 'C-c'],
    ['\x1b[27;2;65~', 'A'],
    ['\x1b[27;5;9~', 'C-tab'],
    ['\x1b[97u', 'a'],
    ['\x1b[97;2u', 'A'],
    ['\x1b[99;5u', 'C-c'],
    ['\x1b[120;3u', 'M-x'],
    ['\x1b[27u', 'escape'],
    ['\x1b[13;2u', 'S-enter'],
    ['\x1b[32;5u', 'C-space'],
    ['\x1b[97;1:1u', 'a'],
  ])('%j is %s', (bytes, key) => {
    expect(keysOf(bytes)).toEqual([key])
  })

  test('characters of any script are themselves', () => {
    expect(keysOf(utf8('né宽👍'))).toEqual(['n', 'é', '宽', '👍'])
  })

  test('ESC before a character of more than one byte is alt', () => {
    expect(keysOf(utf8('\x1bé'))).toEqual(['M-é'])
  })

  test('the release of a key, and keys without name, are nothing', () => {
    expect(eventsOf('\x1b[97;1:3u').filter(event => event.kind === 'key')).toEqual([])
    expect(eventsOf('\x1b[57358u').filter(event => event.kind === 'key')).toEqual([])
  })

  test('two presses of Escape, and Escape before a key held with alt', () => {
    expect(keysOf('\x1b\x1b')).toEqual(['escape', 'escape'])
    expect(keysOf('\x1b\x1bx')).toEqual(['escape', 'M-x'])
  })

  test('bytes that are no character are nothing, and harm no key after them', () => {
    expect(keysOf('\xff\xfea\xc3(b\xed\xa0\x80c\xc2\x9bd')).toEqual(['a', '(', 'b', 'c', 'd'])
  })

  test('a control sequence that breaks off gives way to what breaks it', () => {
    expect(keysOf('\x1b[12\x03a')).toEqual(['C-c', 'a'])
    expect(keysOf('\x1b[1\x1b[A')).toEqual(['up'])
  })
})

describe('time', () => {
  test('a lone ESC is the Escape key 30 ms later and not before', () => {
    const { clock, events, push } = listening()
    push('\x1b')
    clock.elapse(29)
    expect(events).toEqual([])
    clock.elapse(1)
    expect(events).toEqual([{ kind: 'key', key: 'escape' }])
  })

  test('the rest of a longer sequence is waited for on a slow line', () => {
    const { clock, events, push } = listening()
    push('\x1b[')
    clock.elapse(200)
    push('1;5')
    clock.elapse(200)
    push('A')
    expect(events).toEqual([{ kind: 'key', key: 'C-up' }])
  })

  test('a sequence that never ends does not hold up the keys after it', () => {
    const { clock, events, push } = listening()
    push('\x1b]11;rgb:00')
    clock.elapse(500)
    push('q')
    expect(events).toEqual([{ kind: 'key', key: 'q' }])
  })

  test('closing forgets what was begun, and its timer', () => {
    const { clock, events, push, tokeniser } = listening()
    push('\x1b')
    tokeniser.close()
    clock.elapse(1000)
    expect(events).toEqual([])
    expect(clock.waiting).toBe(0)
  })
})

describe('mouse', () => {
  const at = { kind: 'mouse', x: 9, y: 4, ctrl: false, alt: false, shift: false }
  test.each([
    ['\x1b[<0;10;5M', { ...at, action: 'down', button: 'left' }],
    ['\x1b[<0;10;5m', { ...at, action: 'up', button: 'left' }],
    ['\x1b[<2;10;5M', { ...at, action: 'down', button: 'right' }],
    ['\x1b[<32;10;5M', { ...at, action: 'drag', button: 'left' }],
    ['\x1b[<35;10;5M', { ...at, action: 'move', button: 'none' }],
    ['\x1b[<64;10;5M', { ...at, action: 'wheelup', button: 'none' }],
    ['\x1b[<65;10;5M', { ...at, action: 'wheeldown', button: 'none' }],
    ['\x1b[<66;10;5M', { ...at, action: 'wheelleft', button: 'none' }],
    ['\x1b[<67;10;5M', { ...at, action: 'wheelright', button: 'none' }],
    ['\x1b[<20;10;5M', { ...at, action: 'down', button: 'left', ctrl: true, shift: true }],
    ['\x1b[<8;10;5M', { ...at, action: 'down', button: 'left', alt: true }],
    // X10's form, from terminals that know no other; a byte may be any.
    ['\x1b[M \x2a\x25', { ...at, action: 'down', button: 'left' }],
    ['\x1b[M#\x2a\x25', { ...at, action: 'up', button: 'none' }],
  ])('%j', (bytes, event) => {
    expect(eventsOf(bytes)).toEqual([event])
  })

  test('nonsense is nothing', () => {
    expect(eventsOf('\x1b[<0;0;0M\x1b[<;M\x1b[<999;1;1M')).toEqual([])
  })
})

describe('pastes', () => {
  test('come whole, whatever is in them', () => {
    expect(eventsOf(utf8('\x1b[200~q\x1b[A\x03né\r\nx\x1b[201~y'))).toEqual([
      { kind: 'paste', text: 'q\x1b[A\x03né\nx' },
      { kind: 'key', key: 'y' },
    ])
  })

  test('one that never ends is given when nothing more comes', () => {
    expect(eventsOf('\x1b[200~half')).toEqual([{ kind: 'paste', text: 'half' }])
  })

  test('keep at most a mebibyte, and still find their end', () => {
    const events = eventsOf('\x1b[200~', 'x'.repeat(3_000_000), '\x1b[201~z')
    expect(events.map(event => (event.kind === 'paste' ? event.text.length : event))).toEqual([
      1 << 20,
      { kind: 'key', key: 'z' },
    ])
  })
})

test('reports of the terminal are told apart from keys', () => {
  const reports = [
    '\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\',
    '\x1b]11;rgb:ffff/ffff/ffff\x07',
    '\x1b[?62;4c',
    '\x1b[>41;354;0c',
    '\x1b[12;40R',
    '\x1b[?2026;1$y',
    '\x1bP>|xterm(390)\x1b\\',
    '\x1b[I',
    '\x1b[O',
    '\x1b[?1u',
  ]
  expect(eventsOf(`${reports.join('')}q`)).toEqual([
    ...reports.map(sequence => ({ kind: 'report', sequence })),
    { kind: 'key', key: 'q' },
  ])
})

/** Anything a terminal may send, and anything else. */
const stream = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('a', 'Z', '\r', '\x7f', '\x03', '\x1b[A', '\x1bOP', '\x1b[1;5D', '\x1b[3~'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\x1b[<0;10;5M', '\x1b[<35;1;1m', '\x1b[M !!', '\x1bx', '\x1b\x1b[A', '\x1b[[B'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '\x1b]11;rgb:0/0/0\x1b\\',
          '\x1b[?62c',
          '\x1b[200~a\x1b[201~',
          '\x1b[97;5u',
          '\x1bPx\x1b\\',
        ),
      },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }).map(utf8) },
      {
        weight: 1,
        arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(b => String.fromCharCode(b)), maxLength: 4 }),
      },
      { weight: 1, arbitrary: fc.constantFrom('\x1b', '\x1b[', '\x1b[1', '\x1b[ 1', '\x1b]', '\x1b[20', '\x1b[200~') },
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''))

test('however the bytes are cut into pieces, the events are the same', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
      const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort((a, b) => a - b)
      const pieces = [0, ...places].map((from, i) => bytes.slice(from, places[i] ?? bytes.length))
      expect(pieces.join('')).toBe(bytes)
      expect(eventsOf(...pieces)).toEqual(eventsOf(bytes))
    }),
    { numRuns: 3000 },
  )
})

test('no byte at all makes a key that is a control character or empty', () => {
  fc.assert(
    fc.property(stream, bytes => {
      for (const event of eventsOf(bytes)) {
        if (event.kind === 'key') expect(event.key).toMatch(/^[^\x00-\x1f\x7f-\x9f]+$/)
      }
    }),
  )
})
