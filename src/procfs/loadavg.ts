/** `/proc/loadavg`, proc_loadavg(5). */
import type { LoadAverage } from '../model/sample.ts'
import { count, decimal } from './lines.ts'

/** The kernel's three load averages, its tasks, and the newest pid: `0.12 0.55 0.48 2/312 4754`. */
export function parseLoadavg(text: string): LoadAverage | undefined {
  const words = text.trim().split(' ')
  const tasks = words[3]?.split('/') ?? []
  const one = decimal(words[0])
  const five = decimal(words[1])
  const fifteen = decimal(words[2])
  const runnable = count(tasks[0])
  const threads = count(tasks[1])
  const lastPid = count(words[4])
  if (one === undefined || five === undefined || fifteen === undefined) return undefined
  if (runnable === undefined || threads === undefined || lastPid === undefined) return undefined
  return { one, five, fifteen, runnable, threads, lastPid }
}
