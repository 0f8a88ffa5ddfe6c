import { describe, expect, it } from 'vitest'
import type { Actions, Command } from '../../src/commands/command.ts'
import { commands } from '../../src/commands/index.ts'
import { keyLabel, keysLabel } from '../../src/commands/key-label.ts'
import { derive } from '../../src/model/derive.ts'
import { groupId } from '../../src/model/group.ts'
import { PANEL_IDS } from '../../src/model/layouts.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { initialView, type View } from '../../src/model/view.ts'
import { Tokeniser } from '../../src/terminal/input.ts'
import { record, sample } from '../export/moments.ts'
import { keyBytes } from '../support/keys.ts'

/** A screen that only notes what is asked of it. */
function notes(view: Partial<View> = {}, selected?: ProcessRow): { actions: Actions; done: unknown[][] } {
  const done: unknown[][] = []
  const note =
    (name: string) =>
    (...given: unknown[]): void => {
      done.push([name, ...given])
    }
  const actions: Actions = {
    view: initialView(view),
    sourceKind: 'linux',
    selected,
    group: undefined,
    hasTarget: selected !== undefined,
    quit: note('quit'),
    suspend: note('suspend'),
    redraw: note('redraw'),
    move: note('move'),
    page: note('page'),
    moveToFirst: note('moveToFirst'),
    moveToLast: note('moveToLast'),
    tag: note('tag'),
    tagFamily: note('tagFamily'),
    fold: note('fold'),
    unfold: note('unfold'),
    toggleAllFolds: note('toggleAllFolds'),
    moveToParent: note('moveToParent'),
    toggleThreads: () => {
      actions.view.threads = !actions.view.threads
    },
    sortBy: note('sortBy'),
    openHelp: note('openHelp'),
    openPalette: note('openPalette'),
    openSortMenu: note('openSortMenu'),
    openUserMenu: note('openUserMenu'),
    openGroupMenu: note('openGroupMenu'),
    openSignalMenu: note('openSignalMenu'),
    openInspect: note('openInspect'),
    openWholeCommand: note('openWholeCommand'),
    openWhyUnknown: note('openWhyUnknown'),
    openCopyMenu: note('openCopyMenu'),
    keepSnapshot: note('keepSnapshot'),
    openGrowth: note('openGrowth'),
    openTroubles: note('openTroubles'),
    openGraph: note('openGraph'),
    openSetup: note('openSetup'),
    askSearch: note('askSearch'),
    searchAgain: note('searchAgain'),
    askFilter: note('askFilter'),
    filterBy: note('filterBy'),
    hurry: () => undefined,
    showAlike: note('showAlike'),
    askPid: note('askPid'),
    askInterval: note('askInterval'),
    isPast: false,
    selectedEnded: undefined,
    togglePause: () => {
      actions.view.paused = !actions.view.paused
    },
    step: note('step'),
    askTime: note('askTime'),
    renice: note('renice'),
    openSetting: note('openSetting'),
    saveSettings: note('saveSettings'),
    keyOf: id => commands.find(command => command.id === id)?.keys[0] ?? '',
    say: note('say'),
  }
  return { actions, done }
}

function commandOn(key: string): Command {
  const command = commands.find(candidate => candidate.keys.includes(key))
  if (command === undefined) throw new Error(`no command on ${key}`)
  return command
}

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

/** What pressing the key asks of the screen. */
function pressed(key: string, view: Partial<View> = {}): unknown[][] {
  const { actions, done } = notes(view)
  commandOn(key).run(actions, key)
  return done
}

describe('all commands', () => {
  it('have ids and keys of which no two are the same', () => {
    const ids = commands.map(command => command.id)
    expect(ids).toEqual([...new Set(ids)])
    const keys = commands.flatMap(command => [...command.keys])
    expect(keys).toEqual([...new Set(keys)])
  })

  it.each(commands.map(command => [command.id, command] as const))('%s has keys and words', (id, command) => {
    expect(id).toMatch(/^[a-z][a-z-]*$/)
    // What has no key is found in the palette.
    if (!/^same-/.test(id)) expect(command.keys.length).toBeGreaterThan(0)
    expect(command.title).toMatch(/^\S+( \S+)?$/)
    expect(command.title.length).toBeLessThanOrEqual(10)
    // A line of help: from a capital, to no full stop, whole on a screen of 80 columns.
    expect(command.about).toMatch(/^[A-Z].*[^.]$/)
    expect(command.about.length).toBeLessThanOrEqual(61)
  })

  it('are on keys that a terminal can send', () => {
    for (const key of commands.flatMap(command => [...command.keys])) expect(typed(key), key).toEqual([key])
  })

  it('that change something outside are those that act', () => {
    expect(commands.filter(command => command.acts).map(command => command.id)).toEqual([
      'kill',
      'nice-up',
      'nice-down',
      'io-priority',
      'scheduling',
      'affinity',
      'oom-adjust',
      'set-limit',
    ])
    for (const command of commands) expect(command.acts === true, command.id).toBe(command.group === 'Act')
  })

  it('about one process say why not where none is selected', () => {
    const [row] = derive(undefined, sample(0, [record(7)])).processes
    for (const id of ['inspect', 'copy', 'same-name', 'limits', 'kill', 'nice-up', 'affinity', 'set-limit', 'tag']) {
      const command = commands.find(candidate => candidate.id === id)
      expect(command?.unavailable?.(notes().actions), id).toBe('no process is selected')
      expect(command?.unavailable?.(notes({}, row).actions), id).toBeUndefined()
    }
  })
})

