/** The whole command line, and where a thread stands: lines of text over what lies beneath. */
import { afterEach, describe, expect, it } from 'vitest'
import { expectFrame } from '../support/expect-frame.ts'
import { procText } from '../support/fixtures.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** What is loaded with its first use takes its time. */
async function shows(stage: Stage, text: string): Promise<void> {
  while (!stage.text.includes(text)) await stage.settle()
}

describe('w shows the whole command line of the selected process', () => {
  async function openCommand(options: StageOptions = {}): Promise<Stage> {
    const stage = await openStage({ width: 80, height: 24, ...options })
    await stage.press('down', 'w')
    await shows(stage, 'command of 8305 node')
    return stage
  }

  it('an argument a line', async () => {
    const { rows } = await openCommand()
    expectFrame('command-80x24', rows)
  })

  it('and copies it as a shell would take it', async () => {
    const stage = await openCommand()
    await stage.press('y')
    expect(stage.terminal.asked).toEqual([
      'copy /usr/bin/node /srv/shop/server.js --port 8080 --cluster 4 --log-level info',
    ])
    expect(stage.text).toContain('command of 8305 node')
  })

  it.each(['w', 'escape', 'enter', 'q'])('until %s', async key => {
    const stage = await openCommand()
    await stage.press(key)
    expect(stage.text).not.toContain('command of')
  })

  it('of any length: it is scrolled', async () => {
    const args = ['/usr/bin/node', ...Array.from({ length: 40 }, (_, i) => `--option-${i}`), '', 'x'.repeat(200)]
    const stage = await openCommand({
      change: sample => ({
        ...sample,
        processes: sample.processes.map(one =>
          one.pid === 8305 ? { ...one, facts: { ...one.facts, args, command: args.join(' ') } } : one,
        ),
      }),
    })
    expect(stage.text).toContain('1–20 of 45')
    await stage.press('pagedown', 'down')
    expect(stage.text).toContain('22–41 of 45')
    await stage.press('end')
    expect(stage.text).toContain("41 ''")
    const long = stage.rows.filter(row => row.includes('xxxx')).map(row => row.replace(/[^x]/g, '').length)
    expect(long.reduce((sum, length) => sum + length)).toBe(200)
    await stage.press('home')
    expect(stage.text).toContain(' 0 /usr/bin/node')
  })

  it('of who has none, says why', async () => {
    const stage = await openStage({ view: { kernelThreads: true, sort: { columnId: 'pid', descending: false } } })
    await stage.press(...'2', 'enter', 'w')
    await shows(stage, 'command of 2 ')
    expect(stage.text).toContain('a thread of the kernel has none')
  })
})

describe('b shows where a thread of the selected process stands', () => {
  const PID = 771

  function filesOf(more: Readonly<Record<string, Content>> = {}): MemoryFiles {
    const content: Record<string, Content> = {
      [`${PID}/stat`]: { text: statLine({ pid: PID, name: 'java', startTicks: PID * 100, threads: 2 }) },
      [`${PID}/fd/1`]: { text: '/run/app.lock' },
    }
    const calls = ['73 0x1 0x1 0x0 0x7f24 0x7 0x10f 0x7ffe4c178e88 0x7f2494426dd0\n', 'running\n']
    for (const [i, tid] of [PID, 780].entries()) {
      content[`${PID}/task/${tid}/status`] = { text: '' }
      content[`${PID}/task/${tid}/stat`] = {
        text: statLine({ pid: tid, name: ['java', 'gc'][i] ?? '', startTicks: 1 }),
      }
      content[`${PID}/task/${tid}/syscall`] = { text: calls[i] ?? '' }
      content[`${PID}/task/${tid}/wchan`] = { text: i === 0 ? 'locks_lock_inode_wait' : '0' }
    }
    content[`${PID}/task/${PID}/stack`] = { text: procText('linux-6.18/330/task/330/stack') }
    content[`${PID}/task/780/stack`] = { text: '' }
    return new MemoryFiles({ ...content, ...more })
  }

  async function openStack(files = filesOf()): Promise<Stage> {
    const stage = await openStage({ width: 80, height: 24, files, view: { pids: new Set([PID]) } })
    await stage.press('b')
    await shows(stage, 'stack of thread 771 of 771 java')
    await shows(stage, 'state')
    return stage
  }

  it('in the kernel, and what it waits for, above its threads', async () => {
    const stage = await openStack()
    expectFrame('stack-80x24', stage.rows)
    await stage.press('escape')
    expect(stage.text).toMatch(/TID NAME/)
  })

  it.each(['b', 'enter'])('any of them by %s, as it is now', async key => {
    const stage = await openStack()
    await stage.press('escape', 'end', key)
    await shows(stage, 'stack of thread 780 of 771 java')
    await shows(stage, 'it is in no function of the kernel: it runs its own code')
    expect(stage.text).toMatch(/state runs/)
    await stage.press('y')
    expect(stage.terminal.asked).toEqual([
      'copy thread 780 gc\nstate runs\nstack it is in no function of the kernel: it runs its own code',
    ])
  })

  it('and goes on to look', async () => {
    const files = filesOf()
    const stage = await openStack(files)
    const asked = files.asked.filter(path => path.endsWith('771/stack')).length
    await stage.pass(1000)
    expect(files.asked.filter(path => path.endsWith('771/stack')).length).toBeGreaterThan(asked)
  })

  it('says why where the stack may not be seen', async () => {
    const stage = await openStack(filesOf({ [`${PID}/task/${PID}/stack`]: 'denied' }))
    expect(stage.text).toContain('the kernel shows its stacks to root only')
    const locked = await openStack(filesOf({ [`${PID}/task/${PID}/stack`]: 'locked' }))
    expect(locked.text).toContain('the kernel does not answer')
  })
})

describe('m', () => {
  it('shows the kernel’s name where it is another than the program’s', async () => {
    const stage = await openStage({
      width: 120,
      change: sample => ({
        ...sample,
        processes: sample.processes.map(one => (one.pid === 8305 ? { ...one, name: 'MainThread' } : one)),
      }),
    })
    await stage.press('m')
    expect(stage.text).toContain('MainThread│node /srv/shop/server.js')
    expect(stage.text).not.toContain('tar│')
    await stage.press('m')
    expect(stage.text).not.toContain('MainThread')
  })
})
