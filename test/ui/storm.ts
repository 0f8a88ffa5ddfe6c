import { processId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { record } from '../export/moments.ts'

/** Of four cores, 38 %. */
const ENDED_MS = 1520

/** A `make` on web-3 whose children come and go from this second on; nothing of them is ever in the table. */
export function storm(
  fromSec: number,
  { untilSec = Number.POSITIVE_INFINITY, seesEveryone = true, name = 'make' } = {},
): (sample: RawSample, second: number) => RawSample {
  return (sample, second) => {
    const stormSec = Math.max(0, Math.min(second, untilSec) - fromSec)
    const facts = { user: 'deploy', uid: 1000, args: [name], command: `${name} -j4` }
    const over = { name, id: processId(8123, 812_300), childUserMs: ENDED_MS * stormSec, seenAtMs: second * 1000 }
    const processes = [...sample.processes, record(8123, over, facts)].sort((a, b) => a.pid - b.pid)
    const { cpu } = sample
    if (cpu === undefined) return sample
    const userMs = processes.reduce((sum, { userMs = 0 }) => sum + userMs, 0) + ENDED_MS * stormSec
    const total = { ...cpu.total, userMs, systemMs: 0, idleMs: 1e9 + 4000 * second - userMs, iowaitMs: 0 }
    return {
      ...sample,
      processes,
      cpu: { ...cpu, total, forks: 4 * second + Math.round(408 * stormSec) },
      seesEveryone,
    }
  }
}
