import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  emptyFolder,
  footer,
  openNtop,
  recorded,
  selectedPid,
  selects,
  showsTable,
  startNtop,
  tablePids,
  titleRow,
} from './screen.ts'

/** A home with a config file in it. */
function home(text?: string): { path: string; env: NodeJS.ProcessEnv } {
  const folder = emptyFolder()
  const path = join(folder, 'ntop', 'config.toml')
  if (text !== undefined) {
    mkdirSync(join(folder, 'ntop'))
    writeFileSync(path, text)
  }
  return { path, env: { XDG_CONFIG_HOME: folder } }
}

test('columns, order, interval and keys are those of the file', async () => {
  const { env } = home(`
columns = ["pid", "rss", "state", "command"]
sort = "pid"
sort_descending = true
interval = 3.5
header = false

[keys]
preset = "vi"
full-path = ["A"]
quit = ["Q"]
`)
  const ntop = await openNtop(recorded(), { env })
  const rows = await ntop.until('live 3.5s')
  expect(rows[titleRow(rows)]).toMatch(/^ *PID▼ +RES +S +COMMAND/)
  const pids = tablePids(rows)
  expect(pids).toEqual([...pids].sort((a, b) => b - a))
  expect(titleRow(rows)).toBe(1)
  ntop.type('A')
  await ntop.until('full path')
  // Nothing is on q any more, and on k is another command.
  ntop.type('q', 'k', '?')
  await ntop.until('help')
  expect(ntop.text().join('\n')).toMatch(/ A +Programs with or without their full path/)
  // Escape and a key at once would be Alt and that key.
  ntop.type('escape')
  await ntop.until(showsTable)
  ntop.type('Q')
  expect(await ntop.exited).toMatchObject({ code: 0 })
})

