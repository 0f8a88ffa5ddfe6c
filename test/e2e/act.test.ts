import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { startChild, startIdler } from './children.ts'
import { footer, openNtop, openNtopUnprivileged, recorded, selects, showsTable, tablePids } from './screen.ts'

/** Ends half a moment after TERM: when it is told to. */
const TIDY = `
  process.on('SIGTERM', () => process.stdin.once('data', () => process.exit()))
  setInterval(() => {}, 1e9)
  console.log('ready')`

test('k ⏎ ends a process and tells how it went', async () => {
  const child = await startChild(process.execPath, '-e', TIDY)
  const ntop = await openNtop(['-p', `${child.pid}`])
  ntop.type('k')
  const menu = (await ntop.until('send a signal')).join('\n')
  expect(menu).toContain(`${child.pid} node of `)
  expect(menu).toMatch(/│ 15 TERM /)
  ntop.type('enter')
  await ntop.until(rows => footer(rows).includes(`sent TERM to ${child.pid} node`))
  child.tell('now')
  expect(await child.ended).toEqual({ code: 0, signal: null })
  await ntop.until(rows => new RegExp(` ${child.pid} node ended after \\d\\.\\d s`).test(footer(rows)))
  await ntop.until('no process matches')
})

test('a process that ignores TERM is reported, and k 9 ⏎ ends it; F7 and F8 change how it competes', async () => {
  const child = await startChild('sh', '-c', 'trap "" TERM; echo ready; read line')
  const ntop = await openNtop(['-p', `${child.pid}`], { columns: 120 })
  ntop.type('f9')
  await ntop.until('send a signal')
  ntop.type('enter')
  await ntop.until(`sent TERM to ${child.pid} sh`)

  expect(getPriority(child.pid)).toBe(0)
  ntop.type('f7')
  await ntop.until(`${child.pid} sh now has nice 1`)
  expect(getPriority(child.pid)).toBe(1)
  await ntop.until(new RegExp(`^ *${child.pid} \\S+ +21 +1 `, 'm'))
  ntop.type(']')
  await ntop.until(`${child.pid} sh now has nice 2`)
  ntop.type('f8')
  if (process.getuid?.() === 0) {
    await ntop.until(`${child.pid} sh now has nice 1`)
    expect(getPriority(child.pid)).toBe(1)
  } else {
    await ntop.until('a lower nice value needs root')
    expect(getPriority(child.pid)).toBe(2)
  }

  await ntop.until(new RegExp(` ${child.pid} sh is still alive after 5\\.\\d s, state S — k 9 ⏎ sends KILL`))
  ntop.type('k', '9', 'enter')
  await ntop.until(new RegExp(`(sent KILL to ${child.pid} sh|${child.pid} sh ended after 0\\.\\d s)`))
  expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' })
  await ntop.until(`${child.pid} sh ended after 0.`)
})

test('each press of a key for the nice value counts, however soon it follows', async () => {
  const child = await startChild('sh', '-c', 'echo ready; read line')
  const ntop = await openNtop(['-p', `${child.pid}`], { columns: 120 })
  ntop.type('down', ']', ']', ']')
  await ntop.until(`${child.pid} sh now has nice 3`)
  expect(getPriority(child.pid)).toBe(3)
})

test('ntop itself is not signalled', async () => {
  const ntop = await openNtop([])
  ntop.type(...String(ntop.pid))
  await ntop.until(selects(ntop, ntop.pid))
  ntop.type('enter')
  await ntop.until(rows => footer(rows).includes('Inspect'))
  ntop.type('k')
  await ntop.until('this is ntop itself; q quits it')
})

// Without rights over it: should the question ever not be asked, nothing happens to the system.
test('process 1 is asked about twice', async () => {
  const ntop = await openNtopUnprivileged(['-p', '1'])
  ntop.type('k')
  await ntop.until('send a signal')
  ntop.type('enter')
  const question = (await ntop.until('send TERM to 1 ')).join('\n')
  expect(question).toMatch(/init: if it ends.*Really\?/s)
  expect(question).not.toMatch(/sent TERM/)
  ntop.type('enter')
  await ntop.until(rows => footer(rows).includes('nothing was sent'))
})

test.runIf(process.getuid?.() === 0)('another user’s process: not permitted, and left alone', async () => {
  const child = await startIdler()
  const ntop = await openNtopUnprivileged(['-p', `${child.pid}`])
  ntop.type('k')
  await ntop.until('send a signal')
  ntop.type('enter')
  await ntop.until(`not permitted on ${child.pid} sh: needs root or the same user`)
  ntop.type('down')
  await ntop.until(rows => !footer(rows).includes('not permitted'))
  ntop.type('f7')
  await ntop.until(`not permitted on ${child.pid} sh: needs root or the same user`)
  expect(getPriority(child.pid)).toBe(0)
  expect(tablePids(ntop.text())).toEqual([child.pid])
})

test.each([
  { why: 'not under --readonly', args: async () => ['--readonly', '-p', `${(await startIdler()).pid}`] },
  { why: 'not with --procfs: these are not the processes of this system', args: async () => recorded() },
])('every acting key is barred: $why', async ({ why, args }) => {
  const ntop = await openNtop(await args())
  for (const [key, label] of [
    ['k', 'k'],
    ['f9', 'F9'],
    ['f7', 'F7'],
    ['f8', 'F8'],
    ['i', 'i'],
    ['Y', 'Y'],
    ['a', 'a'],
    ['o', 'o'],
    ['R', 'R'],
  ] as const) {
    ntop.type(key)
    await ntop.until(`${label}: ${why}`)
  }
  expect(ntop.text().join('\n')).not.toContain('send a signal')
  ntop.type('enter')
  await ntop.until('Program  ')
  ntop.type('k')
  await ntop.until(`k: ${why}`)
  ntop.type('escape')
  await ntop.until(showsTable)
  ntop.type('?')
  const help = await ntop.until('help')
  expect(help.join('\n')).not.toContain('Send a signal')
})
