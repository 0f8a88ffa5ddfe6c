import { expect, test } from 'vitest'
import { startIdler } from './children.ts'
import { footer, openNtop, rowOf } from './screen.ts'

test('Space tags and moves on, c tags a family, U takes all tags off; seen without colours too', async () => {
  const idlers = await Promise.all([startIdler(), startIdler(), startIdler()])
  const pids = idlers.map(idler => idler.pid).sort((a, b) => a - b)
  const [first = 0, second = 0, third = 0] = pids
  const ntop = await openNtop(['--no-color', '-s', 'pid', '-p', pids.join()])
  const marked = (rows: readonly string[]) => pids.filter(pid => rowOf(rows, pid)?.includes(`${pid}●`))
  ntop.type('space', 'space')
  await ntop.until(rows => marked(rows).join() === `${first},${second}`)
  expect(footer(ntop.text())).toContain('2 tagged · 3/3')
  ntop.type('c')
  await ntop.until(rows => marked(rows).length === 3)
  idlers.find(idler => idler.pid === second)?.tell('end')
  await ntop.until(rows => footer(rows).includes('2 tagged'))
  expect(marked(ntop.text())).toEqual([first, third])
  ntop.type('U')
  await ntop.until(rows => !footer(rows).includes('tagged'))
  expect(marked(ntop.text())).toEqual([])
})
