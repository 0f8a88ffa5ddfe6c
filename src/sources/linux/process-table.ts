import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { blankFacts, type ProcessId, type ProcessRecord, processId } from '../../model/process.ts'
import { parsePidStat } from '../../procfs/pid-stat.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'

/** A process that is being watched: its open `stat`, the bytes it had last, and the record made of them. */
interface Watched {
  readonly pid: number
  /** Kept open: it answers ESRCH after the process's death even if the pid is given out again. */
  fd: number | undefined
  bytes: Buffer
  length: number
  record: ProcessRecord
}

export interface ProcessTableOptions {
  readonly root: string
  readonly units: KernelUnits
  /** Descriptors that may be kept open; past that each reading opens and closes. */
  readonly mostKept: number
  /** Monotonic milliseconds. */
  now(): number
}

/** Time after which a scan lets keys be answered. */
const SLICE_MS = 4
/** Processes read between two looks at the clock. */
const SLICE_STEP = 32

const buffer = Buffer.allocUnsafe(4096)

/**
 * The processes of the machine. Each scan lists them and reads every `stat` once; a process whose bytes are the same
 * as before keeps its record, so everything above knows that nothing happened to it.
 */
export class ProcessTable {
  readonly #options: ProcessTableOptions
  #watched = new Map<number, Watched>()
  #kept = 0
  #mostKept: number

  constructor(options: ProcessTableOptions) {
    this.#options = options
    this.#mostKept = options.mostKept
  }

  /** Records of all processes that may be read, in ascending order of pid. */
  async scan(): Promise<ProcessRecord[]> {
    const pids = this.#list()
    const present = new Map<number, Watched>()
    const records: ProcessRecord[] = []
    let sliceEnd = this.#options.now() + SLICE_MS
    let untilLook = SLICE_STEP
    for (const pid of pids) {
      const watched = this.#read(pid)
      if (watched !== undefined) {
        present.set(pid, watched)
        records.push(watched.record)
      }
      if (--untilLook === 0) {
        untilLook = SLICE_STEP
        if (this.#options.now() >= sliceEnd) {
          await new Promise<void>(resolve => setImmediate(resolve))
          sliceEnd = this.#options.now() + SLICE_MS
        }
      }
    }
    for (const [pid, watched] of this.#watched) {
      if (present.get(pid) !== watched) this.#forget(watched)
    }
    this.#watched = present
    return records
  }

  /** The latest record of this very process, if it was there at the last scan. */
  recordOf(id: ProcessId): ProcessRecord | undefined {
    const record = this.#watched.get(Number.parseInt(id, 10))?.record
    return record?.id === id ? record : undefined
  }

  close(): void {
    for (const watched of this.#watched.values()) this.#forget(watched)
    this.#watched.clear()
  }

  #list(): number[] {
    const pids: number[] = []
    for (const name of readdirSync(this.#options.root)) {
      const first = name.charCodeAt(0)
      if (first < 0x31 || first > 0x39) continue
      const pid = Number(name)
      if (Number.isInteger(pid)) pids.push(pid)
    }
    return pids.sort((a, b) => a - b)
  }

  #read(pid: number): Watched | undefined {
    const watched = this.#watched.get(pid)
    if (watched?.fd !== undefined) {
      const length = this.#pread(watched.fd)
      if (length !== undefined) return this.#update(watched, length)
      this.#forget(watched)
    }
    return this.#readAnew(pid, watched)
  }

  /** Opens the process's file: on first sight, past what may be kept, and when the one kept open has died. */
  #readAnew(pid: number, before: Watched | undefined): Watched | undefined {
    const fd = this.#open(pid)
    if (fd === undefined) return undefined
    const length = this.#pread(fd)
    const keep = length !== undefined && this.#kept < this.#mostKept
    if (!keep) closeSync(fd)
    if (length === undefined) return undefined
    if (before !== undefined && before.fd === undefined) {
      const updated = this.#update(before, length)
      if (updated === before && keep) this.#keep(before, fd)
      else if (keep) closeSync(fd)
      return updated
    }
    const watched = this.#watch(pid, length)
    if (watched !== undefined && keep) this.#keep(watched, fd)
    else if (keep) closeSync(fd)
    return watched
  }

  #keep(watched: Watched, fd: number): void {
    watched.fd = fd
    this.#kept++
  }

  #forget(watched: Watched): void {
    if (watched.fd === undefined) return
    closeSync(watched.fd)
    watched.fd = undefined
    this.#kept--
  }

  #open(pid: number): number | undefined {
    const path = `${this.#options.root}/${pid}/stat`
    try {
      return openSync(path, 'r')
    } catch (error) {
      if (isOutOfDescriptors(error) && this.#kept > 0) {
        // Something else in this process needs descriptors too: keep fewer from now on.
        this.#mostKept = Math.floor(this.#kept / 2)
        for (const watched of this.#watched.values()) {
          if (this.#kept <= this.#mostKept) break
          this.#forget(watched)
        }
        return openSync(path, 'r')
      }
      // EACCES: /proc is mounted with hidepid, or this entry is another's.
      if (isGone(error) || isDenied(error)) return undefined
      throw error
    }
  }

  /** Bytes read into the shared buffer; undefined when the process is gone. */
  #pread(fd: number): number | undefined {
    try {
      return readSync(fd, buffer, 0, buffer.length, 0)
    } catch (error) {
      if (isGone(error) || isDenied(error)) return undefined
      throw error
    }
  }

  /** Compares before parsing: equal bytes mean that nothing happened. A pid given out again is watched anew. */
  #update(watched: Watched, length: number): Watched | undefined {
    const nowMs = this.#options.now()
    if (length === watched.length && buffer.compare(watched.bytes, 0, length, 0, length) === 0) {
      watched.record.seenAtMs = nowMs
      return watched
    }
    const stat = parsePidStat(buffer, length, this.#options.units)
    if (stat === undefined) return undefined
    const id = processId(stat.pid, stat.startTicks)
    if (id !== watched.record.id) return this.#watch(watched.pid, length)
    const facts = watched.record.facts
    watched.record = { ...stat, id, facts, seenAtMs: nowMs }
    remember(watched, length)
    return watched
  }

  #watch(pid: number, length: number): Watched | undefined {
    const stat = parsePidStat(buffer, length, this.#options.units)
    // A recorded tree may hold a line of another process by mistake: the directory's name is what everything asks by.
    if (stat === undefined || stat.pid !== pid) return undefined
    const id = processId(pid, stat.startTicks)
    const record = { ...stat, id, facts: blankFacts(stat.name), seenAtMs: this.#options.now() }
    const watched: Watched = { pid, fd: undefined, bytes: Buffer.alloc(0), length: 0, record }
    remember(watched, length)
    return watched
  }
}

function remember(watched: Watched, length: number): void {
  if (watched.bytes.length < length) watched.bytes = Buffer.allocUnsafeSlow(length + 32)
  buffer.copy(watched.bytes, 0, 0, length)
  watched.length = length
}
