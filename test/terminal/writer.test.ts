import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GIVE_BACK, synchronised, take } from '../../src/terminal/modes.ts'
import { TerminalWriter } from '../../src/terminal/writer.ts'
import { screenCells } from '../support/cells.ts'
import { createEmulator } from '../support/emulator.ts'

let folder: string
let reader: number
let end: number

/** A pipe, so that the test decides when the other side reads. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-writer-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  end = openSync(path, constants.O_WRONLY)
})

afterEach(() => {
  closeSync(end)
  closeSync(reader)
  rmSync(folder, { recursive: true })
})

/** Whatever is in the pipe, at most `limit` bytes. */
function read(limit = Number.POSITIVE_INFINITY): string {
  const buffer = Buffer.alloc(4096)
  let text = ''
  try {
    while (text.length < limit) {
      const length = readSync(reader, buffer, 0, buffer.length, null)
      if (length === 0) return text
      text += buffer.toString('latin1', 0, length)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
  }
  return text
}

function open(on: { gone?: () => void; drained?: () => void } = {}): TerminalWriter {
  const writer = new TerminalWriter(end, {
    gone: on.gone ?? (() => undefined),
    drained: on.drained ?? (() => undefined),
  })
  writer.open()
  return writer
}

const MUCH = 'x'.repeat(1_000_000)

test('what is written comes out, and is counted in bytes', () => {
  const writer = open()
  writer.write('naïve')
  expect(read()).toBe(Buffer.from('naïve').toString('latin1'))
  expect(writer.bytes).toBe(6)
  expect(writer.busy).toBe(false)
  writer.close('')
})

test('what the other side does not take waits, in order, and nobody waits for it', async () => {
  let drained = 0
  const writer = open({ drained: () => drained++ })
  writer.write(MUCH)
  writer.write('the end')
  expect(writer.busy).toBe(true)
  let text = ''
  await expect
    .poll(() => {
      text += read()
      return text.length
    })
    .toBe(MUCH.length + 'the end'.length)
  expect(text.endsWith('xthe end')).toBe(true)
  await expect.poll(() => drained).toBe(1)
  expect(writer.busy).toBe(false)
  writer.close('')
})

test('closing drops what waits, ends the sequence it may have cut, and says its last words', () => {
  const writer = open()
  writer.write(MUCH)
  const taken = read(16_384)
  writer.close('farewell')
  const rest = read()
  expect(rest.endsWith('x\x18farewell')).toBe(true)
  expect(taken.length + rest.length).toBeLessThan(MUCH.length)
  writer.write('too late')
  expect(read()).toBe('')
})

test('closing does not wait for ever', () => {
  const writer = open()
  writer.write(MUCH)
  const startMs = performance.now()
  writer.close('farewell')
  expect(performance.now() - startMs).toBeLessThan(5000)
})

test('nothing was cut: nothing is cancelled', () => {
  const writer = open()
  writer.write('whole')
  writer.close('farewell')
  expect(read()).toBe('wholefarewell')
})

test('it can be opened again', () => {
  const writer = open()
  writer.close('lent')
  writer.open()
  writer.write('back')
  expect(read()).toBe('lentback')
  writer.close('')
})

test('a reader that is gone is told, and is no error', () => {
  let gone = 0
  const writer = open({ gone: () => gone++ })
  closeSync(reader)
  writer.write('hello?')
  expect(gone).toBe(1)
  expect(writer.busy).toBe(false)
  writer.close('farewell')
  reader = openSync('/dev/null', 'r')
})

describe('giving back', () => {
  test.each([
    ['between frames', synchronised('\x1b[31mred')],
    ['in the middle of a frame', '\x1b[?2026h\x1b[1;31mred'],
    ['in the middle of a sequence', '\x1b[?2026h\x1b[1;31mred\x1b[38;2;1\x18'],
  ])('%s', async (_, written) => {
    const { terminal, modes } = createEmulator({ columns: 20, rows: 2, background: false }, () => undefined)
    const before = [...modes]
    const all = `$ ntop\r\n${take(true)}${written}${GIVE_BACK}done`
    await new Promise<void>(resolve => terminal.write(all, resolve))
    expect([...modes].sort()).toEqual(before.sort())
    expect(terminal.buffer.active.type).toBe('normal')
    const row = screenCells(terminal)[1] ?? []
    expect(row.map(cell => cell.text).join('')).toBe('done'.padEnd(20))
    expect(row[0]).toMatchObject({ foreground: 'default', bold: false })
  })

  test('to a terminal that has no other screen', async () => {
    const { terminal } = createEmulator({ columns: 20, rows: 2, background: false }, () => undefined)
    const all = `${take(true)}\x1b[H\x1b[1;31mred${GIVE_BACK}done`.replaceAll(/\x1b\[\?1049[hl]/g, '')
    await new Promise<void>(resolve => terminal.write(all, resolve))
    expect(screenCells(terminal)[0]?.[3]).toMatchObject({ text: 'd', foreground: 'default', bold: false })
  })
})
