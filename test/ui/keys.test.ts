import { afterEach, describe, expect, it } from 'vitest'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

describe('searching', () => {
  it('goes to the first match as one types, n and N to the next and the previous, round the ends', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('/')
    await stage.type('post')
    expect(stage.selectedPid).toBe(1288)
    expect(stage.footer).toContain('2 found')
    await stage.press('enter', 'n')
    expect(stage.selectedPid).toBe(1203)
    await stage.press('n')
    expect(stage.selectedPid).toBe(1288)
    await stage.press('N')
    expect(stage.selectedPid).toBe(1203)
    expect(stage.footer).toContain('by CPU%')
  })

  it('says that there is nothing, and goes back where it was on Esc', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('down', 'down', '/')
    await stage.type('jav')
    expect(stage.selectedPid).toBe(771)
    await stage.type('b')
    expect(stage.footer).toContain('not found')
    await stage.press('escape')
    expect(stage.selectedPid).toBe(1288)
    await stage.press('n')
    expect(stage.footer).toContain('n: search first: /')
  })

  it('marks what it found', async () => {
    const stage = await openStage({ seconds: 3 })
    const y = stage.rowOf('java')
    const styleAt = (x: number) => stage.terminal.styles[y * stage.terminal.width + x]
    const x = stage.rows[y]?.indexOf('java') ?? -1
    const plain = styleAt(x)
    await stage.press('down', '/')
    await stage.type('jar')
    const marked = stage.rows[y]?.indexOf('jar') ?? -1
    expect(styleAt(marked)).not.toBe(plain)
    expect(styleAt(marked)).toBe(styleAt(marked + 2))
    expect(styleAt(marked)).not.toBe(styleAt(marked + 3))
  })
})

it('marks in the case in which it finds', async () => {
  const stage = await openStage({ seconds: 3 })
  const row = () => stage.rowOf('postgres: writer')
  const styles = () => Array.from(stage.terminal.styles.slice(row() * 120, (row() + 1) * 120))
  await stage.press('home', 'Z')
  const plain = styles()
  stage.view.search = 'WRITER'
  await stage.press('C-l')
  expect(styles()).toEqual(plain)
  stage.view.search = 'writer'
  await stage.press('C-l')
  expect(styles()).not.toEqual(plain)
})

describe('filtering', () => {
  it('works as one types, stays after ⏎, and is gone after Esc', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('\\')
    await stage.type('post')
    expect(stage.pids).toEqual([1288, 1203])
    await stage.press('backspace', 'backspace')
    expect(stage.pids).toEqual([8305, 1288, 1203])
    await stage.press('enter')
    expect(stage.footer).toContain('filter po')
    await stage.press('\\')
    expect(stage.footer).toContain('Filter  po')
    await stage.press('C-u')
    await stage.type('java')
    expect(stage.pids).toEqual([771])
    await stage.press('escape')
    expect(stage.pids).toHaveLength(15)
  })

  it('moves in what is left while one types', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('\\')
    await stage.type('post')
    await stage.press('down')
    expect(stage.selectedPid).toBe(1203)
    expect(stage.footer).toContain('Filter  post')
  })

  it('takes a paste, its first line only, cleaned', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('\\')
    stage.terminal.send({ kind: 'paste', text: 'ja\x1bva\nrm -rf /' })
    await stage.settle()
    expect(stage.footer).toContain('Filter  ja␛va')
  })

  it('survives a paste that went astray: the beginning counts, the end is seen', async () => {
    const stage = await openStage({ width: 80, seconds: 3 })
    await stage.press('\\')
    stage.terminal.send({ kind: 'paste', text: `${'界x'.repeat(100_000)}` })
    await stage.settle()
    expect([...stage.view.filter]).toHaveLength(4096)
    expect(stage.footer).toMatch(/^ Filter {2}x?(界x){20,}▏/)
    await stage.press('a')
    expect([...stage.view.filter]).toHaveLength(4096)
    await stage.press('backspace', 'z')
    expect(stage.footer).toMatch(/x界z▏/)
  })

  it('and searching are undone by Esc, one after the other, which does not leave', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('\\')
    await stage.type('post')
    await stage.press('enter', '/')
    await stage.type('wri')
    await stage.press('enter', 'escape')
    expect([stage.view.search, stage.view.filter]).toEqual(['', 'post'])
    await stage.press('escape')
    expect(stage.pids).toHaveLength(15)
    await stage.press('escape')
    expect(stage.footer).toContain('q quits')
    expect(stage.left).toBe(false)
  })

  it('makes no noise in the figures, however often a sample is taken out of turn', async () => {
    const stage = await openStage({ seconds: 5 })
    const cpu = () => /97\.0.*tar/.test(stage.text)
    const sparks = () => stage.rows[2]?.replace(/\d+%/g, '')
    const before = sparks()
    await stage.press('\\')
    for (const key of 'tar') {
      await stage.pass(60)
      await stage.press(key)
      expect(cpu()).toBe(true)
      expect(stage.rows[1]).toMatch(/cpu +\d+%/)
      expect(sparks()).toBe(before)
    }
  })

  it('by user, and back to all', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('u')
    await stage.type('root')
    await stage.press('enter')
    expect(stage.pids).toEqual([4_194_303, 1])
    expect(stage.footer).toContain('root')
    await stage.press('u', 'home', 'enter')
    expect(stage.pids).toHaveLength(15)
  })

  it('shows kernel threads under K', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('K')
    expect(stage.text).toContain('[kswapd0]')
    await stage.press('K')
    expect(stage.text).not.toContain('[kswapd0]')
  })
})

