import { expect, test } from 'vitest'
import { startIdler } from './children.ts'
import { footer, openNtop, rowOf, selects, tablePids } from './screen.ts'

test('who ends stays for a while where that is wanted, marked, and is not acted on', { timeout: 30_000 }, async () => {
  const children = await Promise.all([startIdler(), startIdler()])
  const [first, second] = children.sort((a, b) => a.pid - b.pid)
  if (first === undefined || second === undefined) throw new Error('two were started')
  const pids = [first.pid, second.pid]
  const ntop = await openNtop(['-p', pids.join(), '-s', 'pid', '-d', '0.5'])
  await ntop.until(rows => tablePids(rows).length === 2)
  ntop.type('E')
  await ntop.until('who ends stays for three seconds')
  ntop.type('down')
  await ntop.until(selects(ntop, second.pid))
  second.tell('end')
  await second.ended
  const mark = `${second.pid}×`
  await ntop.until(rows => rows.some(row => row.includes(mark)))
  expect(rowOf(ntop.text(), first.pid)).not.toContain('×')
  ntop.type('k')
  const rows = await ntop.until(screen => footer(screen).includes(`k: ${second.pid} sh `))
  expect(footer(rows)).toMatch(/ (has just ended|ended \ds ago)/)
  await ntop.until(screen => !screen.some(row => row.includes(mark)))
  expect(tablePids(ntop.text())).toEqual([first.pid])
})
