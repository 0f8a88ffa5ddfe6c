import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { APART } from '../../bin/build.mjs'

/** A small project in a folder of its own, removed when the test has finished. `files` are paths and contents. */
export function project(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'ntop-project-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) write(root, path, text)
  return root
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Sources of what the build has beside the program: with nothing in them. */
export const apart: Readonly<Record<string, string>> = Object.fromEntries(
  APART.map(({ entry }) => [`src/${entry}`, 'export {}']),
)

export interface Locked {
  version: string
  integrity?: string
  optional?: boolean
}

/** A lock file that names these packages. */
export function lockFile(packages: Record<string, Locked>): string {
  const entries = Object.entries(packages).map(([name, locked]) => [`node_modules/${name}`, locked])
  return JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' }, ...Object.fromEntries(entries) } })
}

/**
 * A stand-in for npm: adds its arguments to `npm-runs.jsonl` and notes as installed what `installs` says (default: all
 * that is locked), as npm does. Returns the path to put into `npm_execpath`.
 */
export function recordingNpm(root: string, { exitCode = 0, says = '', installs = '' } = {}): string {
  const script = `
    const fs = require('node:fs')
    fs.appendFileSync('npm-runs.jsonl', JSON.stringify(process.argv.slice(2)) + '\\n')
    process.stdout.write(${JSON.stringify(says)})
    if (${exitCode} === 0) {
      fs.mkdirSync('node_modules', { recursive: true })
      fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(installs)} || fs.readFileSync('package-lock.json'))
    }
    process.exitCode = ${exitCode}`
  write(root, 'npm/package.json', '{}')
  write(root, 'npm/npm-cli.js', script)
  return join(root, 'npm', 'npm-cli.js')
}
