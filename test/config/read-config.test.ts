import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { columns } from '../../src/columns/index.ts'
import { commands } from '../../src/commands/index.ts'
import { defaultConfig } from '../../src/config/default-config.ts'
import { type Config, readConfig } from '../../src/config/read-config.ts'
import { settingNames, settings } from '../../src/config/settings.ts'
import { PANEL_IDS } from '../../src/model/layouts.ts'
import { themeRoles } from '../../src/model/theme-roles.ts'
import { detectorKinds } from '../../src/model/troubles/index.ts'

const FOLDER = new URL('../fixtures/config/', import.meta.url)
const textOf = (name: string): string => readFileSync(new URL(`${name}.toml`, FOLDER), 'utf8')

const keysOf = (config: Config, id: string) => config.commands.find(command => command.id === id)?.keys

describe('a file that is wrong', () => {
  const names = readdirSync(FOLDER).flatMap(file => /^(.*)\.toml$/.exec(file)?.[1] ?? [])

  test.each(names)('%s: named by line, column and reason', async name => {
    const { problems } = readConfig(textOf(name))
    const told = problems.map(({ line, column, reason }) => `${name}.toml:${line}:${column}: ${reason}\n`).join('')
    expect(told).not.toBe('')
    // Nothing of the file gets to the terminal as it stands.
    expect(told).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
    await expect(told).toMatchFileSnapshot(`../fixtures/config/${name}.txt`)
  })

  test.each([
    ['syntax-no-value', { sort: 'rss', header: false }],
    ['syntax-unclosed-text', { interval: 2 }],
    ['syntax-unclosed-list', { interval: 2 }],
    ['syntax-broken-header', { interval: 2 }],
    ['syntax-many', {}],
    ['duplicate-key', { sort: 'rss' }],
    ['wrong-type', { kernel_threads: true }],
    ['interval-out-of-bounds', { kernel_threads: true }],
    ['unknown-column', { columns: ['pid', 'cpu', 'command'] }],
    ['crlf-and-mark', {}],
    ['own-layouts', { hidden_panels: ['cpu'] }],
  ])('%s: the rest of its settings is in force', (name, wanted) => {
    expect(readConfig(textOf(name)).settings).toEqual(wanted)
  })

  test.each([
    ['syntax-broken-header', { kill: ['k', 'f9'], follow: ['F'] }],
    ['no-keys', { kill: ['J'], follow: ['F'], pause: ['Z'], help: ['X'] }],
    ['settings-below-keys', { kill: ['J'] }],
    ['clashing-keys', { follow: ['J', 'F'], kill: ['k'] }],
    ['last-key-taken', { follow: ['l'], 'open-files': [] }],
    ['quit', { kill: ['k'], quit: ['C-c'] }],
    ['inline-and-dotted', { kill: ['k', 'f9'], follow: ['F'] }],
  ])('%s: the rest of its keys is in force', (name, wanted) => {
    const config = readConfig(textOf(name))
    for (const [id, keys] of Object.entries(wanted)) expect(keysOf(config, id), id).toEqual(keys)
  })

  test('names and filters are cleaned as what they are compared with is', () => {
    const { queries } = readConfig('[queries]\n"a\\u001bb" = """name = \\"x\\u001b[2J\\"\nor cpu > 9"""\n')
    expect([...queries]).toEqual([['a␛b', 'name = "x␛[2J" or cpu > 9']])
  })

  test('of a file that was not meant for us not everything is told, and soon', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `unknown${i} = ${i}\n`).join('')
    const list = `columns = [${'1,'.repeat(50_000)}]\n`
    const began = performance.now()
    for (const text of [keys, list]) expect(readConfig(text).problems).toHaveLength(100)
    expect(performance.now() - began).toBeLessThan(5000)
  })

  test('a query that cannot be understood is named with its place, and the others stay', () => {
    const { queries, problems } = readConfig('[queries]\nbig = "rss > 1GiB"\nodd = "cpu > and"\n')
    expect([...queries]).toEqual([['big', 'rss > 1GiB']])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line: 3, reason: expect.stringMatching(/^"odd" is no filter: /) })
  })

  test('queries that are none leave the others', () => {
    for (const name of ['no-query', 'inline-and-dotted', 'syntax-broken-header'])
      expect([...readConfig(textOf(name)).queries]).toEqual([['java', 'java']])
  })

  test('layouts of which something is wrong have the rest', () => {
    const { layouts } = readConfig(textOf('own-layouts'))
    expect(layouts.map(({ name, panels, columns, sort }) => [name, panels, columns, sort])).toEqual([
      ['mine', ['cpu'], [{ id: 'pid' }], undefined],
      ['other', PANEL_IDS, undefined, undefined],
    ])
  })

  test('is broken only where it is no TOML', () => {
    for (const name of names)
      expect(readConfig(textOf(name)).broken, name).toBe(
        /^(syntax|duplicate|table-of)/.test(name) && name !== 'table-of-tables',
      )
  })

  test('whatever it is, there is a result', () => {
    const words = fc.constantFrom(
      'sort',
      '=',
      '"rss"',
      '[keys]',
      '[',
      ']',
      '\n',
      '{',
      '}',
      '"""',
      "'",
      '#',
      ',',
      '.',
      '1',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words).map(all => all.join(' ')),
        ),
        text => {
          const { problems } = readConfig(text)
          const lines = text.split('\n').length
          for (const { line, column } of problems) {
            expect(line).toBeLessThanOrEqual(lines)
            expect(column).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a file that is right', () => {
  it('sets what it says', () => {
    const config = readConfig(`
sort = "RES"            # by a title too
sort_descending = false
columns = ["pid", "user:12", "cpu%", "command"]
interval = 2.5
theme = "light"
[keys]
preset = "vi"
follow = "Ctrl-F"
move-page-down = ["PgDn", "Space"]
tag = ["t"]
[queries]
java = 'java'
`)
    expect(config.problems).toEqual([])
    expect(config.settings).toEqual({
      sort: 'rss',
      sort_descending: false,
      columns: ['pid', 'user:12', 'cpu', 'command'],
      interval: 2.5,
      theme: 'light',
    })
    expect(keysOf(config, 'follow')).toEqual(['C-f'])
    expect(keysOf(config, 'move-page-down')).toEqual(['pagedown', ' '])
    expect(keysOf(config, 'move-up')).toEqual(['up', 'k'])
    expect([...config.queries]).toEqual([['java', 'java']])
  })

  it('makes layouts: what is not said is as usual, or as ntop’s of that name has it', () => {
    const { layouts, problems, settings } = readConfig(`
layout = "mine"
[layouts.mine]
panels = ["network", "cpu"]
columns = ["pid", "user:12", "command"]
sort = "RES"
sort_descending = false
[layouts.bare]
[layouts.io]
panels = ["disks"]
[layouts."two words"]
panels = []
columns = []
`)
    expect(problems).toEqual([])
    expect(settings.layout).toBe('mine')
    expect(layouts).toEqual([
      {
        name: 'mine',
        title: 'mine',
        panels: ['network', 'cpu'],
        columns: [{ id: 'pid' }, { id: 'user', width: 12 }, { id: 'command' }],
        sort: { columnId: 'rss', descending: false },
        isOwn: true,
      },
      { name: 'bare', title: 'bare', panels: [...PANEL_IDS], isOwn: true },
      expect.objectContaining({
        name: 'io',
        title: 'disks and network, and who uses them',
        panels: ['disks'],
        columns: expect.arrayContaining([{ id: 'read' }]),
      }),
      { name: 'two words', title: 'two words', panels: [], isOwn: true },
    ])
  })

  it('may be empty', () => {
    expect(readConfig('')).toEqual({
      settings: {},
      commands,
      queries: new Map(),
      themes: [],
      layouts: [],
      troubles: {},
      problems: [],
      broken: false,
    })
  })
})

describe('troubles', () => {
  it('are chosen by amounts as people write them, or switched off', () => {
    const { problems, troubles } = readConfig(`
[troubles]
zombies = false
steal = true
blocked = { after = 30 }
swapping.from = "2M/s"
file-system-full.from = 90
file-system-full.soon = "1h30m"
`)
    expect(problems).toEqual([])
    expect(troubles).toEqual({
      zombies: false,
      blocked: { after: 30_000 },
      swapping: { from: 2 * 1024 ** 2 },
      'file-system-full': { from: 90, soon: 5_400_000 },
    })
  })

  it('of which one is wrong leave the others', () => {
    expect(readConfig(textOf('wrong-troubles')).troubles).toEqual({ swapping: { from: 2 * 1024 ** 2 } })
  })

  it('have usual thresholds that may be set', () => {
    for (const { id, thresholds } of detectorKinds)
      for (const [name, { usual, least, most }] of Object.entries(thresholds)) {
        expect(usual, `${id}.${name}`).toBeGreaterThanOrEqual(least)
        expect(usual, `${id}.${name}`).toBeLessThanOrEqual(most)
      }
  })
})

describe('the default file', () => {
  const text = defaultConfig()
  /** What is commented out has no blank behind its `#`. */
  const uncommented = text.replace(/^#(?=[^\s#])/gm, '')

  it('sets nothing', () => {
    expect(readConfig(text)).toEqual(readConfig(''))
  })

  it('with every line in force is what is in force anyway, without a word', () => {
    const { settings: set, commands: bound, troubles, problems, themes } = readConfig(uncommented)
    expect(problems).toEqual([])
    // But for a theme that nobody has chosen.
    expect(themes.map(({ name, colours }) => [name, colours.size])).toEqual([['mine', 2]])
    expect(set).toEqual(Object.fromEntries(settingNames.map(name => [name, settings[name].usual])))
    expect(bound).toEqual(commands)
    for (const { id, thresholds } of detectorKinds)
      expect(troubles[id] ?? {}).toEqual(
        Object.fromEntries(Object.entries(thresholds).map(([name, { usual }]) => [name, usual])),
      )
  })

  it('tells of every setting, command, column and trouble, in lines that fit', () => {
    for (const { id, thresholds } of detectorKinds)
      for (const name of Object.keys(thresholds)) expect(text).toMatch(new RegExp(`^# .+\n#${id}.${name} = `, 'm'))
    for (const name of settingNames) expect(text).toMatch(new RegExp(`^# .+\n#${name} = `, 'm'))
    for (const { id } of commands) expect(text).toMatch(new RegExp(`^# .+\n#${id} = \\[`, 'm'))
    for (const role of themeRoles) expect(text).toMatch(new RegExp(`^#   ${role} +[A-Z]`, 'm'))
    for (const { id, about } of columns)
      expect(text).toMatch(new RegExp(`^#   ${id} +${about.slice(0, 20).replace(/[^\\w ]/g, '.')}`, 'm'))
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(90)
  })

  it.each(['preset = "vi"', 'theme = "light"', 'kill = ["X"]'])('takes %s in place of its own', line => {
    const name = line.split(' ')[0]
    const changed = text.replace(new RegExp(`^#${name} = .*`, 'm'), line)
    expect(changed).not.toBe(text)
    const { problems, commands: bound, settings: set } = readConfig(changed)
    expect(problems).toEqual([])
    expect(set.theme === 'light' || bound.some(({ id, keys }) => id === 'kill' && keys[0] === 'X')).toBe(true)
  })
})
