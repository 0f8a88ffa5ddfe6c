import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { partIds } from '../../src/inspect/parts.ts'
import { formatBytes, formatCount } from '../../src/model/units.ts'
import { startBurners, startHoarder, startIdler } from './children.ts'
import { footer, openNtop, openNtopUnprivileged, selects, showsTable, tablePids } from './screen.ts'

/** A line of the kernel's file about a process: what stands behind the label. */
function kernelLine(pid: number, file: 'status' | 'limits' | 'smaps_rollup', label: string): string {
  const line = readFileSync(`/proc/${pid}/${file}`, 'utf8')
    .split('\n')
    .find(candidate => candidate.startsWith(label))
  if (line === undefined) throw new Error(`${file} has no ${label}`)
  return line.slice(label.length).trim()
}

/** The digit that opens a tab. */
function tab(id: (typeof partIds)[number]): string {
  return String(partIds.indexOf(id) + 1)
}

function kilobytes(text: string): number {
  return Number.parseInt(text, 10) * 1024
}

/** The figure beside a label in the open tab. */
function figure(rows: readonly string[], label: string): string | undefined {
  const row = rows.find(candidate => candidate.startsWith(` ${label} `))
  return row
    ?.slice(label.length + 1)
    .trim()
    .split(/ {2,}| /)[0]
}

/** The line above the footer that explains what is selected. */
function meaning(rows: readonly string[]): string {
  return rows.slice(0, -1).findLast(row => row !== '') ?? ''
}

test('Enter lays a process open: the figures are the kernel’s', async () => {
  const hoarder = await startHoarder(30_000_000)
  const { pid } = hoarder
  // Nothing of it changes any more.
  hoarder.kill('SIGSTOP')
  const ntop = await openNtop(['-p', `${pid}`], { columns: 120, rows: 36 })
  ntop.type('enter')
  const overview = await ntop.until(/^ Parent +\d+ /m)
  expect(overview[0]).toMatch(new RegExp(`^ ${pid} node · .* since \\d\\d:\\d\\d:\\d\\d`))
  expect(footer(overview)).toMatch(/Next tab.*Close.*Kill.*Meaning.*Copy/)
  // What may be done is not dim.
  expect(ntop.cells().at(-1)?.[footer(overview).indexOf('k Kill')]).toMatchObject({ text: 'k', bold: true })
  const shown = overview.join('\n')
  expect(shown).toMatch(/^ State +T, stopped/m)
  expect(figure(overview, 'Program')).toBe(readlinkSync(`/proc/${pid}/exe`))
  expect(figure(overview, 'Directory')).toBe(readlinkSync(`/proc/${pid}/cwd`))
  expect(shown).toMatch(new RegExp(`^ Parent +${process.pid} `, 'm'))
  await ntop.until(/^ CPU 0\.0% .*Resident [\d.]+M .*I\/O /m)

  ntop.type(tab('memory'))
  const memory = await ntop.until('Resident (RSS)')
  const statm = readFileSync(`/proc/${pid}/statm`, 'utf8')
    .split(' ')
    .map(pages => Number(pages) * 4096)
  const rollup = (label: string) => kilobytes(kernelLine(pid, 'smaps_rollup', label))
  const unique = rollup('Private_Clean:') + rollup('Private_Dirty:') + rollup('Private_Hugetlb:')
  const expected: Record<string, number> = {
    'Virtual (VMS)': statm[0] ?? 0,
    'Resident (RSS)': statm[1] ?? 0,
    Shareable: statm[2] ?? 0,
    'Unique (USS)': unique,
    'Peak resident': kilobytes(kernelLine(pid, 'status', 'VmHWM:')),
    Anonymous: kilobytes(kernelLine(pid, 'status', 'RssAnon:')),
    Stack: kilobytes(kernelLine(pid, 'status', 'VmStk:')),
    'Page tables': kilobytes(kernelLine(pid, 'status', 'VmPTE:')),
  }
  for (const [label, bytes] of Object.entries(expected))
    expect([label, figure(memory, label)]).toEqual([label, formatBytes(bytes)])
  expect(statm[1]).toBeGreaterThan(30_000_000)

  ntop.type(tab('limits'))
  const limits = await ntop.until(/^ NOFILE/m)
  const names = limits.flatMap(row => /^ ([A-Z]{2,}) /.exec(row)?.[1] ?? [])
  expect(names).toHaveLength(16)
  const [soft = '', hard = ''] = kernelLine(pid, 'limits', 'Max open files').split(/ +/)
  const bounds =
    soft === hard ? `of ${formatCount(Number(soft))} soft and hard` : `of ${formatCount(Number(soft))} soft`
  expect(limits.find(row => row.startsWith(' NOFILE'))).toContain(bounds)

  ntop.type('tab')
  const usage = await ntop.until('Voluntary switches')
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  expect(figure(usage, 'Minor faults')).toBe(formatCount(Number(stat[7])))
  ntop.type('1')
  await ntop.until(/^ Parent/m)
  // Round to the last tab, which has a letter; the digit of the one before is that after 9.
  ntop.type('S-tab')
  await ntop.until('Node: a Node program says nothing of its heap')
  ntop.type('S-tab')
  await ntop.until('no lock on a file')
  ntop.type('H')
  await ntop.until('Node: a Node program says nothing of its heap')
  ntop.type('0')
  await ntop.until('no lock on a file')
  ntop.type('escape')
  await ntop.until(showsTable)
  ntop.type('L')
  await ntop.until(/^ NOFILE/m)
  ntop.type('q')
  await ntop.until(showsTable)
})

