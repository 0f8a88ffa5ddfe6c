import { expect, test } from 'vitest'
import { startBurners, startChild, startHoarder, startIdler } from './children.ts'
import { openNtop, recorded, rowOf, selectedPid, selects, sortedBy, tablePids, titleRow } from './screen.ts'

const MB = 1_000_000

test('-o chooses the columns, their order and how wide they are', async () => {
  const child = await startChild(process.execPath, '-e', "console.log('ready'); setInterval(() => {}, 1e9)")
  const ntop = await openNtop(['-p', `${child.pid}`, '-o', 'pid,user:5,runtime,command:9,exe,tgid'])
  // Its program is looked up once it is in view.
  const shown = `node ${process.versions.node.split('.', 1)}`.padEnd(11)
  const rows = await ntop.until(new RegExp(`^ *${child.pid} .{5} ${shown} node -e … node +${child.pid} *$`, 'm'))
  expect(rows[titleRow(rows)]?.trimEnd()).toBe('    PID USER  RUNTIME     COMMAND   EXE                TGID')
  ntop.type('M')
  await ntop.until('by RES')
  expect(ntop.text().join('\n')).not.toContain('RES▼')
})

test('keys, the menu and the title row sort: the processes change places', async () => {
  const [large, small, idler] = await Promise.all([startHoarder(150 * MB), startHoarder(20 * MB), startIdler()])
  const byMemory = [large.pid, small.pid, idler.pid]
  const byPid = [...byMemory].sort((a, b) => a - b)
  const ntop = await openNtop(['-p', byMemory.join()])
  ntop.type('M')
  const rows = await ntop.until(sortedBy('RES▼', ...byMemory))
  // What a process shows is what it has: the hoard, and the program around it.
  const resident = (pid: number) =>
    Number(/ ([\d.]+)M /.exec(rowOf(rows, pid)?.replace(/ [\d.]+[GT] /, ' ') ?? '')?.[1])
  expect(resident(large.pid)).toBeGreaterThan((150 * MB) / 2 ** 20)
  expect(resident(large.pid) - resident(small.pid)).toBeGreaterThan(100)

  ntop.type('I')
  await ntop.until(sortedBy('RES▲', ...byMemory.toReversed()))
  ntop.type('N')
  await ntop.until(sortedBy('PID▲', ...byPid))
  ntop.type('T')
  await ntop.until('TIME+▼')
  ntop.type('P')
  await ntop.until('CPU%▼')

  ntop.type('f6')
  await ntop.until('sort by')
  ntop.type('res')
  ntop.type('enter')
  await ntop.until(sortedBy('RES▼', ...byMemory))
  // The title moves by a row when something begins to be wrong with the machine.
  const clickPid = () => {
    const rows = ntop.text()
    const title = titleRow(rows)
    ntop.click(rows[title]?.indexOf('PID') ?? -1, title)
  }
  clickPid()
  await ntop.until(sortedBy('PID▲', ...byPid))
  clickPid()
  await ntop.until(sortedBy('PID▼', ...byPid.toReversed()))
})

test('the selection stays on its process while rows move under it', async () => {
  const burners = await startBurners(3)
  const [first, second, third] = burners.map(burner => burner.pid)
  const ntop = await openNtop(['-d', '0.2', '-p', `${first},${second},${third}`])
  ntop.type('end')
  await ntop.until(selects(ntop, third ?? 0))
  expect(tablePids(ntop.text())).toEqual([first, second, third])
  burners[2]?.tell('burn')
  await ntop.until(rows => tablePids(rows)[0] === third)
  expect(selectedPid(ntop)).toBe(third)
  burners[1]?.tell('burn')
  burners[2]?.kill('SIGSTOP')
  await ntop.until(rows => tablePids(rows)[0] === second)
  expect(selectedPid(ntop)).toBe(third)
  // At the top it rests on the place: there is always the busiest.
  ntop.type('home')
  await ntop.until(selects(ntop, second ?? 0))
  burners[2]?.kill('SIGCONT')
  burners[1]?.kill('SIGSTOP')
  await ntop.until(rows => tablePids(rows)[0] === third)
  expect(selectedPid(ntop)).toBe(third)
})

test('arrows, pages, the wheel, clicks and digits move', async () => {
  const ntop = await openNtop([...recorded(), '-s', 'pid'])
  const all = tablePids(ntop.text())
  expect(all.slice(0, 3)).toEqual([1, 310, 320])
  ntop.type('down', 'down')
  await ntop.until(selects(ntop, 320))
  ntop.type('up')
  await ntop.until(selects(ntop, 310))
  ntop.type('end')
  await ntop.until(selects(ntop, 400))
  expect(tablePids(ntop.text()).at(-1)).toBe(400)
  expect(tablePids(ntop.text())).not.toContain(1)
  ntop.type('home')
  await ntop.until(selects(ntop, 1))
  expect(tablePids(ntop.text())).toEqual(all)
  ntop.type('pagedown')
  await ntop.until(selects(ntop, 391))
  ntop.type('pageup')
  await ntop.until(selects(ntop, 1))

  // The wheel moves the view and leaves the selection alone.
  ntop.wheel('down', 10, 10)
  await ntop.until(rows => tablePids(rows)[0] === 330)
  ntop.wheel('up', 10, 10)
  await ntop.until(rows => tablePids(rows)[0] === 1)
  expect(selectedPid(ntop)).toBe(1)

  const line = ntop.text().findIndex(row => row.includes(' 340 '))
  ntop.click(20, line)
  await ntop.until(selects(ntop, 340))
  ntop.type('3', '8')
  await ntop.until('Pid  38')
  await ntop.until(selects(ntop, 380))
  ntop.type('8', 'enter')
  await ntop.until(selects(ntop, 388))
  ntop.type('7')
  await ntop.until('no such process in the table')
  ntop.type('escape')
  await ntop.until(rows => !rows.join().includes('Pid  7'))
  expect(selectedPid(ntop)).toBe(388)
})

test('the footer and a double click do what they say', async () => {
  const ntop = await openNtop([...recorded(), '-s', 'pid'])
  const rows = ntop.text()
  ntop.click(rows[23]?.indexOf('Memory') ?? -1, 23)
  await ntop.until('RES▼')
  const line = ntop.text().findIndex(row => row.includes(' 340 '))
  ntop.click(20, line)
  ntop.click(20, line)
  await ntop.until(/^ 340 worker · .*Resident/s)
})

test('the scroll bar is dragged and clicked beside its thumb', async () => {
  const ntop = await openNtop([...recorded(), '-s', 'pid'])
  const all = tablePids(ntop.text())
  const first = titleRow(ntop.text()) + 1
  expect(ntop.text()[first]).toMatch(/▐$/)
  ntop.drag([79, first], [79, 22])
  await ntop.until(rows => tablePids(rows).at(-1) === 400)
  expect(ntop.text()[22]).toMatch(/▐$/)
  expect(ntop.text()[first]).toMatch(/▕$/)
  ntop.click(79, first)
  await ntop.until(rows => tablePids(rows).join() === all.join())
  expect(selectedPid(ntop)).toBe(1)
})