describe('prompts', () => {
  it('for a pid goes to it digit by digit', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('8')
    await stage.type('3x17')
    expect(stage.footer).toContain('Pid  8317')
    expect(stage.selectedPid).toBe(8317)
    await stage.type('9')
    expect(stage.footer).toContain('no such process')
    // Without a digit nobody is meant.
    await stage.press('C-u')
    expect(stage.selectedPid).toBe(8317)
    await stage.press('escape')
    expect(stage.selectedPid).toBe(8317)
  })

  it('for the interval takes what is possible, and says what is', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('d', 'C-u', '0', 'enter')
    expect(stage.footer).toContain('from 0.1 to 3600')
    expect(stage.view.intervalMs).toBe(1000)
    await stage.press('C-u')
    await stage.type('9999')
    await stage.press('enter')
    expect(stage.footer).toContain('from 0.1 to 3600')
    await stage.press('C-w')
    await stage.type('0.5')
    await stage.press('enter')
    expect(stage.view.intervalMs).toBe(500)
    expect(stage.rows[0]).toContain('live 500ms')
    const before = stage.source.needed.length
    await stage.pass(5000)
    expect(stage.source.needed.length - before).toBe(10)
  })

  it('leave suspending and redrawing to the program', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('/', 'C-z', 'C-l')
    expect(stage.terminal.asked).toEqual(['suspend', 'redraw'])
    expect(stage.footer).toContain('Search')
    await stage.press('escape', 'f6', 'C-z', 'C-l')
    expect(stage.terminal.asked).toEqual(['suspend', 'redraw', 'suspend', 'redraw'])
  })
})

describe('menus', () => {
  it('of signals take digits as numbers, TERM first', async () => {
    const stage = await openStage({ seconds: 3 })
    const chosen = () => stage.markedItem()
    await stage.press('down', 'k')
    expect(stage.text).toContain('8305 node of deploy')
    await stage.press('2')
    expect(chosen()).toBe('2 INT')
    await stage.press('9')
    expect(chosen()).toBe('29 IO')
    await stage.press('9')
    expect(chosen()).toBe('9 KILL')
    await stage.press('1', '8')
    expect(chosen()).toBe('18 CONT')
  })

  it('are about the process that they were opened on, whatever the table does', async () => {
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) =>
        at < 4 ? sample : { ...sample, processes: sample.processes.filter(record => record.pid !== 8305) },
    })
    await stage.press('down', 'k')
    await stage.pass(2000)
    expect(stage.text).toContain('8305 node of deploy')
    await stage.press('escape')
    expect(stage.text).not.toContain('8305')
  })

  it.each([
    [80, 24, 3],
    [40, 10, 1],
  ])('at %d×%d leave room for their items beneath a command line as long as a book', async (width, height, lines) => {
    const stage = await openStage({
      width,
      height,
      seconds: 3,
      change: sample => ({
        ...sample,
        processes: sample.processes.map(record =>
          record.pid === 8305
            ? { ...record, facts: { ...record.facts, command: 'node --flag '.repeat(8000) } }
            : record,
        ),
      }),
    })
    await stage.press('down', 'k')
    const inside = stage.rows.filter(row => /^│.*│$/.test(row))
    expect(inside[0]).toContain('8305 node')
    expect(inside[lines - 1]).toContain('…')
    expect(inside[lines]).toMatch(/^│ +│$/)
    expect(inside.filter(row => /^│ +\d+ [A-Z]+/.test(row)).length).toBeGreaterThanOrEqual(5)
    expect(stage.text).toContain('15 TERM')
  })

  it('close by a click beside them, which does nothing else', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('u')
    expect(stage.text).toContain('processes of')
    await stage.mouse(2, stage.rowOf('postgres: writer'))
    expect(stage.text).not.toContain('processes of')
    expect(stage.selectedPid).toBe(4_194_303)
  })

  it('choose by a click, and scroll by the wheel', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('u')
    await stage.mouse(60, stage.rowOf('2 processes'))
    expect(stage.pids).toEqual([1288, 1203])
    await stage.press('f6')
    await stage.mouse(60, 10, 'wheeldown')
    await stage.press('enter')
    expect(stage.footer).not.toContain('by CPU%')
  })

  it('leave ^C to the program', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('k', 'C-c')
    await stage.ended
    expect(stage.left).toBe(true)
  })
})

