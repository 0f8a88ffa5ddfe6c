import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Compares rows of a screen with `test/frames/NAME.txt`. `UPDATE_FRAMES=1` writes the file instead: look at what
 * changed before it is committed.
 */
export function expectFrame(name: string, rows: readonly string[]): void {
  const file = new URL(`../frames/${name}.txt`, import.meta.url)
  const text = `${rows.join('\n')}\n`
  if (process.env['UPDATE_FRAMES'] === '1') writeFileSync(file, text)
  const wanted = existsSync(file) ? readFileSync(file, 'utf8') : `no such frame yet: UPDATE_FRAMES=1 writes ${name}.txt`
  expect(text).toBe(wanted)
}
