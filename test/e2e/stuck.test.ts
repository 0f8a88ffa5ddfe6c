import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { partIds } from '../../src/inspect/parts.ts'
import { sessionMembers } from './children.ts'
import { openNtop, recorded, rowOf, selects, showsTable } from './screen.ts'
import { copiedTree, neverAnswers } from './trees.ts'

const STUCK = [310, 320, 330, 340, 360]

/** Whatever waits for a process's memory lock. */
const LOCKED = ['cmdline', 'smaps_rollup', 'smaps', 'maps', 'environ', 'exe']

test('processes whose memory is locked for ever hold up neither the screen, nor a key, nor the end', async () => {
  const procfs = copiedTree()
  for (const pid of STUCK) neverAnswers(procfs, pid, ...LOCKED)
  const ntop = await openNtop(recorded(procfs), { columns: 120, rows: 36 })
  for (const pid of STUCK) await ntop.until(rows => rowOf(rows, pid)?.endsWith('] (memory map locked)') === true)
  const rows = ntop.text()
  expect(rowOf(rows, 310)).toContain('[worker] (memory map locked)')
  // The others are shown whole.
  expect(rowOf(rows, 370)).toContain('web: writer process (idle)')
  expect(rows.join('\n').match(/memory map locked/g)).toHaveLength(STUCK.length)

  ntop.type('N')
  await ntop.until('PID▲')
  ntop.type('down')
  await ntop.until(selects(ntop, 310))
  // A sort that asks every process for what the stuck ones never give.
  ntop.type('f6')
  await ntop.until('sort by')
  ntop.type('uss')
  ntop.type('enter')
  await ntop.until('by USS')
  ntop.type('N')
  await ntop.until('PID▲')
  expect(rowOf(ntop.text(), 310)).toContain('(memory map locked)')

  ntop.type('enter')
  const overview = await ntop.until(/^ Program/m)
  for (const label of ['Command', 'Program']) {
    expect(overview.find(row => row.startsWith(` ${label}`))).toMatch(/– memory map locked: the kernel does not answer/)
  }
  expect(overview.join('\n')).toMatch(/^ State +T, stopped/m)
  ntop.type(String(partIds.indexOf('memory') + 1))
  const memory = await ntop.until('Resident (RSS)')
  expect(memory.find(row => row.startsWith(' Resident'))).toMatch(/ [\d.]+[KM] /)
  expect(memory.find(row => row.startsWith(' Unique'))).toMatch(/– +memory map locked: the kernel does not answer/)
  ntop.type('escape')
  await ntop.until(showsTable)

  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
  const living = () => readdirSync('/proc').map(Number).filter(Number.isInteger)
  await expect.poll(() => sessionMembers(ntop.pid, living())).toEqual([])
})

test('it leaves at once, by key or by signal, while reads are under way', async () => {
  const procfs = copiedTree()
  for (const pid of STUCK) neverAnswers(procfs, pid, ...LOCKED)
  const [quit, ended] = await Promise.all([openNtop(recorded(procfs)), openNtop(recorded(procfs))])
  quit.type('q')
  process.kill(ended.pid, 'SIGTERM')
  expect(await quit.exited).toEqual({ code: 0, signal: 0 })
  expect(await ended.exited).toEqual({ code: 143, signal: 0 })
})