describe('what may not be done', () => {
  it('under --readonly is refused with the reason', async () => {
    const stage = await openStage({ seconds: 3, barred: 'not under --readonly' })
    expect(stage.footer).not.toContain('Kill')
    for (const [key, label] of [
      ['k', 'k'],
      ['f9', 'F9'],
      ['f7', 'F7'],
      ['[', '['],
    ] as const) {
      await stage.press(key)
      expect(stage.footer).toContain(`${label}: not under --readonly`)
    }
    await stage.press('?')
    expect(stage.text).not.toContain('Send a signal')
  })

  it('to ntop itself is refused', async () => {
    const stage = await openStage({ seconds: 3, view: { pids: new Set([8317]) } })
    await stage.press('k')
    expect(stage.footer).toContain('this is ntop itself')
  })

  it('without a process is refused', async () => {
    const stage = await openStage({ seconds: 3, variant: { empty: true } })
    await stage.press('k')
    expect(stage.footer).toContain('k: no process is selected')
  })

  it('to processes whose files cannot be read is not done', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('k', 'enter')
    expect(stage.footer).toMatch(/4194303.*cannot be read/)
  })
})

describe('pausing', () => {
  it('freezes the picture while one moves and searches, and goes on', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('Z')
    expect(stage.rows[0]).toContain('paused')
    await stage.press('down')
    const frozen = stage.rows.slice(1)
    await stage.pass(5000)
    expect(stage.rows.slice(1)).toEqual(frozen)
    await stage.press('down')
    expect(stage.selectedPid).toBe(1288)
    await stage.press('/')
    await stage.type('java')
    expect(stage.selectedPid).toBe(771)
    await stage.press('enter', 'Z')
    await stage.pass(1000)
    expect(stage.rows[0]).toContain('live')
    expect(stage.rows.slice(1)).not.toEqual(frozen)
    expect(stage.rows[0]).toContain('12:55:17')
  })
})

describe('messages', () => {
  it('stand in the footer until the next key', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('%')
    expect(stage.footer).toContain('CPU% is of the whole machine')
    await stage.pass(3000)
    expect(stage.footer).toContain('CPU% is of the whole machine')
    await stage.press('down')
    expect(stage.footer).toContain('Inspect')
  })

  it('go by themselves after a while', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('p')
    await stage.pass(9000)
    expect(stage.footer).toContain('Inspect')
  })
})

describe('leaving', () => {
  it.each(['q', 'C-c', 'f10'])('by %s from the main screen', async key => {
    const stage = await openStage({ seconds: 3 })
    await stage.press(key)
    await stage.ended
    expect(stage.left).toBe(true)
    const scans = stage.source.needed.length
    await stage.pass(5000)
    expect(stage.source.needed.length).toBe(scans)
  })

  it('not by q or Esc in a view or a menu, which these close', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('?', 'q', 'f6', 'escape', 'k', 'q', '/', 'q', 'escape')
    expect(stage.left).toBe(false)
    expect(stage.rows[0]).toContain('web-3')
  })

  it('with what a scan failed of', async () => {
    const stage = await openStage({
      seconds: 3,
      change: (sample, at) => {
        if (at > 4) throw new Error('the tree is gone')
        return sample
      },
    })
    const ended = expect(stage.ended).rejects.toThrow('the tree is gone')
    await stage.pass(2000)
    await ended
  })
})

it('hides the machine under #, and the table takes its room', async () => {
  const stage = await openStage({ height: 20, seconds: 3 })
  const rows = stage.pids.length
  await stage.press('#')
  expect(stage.pids.length).toBeGreaterThan(rows)
  expect(stage.text).not.toContain('mem ')
  await stage.press('#')
  expect(stage.pids.length).toBe(rows)
})

it('switches CPU to the machine and commands to their path', async () => {
  const stage = await openStage({ seconds: 3 })
  await stage.press('%', 'p')
  expect(stage.rows[stage.rowOf('4194303')]).toContain('24.3')
  expect(stage.text).toContain('/usr/bin/node')
})
