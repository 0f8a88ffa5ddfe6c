import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/read-config.ts'
import { themeRoles } from '../../src/model/theme-roles.ts'
import { ROLES } from '../../src/terminal/style.ts'

describe('themes of the config file', () => {
  it('are read, with where each colour stands', () => {
    const { themes, problems, settings } = readConfig(`theme = "mine"
[themes.mine]
from = "nord"
background = "#20242C"
warn = "#FFCC66"
tagged = 214
live = "bright-green"
heat = [4, "yellow", "#ff0000"]
[themes.other]
`)
    expect(problems).toEqual([])
    expect(settings).toEqual({ theme: 'mine' })
    const [mine, other] = themes
    expect(mine).toMatchObject({ name: 'mine', from: 'nord', background: '#20242c', heat: [4, 3, '#ff0000'] })
    expect([...(mine?.colours ?? [])]).toEqual([
      ['warn', '#ffcc66'],
      ['tagged', 214],
      ['live', 10],
    ])
    expect(mine?.place).toEqual({ line: 2, column: 1 })
    expect(mine?.places.get('tagged')).toEqual({ line: 6, column: 10 })
    expect(other).toMatchObject({ name: 'other', from: 'dark', background: undefined, heat: undefined })
    expect(other?.colours.size).toBe(0)
  })

  it('may be written inline and dotted', () => {
    const { themes, problems } = readConfig('themes.a = { warn = 3 }\nthemes.b.bad = 1\n')
    expect(problems).toEqual([])
    expect(themes.map(({ name, colours }) => [name, ...colours])).toEqual([
      ['a', ['warn', 3]],
      ['b', ['bad', 1]],
    ])
  })

  it('with mistakes hold for the rest', () => {
    const { themes, problems } = readConfig('[themes.mine]\nwarm = 1\nbad = 300\ngood = 2\nheat = [1]\nfrom = "x"\n')
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 5, 6])
    expect(themes[0]).toMatchObject({ from: 'dark', heat: undefined })
    expect([...(themes[0]?.colours ?? [])]).toEqual([['good', 2]])
  })

  it('can set every role that there is, by its name in the style of the file', () => {
    const roles = ROLES.filter(role => role !== 'default' && !role.startsWith('heat'))
    expect(roles.map(role => role.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`))).toEqual(themeRoles)
  })

  it('keep control characters in their names from the screen', () => {
    expect(readConfig('[themes."\\u001b[31m"]\n').themes[0]?.name).not.toContain('\x1b')
  })
})
