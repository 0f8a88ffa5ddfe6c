import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { formatBytes } from '../../src/model/units.ts'
import { startBurners, startChild } from './children.ts'
import { footer, openNtop, rowOf, showsTable, tablePids, titleRow } from './screen.ts'

/** Processors that are online, as proc_stat(5) lists them. */
function coreCount(): number {
  return readFileSync('/proc/stat', 'utf8').match(/^cpu\d+/gm)?.length ?? 0
}

/** The number under the CPU% title. */
function cpuPct(rows: readonly string[], pid: number): number {
  // The arrow of the order stands within the column.
  const title = /^.*CPU%[▼▲]?/.exec(rows[titleRow(rows)] ?? '')
  const end = title?.[0].length ?? 0
  return Number(rowOf(rows, pid)?.slice(0, end).split(' ').at(-1))
}

test('the machine stands above the table, by the kernel’s own figures', async () => {
  const ntop = await openNtop([])
  const cores = coreCount()
  const totalKb = Number(/^MemTotal: +(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
  const [header = '', ...rest] = await ntop.until(/cpu +\d+% .*us\d/)
  expect(header).toContain(hostname().slice(0, 20))
  expect(header).toContain(`(${cores} ${cores === 1 ? 'core' : 'cores'})`)
  expect(header).toMatch(/up .* load \d.* \d+ procs.* live 1s \d\d:\d\d:\d\d$/)
  const machine = rest.slice(0, titleRow(rest)).join('\n')
  expect(machine).toMatch(new RegExp(`mem +\\d+% .* of ${formatBytes(totalKb * 1024).replace('.', '\\.')}`))
  expect(machine).toMatch(/^ \/ +\d+% [█▏▎▍▌▋▊▉░]+ r +\S+ w +\S+/m)
  expect(machine).toMatch(/(no swap|swap +\d+%)/)
  ntop.type('#')
  // What is wrong with the machine just now would still stand there.
  const bare = await ntop.until(rows => titleRow(rows) >= 1 && titleRow(rows) <= 2)
  expect(bare.join('\n')).not.toMatch(/^ cpu /m)
  ntop.type('#')
  await ntop.until(rows => titleRow(rows) > 3)
  ntop.resize(180, 40)
  await ntop.until(/╭─ ¹cpu .*╮╭─ ²memory .*╮╭─ ³disks /)
  await ntop.until(/╰.*╯╰.*╯[╭╰]/)
})

test('help shows every key, Esc closes it, and the keys beneath are not lost', async () => {
  const ntop = await openNtop([])
  for (const key of ['?', 'f1', 'h']) {
    ntop.type(key)
    await ntop.until(rows => /Scroll.*Close/.test(footer(rows)))
    expect(ntop.text().join('\n')).toMatch(/ · help ─/)
    ntop.type('end')
    await ntop.until(/COMMAND +/)
    ntop.type('escape')
    await ntop.until(showsTable)
  }
  ntop.type('M')
  await ntop.until('RES▼')
})

test('interval, pause, CPU scale and paths are changed by a key', async () => {
  const [burner] = await startBurners(1)
  const shell = await startChild('/bin/sh', '-c', 'echo ready; read line')
  const [busy, other] = [burner?.pid ?? 0, shell.pid]
  burner?.tell('burn')
  const ntop = await openNtop(['-d', '0.2', '-p', `${busy},${other}`])
  expect(ntop.text()[0]).toContain('live 200ms')
  await ntop.until(rows => cpuPct(rows, busy) > 10)

  expect(rowOf(ntop.text(), other)).toMatch(/ sh -c echo/)
  ntop.type('p')
  await ntop.until(rows => rowOf(rows, other)?.includes(' /bin/sh -c echo') === true)
  ntop.type('p')
  await ntop.until(rows => rowOf(rows, other)?.includes(' sh -c echo') === true)

  ntop.type('Z')
  const paused = await ntop.until('‖ paused')
  const ofCore = cpuPct(paused, busy)
  ntop.type('%')
  // From 100 on there is no digit behind the point: so much may be hidden, and a half of the last digit of the other.
  const hidden = (ofCore < 100 ? 0.05 : 0.5) / coreCount() + 0.05
  await ntop.until(rows => Math.abs(cpuPct(rows, busy) - ofCore / coreCount()) <= hidden + 1e-9)
  ntop.type('%')
  await ntop.until(rows => cpuPct(rows, busy) === ofCore)
  // What has happened meanwhile is seen only when the picture goes on.
  shell.kill('SIGKILL')
  await shell.ended
  ntop.type('down')
  await ntop.until(rows => footer(rows).endsWith('2/2'))
  expect(tablePids(ntop.text())).toContain(other)
  ntop.type('Z')
  await ntop.until(rows => tablePids(rows).join() === `${busy}`)

  ntop.type('d')
  await ntop.until('Seconds between samples  0.2')
  ntop.type('C-u')
  ntop.type('0')
  ntop.type('enter')
  await ntop.until('from 0.1 to 3600')
  ntop.type('.5')
  ntop.type('enter')
  await ntop.until('live 500ms')
})
