import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { monospaceFonts, toPng } from '../../screenshots/png.ts'

it('says which font is missing, where it was looked for and how to get it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fonts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const missing = join(folder, 'missing')
  expect(() => monospaceFonts([folder, missing])).toThrow(
    new RegExp(`DejaVu Sans Mono is not below ${folder}, ${missing}.*apt install fonts-dejavu-core`),
  )
})

it('draws at twice the size', () => {
  const png = toPng('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', [])
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  // IHDR, the first chunk: width and height. https://www.w3.org/TR/png-3/#11IHDR
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([60, 40])
})
