import { describe, expect, it, test } from 'vitest'
import type { Command } from '../../src/commands/command.ts'
import { commands } from '../../src/commands/index.ts'
import { keyLabel } from '../../src/commands/key-label.ts'
import { keyNames, keyOfName, nameOfKey } from '../../src/commands/key-name.ts'
import { keyPresets, presetNames } from '../../src/commands/presets.ts'
import { type Bindings, rebind } from '../../src/commands/rebind.ts'
import { Tokeniser } from '../../src/terminal/input.ts'
import { keyBytes } from '../support/keys.ts'

/** The keys that ntop makes of the bytes that a terminal sends for this one. */
function typed(key: string): string[] {
  const keys: string[] = []
  const tokeniser = new Tokeniser(
    event => keys.push(event.kind === 'key' ? event.key : event.kind),
    run => {
      run()
      return () => undefined
    },
  )
  tokeniser.push(Buffer.from(keyBytes(key, false)))
  return keys
}

function bound(bindings: Record<string, readonly string[]>, preset: 'htop' | 'vi' = 'htop') {
  const { commands: rebound, problems } = rebind(commands, preset, new Map(Object.entries(bindings)) as Bindings)
  const on = (key: string) => rebound.filter(command => command.keys.includes(key)).map(command => command.id)
  const keys = (id: string) => rebound.find(command => command.id === id)?.keys
  return { on, keys, problems, rebound }
}

describe('names of keys', () => {
  it.each([
    ['k', 'k'],
    ['K', 'K'],
    ['é', 'é'],
    ['-', '-'],
    ['^', '^'],
    [' ', ' '],
    ['Space', ' '],
    ['F9', 'f9'],
    ['PgUp', 'pageup'],
    ['Esc', 'escape'],
    ['return', 'enter'],
    ['^C', 'C-c'],
    ['^\\', 'C-\\'],
    ['C-c', 'C-c'],
    ['ctrl+C', 'C-c'],
    ['Ctrl-Space', 'C-space'],
    ['C-i', 'tab'],
    ['^H', 'backspace'],
    ['M-x', 'M-x'],
    ['Alt-Shift-x', 'M-X'],
    ['S-a', 'A'],
    ['Shift-Tab', 'S-tab'],
    ['Shift-Ctrl-Left', 'C-S-left'],
    ['M--', 'M--'],
    ['C-Alt-x', 'C-M-x'],
  ])('%s', (name, key) => {
    expect(keyOfName(name)).toBe(key)
  })

  it.each([
    '',
    'kk',
    'f13',
    'C-',
    'C-1',
    'C-S-a',
    'Shift-1',
    'Shift-Space',
    'Hyper-x',
    'C-M-i',
    '\x07',
    '\n',
    '\u202e',
    'C-kk',
    '^^^',
    'constructor',
    'C-toString',
    '__proto__',
  ])('%j is none', name => expect(keyOfName(name)).toBeUndefined())

  test('each is a key that a terminal can send, with and without modifiers', () => {
    for (const name of [...keyNames, ...'azAZ09!~é', ...[...'abz\\]_'].map(letter => `C-${letter}`)]) {
      const key = keyOfName(name)
      expect(typed(key ?? ''), name).toEqual([key])
    }
    for (const name of ['S-up', 'C-pageup', 'M-f5', 'C-M-S-end', 'C-M-x', 'M-q', 'M-Q']) {
      const key = keyOfName(name)
      expect(typed(key ?? ''), name).toEqual([key])
    }
  })

  test('every key of a command has a name, and so has its label', () => {
    for (const key of commands.flatMap(command => command.keys)) {
      expect(keyOfName(nameOfKey(key))).toBe(key)
      expect(keyOfName(keyLabel(key))).toBe(key)
    }
    for (const key of ['C-pageup', 'C-M-S-end', 'C-M-x', 'M-Q', 'C-space', 'C-S-left'])
      expect(keyOfName(keyLabel(key))).toBe(key)
    expect(keyLabel('C-left', true)).toBe('Ctrl-←')
  })
})

describe('rebinding', () => {
  it('gives a command these keys and no others', () => {
    const { keys, on, problems } = bound({ kill: ['J', 'f2'] })
    expect(keys('kill')).toEqual(['J', 'f2'])
    expect([on('J'), on('k'), on('f9')]).toEqual([['kill'], [], []])
    expect(problems).toEqual([])
  })

  it('is possible for every command', () => {
    for (const { id } of commands) {
      const { keys, on } = bound({ [id]: ['C-t'] })
      expect(keys(id)).toEqual(id === 'quit' ? ['C-t', 'C-c'] : ['C-t'])
      expect(on('C-t')).toEqual([id])
    }
  })

  it('leaves everything else as it is', () => {
    expect(bound({}).rebound).toEqual(commands)
  })

  it('takes a key from the command that has it by itself', () => {
    const { keys, problems } = bound({ follow: ['k'] })
    expect([keys('follow'), keys('kill')]).toEqual([['k'], ['f9']])
    expect(problems).toEqual([])
  })

  it('says when a command is left without a key, unless that was asked for', () => {
    const reason = 'l was on open-files, which has no key now: open-files = [] is silent'
    expect(bound({ follow: ['F', 'l'] }).problems).toEqual([{ commandId: 'follow', at: 1, reason }])
    expect(bound({ follow: ['F', 'l'], 'open-files': [] }).problems).toEqual([])
  })

  it('names the second of two that ask for the same key', () => {
    const { keys, problems } = bound({ follow: ['J'], kill: ['k', 'J'] })
    expect([keys('follow'), keys('kill')]).toEqual([['J'], ['k']])
    expect(problems).toEqual([{ commandId: 'kill', at: 1, reason: 'J is on follow already' }])
  })

  it('always leaves a way out', () => {
    expect(bound({ quit: ['J'] }).keys('quit')).toEqual(['J', 'C-c'])
    expect(bound({ quit: [] }).keys('quit')).toEqual(['C-c'])
    const { on, problems } = bound({ kill: ['C-c'] })
    expect(on('C-c')).toEqual(['quit'])
    expect(problems).toEqual([{ commandId: 'kill', at: 0, reason: '^C always quits' }])
  })
})

describe('presets', () => {
  it('name commands that there are, and never put two on one key', () => {
    for (const preset of presetNames) {
      for (const id of Object.keys(keyPresets[preset])) expect(commands.map(command => command.id)).toContain(id)
      const { rebound } = bound({}, preset)
      const keys = rebound.flatMap(command => command.keys)
      expect(keys).toEqual([...new Set(keys)])
      // No preset takes a command's last key.
      const bare = (all: readonly Command[]) => all.flatMap(({ id, keys }) => (keys.length === 0 ? [id] : []))
      expect(bare(rebound)).toEqual(bare(commands))
    }
  })

  it('vi: j and k move, X kills, ? helps, f shows open files, h and l are nothing else', () => {
    const { on } = bound({}, 'vi')
    expect(['j', 'k', 'X', '?', 'f', 'h', 'l'].map(on)).toEqual([
      ['move-down'],
      ['move-up'],
      ['kill'],
      ['help'],
      ['open-files'],
      [],
      [],
    ])
  })

  it('stand below one’s own keys', () => {
    expect(bound({ 'move-up': ['i'] }, 'vi').on('k')).toEqual([])
    expect(bound({ follow: ['j'] }, 'vi').keys('move-down')).toEqual(['down'])
  })
})
