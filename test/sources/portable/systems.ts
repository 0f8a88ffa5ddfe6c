/**
 * The real helper, told that it is on another system, and what ps(1) and the like print there.
 *
 * No output of the very commands that systeminformation has was found for macOS, FreeBSD or Windows. The rows are real ones (sources beside
 * them), laid out in those columns; ages, parents, groups and priorities, which the sources leave out, are made up.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ProgramsOnPath } from '../programs-on-path.ts'
import { realHelper } from './real-helper.ts'

/** What ps prints, by patterns of its arguments. */
type Outputs = Readonly<Record<string, readonly string[]>>

/** Has ps answer so, and nothing else. */
export function ps(programs: ProgramsOnPath, outputs: Outputs): void {
  const cases = Object.entries(outputs).map(
    ([pattern, lines]) => `${pattern}) cat <<'END'\n${lines.join('\n')}\nEND\n;;`,
  )
  programs.replace('ps', `case "$*" in\n${cases.join('\n')}\n*) exit 1 ;;\nesac`)
}

/** A helper that takes this machine for another. */
export function helperOn(system: NodeJS.Platform, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-system-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const preload = join(folder, 'system.cjs')
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'platform', { value: '${system}' }); require('os').platform = () => '${system}'`,
  )
  return realHelper({ nodeOptions: ['--require', preload], environment: { ...process.env, ...environment } })
}

// `ps aux` on OS X 10.11: https://github.com/giampaolo/psutil/issues/712. vsz and rss have long titles since
// https://github.com/sebhildebrandt/systeminformation/issues/585.
export const MAC_LIBRARY = [
  '  PID  PPID  %CPU %MEM PRI temp_title_1 temp_title_2 NI temp_title_3 STAT TTY      USER             COMMAND',
  '   73     1   3.6  0.2  31      2486736        10404  0     10:00:00 Ss   ??       root             /usr/libexec/opendirectoryd',
  '39635 39633   0.9  0.0  31      2451904         1620  0        50:50 S    ??       vagrant          sshd: vagrant@ttys001 ',
  '39686 39684   0.1  0.0  31      2444656         1284  0        00:20 S    ttys001  root             -sh',
]
const MAC_OWN = [
  '   73    73 Ss     0:12.27 opendirectoryd       1 /usr/libexec/opendirectoryd',
  '39635 39633 S      0:00.02 sshd             39633 sshd: vagrant@ttys001 ',
  '39686 39686 S      0:00.41 sh               39684 -sh',
]
// Columns and form as in https://github.com/soyuka/pidusage/blob/main/lib/ps.js; one has ended meanwhile.
const PIDUSAGE = [
  '     ELAPSED   PID  PPID  %CPU     RSS           TIME',
  '    10:00:00    73     1   3.6   10404        0:12.29',
  '       00:20 39686 39684   0.1    1284        0:00.41',
]

export const MAC: Outputs = { '*temp_title_1*': MAC_LIBRARY, '*ucomm=*': MAC_OWN, '*etime,pid,ppid*': PIDUSAGE }

// Names, parents, sizes and priorities of https://github.com/cfengine/core/pull/1910.
const FREEBSD_LIBRARY = [
  ' PID PPID %CPU %MEM PRI  VSZ RSS NI    ELAPSED STAT TT  USER COMMAND',
  '   0    0  2.6  0.1  -8    0 640  0 1-02:03:04 DLs  -   root [kernel]',
  '   1    0  0.0  0.0  52 6276 360  0 1-02:03:04 ILs  -   root /sbin/init --',
  '   4    0  0.0  0.0 -16    0  16  0 1-02:03:04 DL   -   root [crypto returns]',
]
const FREEBSD_OWN = [
  '   0     0 DLs  42    2:01.53 kernel             0 [kernel]',
  '   1     1 ILs   1    0:14.27 init               0 /sbin/init --',
  '   4     0 DL    1    0:00.00 crypto returns     0 [crypto returns]',
]

export const FREEBSD: Outputs = { '*ni,etime,state*': FREEBSD_LIBRARY, '*nlwp=*': FREEBSD_OWN }

// The first of https://github.com/sebhildebrandt/systeminformation/issues/216; times, which are not in it, are made up.
const WINDOWS_LIBRARY = [
  {
    ProcessId: 0,
    ParentProcessId: 0,
    ExecutionState: null,
    Caption: 'System Idle Process',
    CommandLine: null,
    ExecutablePath: null,
    UserModeTime: 0,
    KernelModeTime: 9_000_000_000,
    WorkingSetSize: 8192,
    Priority: 0,
    PageFileUsage: 56,
    CreationDate: '2019-04-11 20:43:05',
  },
  {
    ProcessId: 777,
    ParentProcessId: 0,
    ExecutionState: null,
    Caption: 'System',
    CommandLine: null,
    ExecutablePath: null,
    UserModeTime: 1,
    KernelModeTime: 1,
    WorkingSetSize: 4096,
    Priority: 8,
    PageFileUsage: 184,
    CreationDate: '2015-03-29 22:16:50',
  },
]
// https://github.com/soyuka/pidusage/blob/main/test/wmic.js
const WMIC = [
  'CreationDate               KernelModeTime  ParentProcessId  ProcessId  UserModeTime  WorkingSetSize',
  '20150329221650.080654+060  153750000       0                777        8556250000    110821376',
]

/** Has PowerShell and wmic answer; the environment in which they are looked for. */
export function windows(programs: ProgramsOnPath): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-windows-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // Where this is there, it asks wmic.
  mkdirSync(join(folder, 'System32', 'wbem'), { recursive: true })
  writeFileSync(join(folder, 'System32', 'wbem', 'WMIC.exe'), '')
  programs.replace('wmic', `cat <<'END'\n${WMIC.join('\r\n')}\r\nEND`)
  programs.replace('powershell.exe', `cat >/dev/null\ncat <<'END'\n${JSON.stringify(WINDOWS_LIBRARY)}\nEND`)
  return { SystemRoot: folder }
}
