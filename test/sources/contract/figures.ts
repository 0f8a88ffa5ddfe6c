/** All numbers of a snapshot, wherever they are, and all counters of a sample. */
import { cpuMsOf } from '../../../src/model/process.ts'
import type { RawSample } from '../../../src/model/sample.ts'

export interface Figure {
  /** Where it is: `processes.12.cpuPct`. */
  readonly path: string
  /** The last part of it. */
  readonly key: string
  readonly value: number
}

/** Every number below this object, each object once. */
export function figuresOf(root: unknown): Figure[] {
  const figures: Figure[] = []
  const met = new Set<unknown>()
  const walk = (value: unknown, path: string, key: string): void => {
    if (typeof value === 'number') figures.push({ path, key, value })
    if (typeof value !== 'object' || value === null || met.has(value)) return
    met.add(value)
    const entries =
      value instanceof Map ? [...value] : value instanceof Set ? [...value].entries() : Object.entries(value)
    for (const [name, below] of entries) walk(below, path === '' ? String(name) : `${path}.${name}`, String(name))
  }
  walk(root, '', '')
  return figures
}

/** What only ever grows, by a name of its own; what is unknown is left out. */
export function countersOf(sample: RawSample): Map<string, number> {
  const counters = new Map<string, number>()
  const add = (name: string, values: object, ...keys: readonly string[]): void => {
    for (const [key, value] of Object.entries(values)) {
      if (typeof value === 'number' && (keys.length === 0 || keys.includes(key))) counters.set(`${name} ${key}`, value)
    }
  }
  const { cpu, diskIo, network, paging, processes } = sample
  if (cpu !== undefined) {
    add('machine', cpu, 'forks', 'contextSwitches', 'interrupts')
    add('all cores', cpu.total)
    for (const { id, times } of cpu.cores) add(`core ${id}`, times)
    // proc_stat(5): iowait may decrease.
    for (const name of ['all cores', ...cpu.cores.map(({ id }) => `core ${id}`)]) counters.delete(`${name} iowaitMs`)
  }
  add('paging', paging ?? {})
  for (const counted of network) add(`interface ${counted.interface}`, counted, ...NETWORK_COUNTERS)
  for (const counted of diskIo) add(`disk ${counted.device}`, counted, ...DISK_COUNTERS)
  for (const record of processes) {
    add(`process ${record.id}`, { cpuMs: cpuMsOf(record) })
    add(`process ${record.id}`, record, ...PROCESS_COUNTERS)
  }
  return counters
}

const NETWORK_COUNTERS = [
  'rxBytes',
  'rxPackets',
  'rxErrors',
  'rxDropped',
  'txBytes',
  'txPackets',
  'txErrors',
  'txDropped',
]
const DISK_COUNTERS = ['reads', 'readBytes', 'readMs', 'writes', 'writeBytes', 'writeMs', 'busyMs', 'weightedMs']
const PROCESS_COUNTERS = ['userMs', 'systemMs', 'childUserMs', 'childSystemMs', 'minorFaults', 'majorFaults']
