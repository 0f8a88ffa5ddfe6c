import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { inNamespace } from './namespace.ts'

it('is asked of others where the kernel has numbers for it: once, and not before the first frame', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-model-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const program = await bundleProgram('test/sources/programs/nameless.ts')
  expect(await inNamespace(program, join(folder, 'cpuinfo'))).toEqual({
    models: [null, null, null, 'ARM Neoverse-N1', 'ARM Neoverse-N1'],
    asked: 1,
  })
})
