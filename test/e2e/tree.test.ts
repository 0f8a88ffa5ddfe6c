import { expect, test } from 'vitest'
import { runNtop } from '../support/ntop.ts'
import { startFamily } from './children.ts'
import { footer, inOrder, openNtop, rowOf, selects } from './screen.ts'

test('a shell with its grandchildren as a tree: folded, unfolded, and up to the parent', async () => {
  const { shell, child, grandchildren } = await startFamily()
  const [first, second] = grandchildren
  const pids = [shell, child, first, second]
  const ntop = await openNtop(['-t', '-s', 'pid', '-p', pids.join()], { columns: 120, rows: 36 })
  await ntop.until(inOrder(...pids))
  await ntop.until(rows => rowOf(rows, second)?.includes('  └─ sh -c') === true)
  expect(rowOf(ntop.text(), shell)).toContain(' ▾ sh -c')
  expect(rowOf(ntop.text(), child)).toContain(' └▾ sh -c')
  expect(rowOf(ntop.text(), first)).toContain('   ├─ sh -c')

  ntop.type(...String(first), 'enter')
  await ntop.until(selects(ntop, first))
  ntop.type('backspace')
  await ntop.until(selects(ntop, child))
  ntop.type('-')
  await ntop.until(inOrder(shell, child))
  // Three processes of a thread each: a total of the subtree.
  expect(rowOf(ntop.text(), child)).toMatch(/ 3 └▸2 sh -c/)
  ntop.type('+')
  await ntop.until(inOrder(...pids))
  ntop.type('end')
  await ntop.until(selects(ntop, second))
  ntop.type('*')
  await ntop.until(inOrder(shell, child))
  await ntop.until(selects(ntop, child))
  ntop.type(...String(first))
  await ntop.until(inOrder(...pids))
  await ntop.until(selects(ntop, first))
  ntop.type('enter')
  await ntop.until(rows => footer(rows).includes('tree by PID'))
  ntop.type('f5')
  await ntop.until(rows => !rows.some(row => row.includes('└')))
})

test('a filter keeps the ancestors of what it finds', async () => {
  const { shell, child, grandchildren } = await startFamily()
  const [first] = grandchildren
  const ntop = await openNtop(['-t', '-s', 'pid', '-p', `${shell},${child},${first}`], { columns: 120, rows: 36 })
  await ntop.until(inOrder(shell, child, first))
  ntop.type('\\', ...String(first), 'enter')
  await ntop.until(rows => footer(rows).includes(`filter ${first}`))
  await ntop.until(inOrder(shell, child, first))
  ntop.type('t')
  await ntop.until(inOrder(first))
})

test('the plain table has the tree with guides of plain letters', async () => {
  const { shell, child, grandchildren } = await startFamily()
  const [first, second] = grandchildren
  const pids = [second, first, child, shell].join()
  const { code, stdout } = await runNtop('--once', '-t', '-s', 'pid', '-d', '0.1', '-o', 'pid,command', '-p', pids)
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`^ +${shell} sh -c .*\n +${child} \`- sh -c`, 'm'))
  expect(stdout).toMatch(
    new RegExp(`^ +${first}   \\|- sh -c read line; :\n +${second}   \`- sh -c read line; :$`, 'm'),
  )
})
