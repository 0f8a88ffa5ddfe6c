/**
 * Scans the kernel's tree once for each line that comes in, `everyone` or `spared`, and prints as JSON what it found of
 * one process and its children, and how many descriptors were open then.
 *
 *     limited.mjs PID MOST-KEPT
 */
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { SPARING, Watch } from '../watch.ts'

const [parent, mostKept] = process.argv.slice(2).map(Number)
const watch = new Watch({ mostKept: mostKept ?? 0 })
for await (const line of createInterface({ input: process.stdin })) {
  const records = await watch.look(1000, line === 'spared' ? SPARING : undefined)
  const found = records.filter(({ pid, ppid }) => pid === parent || ppid === parent)
  const processes = found.map(({ pid, nice, threads, userMs = 0, systemMs = 0 }) => ({
    pid,
    nice,
    threads,
    ticks: (userMs + systemMs) / 10,
    shownMs: watch.shownMs(pid),
  }))
  console.log(JSON.stringify({ open: readdirSync('/proc/self/fd').length, processes }))
}
watch.close()
