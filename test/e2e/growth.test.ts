/** Who grew since a snapshot was kept, on the real program with real processes. */
import { existsSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { makeGroup, removeGroups } from '../support/control-groups.ts'
import { startChild } from './children.ts'
import { openNtop, rowOf } from './screen.ts'

/** Each line makes it hold so many megabytes more. */
const LEAKER = `
const held = []
process.stdin.on('data', text => {
  for (const line of String(text).trim().split('\\n')) held.push(Buffer.alloc(Number(line) << 20, 1))
  console.log('held')
})
console.log('ready')
`

/** Resident megabytes that a row of what grew says were gained. */
function gained(row: string | undefined): number {
  return Number(/ \+([\d.]+)M/.exec(row ?? '')?.[1] ?? Number.NaN)
}

/** How long ago the snapshot was kept, as the second row says. */
function secondsSince(rows: readonly string[]): number {
  return Number(/\((\d+)s\)/.exec(rows[1] ?? '')?.[1] ?? Number.NaN)
}

test('who leaks is named with how much; Enter opens it, and its end is told', async () => {
  const leaker = await startChild(process.execPath, '-e', LEAKER)
  const ntop = await openNtop(['-d', '0.3'], { columns: 120, rows: 36 })
  ntop.type('s')
  await ntop.until(/memory of \d+ processes kept/)
  leaker.tell('150')
  ntop.type('D')
  const rows = await ntop.until(rows => gained(rowOf(rows, leaker.pid)) > 145)
  expect(rows[0]).toMatch(/^ What grew/)
  expect(gained(rowOf(rows, leaker.pid))).toBeLessThan(170)

  // Whatever else grows on this machine.
  ntop.type('/', ...'const held', 'enter')
  await ntop.until(rows => /1 of 1 with const held/.test(rows[0] ?? ''))
  ntop.type('enter')
  await ntop.until(rows => (rows[0] ?? '').startsWith(` ${leaker.pid} node`))
  ntop.type('escape')
  await ntop.until(rows => (rows[0] ?? '').startsWith(' What grew'))

  leaker.kill('SIGKILL')
  await leaker.ended
  await ntop.until(rows => / gone +-/.test(rowOf(rows, leaker.pid) ?? ''))
  ntop.type('escape')
  await ntop.until(rows => !(rows[0] ?? '').includes('const held'))
  ntop.type('D')
  await ntop.until(rows => (rows.at(-1) ?? '').includes('GROW since'))
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
})

test('a process that nears the limit of its address space is told when it will be there', async () => {
  const script = `ulimit -Sv 4000000; exec ${process.execPath} -e '${LEAKER.replaceAll("'", '"')}'`
  const leaker = await startChild('bash', '-c', script)
  const ntop = await openNtop(['-d', '0.3'], { columns: 160, rows: 36 })
  ntop.type('s')
  await ntop.until(/memory of \d+ processes kept/)
  ntop.type('D')
  for (let i = 0; i < 6; i++) {
    leaker.tell('30')
    const least = 30 * (i + 1) - 5
    // A moment is kept each second: the trend is known from five on.
    await ntop.until(rows => gained(rowOf(rows, leaker.pid)) > least && secondsSince(rows) > i)
  }
  await ntop.until(rows => /\d+[sm].*: address space 3\.8G/.test(rowOf(rows, leaker.pid) ?? ''))
})

const limitFile = ['memory.limit_in_bytes', 'memory.max'].find(file => makeGroup('memory', file) !== undefined)
const group = limitFile === undefined ? undefined : makeGroup('memory', limitFile)
afterAll(removeGroups)

test.runIf(group !== undefined)('a group that nears its limit is told when it will be there', async () => {
  writeFileSync(`${group}/${limitFile}`, String(900 << 20))
  const leaker = await startChild(process.execPath, '-e', LEAKER)
  writeFileSync(`${group}/cgroup.procs`, String(leaker.pid))
  expect(existsSync(`${group}/memory.stat`)).toBe(true)
  const ntop = await openNtop(['-d', '0.3'], { columns: 160, rows: 36 })
  ntop.type('s')
  await ntop.until(/memory of \d+ processes kept/)
  ntop.type('D')
  leaker.tell('30')
  await ntop.until(rows => /– control group [\d.]+M of 900M/.test(rowOf(rows, leaker.pid) ?? ''))
  for (let i = 1; i < 7; i++) {
    leaker.tell('30')
    const least = 30 * (i + 1) - 5
    await ntop.until(rows => gained(rowOf(rows, leaker.pid)) > least && secondsSince(rows) > i)
  }
  await ntop.until(rows => /\d+s: control group 900M/.test(rowOf(rows, leaker.pid) ?? ''))
  leaker.kill('SIGKILL')
  await leaker.ended
})