test('so are colours, signs, mouse and what may be done', async () => {
  const { env } = home('theme = "light"\nascii = true\nmouse = false\nreadonly = true\nheader = true\n')
  const ntop = await openNtop(recorded(), { env })
  // The light theme's selection, #cfe3fa.
  expect(ntop.raw()).toContain('48;2;207;227;250')
  expect(ntop.raw()).not.toContain('[?1000h')
  expect(ntop.text().join('')).toMatch(/^[ -~]*$/)
  ntop.type('k')
  await ntop.until('k: readonly is set in the config file')
  const mono = await openNtop(recorded(), home('color = false\n'))
  expect(mono.raw()).not.toMatch(/[[;][34]8;/)
})

test('what is wrong in it is named, and what is right holds', async () => {
  const { env } = home('interval = "fast"\nsort = "pid"\n[keys]\nkil = ["x"]\n')
  const ntop = await openNtop(recorded(), { env })
  const rows = await ntop.until('config.toml:1:12: interval expects seconds from 0.1')
  expect(rows[titleRow(rows)]).toContain('PID▲')
  ntop.type('?')
  await ntop.until('config.toml:4:1: unknown command "kil"')
})

test('one that was named and is no TOML: told before the screen, exit code 2', async () => {
  const path = join(emptyFolder(), 'mine.toml')
  writeFileSync(path, 'sort =\n')
  const ntop = await startNtop([...recorded(), '--config', path])
  expect(await ntop.exited).toMatchObject({ code: 2 })
  await ntop.settled()
  expect(ntop.text().join('')).toContain(`ntop: ${path}:1:7: a value is missing`)
})

test('W writes what was chosen, and the next start has it', async () => {
  const { env, path } = home('# mine\nunknown = 1\n')
  const ntop = await openNtop(recorded(), { env })
  ntop.type('M', 'p', 'W')
  await ntop.until(rows => footer(rows).includes('sort, full_path saved in '))
  expect(readFileSync(path, 'utf8')).toBe('# mine\nunknown = 1\nsort = "rss"\nfull_path = true\n')
  ntop.type('W')
  await ntop.until('nothing to save')
  // The second before the first is over.
  ntop.type('p')
  await ntop.until(rows => !footer(rows).includes('nothing to save'))
  ntop.type('W', 'W')
  await ntop.until('nothing to save')
  expect(readFileSync(path, 'utf8')).toBe('# mine\nunknown = 1\nsort = "rss"\nfull_path = false\n')
  ntop.type('q')
  await ntop.exited
  const again = await openNtop(recorded(), { env })
  await again.until('RES▼')
})

test('a column that is chosen in setup is seen at once, and W writes it', async () => {
  const { env, path } = home('# mine\nunknown = 1\ncolumns = ["pid", "rss", "command"]\n')
  const ntop = await openNtop(recorded(), { env })
  ntop.type('f2')
  await ntop.until('Shown, from the left')
  // Behind the first, and one place on.
  ntop.type('right', ' ', '>')
  await ntop.until(rows => /^ *PID +RES +PPID +COMMAND/.test(rows[titleRow(rows)] ?? ''))
  ntop.type('tab', 'end')
  await ntop.until('Tried: Enter takes it')
  // It was only tried: nothing of it is written.
  ntop.type('tab')
  await ntop.until('[x] The machine above the table')
  ntop.type('W')
  await ntop.until(rows => footer(rows).includes('columns saved in '))
  expect(readFileSync(path, 'utf8')).toBe('# mine\nunknown = 1\ncolumns = ["pid", "rss", "ppid", "command"]\n')
  ntop.type('escape')
  await ntop.until(rows => !rows.some(row => row.includes('Setup  1 Columns')))
  ntop.type('q')
  await ntop.exited
})

test('a theme that is taken in setup colours the screen, is written, and is there at the next start', async () => {
  const { env, path } = home()
  const ntop = await openNtop(recorded(), { env })
  const LIGHT_SELECTION = '48;2;207;227;250'
  expect(ntop.raw()).not.toContain(LIGHT_SELECTION)
  ntop.type('C', '2', 'home', 'down', 'down')
  await ntop.until('Tried: Enter takes it')
  await ntop.until(() => ntop.raw().includes(LIGHT_SELECTION))
  ntop.type('s')
  await ntop.until(rows => footer(rows).includes('theme saved in '))
  expect(readFileSync(path, 'utf8')).toBe('theme = "light"\n')
  const again = await openNtop(recorded(), { env })
  await again.until(() => again.raw().includes(LIGHT_SELECTION))
})

test('a theme of the file colours the screen, and what cannot be read of it is told with its place', async () => {
  const { env, path } = home('[themes.dusk]\nfrom = "light"\nselection_back = "#123456"\nheader_text = "#e0e0e0"\n')
  const ntop = await openNtop([...recorded(), '--theme', 'dusk'], { env })
  const dusk = '48;2;18;52;86'
  await ntop.until(() => ntop.raw().includes(dusk))
  expect(footer(ntop.text())).toContain('config.toml:4:15: theme dusk: header_text on')
  ntop.type('C', '2', 'home')
  await ntop.until('Tried: Enter takes it')
  ntop.type('end', 'enter')
  await ntop.until(rows => rows.some(row => row.includes('● dusk')))
  await ntop.until('has a contrast of')
  ntop.type('W')
  await ntop.until(rows => footer(rows).includes('theme saved in '))
  expect(readFileSync(path, 'utf8')).toMatch(/^theme = "dusk"\n/)
  const again = await openNtop(recorded(), { env })
  await again.until(() => again.raw().includes(dusk))
})

test('a theme that is nowhere is refused, with those of the file among the ones that are', async () => {
  const { env } = home('[themes.dusk]\n')
  const ntop = await startNtop([...recorded(), '--theme', 'dust'], { env })
  expect(await ntop.exited).toMatchObject({ code: 2 })
  expect(ntop.raw()).toContain('did you mean dusk?')
})

test('without a file nothing is written until it is asked for', async () => {
  const { env, path } = home()
  const ntop = await openNtop(recorded(), { env })
  ntop.type('down')
  await ntop.until(() => selectedPid(ntop) !== 1)
  ntop.type('home')
  await ntop.until(selects(ntop, tablePids(ntop.text())[0] ?? 0))
  ntop.type('#', 'q')
  await ntop.exited
  expect(() => readFileSync(path)).toThrow('ENOENT')
})
