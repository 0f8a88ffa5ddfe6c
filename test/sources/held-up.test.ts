import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Reader } from '../../src/sources/linux/reader.ts'

const DEADLINE_MS = 400

test.each(['pool', 'child'] as const)(
  'by the lane %s a file is not taken for locked because the program itself was held up past the deadline',
  async lane => {
    const reader = new Reader()
    const read = reader.read(fileURLToPath(import.meta.url), lane, DEADLINE_MS)
    // As a large first frame does, or a machine with too much to do.
    const held = performance.now() + DEADLINE_MS + 200
    while (performance.now() < held);
    expect(await read).toMatchObject({ ok: true })
    expect(reader.hungThreads).toBe(0)
    reader.close()
  },
)
