import { afterEach, describe, expect, it } from 'vitest'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

/** Presses y and waits for the menu, which is loaded with its first use. */
async function openMenu(stage: Stage): Promise<void> {
  await stage.press('y')
  while (!stage.text.includes('copy of')) await stage.settle()
}

describe('y copies of the selected process', () => {
  it.each([
    ['its pid', ['enter'], '8305'],
    ['its pid', ['p'], '8305'],
    [
      'its command whole, however little fits',
      ['c'],
      '/usr/bin/node /srv/shop/server.js --port 8080 --cluster 4 --log-level info',
    ],
    [
      'its row',
      ['r'],
      '8305 deploy 212M +6.8M R 48.0 1:10.09 node /srv/shop/server.js --port 8080 --cluster 4 --log-level info',
    ],
    [
      'its row',
      ['end', 'enter'],
      '8305 deploy 212M +6.8M R 48.0 1:10.09 node /srv/shop/server.js --port 8080 --cluster 4 --log-level info',
    ],
  ])('%s', async (_, keys, text) => {
    const stage = await openStage({ width: 80, height: 24 })
    await stage.press('down')
    await openMenu(stage)
    expect(stage.text).toContain('copy of 8305 node')
    await stage.press(...keys)
    expect(stage.terminal.asked).toEqual([`copy ${text}`])
    expect(stage.text).not.toContain('copy of')
    expect(stage.footer).toContain(`to the clipboard, where the terminal allows it: ${text}`.slice(0, 76))
  })

  it('nothing after Esc', async () => {
    const stage = await openStage({ seconds: 3 })
    await openMenu(stage)
    await stage.press('escape')
    expect(stage.terminal.asked).toEqual([])
    expect(stage.text).not.toContain('copy of')
  })

  it('nothing where none is selected, and says so', async () => {
    const stage = await openStage({ seconds: 3, view: { filter: 'no such process' } })
    await stage.press('y')
    expect(stage.footer).toContain('y: no process is selected')
  })
})

describe('y copies of all that are tagged', () => {
  it.each([
    ['p', '1288\n8305\n4194303', '3 pids'],
    ['c', /^'postgres: deploy shop .*\n\/usr\/bin\/node .*\ntar czf [^\n]*$/, '3 commands'],
    ['r', /^1288 postgres 148M .*\n8305 deploy .*\n4194303 root [^\n]*$/, '3 rows'],
  ])('by %s, one a line', async (key, text, said) => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press(' ', ' ', ' ', 'end')
    await openMenu(stage)
    expect(stage.text).toContain('copy of 3 processes')
    await stage.press(key)
    const [copied = ''] = stage.terminal.asked
    if (typeof text === 'string') expect(copied).toBe(`copy ${text}`)
    else expect(copied.slice('copy '.length)).toMatch(text)
    expect(stage.footer).toContain(`where the terminal allows it: ${said}`)
  })

  it('but not what a terminal would let go of without a word', async () => {
    const long = 'x'.repeat(300_000)
    const stage = await openStage({
      width: 80,
      height: 24,
      seconds: 3,
      change: sample => ({
        ...sample,
        processes: sample.processes.map(record => ({
          ...record,
          facts: { ...record.facts, command: long, args: [long] },
        })),
      }),
    })
    await stage.press(' ', ' ', ' ')
    await openMenu(stage)
    await stage.press('c')
    expect(stage.terminal.asked).toEqual([])
    expect(stage.footer).toContain('not copied: 879K is more than terminals take, which is 750K')
  })

  it('finds out first what is not known of those out of view', async () => {
    const stage = await openStage({ width: 80, height: 12, seconds: 3, view: { header: false } })
    await stage.press(' ', ' ', 'end')
    await openMenu(stage)
    const before = stage.source.filled.length
    await stage.press('c')
    expect(stage.source.filled.slice(before)).toContainEqual({ count: 2, facets: ['command'] })
    expect(stage.terminal.asked).toHaveLength(1)
  })

  it('finds out nothing of the past, which is over', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 5 })
    await stage.press(' ', ',')
    await openMenu(stage)
    const before = stage.source.filled.length
    await stage.press('c')
    expect(stage.terminal.asked).toEqual(['copy tar czf /backup/data.tgz /data'])
    expect(stage.source.filled.slice(before)).toEqual([])
  })
})
