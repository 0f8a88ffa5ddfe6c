import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { bundleProgram } from './bundle.ts'
import { openTestPty } from './test-pty.ts'

it('bundles a TypeScript program for running under node in a terminal', async () => {
  const path = await bundleProgram(fileURLToPath(new URL('programs/greet.ts', import.meta.url)))
  const program = openTestPty({ command: process.execPath, args: [path, 'you'], columns: 44, rows: 5 })
  expect(await program.exited).toEqual({ code: 0, signal: 0 })
  expect(program.text()[0]).toBe('hello you, from 44 columns')
})

it('says what is wrong with a program', async () => {
  await expect(bundleProgram('test/support/programs/missing.ts')).rejects.toThrow('missing.ts')
})
