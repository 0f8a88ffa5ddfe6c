import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { isStale } from '../../bin/build.mjs'
import { prepare } from '../../bin/prepare.mjs'
import { apart, lockFile, project, recordingNpm, write } from './project.ts'

function clone(): string {
  const root = project({
    'package.json': JSON.stringify({ version: '1.2.3', type: 'module' }),
    'package-lock.json': lockFile({ one: { version: '1.0.0' } }),
    'src/sources/portable/child/program.ts': 'export {}',
    'src/runtime/node/close-late.ts': 'export {}',
    ...apart,
    'src/main.ts': 'export const main = () => console.log(1)',
  })
  vi.stubEnv('npm_execpath', recordingNpm(root))
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  return root
}

function npmRuns(root: string): number {
  const log = join(root, 'npm-runs.jsonl')
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('a fresh clone is installed and built, and then left alone', async () => {
  const root = clone()
  await prepare({ install: true, build: true, root })
  expect(npmRuns(root)).toBe(1)
  expect(isStale({ root })).toBe(false)

  const built = readFileSync(join(root, 'dist', 'built-from.json'), 'utf8')
  await prepare({ install: true, build: true, root })
  expect(npmRuns(root)).toBe(1)
  expect(readFileSync(join(root, 'dist', 'built-from.json'), 'utf8')).toBe(built)
})

test('does no more than it is asked for', async () => {
  const root = clone()
  await prepare({ install: true, build: false, root })
  expect(existsSync(join(root, 'dist'))).toBe(false)
  write(root, 'package-lock.json', lockFile({ one: { version: '2.0.0' } }))
  await prepare({ install: false, build: true, root })
  expect(npmRuns(root)).toBe(1)
  expect(isStale({ root })).toBe(false)
})

test('a changed lock file installs and builds again', async () => {
  const root = clone()
  await prepare({ install: true, build: true, root })
  write(root, 'package-lock.json', lockFile({ one: { version: '2.0.0' } }))
  await prepare({ install: true, build: true, root })
  expect(npmRuns(root)).toBe(2)
  expect(isStale({ root })).toBe(false)
})

test('of several at once, one installs and the others wait for it', async () => {
  const root = clone()
  await Promise.all([1, 2, 3].map(() => prepare({ install: true, build: true, root })))
  expect(npmRuns(root)).toBe(1)
  expect(isStale({ root })).toBe(false)
})

test('what npm says of a failure is told whole, on stderr, and the exit code is 1', () => {
  const root = clone()
  cpSync('bin', join(root, 'bin'), { recursive: true })
  const npm_execpath = recordingNpm(root, { exitCode: 3, says: 'no such package: one\nat all\n' })
  const env = { ...process.env, npm_execpath }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/start.js'], { cwd: root, env, encoding: 'utf8' })
  expect(stderr).toContain('no such package: one\nat all\n')
  expect(stderr).toMatch(/ntop: "npm ci" failed \(3\).*\n$/)
  expect(stdout).toBe('')
  expect(status).toBe(1)
})
