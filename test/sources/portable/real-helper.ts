import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Helper, type HelperOptions, helper } from '../../../src/sources/portable/helper.ts'
import { bundleProgram } from '../../support/bundle.ts'

const PROGRAM = fileURLToPath(new URL('../../../src/sources/portable/child/program.ts', import.meta.url))

/** The file of the helper program. */
export function bundledHelper(): Promise<string> {
  return bundleProgram(PROGRAM)
}

/** The real helper program, which ends with the test. */
export async function realHelper(options: Partial<HelperOptions> = {}): Promise<Helper> {
  const { platform, env: environment } = process
  const asker = helper({ program: await bundledHelper(), platform, environment, ...options })
  onTestFinished(async () => {
    asker.close()
    await asker.ended()
  })
  return asker
}

/** Waits until something is so; the test's own limit is the end of it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5))
}
