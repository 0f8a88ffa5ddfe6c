import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { keyTable } from './key-table.ts'

const README = new URL('../../README.md', import.meta.url)
const MARKED = /(?<=<!-- keys -->\n)[\s\S]*?(?=<!-- \/keys -->)/

it('the README’s key table is the one made from the commands: npm run docs renews it', () => {
  const text = readFileSync(README, 'utf8')
  const wanted = `\n${keyTable(commands)}\n\n`
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      README,
      text.replace(MARKED, () => wanted),
    )
  const found = MARKED.exec(readFileSync(README, 'utf8'))?.[0]
  expect(found, 'stale: npm run docs').toBe(wanted)
})
