import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { AnyColumn } from '../../src/columns/column.ts'
import { columns } from '../../src/columns/index.ts'

const PAGE = new URL('../../docs/columns.md', import.meta.url)
const MARKED = /(?<=<!-- columns -->\n)[\s\S]*?(?=<!-- \/columns -->)/

function row({ id, aliases = [], title, about, together }: AnyColumn): string {
  const names = aliases.filter(name => name !== id).map(name => `\`${name}\``)
  return `| \`${id}\` | ${names.join(' ')} | ${title} | ${about} | ${together ?? ''} |`
}

it('the page of columns lists them as the code has them: npm run docs renews it', () => {
  const text = readFileSync(PAGE, 'utf8')
  const wanted = `\n${['| id | also | title | what | of several |', '|---|---|---|---|---|', ...columns.map(row)].join('\n')}\n\n`
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      PAGE,
      text.replace(MARKED, () => wanted),
    )
  const found = MARKED.exec(readFileSync(PAGE, 'utf8'))?.[0]
  expect(found, 'stale: npm run docs').toBe(wanted)
})
