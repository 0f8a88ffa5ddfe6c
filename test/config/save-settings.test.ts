import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/loaded-config.ts'
import { saveConfig } from '../../src/config/save-config.ts'
import { saveSettings } from '../../src/config/save-settings.ts'
import { viewOf } from '../../src/config/view-settings.ts'
import { takeLayout, withOwnLayouts } from '../../src/model/layouts.ts'
import { initialView, type View } from '../../src/model/view.ts'
import { emptyFolder } from './folder.ts'

const MINE = '# mine\ninterval = 2 # slow\n\nunknown = 1\n[keys]\nkill = ["x"]\n'

function written(text: string, path = join(emptyFolder(), 'config.toml')): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** Loads the file, chooses something on the screen, and saves. */
async function save(path: string | undefined, chosen: Partial<View>) {
  const config = await loadConfig(path)
  const { interval = 1 } = config.settings
  const view = initialView({ ...viewOf(config.settings), intervalMs: interval * 1000, ...chosen })
  return saveSettings(config, view)
}

describe('saving', () => {
  test('writes what was changed, and keeps comments, unknown keys and all else', async () => {
    const path = written(MINE)
    const { said, config } = await save(path, { intervalMs: 500, header: false })
    expect(said).toBe(`interval, header saved in ${path}`)
    expect(readFileSync(path, 'utf8')).toBe(
      MINE.replace('interval = 2', 'interval = 0.5').replace('unknown = 1\n', 'unknown = 1\nheader = false\n'),
    )
    expect(config.settings).toEqual({ interval: 0.5, header: false })
    expect(readdirSync(dirname(path))).toEqual(['config.toml'])
  })

  test('makes the file, and folders that only the user may enter', async () => {
    const folder = emptyFolder()
    const path = join(folder, 'new', 'ntop', 'config.toml')
    const { said } = await save(path, {
      sort: { columnId: 'rss', descending: true },
      columns: [{ id: 'pid' }, { id: 'rss', width: 9 }],
    })
    expect(said).toBe(`sort, columns saved in ${path}`)
    expect(readFileSync(path, 'utf8')).toBe('sort = "rss"\ncolumns = ["pid", "rss:9"]\n')
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(statSync(dirname(dirname(path))).mode & 0o777).toBe(0o700)
  })

  test('panels that are hidden, in one order, and the kind of graph', async () => {
    const path = written('hidden_panels = ["network", "cpu"]\n')
    expect((await save(path, {})).said).toBe('nothing to save: all is as in the config file')
    await save(path, { hiddenPanels: new Set(['sensors', 'cpu'] as const), cpuGraph: 'total' })
    expect(readFileSync(path, 'utf8')).toBe('hidden_panels = ["cpu", "sensors"]\ncpu_graph = "total"\n')
  })

  test('a layout of one’s own by its name, and nothing that came with it', async () => {
    const text = 'layout = "all"\n[layouts.mine]\ncolumns = ["pid", "command"]\nsort = "rss"\n'
    const path = written(text)
    const config = await loadConfig(path)
    const view = initialView({ ...viewOf(config.settings), layouts: withOwnLayouts(config.layouts) })
    takeLayout(view, 'mine')
    expect([view.sort.columnId, view.columns?.length]).toEqual(['rss', 2])
    expect((await saveSettings(config, view)).said).toBe(`layout saved in ${path}`)
    expect(readFileSync(path, 'utf8')).toBe(text.replace('"all"', '"mine"'))
    expect((await loadConfig(path)).settings).toEqual({ layout: 'mine' })
  })

  test('the theme among them, whose name the screen has got from a flag or the file', async () => {
    const path = written('theme = "nord" # blue\n')
    expect((await save(path, { theme: 'nord' })).said).toBe('nothing to save: all is as in the config file')
    expect((await save(path, { theme: 'auto' })).said).toBe(`theme saved in ${path}`)
    expect(readFileSync(path, 'utf8')).toBe('theme = "auto" # blue\n')
  })

  test('the grouping, and that it has taken the place of the tree', async () => {
    const path = written('tree = true\n')
    expect((await save(path, { tree: false, group: 'cgroup', containers: false })).said).toContain('group')
    expect(readFileSync(path, 'utf8')).toBe('tree = false\ngroup = "cgroup"\ncontainers = false\n')
    const chosen = viewOf((await loadConfig(path)).settings)
    expect(initialView(chosen)).toMatchObject({ group: 'cgroup', tree: false, containers: false })
  })

  test('and again: only what has changed since', async () => {
    const path = written(MINE)
    const { config } = await save(path, { intervalMs: 500 })
    const view = initialView({ ...viewOf(config.settings), intervalMs: 500, fullPath: true })
    const { said } = await saveSettings(config, view)
    expect(said).toBe(`full_path saved in ${path}`)
  })

  test('writes nothing where nothing was changed, and makes no file', async () => {
    const path = written(MINE)
    const before = statSync(path, { bigint: true })
    expect((await save(path, {})).said).toBe('nothing to save: all is as in the config file')
    const after = statSync(path, { bigint: true })
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs])
    const absent = join(emptyFolder(), 'config.toml')
    await save(absent, {})
    expect(existsSync(absent)).toBe(false)
  })

  test('the way round is written where it is not the column’s own, or stands in the file', async () => {
    const path = written('')
    await save(path, { sort: { columnId: 'rss', descending: false } })
    expect(readFileSync(path, 'utf8')).toBe('sort = "rss"\nsort_descending = false\n')
    const { said } = await saveSettings(
      await loadConfig(path),
      initialView({ sort: { columnId: 'pid', descending: false } }),
    )
    expect(said).toBe(`sort saved in ${path}`)
  })

  test.runIf(process.geteuid?.() === 0)('as root leaves the file to whom it belongs', async () => {
    const path = written(MINE)
    chownSync(path, 65534, 65534)
    chmodSync(path, 0o600)
    await save(path, { intervalMs: 500 })
    const { uid, gid, mode } = statSync(path)
    expect([uid, gid, mode & 0o777]).toEqual([65534, 65534, 0o600])
    expect(readFileSync(path, 'utf8')).toContain('interval = 0.5')
  })

  test('keeps the mode, and follows links to what they lead to', async () => {
    const folder = emptyFolder()
    const target = written(MINE, join(folder, 'dotfiles', 'ntop.toml'))
    chmodSync(target, 0o640)
    const path = join(folder, 'config.toml')
    symlinkSync('dotfiles/ntop.toml', path)
    await save(path, { intervalMs: 500 })
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toContain('interval = 0.5')
    expect(statSync(target).mode & 0o777).toBe(0o640)
    // A link that leads nowhere yet.
    const dangling = join(folder, 'other.toml')
    symlinkSync('dotfiles/other.toml', dangling)
    await save(dangling, { header: false })
    expect(lstatSync(dangling).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'dotfiles', 'other.toml'), 'utf8')).toBe('header = false\n')
    // One in a folder that is a link itself: what is above it is above the folder that it leads to.
    mkdirSync(join(folder, 'dotfiles', 'ntop'))
    symlinkSync('dotfiles/ntop', join(folder, 'linked'))
    symlinkSync('../third.toml', join(folder, 'linked', 'config.toml'))
    await save(join(folder, 'linked', 'config.toml'), { header: false })
    expect(readFileSync(join(folder, 'dotfiles', 'third.toml'), 'utf8')).toBe('header = false\n')
  })
})