test('what is laid open stays, and is what one acts on, whatever becomes of it and of the table', async () => {
  const [first, second] = await startBurners(2)
  const idler = await startIdler()
  const pids = [first?.pid, second?.pid, idler.pid]
  const ntop = await openNtop(['-d', '0.2', '-s', 'pid', '-p', pids.join()], { columns: 120, rows: 30 })
  // Typed at once, as fingers that know their way do: each key finds what the one before has left.
  const last = tablePids(ntop.text()).at(-1) ?? 0
  ntop.type('down', 'down', 'enter', tab('limits'))
  await ntop.until(new RegExp(`^ ${last} sh · .*NOFILE`, 's'))
  ntop.type(tab('memory'))
  await ntop.until('Resident (RSS)')
  ntop.type('k')
  await ntop.until(`${last} sh of`)
  expect(ntop.text().join('\n')).toContain('send a signal')
  ntop.type('escape')
  await ntop.until(rows => !rows.join().includes('send a signal'))
  process.kill(last, 'SIGKILL')
  const ended = await ntop.until(/ended at \d\d:\d\d:\d\d: these are its last values/)
  expect(ended.join('\n')).toMatch(/Resident \(RSS\) +[\d.]+[KM]/)
  // By now the table's selection rests on another process, which nobody meant.
  ntop.type('k')
  await ntop.until('k: no process is selected')
  ntop.type('escape')
  await ntop.until(rows => tablePids(rows).length === 2)
  expect(tablePids(ntop.text())).not.toContain(last)
})

// Where process 1 is one's own, as in some containers, nothing of it is hidden.
const hidden = process.getuid?.() === 0 || statSync('/proc/1').uid !== process.getuid?.()

test.runIf(hidden)('what only the owner and root may read says so, field by field', async () => {
  const ntop = await openNtopUnprivileged(['-p', '1'], { columns: 120, rows: 36 })
  await ntop.until(selects(ntop, 1))
  ntop.type('enter')
  const overview = await ntop.until(/^ Program/m)
  expect(overview.find(row => row.startsWith(' Program'))).toMatch(/– needs root or the same user/)
  expect(overview.find(row => row.startsWith(' User'))).toMatch(/\(0\)/)
  ntop.type(tab('memory'))
  const memory = await ntop.until('Resident (RSS)')
  expect(figure(memory, 'Resident (RSS)')).toMatch(/^[\d.]+[KMG]$/)
  expect(memory.find(row => row.startsWith(' Unique (USS)'))).toMatch(/– +needs root or the same user/)
  ntop.type(tab('usage'))
  const usage = await ntop.until('User time')
  expect(figure(usage, 'Minor faults')).toMatch(/^[\d,]+$/)
  expect(usage.find(row => row.startsWith(' Read from disk'))).toMatch(/– +needs root or the same user/)
})

test('what is selected goes to the clipboard of the terminal, and a parent is laid open in its turn', async () => {
  const idler = await startIdler()
  const ntop = await openNtop(['-s', 'pid', '-p', `${idler.pid},${process.pid}`], { columns: 100, rows: 30 })
  ntop.type(tablePids(ntop.text())[0] === idler.pid ? 'home' : 'end')
  await ntop.until(selects(ntop, idler.pid))
  ntop.type('enter')
  await ntop.until(/^ Parent/m)
  ntop.type('y')
  await ntop.until(() => ntop.clipboard() === "sh -c 'echo ready; read line'")
  // Up to the parent: who started it is this very program.
  for (let about = meaning(ntop.text()); !about.startsWith(' Parent: who started'); about = meaning(ntop.text())) {
    ntop.type('down')
    // Not just the next frame, which may be of a sample: one key too many, and the parent is passed for ever.
    await ntop.until(rows => meaning(rows) !== about)
  }
  ntop.type('enter')
  await ntop.until(rows => rows[0]?.startsWith(` ${process.pid} `) === true)
  expect(footer(await ntop.until(/^ Program/m))).toContain('Back')
})
