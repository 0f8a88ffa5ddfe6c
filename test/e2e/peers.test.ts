import { readlinkSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { startQueue } from '../inspect/talkers.ts'
import { footer, openNtop, selects, showsTable } from './screen.ts'

test('a Python queue and its workers are linked, and Enter goes from one to the other and back', async () => {
  const talkers = await startQueue(2)
  onTestFinished(() => talkers.end())
  const { pid, children } = talkers
  const ntop = await openNtop(['-p', `${pid}`], { columns: 160, rows: 45 })
  await ntop.until(selects(ntop, pid))
  ntop.type('enter', '8')
  const peers = await ntop.until('2 workers (python3): RSS')
  for (const child of children) {
    const row = peers.find(line => new RegExp(`^ pipe .* ${child} python3 `).test(line))
    expect(row).toMatch(/ pipe:\[\d+\]/)
    // The kernel's own links of both say so.
    const pipe = /pipe:\[\d+\]/.exec(row ?? '')?.[0]
    const [, own, theirs] = /^ pipe +(\d+)\S* +\S+ +\d+ python3 +(\d+)/.exec(row ?? '') ?? []
    expect(readlinkSync(`/proc/${pid}/fd/${own}`)).toBe(pipe)
    expect(readlinkSync(`/proc/${child}/fd/${theirs}`)).toBe(pipe)
  }
  expect(peers.join('\n')).toMatch(/in truth \(PSS\) [\d.]+M/)
  // Rows are ordered by pid, and the test itself has the smallest one, or one of the children after a wrap.
  ntop.type('/', ...String(children[0]), 'enter')
  await ntop.until(new RegExp(`with ${children[0]}`))
  ntop.type('home', 'enter')
  const child = await ntop.until(new RegExp(`^ ${children[0]} python3 · `))
  expect(footer(child)).toContain('Esc Back')
  await ntop.until(/Waits in (read|futex) .* \d+ python3/)
  ntop.type('escape')
  await ntop.until(new RegExp(`^ ${pid} python3 · `))
  ntop.type('escape', 'escape')
  await ntop.until(showsTable)
})
