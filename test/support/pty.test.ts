import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sttyState } from './pty.ts'
import { openTestPty } from './test-pty.ts'

const sh = (script: string, options = {}) => openTestPty({ command: 'sh', args: ['-c', script], ...options })

describe('a program in a terminal', () => {
  it('shows what was written, and tells how it ended', async () => {
    const program = sh('printf "one\\ntwo  \\n"; exit 7')
    expect(await program.exited).toEqual({ code: 7, signal: 0 })
    expect(program.text().slice(0, 3)).toEqual(['one', 'two', ''])
    expect(program.raw()).toBe('one\r\ntwo  \r\n')
  })

  it('shows all that was written before the end', async () => {
    const program = sh('seq 1 20000; printf last')
    await program.exited
    expect(program.text().at(-1)).toBe('last')
    expect(program.raw().split('\r\n')).toHaveLength(20_001)
  })

  it('shows a character whose bytes come apart', async () => {
    const program = sh(String.raw`stty -echo; printf 'one \342\200'; read _; printf '\223 two'`)
    await program.until('one')
    program.type('enter')
    await program.exited
    expect(program.text()[0]).toBe('one – two')
  })

  it('tells the signal that ended it', async () => {
    const program = sh('echo up; exec cat')
    await program.until('up')
    process.kill(program.pid, 'SIGTERM')
    expect(await program.exited).toEqual({ code: 0, signal: 15 })
  })

  it('is session leader on a controlling terminal, with nothing but its three descriptors', async () => {
    sh('exec cat')
    const program = sh('ps -o sid= -p $$ | tr -d " "; echo $$; tty; : </dev/tty && echo controlling; read _')
    await program.until('controlling')
    expect(program.text().slice(0, 3)).toEqual([String(program.pid), String(program.pid), program.tty])
    expect(readdirSync(`/proc/${program.pid}/fd`).filter(fd => Number(fd) < 10)).toEqual(['0', '1', '2'])
  })

  it('has a clean environment', async () => {
    process.env['NO_COLOR'] = '1'
    const program = sh('echo "$TERM $COLORTERM $LANG [$NO_COLOR] [$VITEST] $EXTRA"', {
      term: 'linux',
      env: { EXTRA: 'x' },
    })
    await program.exited
    delete process.env['NO_COLOR']
    expect(program.text()[0]).toBe('linux truecolor C.UTF-8 [] [] x')
  })

  it('says which command could not be started', async () => {
    const program = openTestPty({ command: 'no-such-program' })
    expect(await program.exited).toEqual({ code: 127, signal: 0 })
    expect(program.text().join('\n')).toContain('no-such-program')
  })
})

describe('until', () => {
  it('resolves once the screen shows a text, a pattern over rows, or passes a test', async () => {
    const program = sh('read a; echo "got $a"; read b; echo "and $b"; exec cat')
    program.type('first', 'enter')
    expect(await program.until('got first')).toContain('got first')
    program.type('second', 'enter')
    await program.until(/got first\nsecond\nand second/)
    await program.until(rows => rows.filter(row => row !== '').length === 4)
  })

  it('rejects with the screen when the time is over', async () => {
    const program = sh('echo shown; exec cat')
    await program.until('shown')
    await expect(program.until('never', 20)).rejects.toThrow(/20 ms passed without showing "never".*\n│shown│/)
  })

  it('rejects when the program ends without showing it', async () => {
    await expect(sh('echo something; exit 3').until('never')).rejects.toThrow(/ended with code 3(.|\n)*something/)
  })

  it('sees no half of a synchronised frame', async () => {
    // The cursor's position is answered when the first half has been drawn, and only then comes the second.
    const program = sh(
      'stty raw -echo; printf "\\033[?2026hhalf\\033[6n"; head -c 6 >/dev/null; printf " whole\\033[?2026l"; exec cat',
    )
    const frame = program.until('half')
    expect(program.frames()).toBe(0)
    expect(await frame).toContain('half whole')
    expect(program.frames()).toBe(1)
  })
})

