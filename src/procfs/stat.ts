/** `/proc/stat`: what the machine's processors did since boot, proc_stat(5). */
import type { CpuCounters, CpuTimes } from '../model/sample.ts'
import { count, endOfLine, lineAt, valueIn } from './lines.ts'
import type { KernelUnits } from './units.ts'

/**
 * Times in milliseconds, counters as they are. Processors that are offline have no line, so ids may have gaps.
 * Undefined without the line of the sum (`cpu `).
 */
export function parseStat(text: string, units: KernelUnits): CpuCounters | undefined {
  let total: CpuTimes | undefined
  const cores: { id: number; times: CpuTimes }[] = []
  // The processors' lines come first (show_stat in fs/proc/stat.c).
  let at = 0
  while (text.startsWith('cpu', at)) {
    const end = endOfLine(text, at)
    const blank = text.indexOf(' ', at)
    const name = text.slice(at + 3, blank)
    const id = count(name)
    const times = timesOf(text.slice(blank, end).trimStart().split(' '), units)
    if (times !== undefined && name === '') total = times
    else if (times !== undefined && id !== undefined) cores.push({ id, times })
    at = end + 1
  }
  if (total === undefined) return undefined
  // On a large machine this line has thousands of numbers behind their sum: none of the searches goes through them.
  const intr = lineAt(text, INTERRUPTS, at)
  const behind = intr < 0 ? at : endOfLine(text, intr)
  const bootSec = count(valueIn(text, 'btime ', behind))
  return {
    total,
    cores,
    contextSwitches: count(valueIn(text, 'ctxt ', behind)),
    interrupts: intr < 0 ? undefined : firstCount(text.slice(intr + INTERRUPTS.length, behind)),
    forks: count(valueIn(text, 'processes ', behind)),
    running: count(valueIn(text, 'procs_running ', behind)),
    blocked: count(valueIn(text, 'procs_blocked ', behind)),
    bootAtMs: bootSec === undefined ? undefined : bootSec * 1000,
  }
}

const INTERRUPTS = 'intr '

function firstCount(line: string): number | undefined {
  const blank = line.indexOf(' ')
  return count(blank < 0 ? line : line.slice(0, blank))
}

/**
 * A processor's ten columns. The first four are as old as the file; a column that a kernel does not have yet is 0,
 * because that kernel kept the time in another column. The kernel counts guest time in user and guest_nice in nice
 * as well (account_guest_time in kernel/sched/cputime.c): it is taken out there, so that the ten add up to all time.
 */
function timesOf(ticks: readonly string[], { tickMs }: KernelUnits): CpuTimes | undefined {
  const user = count(ticks[0]) // (1)
  const nice = count(ticks[1]) // (2)
  const system = count(ticks[2]) // (3)
  const idle = count(ticks[3]) // (4)
  const iowait = count(ticks[4]) ?? 0 // (5) since 2.5.41
  const irq = count(ticks[5]) ?? 0 // (6) since 2.6.0
  const softirq = count(ticks[6]) ?? 0 // (7) since 2.6.0
  const steal = count(ticks[7]) ?? 0 // (8) since 2.6.11
  const guest = count(ticks[8]) ?? 0 // (9) since 2.6.24
  const guestNice = count(ticks[9]) ?? 0 // (10) since 2.6.33
  if (user === undefined || nice === undefined || system === undefined || idle === undefined) return undefined
  return {
    // The columns are not read at one instant: guest may be ahead of user by a tick.
    userMs: Math.max(0, user - guest) * tickMs,
    niceMs: Math.max(0, nice - guestNice) * tickMs,
    systemMs: system * tickMs,
    idleMs: idle * tickMs,
    iowaitMs: iowait * tickMs,
    irqMs: irq * tickMs,
    softirqMs: softirq * tickMs,
    stealMs: steal * tickMs,
    guestMs: guest * tickMs,
    guestNiceMs: guestNice * tickMs,
  }
}
