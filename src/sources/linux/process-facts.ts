/**
 * The costlier facts about processes, each another file: read for the rows in view, or for everyone where a sort, a
 * filter or an export looks at all. Read again only when the process did something since, and not at every tick.
 */
import type { Facet, IoCounters, ProcessRecord } from '../../model/process.ts'
import { parsePidCgroup } from '../../procfs/pid-cgroup.ts'
import { parseCmdline } from '../../procfs/pid-cmdline.ts'
import { parsePidIo } from '../../procfs/pid-io.ts'
import { parseSmapsRollup } from '../../procfs/pid-smaps-rollup.ts'
import { parseStatm } from '../../procfs/pid-statm.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import type { LinuxFiles } from './files.ts'
import type { NameFile } from './name-file.ts'

/** Owner, command and cgroup can change, but rarely do: a process that ran is looked at again after this long. */
const SELDOM_MS = 5_000

interface Known {
  /** The record that was current when each was read last. */
  readonly at: Map<Facet, { readonly record: ProcessRecord; readonly ms: number }>
  /** The state in which a file did not answer: it is not asked again before that changes. */
  lockedIn: string | undefined
}

export class FactReader {
  readonly #files: LinuxFiles
  readonly #users: NameFile
  readonly #units: KernelUnits
  readonly #now: () => number
  #known = new WeakMap<ProcessRecord['facts'], Known>()

  constructor(files: LinuxFiles, users: NameFile, units: KernelUnits, now: () => number) {
    this.#files = files
    this.#users = users
    this.#units = units
    this.#now = now
  }

  /** Fills these facts of the process; the promise is there only where something has to be waited for. */
  fill(record: ProcessRecord, facets: ReadonlySet<Facet>): Promise<void> | undefined {
    const known = this.#knownOf(record)
    let waiting: Promise<void>[] | undefined
    for (const facet of facets) {
      if (!this.#due(known, record, facet)) {
        if (facet === 'io') standStill(record.facts, this.#now())
        continue
      }
      known.at.set(facet, { record, ms: this.#now() })
      const pending = this.#read(record, known, facet)
      if (pending !== undefined) {
        waiting ??= []
        waiting.push(pending)
      }
    }
    return waiting && Promise.all(waiting).then(() => undefined)
  }

  #knownOf(record: ProcessRecord): Known {
    let known = this.#known.get(record.facts)
    if (known === undefined) {
      known = { at: new Map(), lockedIn: undefined }
      this.#known.set(record.facts, known)
    }
    return known
  }

  #due(known: Known, record: ProcessRecord, facet: Facet): boolean {
    const last = known.at.get(facet)
    if (last === undefined) return true
    if (last.record === record) return false
    if (facet === 'statm' || facet === 'io') return true
    return last.record.name !== record.name || this.#now() - last.ms >= SELDOM_MS
  }

  #read(record: ProcessRecord, known: Known, facet: Facet): Promise<void> | undefined {
    switch (facet) {
      case 'owner':
        this.#owner(record)
        return undefined
      case 'statm':
        this.#statm(record)
        return undefined
      case 'io':
        this.#io(record)
        return undefined
      case 'cgroup':
        this.#cgroup(record)
        return undefined
      case 'command':
        return this.#command(record, known)
      case 'rollup':
        return this.#rollup(record, known)
    }
  }

  #owner({ pid, facts }: ProcessRecord): void {
    const read = this.#files.prompt(pid, 'status')
    if (!read.ok) return
    const uid = parsePidStatus(read.bytes)?.uid?.effective
    facts.uid = uid
    facts.user = uid === undefined ? undefined : this.#users.nameOf(uid)
  }

  #statm({ pid, facts }: ProcessRecord): void {
    const read = this.#files.prompt(pid, 'statm')
    if (!read.ok) return
    const statm = parseStatm(read.bytes.toString('latin1'), this.#units)
    facts.sharedBytes = statm?.sharedBytes
    facts.textBytes = statm?.textBytes
    facts.libBytes = statm?.libBytes
    facts.dataBytes = statm?.dataBytes
    facts.dirtyBytes = statm?.dirtyBytes
  }

  #io({ pid, facts }: ProcessRecord): void {
    const read = this.#files.prompt(pid, 'io')
    const value: IoCounters | undefined = read.ok ? parsePidIo(read.bytes.toString('latin1')) : undefined
    facts.ioBefore = facts.io
    facts.io = value && { atMs: this.#now(), value }
  }

  #cgroup({ pid, facts }: ProcessRecord): void {
    const read = this.#files.prompt(pid, 'cgroup')
    if (read.ok) facts.cgroup = parsePidCgroup(read.bytes)?.path
  }

  #command(record: ProcessRecord, known: Known): Promise<void> | undefined {
    const { pid, name, state, kernelThread, facts } = record
    // A kernel thread and a zombie have no memory that arguments could be in.
    if (kernelThread || state === 'Z') {
      facts.args = []
      facts.command = facts.command.startsWith('[') ? `[${name}]` : facts.command
      return undefined
    }
    if (known.lockedIn === state) return undefined
    return this.#files.locked(pid, 'cmdline').then(read => {
      known.lockedIn = undefined
      facts.trouble = undefined
      if (read.ok) {
        const args = parseCmdline(read.bytes)
        facts.args = args
        facts.command = args.length > 0 ? args.join(' ') : `[${name}]`
      } else if (read.why === 'locked') {
        known.lockedIn = state
        facts.trouble = 'memory map locked'
        facts.command = `[${name}]`
      } else if (read.why === 'denied') {
        facts.command = `[${name}]`
      }
    })
  }

  #rollup(record: ProcessRecord, known: Known): Promise<void> | undefined {
    const { pid, state, kernelThread, facts } = record
    if (kernelThread || state === 'Z' || known.lockedIn === state) return undefined
    return this.#files.locked(pid, 'smaps_rollup').then(read => {
      if (read.ok && read.bytes.length > 0) {
        const totals = parseSmapsRollup(read.bytes.toString('latin1'))
        facts.ussBytes = totals?.ussBytes
        facts.pssBytes = totals?.pssBytes
        facts.swapBytes = totals?.swapBytes
      } else if (!read.ok && read.why === 'locked') {
        known.lockedIn = state
        facts.trouble = 'memory map locked'
      }
    })
  }
}

/** A process that did not run did no I/O either: its counters are as true now as when they were read. */
function standStill(facts: ProcessRecord['facts'], nowMs: number): void {
  facts.ioBefore = facts.io
  facts.io = facts.io && { atMs: nowMs, value: facts.io.value }
}