describe('on a group', () => {
  const members = derive(undefined, sample(0, [record(7), record(8)])).processes
  const onGroup = (isOpen: boolean): Actions => ({
    ...notes({ group: 'user' }).actions,
    group: { id: groupId('user', 'root'), name: 'root', members, isOpen },
    hasTarget: true,
  })
  const find = (id: string) => commands.find(command => command.id === id)

  it('what is about one process says why not, what may be about several is done', () => {
    for (const id of ['limits', 'open-files', 'environment', 'same-user', 'same-name', 'tag-family', 'parent'])
      expect(find(id)?.unavailable?.(onGroup(false)), id).toBe('a group is selected, not a process')
    for (const id of ['inspect', 'kill', 'nice-up', 'affinity', 'set-limit', 'copy', 'tag', 'fold', 'unfold'])
      expect(find(id)?.unavailable?.(onGroup(false)), id).toBeUndefined()
  })

  it('Enter is told to fold and unfold', () => {
    expect(find('inspect')?.titleNow?.(onGroup(false))).toBe('Unfold')
    expect(find('inspect')?.titleNow?.(onGroup(true))).toBe('Fold')
    expect(find('inspect')?.titleNow?.(notes().actions)).toBeUndefined()
  })

  it('the tree ends the grouping', () => {
    const { actions } = notes({ group: 'user' })
    commandOn('t').run(actions, 't')
    expect(actions.view).toMatchObject({ tree: true, group: 'none' })
    expect(initialView({ tree: true, group: 'user' })).toMatchObject({ tree: true, group: 'none' })
  })
})

