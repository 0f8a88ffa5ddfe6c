import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseFileNr } from '../../src/procfs/file-nr.ts'

it('tells what is open and how many there may be', () => {
  expect(parseFileNr('1248\t0\t9223372\n')).toEqual({ files: 1248, most: 9_223_372 })
  // Kernels before 2.6 kept some that were free.
  expect(parseFileNr('4096\t1000\t52427')).toEqual({ files: 3096, most: 52_427 })
})

it('is unknown where it has another shape', () => {
  for (const text of ['', '12', '1 2', 'a b c']) expect(parseFileNr(text)).toBeUndefined()
})

it('reads that of the running kernel', () => {
  const { files = 0, most = 0 } = parseFileNr(readFileSync('/proc/sys/fs/file-nr', 'utf8')) ?? {}
  expect(files).toBeGreaterThan(10)
  expect(most).toBeGreaterThan(files)
})
