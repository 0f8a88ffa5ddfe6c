import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { configPath, readConfigFile } from '../../src/config/config-file.ts'
import { loadConfig } from '../../src/config/loaded-config.ts'
import { emptyFolder } from './folder.ts'

describe('the file is', () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/x', HOME: '/home/me' }, '/x/ntop/config.toml'],
    [{ HOME: '/home/me' }, '/home/me/.config/ntop/config.toml'],
    [{ XDG_CONFIG_HOME: '', HOME: '/home/me' }, '/home/me/.config/ntop/config.toml'],
    [{ XDG_CONFIG_HOME: 'relative', HOME: '/home/me' }, '/home/me/.config/ntop/config.toml'],
    [{ HOME: 'relative' }, undefined],
    [{}, undefined],
  ])('with %j: %s', (env, path) => {
    expect(configPath(env)).toBe(path)
  })
})

/** Does this as somebody without rights over others' files. */
function unprivileged<T>(run: () => T): T {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65534)
  try {
    return run()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a file', () => {
  test('is read byte for byte', () => {
    const path = join(emptyFolder(), 'config.toml')
    const text = '\ufeff# é 🦆\r\nsort = "cpu"'
    writeFileSync(path, text)
    expect(readConfigFile(path)).toEqual({ kind: 'read', path, text })
  })

  test('that is not there, or has no place, is nothing', () => {
    const folder = emptyFolder()
    const path = join(folder, 'config.toml')
    expect(readConfigFile(path)).toEqual({ kind: 'absent', path })
    writeFileSync(path, '')
    expect(readConfigFile(join(path, 'config.toml'))).toMatchObject({ kind: 'absent' })
    expect(readConfigFile(undefined)).toEqual({ kind: 'nowhere' })
  })

  test('may be /dev/null', () => {
    expect(readConfigFile('/dev/null')).toMatchObject({ kind: 'read', text: '' })
  })

  test('that cannot be read is told, and nothing waits for it', async () => {
    const folder = emptyFolder()
    chmodSync(folder, 0o755)
    const make: Record<string, (path: string) => void> = {
      'is a directory': path => mkdirSync(path),
      'is not a file': path => execFileSync('mkfifo', [path]),
      'is larger than 1 MB': path => writeFileSync(path, '#'.repeat(1_000_001)),
      'is not UTF-8': path => writeFileSync(path, Buffer.from('sort = "\xff"', 'latin1')),
      'is a loop of links': path => symlinkSync(path, path),
      'permission denied': path => writeFileSync(path, 'sort = "cpu"', { mode: 0 }),
    }
    for (const [reason, put] of Object.entries(make)) {
      const path = join(folder, reason.replaceAll(' ', '-'))
      put(path)
      const file = unprivileged(() => readConfigFile(path))
      expect(file).toEqual({ kind: 'unreadable', path, reason })
    }
    const path = join(folder, 'is-a-directory')
    expect(await loadConfig(path)).toMatchObject({ problems: [`${path}: is a directory`], broken: true, settings: {} })
    expect(readConfigFile('/dev/zero')).toMatchObject({ reason: 'is larger than 1 MB' })
    writeFileSync(join(folder, 'just'), '#'.repeat(1_000_000))
    expect(readConfigFile(join(folder, 'just'))).toMatchObject({ kind: 'read' })
  })
})

test('what is wrong in a file is told with the file’s name, made harmless', async () => {
  const path = join(emptyFolder(), 'a\x1b]0;b')
  writeFileSync(path, 'interval = 2\nheader = 1\n')
  const { problems, settings, broken } = await loadConfig(path)
  expect(problems).toEqual([`${path.replace('\x1b', '␛')}:2:10: header expects true or false, not 1`])
  expect([settings, broken]).toEqual([{ interval: 2 }, false])
})
