/** The filter's queries as they are typed. */
import { afterEach, describe, expect, it } from 'vitest'
import { blankFacts } from '../../src/model/process.ts'
import { INVERSE } from '../../src/terminal/style.ts'
import { ownFacts } from './own-facts.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

/** What is marked in the last row as the place of a mistake. */
function marked(stage: Stage): string {
  const { width, height, styles } = stage.terminal
  const cells = [...stage.footer]
  return cells.filter((_, x) => ((styles[(height - 1) * width + x] ?? 0) & INVERSE) !== 0).join('')
}

async function openPrompt(typed = ''): Promise<Stage> {
  const stage = await openStage({ seconds: 3, width: 160 })
  await stage.press('\\')
  await stage.type(typed)
  return stage
}

describe('a query', () => {
  it('chooses the rows, and is told of after Enter', async () => {
    const stage = await openPrompt('cpu > 20 and user = postgres')
    expect(stage.pids).toEqual([1288])
    expect(stage.footer).toContain('Esc Clear')
    await stage.press('enter')
    expect(stage.footer).toContain('filter cpu > 20 and user = postgres · 1/1')
    await stage.press('escape')
    expect(stage.pids).toHaveLength(15)
  })

  it('finds who is found out about only because of it, also while the picture stands still', async () => {
    const unknown = { ...blankFacts('needle'), revision: 0 }
    let scans = 0
    let stage: Stage | undefined
    stage = await openStage({
      seconds: 3,
      change: sample => {
        // It takes a while, as for whoever was never in view.
        if (stage?.view.filter === 'haystack' && stage.source.needed.at(-1)?.includes('command') && ++scans > 1)
          Object.assign(unknown, { args: ['haystack'], command: 'haystack', revision: 1 })
        const processes = sample.processes.map(one =>
          one.pid === 402 ? { ...one, name: 'needle', facts: unknown } : one,
        )
        return { ...sample, processes }
      },
    })
    await stage.press('Z', '\\')
    await stage.type('haystack')
    expect(stage.text).toContain('no process matches')
    await stage.pass(2000)
    expect(stage.pids).toEqual([402])
    expect(stage.rows[0]).toContain('‖ paused')
  })

  it('says where it could look only at what was known then', async () => {
    const stage = await openStage({ seconds: 5 })
    await stage.press(',', '\\')
    await stage.type('no such process')
    expect(stage.text).toContain('no process matches what was known then')
  })

  it('follows what the processes do', async () => {
    const stage = await openPrompt('state = zombie or state = stopped')
    expect(stage.pids).toEqual([6000, 8400])
    const before = stage.source.needed.length
    await stage.pass(1000)
    expect(stage.source.needed.length).toBeGreaterThan(before)
    expect(stage.pids).toEqual([6000, 8400])
  })

  it('has found out of everyone what its fields look at, and nothing else', async () => {
    const stage = await openPrompt('container = docker')
    expect(stage.source.needed.at(-1)).toEqual(['cgroup'])
    await stage.press('C-u')
    await stage.type('cpu > 1')
    expect(stage.source.needed.at(-1)).toEqual([])
    await stage.press('C-u')
    await stage.type('mem > 1GiB or node')
    expect(stage.source.needed.at(-1)?.sort()).toEqual(['command', 'owner', 'statm'])
  })

  it('has true memory swept as long as it looks at that, and rows come with what is found out', async () => {
    const stage = await openStage({ seconds: 3, change: ownFacts() })
    await stage.press('\\')
    await stage.type('uss > 5M')
    expect(stage.source.needed.at(-1)).not.toContain('rollup')
    expect(stage.source.sweeping).toBeDefined()
    expect(stage.pids).toEqual([])
    stage.source.find(771, 2 ** 30)
    stage.source.find(402, 2 ** 20)
    await stage.pass(2000)
    expect(stage.pids).toEqual([771])
    await stage.press('escape')
    expect(stage.source.sweeping).toBeUndefined()
  })
})