describe('the screen', () => {
  it('has colours, attributes and wide characters by cell', async () => {
    const program = sh('printf "a\\033[1;31mB\\033[0;48;5;200;38;2;1;2;3mc\\033[0;7;4mD\\033[0;2m漢\\033[0me"')
    await program.exited
    const row = program.cells()[0] ?? []
    const plain = { bold: false, dim: false, italic: false, underline: false, inverse: false, strikethrough: false }
    const own = { foreground: 'default', background: 'default', width: 1, ...plain }
    expect(row.slice(0, 8)).toEqual([
      { ...own, text: 'a' },
      { ...own, text: 'B', foreground: 1, bold: true },
      { ...own, text: 'c', foreground: '#010203', background: 200 },
      { ...own, text: 'D', inverse: true, underline: true },
      { ...own, text: '漢', width: 2, dim: true },
      { ...own, text: '', width: 0, dim: true },
      { ...own, text: 'e' },
      { ...own, text: ' ' },
    ])
  })

  it('knows modes, cursor, alternate screen, title and clipboard', async () => {
    const program = sh(
      'printf "\\033[?1049h\\033[?25l\\033[?1002;1006h\\033[?2004h\\033]2;a title\\007\\033]52;c;aGVsbG8=\\007ready"; read _;' +
        'printf "\\033[?1049l\\033[?25h\\033[?1002;1006l\\033[?2004l"',
    )
    await program.until('ready')
    expect([...program.modes()].sort((a, b) => a - b)).toEqual([7, 1002, 1006, 1049, 2004])
    expect(program.cursorVisible()).toBe(false)
    expect(program.alternate()).toBe(true)
    expect(program.title()).toBe('a title')
    expect(program.clipboard()).toBe('hello')
    program.type('enter')
    await program.exited
    expect([...program.modes()]).toEqual([7, 25])
    expect(program.alternate()).toBe(false)
    expect(program.text().join('')).toBe('')
  })

  it('is resized with the terminal', async () => {
    const program = sh('trap "stty size" WINCH; stty size; while :; do read _; done', { columns: 100, rows: 30 })
    await program.until('30 100')
    program.resize(60, 12)
    await program.until('12 60')
    expect(program.text()).toHaveLength(12)
  })
})

describe('what a terminal sends', () => {
  /** Prints each byte that it reads in raw mode as hex. */
  const echoBytes = (prelude = '') => sh(`stty raw -echo; printf '${prelude}ready\\r\\n'; exec od -An -v -tx1 -w1`)
  const bytesOf = (program: ReturnType<typeof sh>) =>
    Buffer.from(
      program
        .raw()
        .slice(program.raw().indexOf('ready') + 5)
        .replace(/\s/g, ''),
      'hex',
    ).toString('utf8')

  it.each([
    [['enter', 'tab', 'S-tab', 'backspace'], '\r\t\x1b[Z\x7f'],
    [['up', 'end', 'S-up', 'C-left'], '\x1b[A\x1b[F\x1b[1;2A\x1b[1;5D'],
    [['f1', 'S-f1', 'f9', 'C-f5', 'pagedown'], '\x1bOP\x1b[1;2P\x1b[20~\x1b[15;5~\x1b[6~'],
    [['C-c', 'M-x', 'C-M-a', 'M-enter', 'ä漢', 'a-b'], '\x03\x1bx\x1b\x01\x1b\rä漢a-b'],
  ])('keys %j', async (keys, expected) => {
    const program = echoBytes()
    await program.until('ready')
    program.type(...keys)
    await program.until(() => bytesOf(program) === expected)
  })

  it('cursor keys in application mode, pastes in brackets', async () => {
    const program = echoBytes('\\033[?1h\\033[?2004h')
    await program.until('ready')
    program.type('up')
    program.paste('x')
    await program.until(() => bytesOf(program) === '\x1bOA\x1b[200~x\x1b[201~')
  })

  it('mouse reports, only to programs that asked for them', async () => {
    const program = echoBytes('\\033[?1002;1006h')
    await program.until('ready')
    program.click(3, 4)
    program.wheel('down', 0, 0)
    program.drag([1, 1], [3, 1], 'right')
    const drag = '\x1b[<2;2;2M\x1b[<34;3;2M\x1b[<34;4;2M\x1b[<2;4;2m'
    await program.until(() => bytesOf(program) === `\x1b[<0;4;5M\x1b[<0;4;5m\x1b[<65;1;1M${drag}`)
    const deaf = echoBytes()
    await deaf.until('ready')
    expect(() => deaf.click(0, 0)).toThrow('not asked')
  })

  it('answers to questions: device attributes, cursor position, background', async () => {
    const program = openTestPty({
      command: 'sh',
      args: ['-c', "stty raw -echo; printf '\\033[c\\033[6n\\033]11;?\\007ready'; exec od -An -v -tx1 -w1"],
      background: '#fafbfc',
    })
    await program.until(() => /\x1b\[\?[\d;]+c\x1b\[1;1R\x1b\]11;rgb:fafa\/fbfb\/fcfc\x1b\\/.test(bytesOf(program)))
  })
})

describe('the terminal', () => {
  it('tells its settings while the program runs and after', async () => {
    const program = sh('read _; stty raw -echo; echo raw; read _; stty sane; exit')
    const before = sttyState(program)
    expect(before).toMatch(/ icanon .*echo /s)
    program.type('enter')
    await program.until('raw')
    expect(sttyState(program)).toContain('-icanon')
    process.kill(program.pid, 'SIGKILL')
    await program.exited
    expect(sttyState(program)).toContain('-icanon')
  })

  it('hangs up under a program', async () => {
    const program = sh('echo ready; exec cat')
    await program.until('ready')
    program.hangUp()
    expect(await program.exited).toEqual({ code: 0, signal: 1 })
  })

  it('ends a program that ignores every polite signal', async () => {
    const program = sh('trap "" HUP INT TERM; echo stubborn; while :; do read _; done')
    await program.until('stubborn')
    await program.end()
    expect(await program.exited).toEqual({ code: 0, signal: 9 })
  })
})
