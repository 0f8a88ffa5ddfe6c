/** `/proc/pressure/{cpu,memory,io}` and a cgroup's `*.pressure`, Documentation/accounting/psi.rst. */
import type { PressureLevels, PressureShares } from '../model/sample.ts'
import { count, decimal, valueIn } from './lines.ts'

/**
 * Shares of time in percent, the total in microseconds. `full` is absent where the kernel does not print it (cpu before
 * 5.13). Undefined for anything else, such as the empty file of a kernel with PSI switched off.
 */
export function parsePressure(text: string): PressureLevels | undefined {
  const some = sharesOf(valueIn(text, 'some '))
  if (some === undefined) return undefined
  const full = sharesOf(valueIn(text, 'full '))
  return full === undefined ? { some } : { some, full }
}

/** `avg10=0.12 avg60=0.55 avg300=0.48 total=9593948` */
function sharesOf(line: string | undefined): PressureShares | undefined {
  const words = line?.split(' ') ?? []
  const avg10 = decimal(behind(words[0], 'avg10='))
  const avg60 = decimal(behind(words[1], 'avg60='))
  const avg300 = decimal(behind(words[2], 'avg300='))
  const totalUs = count(behind(words[3], 'total='))
  if (avg10 === undefined || avg60 === undefined || avg300 === undefined || totalUs === undefined) return undefined
  return { avg10, avg60, avg300, totalUs }
}

function behind(word: string | undefined, name: string): string | undefined {
  return word?.startsWith(name) ? word.slice(name.length) : undefined
}
