/** The colours of a command's parts, cell by cell. */
import { describe, expect, it } from 'vitest'
import { mergedCommand } from '../../src/columns/merged-command.ts'
import { shownCommand } from '../../src/columns/shown-command.ts'
import { derive } from '../../src/model/derive.ts'
import type { ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { type Style, style } from '../../src/terminal/style.ts'
import { drawCommand } from '../../src/ui/draw/command.ts'
import { record, sample } from '../export/moments.ts'

const LETTERS = new Map<Style, string>([
  [style('commandPath'), 'p'],
  [style('commandName'), 'N'],
  [style('commandArgs'), 'a'],
  [style('kernelThread'), 'k'],
  [style('dim'), 'd'],
  [style('warn'), 'w'],
  [style('matchText', 'matchBack'), 'M'],
])

interface Given {
  readonly width?: number
  readonly search?: string
  readonly fullPath?: boolean
  readonly mergeNames?: boolean
  readonly over?: Partial<ProcessRecord>
  readonly facts?: Partial<ProcessFacts>
}

/** What stands there, and a letter for the colour of each cell: `.` is beyond what was drawn. */
function drawn(args: readonly string[] | undefined, given: Given = {}): string[] {
  const { width = 40, search = '', fullPath = false, mergeNames = false } = given
  const name = args?.[0]?.replace(/^.*\//, '') ?? 'sh'
  const command = args === undefined || args.length === 0 ? `[${name}]` : args.join(' ')
  const [row] = derive(
    undefined,
    sample(0, [record(70, { name, ...given.over }, { args, command, ...given.facts })]),
  ).processes
  if (row === undefined) throw new Error('no row')
  const frame = new Frame(44, 1)
  const shown = shownCommand(row, fullPath)
  const text = mergeNames ? mergedCommand(row, shown) : shown
  drawCommand(frame.area(), 2, 0, width, { row, text, fullPath, mergeNames, search })
  const letters = [...frame.styles].map(s => LETTERS.get(s) ?? '.').join('')
  return [frame.text()[0]?.slice(2) ?? '', letters.slice(2).replace(/\.+$/, '')]
}

describe('a command', () => {
  it('shows its program and what that runs apart from the rest', () => {
    expect(drawn(['/usr/bin/node', '/srv/shop/server.js', '--port'])).toEqual([
      'node /srv/shop/server.js --port',
      'NNNNappppppppppNNNNNNNNNaaaaaaa',
    ])
    expect(drawn(['/usr/bin/vim', '/etc/fstab'], { fullPath: true })).toEqual([
      '/usr/bin/vim /etc/fstab',
      'pppppppppNNNaaaaaaaaaaa',
    ])
  })

  it('keeps its colours where it is cut', () => {
    const args = ['/usr/bin/node', '/srv/shop/server.js']
    expect(drawn(args, { width: 20 })).toEqual(['node /srv/shop/serv…', 'NNNNappppppppppNNNNN'])
    expect(drawn(args, { width: 12 })).toEqual(['node /srv/s…', 'NNNNappppppp'])
    expect(drawn(args, { width: 3 })).toEqual(['no…', 'NNN'])
    expect(drawn(args, { width: 0 })).toEqual(['', ''])
  })

  it('colours wide characters whole, and leaves marks with what they stand on', () => {
    expect(drawn(['/opt/数据/同步', '--从', 'x'], { fullPath: true })).toEqual([
      '/opt/数据/同步 --从 x',
      'ppppppppppNNNNaaaaaaa',
    ])
    // A mark right behind the directory stands on its stroke: one cell for both.
    expect(drawn(['/a/\u0301bc', 'd'], { fullPath: true })).toEqual(['/a/\u0301bc d', 'pppNNaa'])
    expect(drawn(['👩‍💻', '🦊'])).toEqual(['👩💻 🦊', 'NNNNaaa'])
  })

  it('keeps its colours behind other names of the program', () => {
    const merged = drawn(['/usr/bin/node', 'x.js', '-v'], { mergeNames: true, over: { name: 'worker' } })
    expect(merged).toEqual(['worker│node x.js -v', 'NNNNNNNNNNNaNNNNaaa'])
  })

  it('has what was searched for marked over all that', () => {
    const args = ['/usr/bin/node', '/srv/shop/server.js']
    expect(drawn(args, { search: 'shop/serv' })[1]).toBe('NNNNappppp' + 'MMMMMMMMM' + 'NNNNN')
    expect(drawn(['数据同步', '同步'], { search: '据同' })).toEqual(['数据同步 同步', 'NNMMMMNNaaaaa'])
    expect(drawn(args, { search: 'nothing' })[1]).not.toContain('M')
  })

  it('of a kernel thread and of one that ended is of one colour, its trouble of another', () => {
    expect(drawn([], { over: { name: 'kswapd0', kernelThread: true }, facts: { command: '[kswapd0]' } })).toEqual([
      '[kswapd0]',
      'kkkkkkkkk',
    ])
    expect(drawn([], { over: { name: 'cc', state: 'Z' }, facts: { command: '[cc]' } })).toEqual([
      '[cc] (zombie)',
      'ddddddddddddd',
    ])
    expect(drawn(undefined, { facts: { trouble: 'memory map locked' } })).toEqual([
      '[sh] (memory map locked)',
      `NNNN${'w'.repeat(20)}`,
    ])
    // What is in parentheses among the arguments is no trouble.
    const args = ['vim', 'a', '(1)']
    expect(drawn(args, { facts: { trouble: 'memory map locked' } })[1]).toBe(`NNNaaaaaa${'w'.repeat(20)}`)
    expect(drawn(args, { width: 8, facts: { trouble: 'memory map locked' } })).toEqual(['vim a (…', 'NNNaaaaa'])
  })
})
