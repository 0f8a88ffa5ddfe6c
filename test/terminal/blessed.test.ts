/**
 * What goes wrong with blessed 0.1.81 when it is used as it comes, one test each, with what the test shows then.
 */
import { constants } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { Canvas } from '../../src/terminal/canvas.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { Tokeniser } from '../../src/terminal/input.ts'
import { openPty, type PtyProgram } from '../support/pty.ts'
import { leftBehind, openStage, stageCommand, UNTOUCHED, UNTOUCHED_MODES } from './stage.ts'

let program: PtyProgram | undefined

afterEach(async () => {
  await program?.end()
  program = undefined
})

async function open(...args: Parameters<typeof openStage>): Promise<PtyProgram> {
  program = await openStage(...args)
  return program
}

// 1. Its terminfo reader does not know the 32-bit format: these fall back to eight colours (no `38;5`), and some print
// "Error on …".
describe('1. terminal descriptions', () => {
  test.each([
    ['tmux-256color', /\x1b\[[\d;]*38;5;\d+m/],
    ['screen-256color', /\x1b\[[\d;]*38;5;\d+m/],
    ['alacritty', /\x1b\[[\d;]*38;2;\d+;\d+;\d+m/],
    ['foot', /\x1b\[[\d;]*38;2;\d+;\d+;\d+m/],
    ['st-256color', /\x1b\[[\d;]*38;5;\d+m/],
    ['nobody-knows-me', /\x1b\[[\d;]*91m/],
  ])('%s', async (term, colour) => {
    const stage = await open({}, { term, env: { COLORTERM: undefined } })
    expect(stage.raw()).toMatch(colour)
    expect(stage.text()[2]).toBe('hot cold chosen')
    stage.type('q')
    await stage.exited
    expect(stage.raw()).not.toContain('Error')
  })
})

// 2. No ESC timeout: `ESC` and then `[A` become escape, `[` and `S-a`.
test('2. a key torn in two', () => {
  const keys: unknown[] = []
  const tokeniser = new Tokeniser(event => keys.push(event))
  tokeniser.push(Buffer.from('\x1b'))
  tokeniser.push(Buffer.from('[A'))
  expect(keys).toEqual([{ kind: 'key', key: 'up' }])
})

// 3. Replies of the terminal and keys in the newer encodings come as typed characters: `]`, `1`, `1`, `;` …
test('3. replies are not typed', async () => {
  const stage = await open()
  stage.send('\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c\x1b[27;5;97~\x1b[98;5u!')
  await stage.until('key !')
  expect(stage.text().filter(row => row.startsWith('key'))).toEqual(['key C-a', 'key C-b', 'key !'])
})

// 4. Of several mouse events in one chunk only the first is seen, and a key beside one is lost.
test('4. mouse events and keys that come together', async () => {
  const stage = await open({}, { columns: 120 })
  stage.send('\x1b[<0;3;4M\x1b[<0;3;4mk\x1b[<64;5;6Mz')
  const rows = await stage.until('key z')
  const events = rows.slice(3).filter(row => row !== '')
  expect(events.map(row => (row.startsWith('{') ? JSON.parse(row).action : row))).toEqual([
    'down',
    'up',
    'key k',
    'wheelup',
    'key z',
  ])
})

// 5. It asks for all motion (1003) and UTF-8 coordinates (1005) instead of SGR.
test('5. mouse modes', async () => {
  const stage = await open()
  expect([...stage.modes()]).toEqual(expect.arrayContaining([1002, 1006]))
  expect(stage.raw()).not.toMatch(/\?100[35]h/)
})

// 6. A drag is a second press, the horizontal wheel a vertical one, a paste is typed, and shift-F1 is unknown.
test('6. drag, sideways wheel, paste, shifted function keys', async () => {
  const stage = await open({}, { columns: 150 })
  stage.drag([2, 5], [4, 5])
  stage.wheel('left', 7, 8)
  stage.paste('q\nx')
  stage.type('S-f1')
  const rows = await stage.until('key S-f1')
  const events = rows.filter(row => row.startsWith('{')).map(row => JSON.parse(row))
  expect(events.map(event => event.action ?? event.text)).toEqual(['down', 'drag', 'drag', 'up', 'wheelleft', 'q\nx'])
})

// 7. Its suspend leaves the shell on the alternate screen with the mouse on, and `fg` draws nothing. More of it in
// `job-control.test.ts`.
test('7. ^Z and fg', async () => {
  const bash = openPty({ command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { HISTFILE: '' } })
  program = bash
  await bash.until(/^bash.*[$#]/)
  const words = await stageCommand()
  bash.send(`${words.map(word => `'${word}'`).join(' ')}\r`)
  const shown = (rows: string[]) => bash.alternate() && /^stage \d+x/.test(rows[0] ?? '')
  await bash.until(shown)
  bash.type('C-z')
  await bash.until('Stopped')
  expect(bash.alternate()).toBe(false)
  expect([...bash.modes()].filter(mode => mode !== 2004)).toEqual(expect.arrayContaining(UNTOUCHED_MODES))
  expect([...bash.modes()]).not.toContain(1002)
  bash.send('fg\r')
  await bash.until(shown)
})

// 8. SIGHUP, SIGABRT and a SIGTSTP from outside clean nothing up; SIGTERM and SIGINT exit with 0.
test.each(['SIGHUP', 'SIGABRT', 'SIGTERM', 'SIGINT'] as const)('8. %s', async signal => {
  const stage = await open()
  process.kill(stage.pid, signal)
  expect(await stage.exited).toEqual({ code: 128 + constants.signals[signal], signal: 0 })
  expect(leftBehind(stage)).toEqual(UNTOUCHED)
})

// 9. With a listener for uncaught errors of one's own it cleans nothing up: the error is printed on the alternate
// screen, and lost with it.
test('9. an error that nobody caught', async () => {
  const stage = await open()
  stage.type('x')
  expect((await stage.exited).code).toBe(1)
  expect(stage.text()[0]).toBe('Error: nobody catches this')
  expect(leftBehind(stage)).toEqual(UNTOUCHED)
})

// 10. It knows 256 colours and writes as it draws: no `38;2`, no mode 2026.
test('10. true colours, and frames that appear at once', async () => {
  const stage = await open({ colours: 'truecolor' })
  stage.type('a')
  await stage.until('key a')
  expect(stage.cells()[2]?.[0]?.foreground).toBe('#ff6b62')
  const frames = stage.raw().split('\x1b[?2026h').slice(1)
  expect(frames).toHaveLength(2)
  for (const frame of frames) expect(frame).toMatch(/\x1b\[\?2026l$/)
})

// 10. The same numbers as colours of the palette would be written as they are: `38;5;3xx`, which no terminal knows.
test('10. faint and bold where there are no colours', async () => {
  const stage = await open({}, { env: { NO_COLOR: '1' } })
  expect(stage.raw()).not.toMatch(/\x1b\[[\d;]*[34]8;/)
  expect(stage.cells()[2]?.[0]).toMatchObject({ text: 'h', bold: true, foreground: 'default' })
  expect(stage.cells()[2]?.[4]).toMatchObject({ text: 'c', dim: true, foreground: 'default' })
  expect(stage.cells()[2]?.[9]).toMatchObject({ text: 'c', inverse: true })
})

// 11. `{red-fg}` in a name colours it, and C1 and bidirectional controls reach the terminal.
test('11. text that means something to blessed or to the terminal', async () => {
  const stage = await open({ text: '{red-fg}name{/} a\u009b31mb\u202ec\u001b[2Jd' })
  expect(stage.text()[1]).toBe('{red-fg}name{/} a·31mb·c·[2Jd')
  expect(stage.cells()[1]?.[8]?.foreground).toBe('default')
  expect(stage.raw()).not.toMatch(/\u009b|\u202e|\x1b\[2Jd/)
})

// 12. It decides by LANG, LANGUAGE, LC_ALL and LC_CTYPE together: with LC_ALL=C.UTF-8 beside LANG=C fine, but with
// LC_ALL=C beside LANG=C.UTF-8 it writes UTF-8, and with LANG=C whole words become `?`.
describe('12. the locale', () => {
  const text = 'käse ▁▂▃ │ 宽 end'

  test.each<[Record<string, string>, string]>([
    [{ LANG: 'C' }, 'kase ### | ?  end'],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'kase ### | ?  end'],
    [{ LANG: 'C.UTF-8' }, text],
    [{ LANG: 'C', LC_ALL: 'C.UTF-8' }, text],
  ])('%j', async (env, shown) => {
    const stage = await open({ text }, { env: { LANG: undefined, ...env } })
    expect(stage.text()[1]).toBe(shown)
  })

  test('ASCII on demand', async () => {
    const stage = await open({ text, ascii: true })
    expect(stage.text()[1]).toBe('kase ### | ?  end')
    expect(stage.raw()).toMatch(/^[\x00-\x7f]*$/)
  })
})

// 13. An element that was detached stays in its lists: here the number would grow by one with each pop-up.
test('13. pop-ups that come and go', () => {
  const canvas = new Canvas(40, 10, true, () => '')
  const frame = new Frame(40, 10)
  const all = { id: 'all', rect: { x: 0, y: 0, width: 40, height: 10 } }
  for (let i = 0; i < 100; i++) {
    canvas.draw(frame, [all, { id: `pop-up ${i}`, rect: { x: 5, y: 2, width: 20, height: 5 } }])
    canvas.draw(frame, [all])
  }
  expect(canvas.nodes).toBe(1)
  canvas.destroy()
})

// 14. Its tables lay everything out again for one changed row. Here the cells that stayed are not even touched.
test('14. one changed cell of a full screen', () => {
  const canvas = new Canvas(200, 50, true, () => '')
  const frame = new Frame(200, 50)
  const all = { id: 'all', rect: { x: 0, y: 0, width: 200, height: 50 } }
  for (let y = 0; y < 50; y++) frame.area().put(0, y, `${y} `.repeat(60))
  expect(canvas.draw(frame, [all]).length).toBeGreaterThan(9000)
  frame.area().put(120, 30, '#')
  expect(canvas.draw(frame, [all])).toBe('\x1b[31;121H#')
  expect(canvas.draw(frame, [all])).toBe('')
  canvas.destroy()
})
