import { derive } from '../../src/model/derive.ts'
import { blankFacts, type ProcessRecord, processId, processRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { ProcessRow, Snapshot } from '../../src/model/snapshot.ts'
import { parsePidStat } from '../../src/procfs/pid-stat.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { parseUnixPeers } from '../../src/sources/linux/unix-peers.ts'
import type { DescriptorStat, ProcessFiles, ReadResult, Refusal, StatResult } from '../../src/sources/process-files.ts'
import type { IdNames } from '../../src/sources/source.ts'

/** What a file holds, or why it cannot be had. */
export type Content = { readonly text: string } | Refusal

/** The kernel's files as a test wants them, by path below `/proc`: `{ '7/stat': { text: '7 (cat) S …' } }`. */
export class MemoryFiles implements ProcessFiles {
  /** Paths that were read, in order. */
  readonly asked: string[] = []
  readonly #content: Readonly<Record<string, Content>>
  /** Of each process, by its folder's name. */
  readonly #pathsOf = new Map<string, string[]>()
  readonly #descriptors: readonly number[] | Refusal | undefined
  readonly #stats: Readonly<Record<number, DescriptorStat | Refusal>>

  /**
   * @param content with the folder `PID/fd` only where that is refused
   * @param descriptors of every process; those whose links are there if left out
   * @param stats what stat(2) says of open files, by descriptor
   */
  constructor(
    content: Readonly<Record<string, Content>>,
    descriptors?: readonly number[] | Refusal,
    stats: Readonly<Record<number, DescriptorStat | Refusal>> = {},
  ) {
    this.#content = content
    this.#descriptors = descriptors
    this.#stats = stats
    for (const path of Object.keys(content)) {
      const folder = path.slice(0, path.indexOf('/'))
      const same = this.#pathsOf.get(folder)
      if (same === undefined) this.#pathsOf.set(folder, [path])
      else same.push(path)
    }
  }

  prompt(pid: number, file: string): ReadResult {
    return this.#read(`${pid}/${file}`)
  }

  locked(pid: number, file: string): Promise<ReadResult> {
    return Promise.resolve(this.#read(`${pid}/${file}`))
  }

  threadFile(pid: number, tid: number, file: string): ReadResult {
    return this.#read(`${pid}/task/${tid}/${file}`)
  }

  /** Those whose `status` is there. */
  threads(pid: number): readonly number[] | Refusal {
    return this.#listed(pid, /task\/(\d+)\/status$/)
  }

  large(pid: number | 'self', file: string): Promise<ReadResult> {
    return Promise.resolve(this.#read(`${pid}/${file}`))
  }

  namespace(pid: number | 'self', kind: string): ReadResult {
    return this.#read(`${pid}/ns/${kind}`)
  }

  ioPriority(pid: number): Promise<ReadResult> {
    return Promise.resolve(this.#read(`ionice ${pid}`))
  }

  setting(name: string): ReadResult {
    return this.#read(`sys/${name}`)
  }

  /** A path that begins at the root. */
  groupFile(folder: string, file: string): Promise<ReadResult> {
    return Promise.resolve(this.#read(`${folder}/${file}`))
  }

  descriptors(pid: number): Promise<readonly number[] | Refusal> {
    const refusal = this.#content[`${pid}/fd`]
    if (typeof refusal === 'string') return Promise.resolve(refusal)
    return Promise.resolve(this.#descriptors ?? this.#listed(pid, /fd\/(\d+)$/))
  }

  descriptorLink(pid: number, fd: number): ReadResult {
    return this.#read(`${pid}/fd/${fd}`)
  }

  descriptorInfo(pid: number, fd: number): ReadResult {
    return this.#read(`${pid}/fdinfo/${fd}`)
  }

  descriptorStat(pid: number, fd: number): Promise<StatResult> {
    this.asked.push(`stat ${pid}/fd/${fd}`)
    const stat = this.#stats[fd] ?? 'gone'
    return Promise.resolve(typeof stat === 'string' ? { ok: false, why: stat } : { ok: true, stat })
  }

  machine(file: string): ReadResult {
    return this.#read(file)
  }

  largeMachine(file: string): Promise<ReadResult> {
    return Promise.resolve(this.#read(file))
  }

  threadStack(pid: number, tid: number): Promise<ReadResult> {
    return Promise.resolve(this.#read(`${pid}/task/${tid}/stack`))
  }

  /** What `ss` is to print; without it there is no such program. */
  async unixPeers(): Promise<ReadonlyMap<number, number> | undefined> {
    const read = this.#read('ss')
    return read.ok ? await parseUnixPeers(read.bytes) : undefined
  }

  /** Numbers in the names of a process's files. */
  #listed(pid: number, name: RegExp): number[] {
    const numbers = (this.#pathsOf.get(`${pid}`) ?? [])
      .map(path => name.exec(path)?.[1])
      .filter(number => number !== undefined)
    return numbers.map(Number).sort((a, b) => a - b)
  }

  #read(path: string): ReadResult {
    this.asked.push(path)
    const content = this.#content[path] ?? 'gone'
    return typeof content === 'string' ? { ok: false, why: content } : { ok: true, bytes: Buffer.from(content.text) }
  }
}

/** The record that a line of `stat` makes. */
export function recordOf(stat: string): ProcessRecord {
  const line = parsePidStat(Buffer.from(stat), Buffer.byteLength(stat), USUAL_UNITS)
  if (line === undefined) throw new Error(`no line of stat: ${stat}`)
  return processRecord(processId(line.pid, line.startTicks), line, blankFacts(line.name), 0, undefined)
}

/** A line of `stat` of a process that sleeps; each part may be replaced. */
export function statLine({
  pid = 70,
  name = 'cat',
  state = 'S',
  ppid = 1,
  nice = 0,
  threads = 1,
  startTicks = 5000,
  rssPages = 300,
  flags = 0,
  group = 70,
} = {}): string {
  const begin = `${pid} (${name}) ${state} ${ppid} ${group} ${group} 34816 ${group} ${flags} 100 0 2 0 150 50 30 20 ${20 + nice} ${nice}`
  return `${begin} ${threads} 0 ${startTicks} 4096000 ${rssPages} 1 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0\n`
}

/** A snapshot of these processes on a machine that has been up for a hundred seconds and has 1000 pages of memory. */
export function snapshotOf(...processes: readonly ProcessRecord[]): Snapshot {
  const sample: RawSample = {
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    monotonicMs: 0,
    host: {
      name: 'test',
      os: 'Linux',
      kernel: '6.18',
      arch: 'x64',
      uptimeSec: 100,
      bootAtMs: Date.UTC(2026, 0, 2, 3, 2, 25),
      bootId: undefined,
      cpuModel: undefined,
      pageBytes: 4096,
    },
    diskIo: [],
    network: [],
    fileSystems: [],
    processes,
    seesEveryone: false,
  }
  return derive(undefined, sample)
}

/** The row of a snapshot's only process, or of its first. */
export function firstRow(snapshot: Snapshot): ProcessRow {
  const row = snapshot.processes[0]
  if (row === undefined) throw new Error('a snapshot without processes')
  return row
}

export const someNames: IdNames = {
  user: uid => (uid === 0 ? 'root' : `user${uid}`),
  isUser: () => true,
  group: gid => (gid === 0 ? 'root' : `group${gid}`),
}
