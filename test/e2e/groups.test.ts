import { expect, test } from 'vitest'
import type { PtyProgram } from '../support/pty.ts'
import { startBurners, startIdler } from './children.ts'
import { footer, openNtop, rowOf, selectedPid, tablePids } from './screen.ts'

const groupRow = (rows: readonly string[]) => rows.find(row => /^ *×\d+/.test(row)) ?? ''

/** Folded away or not, every one of them is in a group. */
async function openGrouped(pids: readonly number[], key: string): Promise<PtyProgram> {
  const ntop = await openNtop(['-s', 'cpu', '-d', '0.5', '-p', pids.join()], { columns: 120, rows: 36 })
  await ntop.until(rows => tablePids(rows).length === pids.length)
  ntop.type('v')
  await ntop.until(/by control group/)
  ntop.type(key)
  await ntop.until(rows => groupRow(rows) !== '')
  return ntop
}

test('shells by program: one row with what they use together, unfolded, and ended all at once', async () => {
  const shells = await startBurners(2)
  const idler = await startIdler()
  const pids = [...shells, idler].map(child => child.pid)
  const ntop = await openGrouped(pids, 'p')
  expect(groupRow(ntop.text())).toMatch(/^ *×3 .* ▸ (sh|dash|bash|busybox)/)
  for (const shell of shells) shell.tell('go')
  // Of a loaded machine each gets something at least.
  await ntop.until(rows => Number(/ (\d+(?:\.\d)?) +\d+\.\d +\d+:/.exec(groupRow(rows))?.[1]) > 5)
  ntop.type('down', 'home')
  await ntop.until(rows => footer(rows).includes('⏎ Unfold'))
  expect(footer(ntop.text())).toContain('1 group of 3 · 1/1')
  ntop.type('enter')
  await ntop.until(rows => tablePids(rows).length === 3)
  expect(rowOf(ntop.text(), tablePids(ntop.text())[0] ?? 0)).toContain('├─ sh -c')
  ntop.type('-')
  await ntop.until(rows => tablePids(rows).length === 0 && groupRow(rows).includes('▸'))
  ntop.type('k')
  await ntop.until(/send a signal to 3 processes/)
  for (const pid of pids) expect(ntop.text().join('\n')).toContain(`${pid} sh`)
  ntop.type('enter')
  const ends = await Promise.all([...shells, idler].map(child => child.ended))
  expect(ends.map(({ signal }) => signal)).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM'])
  await ntop.until(/no process matches/)
})

test('by user, container and control group; a pid that is typed is found in its group', async () => {
  const idlers = await Promise.all([startIdler(), startIdler()])
  const pids = idlers.map(({ pid }) => pid)
  const [pid = 0] = pids
  const ntop = await openGrouped(pids, 'u')
  await ntop.until(rows => footer(rows).includes('1 group of 2'))
  ntop.type(...String(pid), 'enter')
  await ntop.until(() => selectedPid(ntop) === pid)
  ntop.type('backspace', ' ')
  await ntop.until(rows => footer(rows).includes('2 tagged'))
  for (const key of ['c', 'g']) {
    ntop.type('v')
    await ntop.until(/by control group/)
    ntop.type(key)
    await ntop.until(/a row for each co/)
    // What was said has been read with the next key.
    ntop.type('down')
    await ntop.until(rows => footer(rows).includes(key === 'c' ? 'containers by CPU%' : 'control groups by CPU%'))
    expect(groupRow(ntop.text())).toMatch(/^ *×2/)
    expect(groupRow(ntop.text())).not.toContain('unknown')
  }
  ntop.type('v')
  await ntop.until(/by control group/)
  ntop.type('n')
  await ntop.until(rows => tablePids(rows).length === 2)
})
