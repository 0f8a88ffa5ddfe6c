/** The program in a terminal of its own, and its screen read as a person would: which rows, which one is selected. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { procFixture } from '../support/fixtures.ts'
import type { PtyOptions, PtyProgram } from '../support/pty.ts'
import { openTestPty } from '../support/test-pty.ts'

export type NtopPty = Omit<PtyOptions, 'command' | 'args'>

/** Starts the program with these arguments and waits for its table. */
export async function openNtop(args: readonly string[], pty: NtopPty = {}): Promise<PtyProgram> {
  const ntop = await startNtop(args, pty)
  await ntop.until(showsTable)
  return ntop
}

/** The same, without waiting for a table: there may come none. */
export async function startNtop(args: readonly string[], pty: NtopPty = {}): Promise<PtyProgram> {
  return openTestPty({ ...pty, command: process.execPath, args: [await builtNtop(), ...args] })
}

/** Somebody, `nobody` on most systems, who may reach the program's files wherever they lie, and nothing else. */
const NOBODY = '--reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override'

/** As {@link openNtop}, without rights over others' processes. Whoever runs the tests without being root has none. */
export async function openNtopUnprivileged(args: readonly string[], pty: NtopPty = {}): Promise<PtyProgram> {
  if (process.getuid?.() !== 0) return openNtop(args, pty)
  const command = [process.execPath, await builtNtop(), ...args]
  const ntop = openTestPty({ ...pty, command: 'setpriv', args: [...NOBODY.split(' '), '--', ...command] })
  await ntop.until(showsTable)
  return ntop
}

/** The arguments for a recorded tree, where only clock and disks change. */
export function recorded(procfs = procFixture('linux-6.18')): string[] {
  return ['--procfs', procfs, '--sysfs', emptyFolder()]
}

/** Removed with the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-e2e-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The pid at the beginning of a row, which may be tagged. */
const PID = /^ *(\d+)[ ●*]/

/** The row of the table's titles; -1 where there is none. */
export function titleRow(rows: readonly string[]): number {
  return rows.findIndex(row => /^ *PID\S? *(USER|RES)/.test(row))
}

export function showsTable(rows: readonly string[]): boolean {
  return tablePids(rows).length > 0
}

/** The pids of the table from the top. */
export function tablePids(rows: readonly string[]): number[] {
  const title = titleRow(rows)
  if (title < 0) return []
  return rows.slice(title + 1).flatMap(row => {
    const pid = PID.exec(row)?.[1]
    return pid === undefined ? [] : [Number(pid)]
  })
}

/** The whole row of a process, as far as it is in view. */
export function rowOf(rows: readonly string[], pid: number): string | undefined {
  return rows.slice(titleRow(rows) + 1).find(row => Number(PID.exec(row)?.[1]) === pid)
}

/** The pid of the row with the selection's background. */
export function selectedPid(ntop: PtyProgram): number | undefined {
  const rows = ntop.text()
  const title = titleRow(rows)
  const cells = ntop.cells()
  const at = cells.findIndex((row, y) => y > title && y < cells.length - 1 && row[0]?.background !== 'default')
  const pid = PID.exec(rows[at] ?? '')?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** For {@link PtyProgram.until}: the table shows exactly these processes in this order. */
export function inOrder(...pids: readonly number[]): (rows: string[]) => boolean {
  return rows => tablePids(rows).join() === pids.join()
}

/** As {@link inOrder}, and the title row says why: `RES▼`. */
export function sortedBy(title: string, ...pids: readonly number[]): (rows: string[]) => boolean {
  return rows => (rows[titleRow(rows)] ?? '').includes(title) && inOrder(...pids)(rows)
}

/** For {@link PtyProgram.until}: the selection is on this process. */
export function selects(ntop: PtyProgram, pid: number): () => boolean {
  return () => selectedPid(ntop) === pid
}

/** The footer: the last row. */
export function footer(rows: readonly string[]): string {
  return rows[rows.length - 1] ?? ''
}
