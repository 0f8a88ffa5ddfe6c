/** Threads of a real process as rows: which there are, what they use, and what is done to one of them. */
import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { startChild, type TestChild } from './children.ts'
import { footer, openNtop, rowOf, selectedPid, tablePids } from './screen.ts'

/** A process with a thread that uses about half of a core, and several that do nothing. */
function startThreads(): Promise<TestChild> {
  const busy = 'const nap = new Int32Array(new SharedArrayBuffer(4)); for (;;) { const end = Date.now() + 20'
  const work = `${busy}; while (Date.now() < end) continue; Atomics.wait(nap, 0, 0, 20) }`
  const start = `new (require('node:worker_threads').Worker)(${JSON.stringify(work)}, { eval: true })`
  return startChild(process.execPath, '-e', `${start}.on('online', () => console.log('ready')); process.stdin.resume()`)
}

const tidsOf = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number)
const threadRows = (rows: readonly string[]) => rows.filter(row => / \{[^}]+\}/.test(row))
const cpuOf = (row: string | undefined): number => Number(/ [RSDT] +(\d+\.\d) /.exec(row ?? '')?.[1] ?? Number.NaN)

test('threads come and go by H, each with its own share of what the process uses', async () => {
  const { pid } = await startThreads()
  const ntop = await openNtop(['-d', '0.5', '-p', String(pid)], { columns: 140, rows: 40 })
  await ntop.until(rows => cpuOf(rowOf(rows, pid)) > 0)
  expect(tablePids(ntop.text())).toEqual([pid])
  ntop.type('H')
  await ntop.until('threads have rows of their own')
  // The process, its first thread with the same number, and the others.
  await ntop.until(rows => tablePids(rows).length === tidsOf(pid).length + 1)
  const rows = await ntop.until(screen => threadRows(screen).some(row => cpuOf(row) > 0))
  expect(new Set(tablePids(rows))).toEqual(new Set(tidsOf(pid)))
  expect(rows[0]).toMatch(/ \d+ procs/)
  const [busiest] = threadRows(rows).sort((a, b) => (cpuOf(b) || 0) - (cpuOf(a) || 0))
  expect(busiest).toMatch(new RegExp(`\\} of ${pid} \\S+`))
  ntop.type('t')
  await ntop.until(/[├└]─ \{/)
  ntop.type('-')
  await ntop.until(new RegExp(`▸${tidsOf(pid).length} `))
  ntop.type('+', 't', 'H')
  await ntop.until(screen => threadRows(screen).length === 0)
  expect(tablePids(ntop.text())).toEqual([pid])
})

test('a nice value is set of the thread that is selected and of no other; a signal goes to its process', async () => {
  const child = await startThreads()
  const { pid } = child
  const ntop = await openNtop(['-s', 'pid', '-p', String(pid)], { columns: 140, rows: 40 })
  ntop.type('H')
  await ntop.until(rows => threadRows(rows).length > 3)
  const [tid = 0, ...others] = tidsOf(pid).filter(other => other !== pid)
  ntop.type(...String(tid), 'enter')
  await ntop.until(() => selectedPid(ntop) === tid)
  ntop.type(']')
  await ntop.until(new RegExp(`thread ${tid} .* of ${pid} .* now has nice 1`))
  expect(getPriority(tid)).toBe(1)
  for (const other of [pid, ...others]) expect(getPriority(other)).toBe(0)
  await ntop.until(rows => / 21 +1 /.test(rowOf(rows, tid) ?? ''))

  ntop.type('enter')
  await ntop.until(/TID NAME/)
  ntop.type('escape')
  await ntop.until(rows => threadRows(rows).length > 3)
  ntop.type('k')
  await ntop.until(`signals go to its whole process, ${pid}`)
  ntop.type('enter')
  expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' })
  await ntop.until(rows => /ended|no process/.test(`${footer(rows)} ${rows.join(' ')}`))
})