describe('htop’s fingers', () => {
  it.each([
    ['enter', ['openInspect']],
    ['L', ['openInspect', 'limits']],
    ['x', ['openInspect', 'locks']],
    ['b', ['openInspect', 'stacks']],
    ['w', ['openWholeCommand']],
    ['_', ['openWhyUnknown']],
    [' ', ['tag']],
    ['c', ['tagFamily']],
    ['-', ['fold']],
    ['+', ['unfold']],
    ['*', ['toggleAllFolds']],
    ['backspace', ['moveToParent']],
    ['k', ['openSignalMenu']],
    ['f9', ['openSignalMenu']],
    ['y', ['openCopyMenu']],
    ['f7', ['renice', 1]],
    [']', ['renice', 1]],
    ['f8', ['renice', -1]],
    ['[', ['renice', -1]],
    ['i', ['openSetting', 'io-priority']],
    ['Y', ['openSetting', 'scheduling']],
    ['a', ['openSetting', 'affinity']],
    ['o', ['openSetting', 'oom-adjust']],
    ['R', ['openSetting', 'limit']],
    ['/', ['askSearch']],
    ['f3', ['askSearch']],
    ['\\', ['askFilter']],
    ['f4', ['askFilter']],
    ['7', ['askPid', '7']],
    ['u', ['openUserMenu']],
    ['v', ['openGroupMenu']],
    ['f6', ['openSortMenu']],
    ['<', ['openSortMenu']],
    ['>', ['openSortMenu']],
    ['P', ['sortBy', 'cpu']],
    ['M', ['sortBy', 'rss']],
    ['T', ['sortBy', 'time']],
    ['N', ['sortBy', 'pid']],
    ['up', ['move', -1]],
    ['down', ['move', 1]],
    ['pageup', ['page', -1]],
    ['pagedown', ['page', 1]],
    ['home', ['moveToFirst']],
    ['g', ['moveToFirst']],
    ['end', ['moveToLast']],
    ['G', ['moveToLast']],
    ['d', ['askInterval']],
    ['W', ['saveSettings']],
    ['?', ['openHelp']],
    [':', ['openPalette']],
    ['C-p', ['openPalette']],
    ['h', ['openHelp']],
    ['f1', ['openHelp']],
    ['C-z', ['suspend']],
    ['C-l', ['redraw']],
    ['q', ['quit']],
    ['f10', ['quit']],
    ['C-c', ['quit']],
    ['escape', ['say', 'q quits']],
  ])('%s', (key, asked) => {
    expect(pressed(key)).toEqual([asked])
  })

  it('folds are for the tree and for groups alone', () => {
    const [row] = derive(undefined, sample(0, [record(7)])).processes
    for (const key of ['-', '+', '*']) {
      const why = (view: Partial<View>, selected = row) => commandOn(key).unavailable?.(notes(view, selected).actions)
      expect(why({})).toBe('there is no tree: t, and no groups: v')
      expect(why({ tree: true })).toBeUndefined()
      expect(why({ group: 'user' })).toBeUndefined()
      expect(commandOn(key).unavailable?.(notes({ tree: true }).actions)).toBe('no process is selected')
    }
    expect(commandOn('backspace').unavailable?.(notes({}, row).actions)).toBeUndefined()
  })

  it('n and N are next and previous while a search is active', () => {
    expect(commandOn('n').unavailable?.(notes().actions)).toBe('search first: /')
    expect(commandOn('n').unavailable?.(notes({ search: 'node' }).actions)).toBeUndefined()
    expect(pressed('n', { search: 'node' })).toEqual([['searchAgain', 1]])
    expect(pressed('N', { search: 'node' })).toEqual([['searchAgain', -1]])
  })

  it('Esc forgets the search first, then the filter', () => {
    const { actions, done } = notes({ search: 'node', filter: 'srv' })
    commandOn('escape').run(actions, 'escape')
    expect(actions.view).toMatchObject({ search: '', filter: 'srv' })
    commandOn('escape').run(actions, 'escape')
    expect(actions.view).toMatchObject({ search: '', filter: '' })
    expect(done).toEqual([])
  })

  it.each(PANEL_IDS.map((id, i) => [`M-${i + 1}`, id] as const))('%s hides the panel %s, and shows it', (key, id) => {
    const { actions, done } = notes()
    commandOn(key).run(actions, key)
    expect([...actions.view.hiddenPanels]).toEqual([id])
    commandOn(key).run(actions, key)
    expect(actions.view.hiddenPanels.size).toBe(0)
    expect(done.map(([, said]) => said)).toEqual([
      `the panel ${id} is hidden: ${key} shows it again`,
      `the panel ${id} is shown where there is room`,
    ])
  })

  it('I turns the order round', () => {
    const { actions } = notes()
    commandOn('I').run(actions, 'I')
    expect(actions.view.sort).toEqual({ columnId: 'cpu', descending: false })
  })

  it.each([
    ['H', 'threads'],
    ['K', 'kernelThreads'],
    ['O', 'containers'],
    ['t', 'tree'],
    ['f5', 'tree'],
    ['F', 'follow'],
    ['%', 'cpuOfMachine'],
    ['p', 'fullPath'],
    ['m', 'mergeNames'],
    ['#', 'header'],
    ['Z', 'paused'],
  ] as const)('%s turns %s on and off, and says so', (key, switched) => {
    const { actions, done } = notes()
    const before = actions.view[switched]
    commandOn(key).run(actions, key)
    expect(actions.view[switched]).toBe(!before)
    commandOn(key).run(actions, key)
    expect(actions.view[switched]).toBe(before)
    expect(done.map(([name]) => name)).toEqual(['say', 'say'])
    expect(done[0]).not.toEqual(done[1])
  })
})

describe('key labels', () => {
  it('are as people write them', () => {
    const keys = ['C-c', 'C-\\', 'f9', 'pageup', 'S-tab', 'M-x', 'enter', ' ', 'k', 'K', '\\', 'escape', 'up']
    expect(keys.map(key => keyLabel(key))).toEqual([
      '^C',
      '^\\',
      'F9',
      'PgUp',
      'Shift-Tab',
      'Alt-x',
      'Enter',
      'Space',
      'k',
      'K',
      '\\',
      'Esc',
      'Up',
    ])
  })

  it('are signs where there are some and they can be shown', () => {
    expect(['enter', 'up', 'S-left', 'k'].map(key => keyLabel(key, true))).toEqual(['⏎', '↑', 'Shift-←', 'k'])
  })

  it('of all digits are a range', () => {
    expect(keysLabel([...'0123456789'])).toBe('0–9')
    expect(keysLabel(['k', 'f9'])).toBe('k F9')
    expect(keysLabel(['1', '2'])).toBe('1 2')
  })
})
