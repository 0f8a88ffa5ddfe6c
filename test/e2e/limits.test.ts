/** Limits of a running process, set from the screen; what the process has then is the kernel's to say. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RLIMITS } from '../../src/procfs/pid-limits.ts'
import { startHoarder } from './children.ts'
import { openNtop } from './screen.ts'

/** Soft and hard, by the kernel's own file. */
function boundsOf(pid: number, title: string): string[] {
  const text = readFileSync(`/proc/${pid}/limits`, 'utf8')
  const [, soft = '', hard = ''] = new RegExp(`^${title} +(\\S+) +(\\S+)`, 'm').exec(text) ?? []
  return [soft, hard]
}

const LABELS = RLIMITS.map(({ name }) => name.replace('RLIMIT_', ''))

/** Opens the limits of a process with this one selected. */
async function openLimit(pid: number, label: string, args: readonly string[] = []) {
  const ntop = await openNtop(['-p', `${pid}`, ...args], { columns: 120, rows: 36 })
  ntop.type('L')
  await ntop.until(new RegExp(`^ ${label} `, 'm'))
  const at = LABELS.indexOf(label)
  for (const next of LABELS.slice(1, at + 1)) {
    ntop.type('down')
    await ntop.until(` ${next}: `)
  }
  return ntop
}

test('Enter sets the selected limit of a process', async () => {
  const { pid } = await startHoarder(1_000_000)
  const [, hard = ''] = boundsOf(pid, 'Max open files')
  const ntop = await openLimit(pid, 'NOFILE')
  ntop.type('enter')
  await ntop.until('as before')
  ntop.type('C-u', ...'512')
  await ntop.until(/soft [\d,]+ → 512 of hard/)
  expect(boundsOf(pid, 'Max open files')).not.toEqual(['512', hard])
  ntop.type('enter')
  await ntop.until(new RegExp(`nofile of ${pid} \\S+: soft [\\d,]+ → 512`))
  expect(boundsOf(pid, 'Max open files')).toEqual(['512', hard])
  await ntop.until(/^ NOFILE .* of 512 soft/m)
})

test('what is above the hard limit, or no amount, is refused while it is typed', async () => {
  const { pid } = await startHoarder(1_000_000)
  const before = boundsOf(pid, 'Max open files')
  const ntop = await openLimit(pid, 'NOFILE')
  ntop.type('enter')
  await ntop.until('as before')
  ntop.type('C-u', ...'12x')
  await ntop.until('"12x"')
  ntop.type('enter', 'C-u', ...'9:8')
  await ntop.until('the soft limit 9 is above the hard limit 8')
  ntop.type('enter', 'escape')
  await ntop.until(/Kill.*Set/)
  expect(boundsOf(pid, 'Max open files')).toEqual(before)
})

test('with --readonly nothing is set, and it is said why', async () => {
  const { pid } = await startHoarder(1_000_000)
  const ntop = await openLimit(pid, 'NOFILE', ['--readonly'])
  ntop.type('enter')
  await ntop.until('no limit can be set: ')
})
