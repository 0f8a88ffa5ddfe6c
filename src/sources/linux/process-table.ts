import { closeSync, readdirSync } from 'node:fs'
import { blankFacts, type ProcessId, type ProcessRecord, processId, processRecord } from '../../model/process.ts'
import { parsePidStat } from '../../procfs/pid-stat.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'
import { Slices } from '../slices.ts'
import { openPrompt, readPrompt } from './kept-file.ts'

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

const buffer = Buffer.allocUnsafe(4096)

/**
 * The processes of the machine. Each scan lists them and reads every `stat` once; a process whose bytes are the same
 * as before keeps its record, so everything above knows that nothing happened to it.
 */
export class ProcessTable {
  readonly #options: ProcessTableOptions
  #watched = new Map<number, Watched>()
  /** Those whose file is open. */
  #kept = new Set<Watched>()
  #mostKept: number
  #closed = false

  constructor(options: ProcessTableOptions) {
    this.#options = options
    this.#mostKept = options.mostKept
  }

  /**
   * Records of all processes that may be read, in ascending order of pid. Yields to the event loop every few
   * milliseconds; not more than one scan at a time.
   */
  async scan(): Promise<ProcessRecord[]> {
    const pids = this.#withDescriptor(() => this.#list())
    const present = new Map<number, Watched>()
    const records: ProcessRecord[] = []
    const slices = new Slices()
    for (const pid of pids) {
      const watched = this.#read(pid)
      if (watched !== undefined) {
        present.set(pid, watched)
        records.push(watched.record)
      }
      const pause = slices.pause()
      if (pause === undefined) continue
      await pause
      if (this.#closed) break
    }
    for (const [pid, watched] of this.#watched) {
      if (present.get(pid) !== watched) this.#forget(watched)
    }
    this.#watched = present
    if (this.#closed) this.close()
    return records
  }

  /** The latest record of this very process, if it was there at the last scan. */
  recordOf(id: ProcessId): ProcessRecord | undefined {
    const record = this.#watched.get(Number.parseInt(id, 10))?.record
    return record?.id === id ? record : undefined
  }

  /** Closes what is open; a scan under way ends at its next pause. */
  close(): void {
    this.#closed = true
    for (const watched of this.#kept) this.#forget(watched)
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
      if (length !== undefined) return this.#update(pid, watched, length)
      this.#forget(watched)
    }
    return this.#readAnew(pid, watched)
  }

  /** Opens the process's file: on first sight, past what may be kept, and when the one kept open has died. */
  #readAnew(pid: number, before: Watched | undefined): Watched | undefined {
    const fd = this.#open(pid)
    if (fd === undefined) return undefined
    const length = this.#pread(fd)
    const watched = length === undefined ? undefined : this.#update(pid, before, length)
    if (watched !== undefined && this.#kept.size < this.#mostKept) this.#keep(watched, fd)
    else closeSync(fd)
    return watched
  }

  #keep(watched: Watched, fd: number): void {
    watched.fd = fd
    this.#kept.add(watched)
  }

  #forget(watched: Watched): void {
    if (watched.fd === undefined) return
    closeSync(watched.fd)
    watched.fd = undefined
    this.#kept.delete(watched)
  }

  #open(pid: number): number | undefined {
    const path = `${this.#options.root}/${pid}/stat`
    try {
      return this.#withDescriptor(() => openPrompt(path))
    } catch (error) {
      // EACCES: /proc is mounted with hidepid, or this entry is another's.
      if (isGone(error) || isDenied(error)) return undefined
      throw error
    }
  }

  #withDescriptor<T>(open: () => T): T {
    try {
      return open()
    } catch (error) {
      if (!isOutOfDescriptors(error) || this.#kept.size === 0) throw error
    }
    // Something else in this process needs descriptors too: keep fewer from now on.
    this.#mostKept = Math.floor(this.#kept.size / 2)
    for (const watched of this.#kept) {
      if (this.#kept.size <= this.#mostKept) break
      this.#forget(watched)
    }
    return this.#withDescriptor(open)
  }

  /** Bytes read into the shared buffer; undefined when the process is gone. */
  #pread(fd: number): number | undefined {
    try {
      return readPrompt(fd, buffer, 0, 0)
    } catch (error) {
      if (isGone(error) || isDenied(error)) return undefined
      throw error
    }
  }

  /** Compares before parsing: equal bytes mean that nothing happened. A pid given out again is watched anew. */
  #update(pid: number, watched: Watched | undefined, length: number): Watched | undefined {
    if (watched === undefined) return this.#watch(pid, length)
    const nowMs = this.#options.now()
    if (length === watched.length && buffer.compare(watched.bytes, 0, length, 0, length) === 0) {
      watched.record.seenAtMs = nowMs
      return watched
    }
    const stat = parsePidStat(buffer, length, this.#options.units)
    if (stat === undefined) return undefined
    const id = processId(stat.pid, stat.startTicks)
    if (id !== watched.record.id) return this.#watch(pid, length)
    const facts = watched.record.facts
    watched.record = processRecord(id, stat, facts, nowMs)
    remember(watched, length)
    return watched
  }

  #watch(pid: number, length: number): Watched | undefined {
    const stat = parsePidStat(buffer, length, this.#options.units)
    // A recorded tree may hold a line of another process by mistake: the directory's name is what everything asks by.
    if (stat === undefined || stat.pid !== pid) return undefined
    const id = processId(pid, stat.startTicks)
    const record = processRecord(id, stat, blankFacts(stat.name), this.#options.now())
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
