/** `/proc/stat`: what the machine's processors did since boot, proc_stat(5). */
import type { CpuCounters, CpuTimes } from '../model/sample.ts'
import { count, countsOf, linesOf, wordsOf } from './lines.ts'
import type { KernelUnits } from './units.ts'

/**
 * Times in milliseconds, counters as they are. Processors that are offline have no line, so ids may have gaps.
 * Undefined without the line of the sum (`cpu `).
 */
export function parseStat(text: string, units: KernelUnits): CpuCounters | undefined {
  let total: CpuTimes | undefined
  const cores: { id: number; times: CpuTimes }[] = []
  const counters = new Map<string, number>()
  for (const line of linesOf(text)) {
    const [name = '', ...values] = wordsOf(line.startsWith('intr') ? line.slice(0, 80) : line)
    const core = /^cpu(\d*)$/.exec(name)
    if (core === null) {
      const value = count(values[0])
      if (value !== undefined) counters.set(name, value)
      continue
    }
    const times = timesOf(countsOf(values), units)
    if (times === undefined) continue
    if (core[1] === '') total = times
    else cores.push({ id: Number(core[1]), times })
  }
  if (total === undefined) return undefined
  const bootSec = counters.get('btime')
  return {
    total,
    cores,
    contextSwitches: counters.get('ctxt'),
    interrupts: counters.get('intr'),
    forks: counters.get('processes'),
    running: counters.get('procs_running'),
    blocked: counters.get('procs_blocked'),
    bootAtMs: bootSec === undefined ? undefined : bootSec * 1000,
  }
}

/**
 * A processor's ten columns. The first four are as old as the file; a column that a kernel does not have yet is 0,
 * because that kernel kept the time in another column. The kernel counts guest time in user and guest_nice in nice
 * as well (account_guest_time in kernel/sched/cputime.c): it is taken out there, so that the ten add up to all time.
 */
function timesOf(ticks: readonly number[], { tickMs }: KernelUnits): CpuTimes | undefined {
  const [
    user, // (1)
    nice, // (2)
    system, // (3)
    idle, // (4)
    iowait = 0, // (5) since 2.5.41
    irq = 0, // (6) since 2.6.0
    softirq = 0, // (7) since 2.6.0
    steal = 0, // (8) since 2.6.11
    guest = 0, // (9) since 2.6.24
    guestNice = 0, // (10) since 2.6.33
  ] = ticks
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