describe('a query that cannot be understood', () => {
  it('is pointed at, while what stands before it is in force', async () => {
    const stage = await openPrompt('user = postgres and')
    expect(stage.pids).toEqual([1288, 1203])
    expect(stage.footer).toContain('user = postgres and▏ something must follow and')
    expect(marked(stage)).toBe('and')
    await stage.type(' cpuu > 20')
    expect(stage.pids).toEqual([1288, 1203])
    expect(stage.footer).toContain('there is no field cpuu; did you mean cpu?')
    expect(marked(stage)).toBe('cpuu')
    expect(stage.view.filter).toBe('user = postgres')
    await stage.press('C-w', 'C-w', 'C-w')
    await stage.type('cpu > 20')
    expect(marked(stage)).toBe('')
    expect(stage.pids).toEqual([1288])
  })

  it('keeps the prompt open on Enter', async () => {
    const stage = await openPrompt('name ~ "post|(x"')
    expect(marked(stage)).toBe('(')
    await stage.press('enter')
    expect(stage.footer).toContain('this ( is not closed')
    expect(marked(stage)).toBe('(')
    await stage.press('backspace', 'backspace', 'backspace', 'backspace')
    await stage.type('"')
    await stage.press('enter')
    expect(stage.footer).toContain('filter name ~ "post"')
    expect(stage.pids).toEqual([1288, 1203])
  })

  it('leaves room for what is typed, however much there is to say', async () => {
    const stage = await openStage({ seconds: 3, width: 80 })
    await stage.press('\\')
    await stage.type('user = root and state = swimming')
    expect(stage.footer).toContain(' user = root and state = swimming▏ state is one of')
    expect(stage.footer).toMatch(/…\s*$/)
    expect(marked(stage)).toBe('swimming')
  })

  it('is marked in the part of a long one that is seen', async () => {
    const stage = await openStage({ seconds: 3, width: 40 })
    await stage.press('\\')
    await stage.type(`${'node or '.repeat(20)}(数据`)
    expect(stage.footer).toContain('(数据▏')
    expect(marked(stage)).toBe('(')
    await stage.type(' or node'.repeat(10))
    expect(marked(stage)).toBe('')
  })
})

describe('Tab', () => {
  it('completes the name of a field, or shows those that begin so', async () => {
    const stage = await openPrompt('con')
    await stage.press('tab')
    expect(stage.footer).toContain('Filter  container ▏')
    await stage.type('!= none and us')
    await stage.press('tab')
    expect(stage.footer).toContain('and us▏ user uss')
    await stage.type('e')
    expect(stage.footer).not.toContain('user uss')
    await stage.press('tab')
    expect(stage.footer).toContain('and user ▏')
    await stage.type('= root')
    await stage.press('tab')
    expect(stage.footer).toContain('and user = root▏')
  })

  it('and the words of states', async () => {
    const stage = await openPrompt('state = zo')
    await stage.press('tab')
    expect(stage.footer).toContain('Filter  state = zombie ▏')
    expect(stage.pids).toEqual([6000])
  })

  it('does nothing where a number is asked for', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press('1', 'tab')
    expect(stage.footer).toContain('Pid  1▏')
  })
})

describe('a query that is saved', () => {
  const queries = new Map([
    ['hot', 'cpu > 20 and user = postgres'],
    ['heavy', 'mem > 1GiB'],
  ])

  it('is asked for by its name', async () => {
    const stage = await openStage({ seconds: 3, width: 160, queries })
    await stage.press('\\')
    await stage.type('@hot')
    expect(stage.pids).toEqual([1288])
    expect(stage.footer).toContain('cpu > 20 and user = postgres')
    await stage.press('enter')
    expect(stage.view.filter).toBe('cpu > 20 and user = postgres')
    expect(stage.footer).toContain('filter cpu > 20 and user = postgres · 1/1')
  })

  it('is completed by Tab, to be changed', async () => {
    const stage = await openStage({ seconds: 3, width: 160, queries })
    await stage.press('\\', '@', 'tab')
    expect(stage.footer).toMatch(/ @h▏ @hot @heavy/)
    await stage.press('o', 'tab')
    expect(stage.footer).toMatch(/ Filter {2}cpu > 20 and user = postgres▏/)
    expect(stage.pids).toEqual([1288])
  })

  it('that there is not is a text', async () => {
    const stage = await openStage({ seconds: 3, width: 160, queries })
    await stage.press('\\')
    await stage.type('@scope')
    expect(stage.text).toContain('no process matches')
    await stage.press('enter')
    expect(stage.view.filter).toBe('@scope')
  })
})
