import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Reader } from '../../src/sources/linux/reader.ts'

test('a file is not taken for locked because the program itself was held up past the deadline', async () => {
  const reader = new Reader()
  const deadlineMs = 20
  const read = reader.read(fileURLToPath(import.meta.url), 'pool', deadlineMs)
  // As a large first frame does, or a machine with too much to do.
  const held = performance.now() + deadlineMs * 10
  while (performance.now() < held);
  expect(await read).toMatchObject({ ok: true })
  expect(reader.hungThreads).toBe(0)
})
