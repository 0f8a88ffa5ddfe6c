import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  version?: string
  integrity?: string
  resolved?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const packages: Record<string, Locked> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
const installed = Object.entries(packages).filter(([path]) => path !== '')

test('the lock file pins every package by version and content', () => {
  const loose = installed.filter(([, locked]) => locked.version === undefined || locked.integrity === undefined)
  expect(loose.map(([path]) => path)).toEqual([])
})

test('the lock file names no registry, so that everyone installs from their own', () => {
  expect(installed.filter(([, locked]) => locked.resolved !== undefined).map(([path]) => path)).toEqual([])
})

// npm leaves out an optional package that it could not find while locking, and `npm ci` then refuses the lock file.
test("the lock file names every platform's optional packages", () => {
  const names = new Set(
    installed.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  )
  const wanted = installed.flatMap(([, locked]) =>
    Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }),
  )
  expect(wanted.filter(name => !names.has(name))).toEqual([])
})
