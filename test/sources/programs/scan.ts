/** Scans a tree twice, keeping as many descriptors as it is told, and prints the pids seen and what is open then. */
import { readdirSync, readFileSync } from 'node:fs'
import { parsePidLimits } from '../../../src/procfs/pid-limits.ts'
import { USUAL_UNITS } from '../../../src/procfs/units.ts'
import { ProcessTable } from '../../../src/sources/linux/process-table.ts'

// Root may read everything.
if (process.getuid?.() === 0) process.seteuid?.(Number(process.env['NTOP_TEST_UID'] ?? 0))
const [root = '/proc', mostKept = '0'] = process.argv.slice(2)
const table = new ProcessTable({
  root,
  units: USUAL_UNITS,
  mostKept: Number(mostKept),
  tells: root === '/proc',
  now: () => performance.now(),
})
await table.scan()
const pids = (await table.scan()).map(record => record.pid)
const limits = parsePidLimits(readFileSync('/proc/self/limits', 'utf8')) ?? []
const limit = limits.find(({ name }) => name === 'RLIMIT_NOFILE')?.soft
console.log(JSON.stringify({ pids, open: openDescriptors(), limit }))
table.close()

/** Listing them takes a descriptor too, which may be one too many. */
function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EMFILE') return Number.NaN
    throw error
  }
}