describe('saving is refused, and the file is as it was,', () => {
  test('where it has changed since it was read', async () => {
    const path = written(MINE)
    const config = await loadConfig(path)
    writeFileSync(path, '# other\n')
    const { said } = await saveSettings(config, initialView({ header: false }))
    expect(said).toBe(`not saved: ${path} has changed since it was read: start ntop again`)
    expect(readFileSync(path, 'utf8')).toBe('# other\n')
  })

  test('where there is one now that was not there', async () => {
    const path = join(emptyFolder(), 'config.toml')
    const config = await loadConfig(path)
    writeFileSync(path, '# other\n')
    const { said } = await saveSettings(config, initialView({ header: false }))
    expect(said).toContain('has changed since it was read')
    expect(readFileSync(path, 'utf8')).toBe('# other\n')
  })

  test('where it could not be read', async () => {
    const path = written('x'.repeat(1_000_001))
    expect((await save(path, { header: false })).said).toBe(`not saved: ${path} is larger than 1 MB: not written over`)
    expect(statSync(path).size).toBe(1_000_001)
    const folder = emptyFolder()
    expect((await save(folder, { header: false })).said).toBe(`not saved: ${folder} is a directory: not written over`)
  })

  test('where it is not TOML throughout', async () => {
    const path = written('interval =\nkernel_threads = true\n')
    expect((await save(path, { header: false })).said).toBe(`not saved: ${path} is not TOML throughout; ? says where`)
    expect(readFileSync(path, 'utf8')).toBe('interval =\nkernel_threads = true\n')
  })

  test('where a table stands in its place', async () => {
    const path = written('[header]\nx = 1\n')
    expect((await save(path, { header: false })).said).toBe('not saved: header is a table')
  })

  test('over a device, and where nobody knows the place', async () => {
    expect((await save('/dev/null', { header: false })).said).toBe('not saved: /dev/null is not a file')
    expect((await save(undefined, { header: false })).said).toMatch(/^not saved: neither XDG_CONFIG_HOME nor HOME/)
  })

  test('where nobody may write it', async () => {
    const path = written(MINE)
    chmodSync(path, 0o444)
    expect((await save(path, { header: false })).said).toBe(`not saved: ${path} is read only`)
    expect(readFileSync(path, 'utf8')).toBe(MINE)
  })

  // Node's own mkdir goes round for ever there.
  test('where no folder can be made, as below /proc', async () => {
    const { said } = await save('/proc/nonexistent/ntop/config.toml', { header: false })
    expect(said).toMatch(/^not saved: \/proc\/nonexistent\/ntop\/config\.toml cannot be written: /)
  })

  test('where the system says no: nothing is left behind', () => {
    const folder = emptyFolder()
    const path = join(folder, `${'x'.repeat(250)}.toml`)
    // A name that is short enough for itself, and too long for the new file beside it.
    expect(saveConfig({ kind: 'absent', path }, 'a = 1\n')).toEqual({
      kind: 'refused',
      reason: `${path} cannot be written: is too long a name`,
    })
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(join(folder, 'file'), '')
    expect(saveConfig({ kind: 'absent', path: join(folder, 'file', 'config.toml') }, '')).toMatchObject({
      kind: 'refused',
    })
  })
})
