import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { install, needsInstall } from '../../bin/install.mjs'
import { lockFile, project, recordingNpm, write } from './project.ts'

const LOCK = 'package-lock.json'
const INSTALLED = 'node_modules/.package-lock.json'

const one = { version: '1.0.0', integrity: 'sha512-one' }

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('needsInstall', () => {
  test('of a fresh clone', () => {
    expect(needsInstall(project({ [LOCK]: lockFile({ one }) }))).toBe(true)
  })

  test('not when npm noted the very packages of the lock file', () => {
    expect(needsInstall(project({ [LOCK]: lockFile({ one }), [INSTALLED]: lockFile({ one }) }))).toBe(false)
  })

  test('when a package is missing, as after an installation without development dependencies', () => {
    const root = project({ [LOCK]: lockFile({ one, two: one }), [INSTALLED]: lockFile({ one }) })
    expect(needsInstall(root)).toBe(true)
  })

  test('when a package has another version or another content', () => {
    for (const old of [
      { ...one, version: '0.9.0' },
      { ...one, integrity: 'sha512-other' },
    ]) {
      expect(needsInstall(project({ [LOCK]: lockFile({ one }), [INSTALLED]: lockFile({ one: old }) }))).toBe(true)
    }
  })

  test("not because of another platform's optional package", () => {
    const locked = lockFile({ one, darwin: { ...one, optional: true } })
    expect(needsInstall(project({ [LOCK]: locked, [INSTALLED]: lockFile({ one }) }))).toBe(false)
  })

  test('but an optional package that is there has to be the right one', () => {
    const locked = lockFile({ linux: { ...one, optional: true } })
    const installed = lockFile({ linux: { version: '0.9.0', optional: true } })
    expect(needsInstall(project({ [LOCK]: locked, [INSTALLED]: installed }))).toBe(true)
  })

  test('a project without a lock file is no project', () => {
    expect(() => needsInstall(project({ [INSTALLED]: lockFile({ one }) }))).toThrow(/package-lock\.json is missing/)
  })
})

describe('install', () => {
  test('runs the npm that started us, with development dependencies', async () => {
    const root = project({ [LOCK]: lockFile({ one }) })
    vi.stubEnv('npm_execpath', recordingNpm(root))
    vi.stubEnv('NODE_ENV', 'production')
    await install(root)

    const runs = readFileSync(join(root, 'npm-runs.jsonl'), 'utf8').trim().split('\n')
    expect(runs).toHaveLength(1)
    expect(JSON.parse(runs[0] ?? '')).toEqual(expect.arrayContaining(['ci', '--include=dev']))
    expect(needsInstall(root)).toBe(false)
  })

  test('is trusted until one of the two lock files changes', async () => {
    const root = project({ [LOCK]: lockFile({ one, two: one }) })
    // npm has its reasons to leave a package out; asking it again at every start would change nothing.
    vi.stubEnv('npm_execpath', recordingNpm(root, { installs: lockFile({ one }) }))
    await install(root)
    expect(needsInstall(root)).toBe(false)

    write(root, INSTALLED, lockFile({}))
    expect(needsInstall(root)).toBe(true)
    write(root, INSTALLED, lockFile({ one }))
    expect(needsInstall(root)).toBe(false)
    write(root, LOCK, lockFile({ one, two: one, three: one }))
    expect(needsInstall(root)).toBe(true)
  })

  test('fails when npm fails, and leaves no mark of success', async () => {
    const root = project({ [LOCK]: lockFile({ one }) })
    vi.stubEnv('npm_execpath', recordingNpm(root, { exitCode: 7 }))
    await expect(install(root)).rejects.toThrow(/"npm ci" failed \(7\)/)
    expect(needsInstall(root)).toBe(true)
  })

  test('takes npm from the path when another package manager started us', async () => {
    const root = project({ [LOCK]: lockFile({ one }) })
    rmSync(recordingNpm(root))
    write(
      root,
      'bin/npm',
      '#!/bin/sh\necho "$@" > from-path\nmkdir node_modules\ncp package-lock.json node_modules/.package-lock.json\n',
    )
    chmodSync(join(root, 'bin/npm'), 0o755)
    vi.stubEnv('npm_execpath', '/opt/yarn/bin/yarn.js')
    vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env['PATH']}`)
    await install(root)
    expect(readFileSync(join(root, 'from-path'), 'utf8')).toMatch(/^ci /)
  })
})
