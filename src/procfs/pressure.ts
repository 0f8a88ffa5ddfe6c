/** `/proc/pressure/{cpu,memory,io}` and a cgroup's `*.pressure`, Documentation/accounting/psi.rst. */
import type { PressureLevels, PressureShares } from '../model/sample.ts'
import { count, decimal, linesOf } from './lines.ts'

/**
 * Shares of time in percent, the total in microseconds. `full` is absent where the kernel does not print it (cpu before
 * 5.13). Undefined for anything else, such as the empty file of a kernel with PSI switched off.
 */
export function parsePressure(text: string): PressureLevels | undefined {
  const lines = linesOf(text)
  const some = sharesOf(lines.find(line => line.startsWith('some ')))
  const full = sharesOf(lines.find(line => line.startsWith('full ')))
  if (some === undefined) return undefined
  return full === undefined ? { some } : { some, full }
}

/** `some avg10=0.12 avg60=0.55 avg300=0.48 total=9593948` */
function sharesOf(line: string | undefined): PressureShares | undefined {
  const match = /avg10=(\S+) avg60=(\S+) avg300=(\S+) total=(\S+)$/.exec(line ?? '')
  const avg10 = decimal(match?.[1])
  const avg60 = decimal(match?.[2])
  const avg300 = decimal(match?.[3])
  const totalUs = count(match?.[4])
  if (avg10 === undefined || avg60 === undefined || avg300 === undefined || totalUs === undefined) return undefined
  return { avg10, avg60, avg300, totalUs }
}
