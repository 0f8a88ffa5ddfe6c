import { lstatSync, statSync } from 'node:fs'
import type { FoundRuntime } from '../../model/runtime.ts'
import type { NamespaceKind } from '../../procfs/pid-namespace.ts'
import { type PidStat, parsePidStat } from '../../procfs/pid-stat.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import { USUAL_UNITS } from '../../procfs/units.ts'
import { isDenied, isGone } from '../errors.ts'
import type {
  GroupFile,
  LargeFile,
  LargeMachineFile,
  LinkFile,
  LockedFile,
  MachineFile,
  ProcessFiles,
  PromptFile,
  RawFiles,
  ReadResult,
  Refusal,
  Setting,
  StatResult,
} from '../process-files.ts'
import { Slices } from '../slices.ts'
import { countDescriptors, listDescriptors, statDescriptor } from './open-files.ts'
import { LOCKED } from './pool.ts'
import { linkNow, numbersIn, readNow } from './read-now.ts'
import type { Lane, Reader } from './reader.ts'
import { type Running, Runtimes } from './runtimes/runtimes.ts'
import { isOwnNamespace, type TreeKind } from './tree-kind.ts'
import { parseUnixPeers, SS_ARGUMENTS } from './unix-peers.ts'

/** The states of more threads than this, which take a millisecond and more, are not looked at before every read. */
const MANY_THREADS = 256
/** So long what was seen of the threads of such a process holds. */
const LOOK_HOLDS_MS = 5_000
/** A table of a hundred thousand sockets takes the kernel half a second. */
const LARGE_DEADLINE_MS = 5_000
/** So many stuck processes are remembered before those that have ended are looked for. */
const FORGET_FROM = 64
/** Where mount tables have what `--sysfs` may have elsewhere. */
const SYSFS = '/sys/'
const NOT_HERE = { ok: false, why: 'absent' } as const

/** Threads of a process in uninterruptible sleep, as they were seen once. */
interface Look {
  readonly startTicks: number
  readonly atMs: number
  readonly asleep: Promise<readonly number[]>
}

/** What tells whether a process could be stuck, from its `stat`. */
export type Leader = Pick<PidStat, 'startTicks' | 'state' | 'threads'>

/**
 * The kernel's files about single processes. Those that wait for a process's memory lock go by the reader, on the lane
 * that this process and this tree are safe for.
 */
export class LinuxFiles implements ProcessFiles {
  readonly #root: string
  readonly #kind: TreeKind
  readonly #reader: Reader
  readonly #sysfs: string | undefined
  /** Processes that did not answer, with what they looked like then: they are not asked again before that changes. */
  #stuck = new Map<number, string>()
  #forgetFrom = FORGET_FROM
  readonly #now: () => number
  #seenLately = new Map<number, Look>()
  readonly #runtimes: Runtimes

  /**
   * @param now monotonic milliseconds
   * @param sysfs where the tree's `/sys` is, if that was said
   */
  constructor(root: string, kind: TreeKind, reader: Reader, now: () => number, sysfs?: string) {
    this.#now = now
    this.#sysfs = sysfs
    this.#root = root
    this.#kind = kind
    this.#reader = reader
    this.#runtimes = new Runtimes(this, now)
  }

  /** How long a file that may block may take where nothing else is said. */
  get deadlineMs(): number {
    return this.#reader.deadlineMs
  }

  prompt(pid: number, file: PromptFile): ReadResult {
    return readNow(`${this.#root}/${pid}/${file}`, this.#kind === 'kernel')
  }

  threadFile(pid: number, tid: number, file: PromptFile): ReadResult {
    return readNow(`${this.#root}/${pid}/task/${tid}/${file}`, this.#kind === 'kernel')
  }

  /**
   * The numeric id of the user that the process acts as. procfs makes a process's own folder, whatever may be looked at
   * below it, belong to the effective user (task_dump_owner in fs/proc/base.c), which is a fifth of the work of reading
   * `status`; in another tree folders belong to whoever copied them.
   */
  owner(pid: number): number | undefined {
    if (this.#kind === 'kernel') return ownerOf(`${this.#root}/${pid}`)
    const status = this.prompt(pid, 'status')
    return status.ok ? parsePidStatus(status.bytes)?.uid?.effective : undefined
  }

  /** @param leader what `stat` said of the process just now, where that is known */
  async locked(pid: number, file: LockedFile, deadlineMs?: number, leader?: Leader): Promise<ReadResult> {
    const looks = await this.#looks(pid, leader)
    if (looks !== undefined && looks === this.#stuck.get(pid)) return LOCKED
    this.#stuck.delete(pid)
    const path = `${this.#root}/${pid}/${file}`
    const isLink = isLinkFile(file)
    const lane = this.#lane(path, isLink, looks)
    const read = await this.#readLocked(path, file, lane, deadlineMs)
    if (!read.ok && read.why === 'locked' && looks !== undefined) this.#remember(pid, looks)
    return read
  }

  threads(pid: number): readonly number[] | Refusal {
    return numbersIn(`${this.#root}/${pid}/task`)
  }

  large(pid: number | 'self', file: LargeFile): Promise<ReadResult> {
    const path = `${this.#root}/${pid}/${file}`
    return this.#reader.read(path, this.#lane(path, false, undefined), LARGE_DEADLINE_MS)
  }

  runtime(process: Running, exe: string): Promise<FoundRuntime> {
    return this.#runtimes.of(process, exe)
  }

  namespace(pid: number | 'self', kind: NamespaceKind): ReadResult {
    return linkNow(`${this.#root}/${pid}/ns/${kind}`)
  }

  ioPriority(pid: number): Promise<ReadResult> {
    return this.ioPriorities([pid])
  }

  /** By the pids of another namespace others would be asked about. */
  ioPriorities(pids: readonly number[]): Promise<ReadResult> {
    const isOurs = this.#kind === 'kernel' && isOwnNamespace(this.#root)
    return isOurs ? this.#reader.ioPriorities(pids) : Promise.resolve(NOT_HERE)
  }

  setting(name: Setting): ReadResult {
    return readNow(`${this.#root}/sys/${name}`, this.#kind === 'kernel')
  }

  get raw(): RawFiles | undefined {
    if (this.#kind !== 'kernel') return undefined
    return { procfs: this.#root, inPool: start => this.#reader.inPool(start) }
  }

  /** The groups of a recorded tree lie below its own `/sys`; those of this machine that bear the same names are others. */
  groupFile(folder: string, file: GroupFile): Promise<ReadResult> {
    if (this.#kind === 'kernel') return this.#reader.read(`${folder}/${file}`, 'pool')
    if (this.#sysfs === undefined || !folder.startsWith(SYSFS)) return Promise.resolve(NOT_HERE)
    const path = `${this.#sysfs}/${folder.slice(SYSFS.length)}/${file}`
    return this.#reader.read(path, this.#lane(path, false, undefined))
  }

  descriptors(pid: number): Promise<readonly number[] | Refusal> {
    return listDescriptors(`${this.#root}/${pid}/fd`)
  }

  /** How many descriptors it has; undefined where that is not known at once. */
  descriptorCount(pid: number): number | undefined {
    return countDescriptors(`${this.#root}/${pid}/fd`, this.#kind === 'kernel')
  }

  descriptorLink(pid: number, fd: number): ReadResult {
    return linkNow(`${this.#root}/${pid}/fd/${fd}`)
  }

  descriptorInfo(pid: number, fd: number): ReadResult {
    return readNow(`${this.#root}/${pid}/fdinfo/${fd}`, this.#kind === 'kernel')
  }

  /** Links of a recorded tree would lead to files of this machine. */
  descriptorStat(pid: number, fd: number): Promise<StatResult> {
    if (this.#kind !== 'kernel') return Promise.resolve(NOT_HERE)
    return statDescriptor(this.#reader, `${this.#root}/${pid}/fd/${fd}`)
  }

  machine(file: MachineFile): ReadResult {
    return readNow(`${this.#root}/${file}`, this.#kind === 'kernel')
  }

  largeMachine(file: LargeMachineFile): Promise<ReadResult> {
    const path = `${this.#root}/${file}`
    return this.#reader.read(path, this.#lane(path, false, undefined), LARGE_DEADLINE_MS)
  }

  /**
   * Of a process with a thread that could be stuck a child asks, each time anew: where it hangs is what one wants to know,
   * and the lock that keeps its memory from us need not keep this. Many are asked for one after the other, so what was seen
   * of the threads holds for a while.
   */
  async threadStack(pid: number, tid: number): Promise<ReadResult> {
    const path = `${this.#root}/${pid}/task/${tid}/stack`
    const leader = this.#kind === 'kernel' ? this.#leader(pid) : undefined
    const asleep = leader === undefined ? [] : await this.#asleepLately(pid, leader.startTicks)
    return await this.#reader.read(path, this.#lane(path, false, asleep.length === 0 ? undefined : asleep.join()))
  }

  /** Of a recorded tree the program would tell what is true of this machine. */
  async unixPeers(): Promise<ReadonlyMap<number, number> | undefined> {
    if (this.#kind !== 'kernel') return undefined
    const read = await this.#reader.program('ss', SS_ARGUMENTS)
    return read.ok ? await parseUnixPeers(read.bytes) : undefined
  }

  #readLocked(path: string, file: LockedFile, lane: Lane, deadlineMs: number | undefined): Promise<ReadResult> {
    if (isLinkFile(file)) return this.#reader.link(path, lane, deadlineMs)
    // Others take a lock of the process already when they are opened (proc_mem_open in fs/proc/base.c).
    if (file === 'cmdline') return this.#reader.readAtOnce(path, lane, deadlineMs)
    return this.#reader.read(path, lane, deadlineMs)
  }

  /**
   * What could tell that a process is stuck, and that it no longer is: who it is, with its threads in uninterruptible
   * sleep, for who holds a memory lock for long sleeps so; a process with no such thread lets it go in an instant. Of a
   * tree that is not the kernel's, its state. Undefined where nothing suggests that it could be stuck.
   */
  async #looks(pid: number, leader: Leader | undefined = this.#leader(pid)): Promise<string | undefined> {
    if (leader === undefined) return undefined
    const { startTicks, state, threads } = leader
    if (this.#kind !== 'kernel') return `${startTicks} ${state}`
    const asleep = threads === 1 ? (state === 'D' ? [pid] : []) : await this.#asleepAmong(pid, leader)
    return asleep.length === 0 ? undefined : `${startTicks} ${asleep.join(' ')}`
  }

  #leader(pid: number): PidStat | undefined {
    const stat = this.prompt(pid, 'stat')
    return stat.ok ? parsePidStat(stat.bytes, stat.bytes.length, USUAL_UNITS) : undefined
  }

  #asleepAmong(pid: number, { startTicks, threads }: Leader): Promise<readonly number[]> {
    return threads <= MANY_THREADS ? this.#threadsAsleep(pid) : this.#asleepLately(pid, startTicks)
  }

  /** As they were seen some seconds ago at the most. */
  #asleepLately(pid: number, startTicks: number): Promise<readonly number[]> {
    const nowMs = this.#now()
    const last = this.#seenLately.get(pid)
    if (last?.startTicks === startTicks && nowMs - last.atMs < LOOK_HOLDS_MS) return last.asleep
    for (const [other, look] of this.#seenLately) {
      if (nowMs - look.atMs >= LOOK_HOLDS_MS) this.#seenLately.delete(other)
    }
    const asleep = this.#threadsAsleep(pid)
    this.#seenLately.set(pid, { startTicks, atMs: nowMs, asleep })
    return asleep
  }

  async #threadsAsleep(pid: number): Promise<readonly number[]> {
    const threads = this.threads(pid)
    if (typeof threads === 'string') return []
    const asleep: number[] = []
    const slices = new Slices()
    for (const tid of threads) {
      const read = this.threadFile(pid, tid, 'stat')
      if (read.ok && stateIn(read.bytes) === 'D') asleep.push(tid)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    return asleep
  }

  /** In a tree of plain files only what is not a plain file can hang; of a tree that another answers for, everything. */
  #lane(path: string, isLink: boolean, looks: string | undefined): Lane {
    if (this.#kind === 'kernel') return looks === undefined ? 'pool' : 'child'
    return this.#kind === 'files' && (isLink || isPlain(path)) ? 'pool' : 'child'
  }

  #remember(pid: number, looks: string): void {
    this.#stuck.set(pid, looks)
    if (this.#stuck.size < this.#forgetFrom) return
    for (const [known, then] of this.#stuck) {
      if (!then.startsWith(`${this.#leader(known)?.startTicks} `)) this.#stuck.delete(known)
    }
    this.#forgetFrom = Math.max(FORGET_FROM, this.#stuck.size * 2)
  }
}

function isLinkFile(file: LockedFile): file is LinkFile {
  return file === 'exe' || file === 'cwd' || file === 'root'
}

function ownerOf(folder: string): number | undefined {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.uid
  } catch (error) {
    if (isGone(error) || isDenied(error)) return undefined
    throw error
  }
}

/** The state's letter in a line of proc_pid_stat(5): after the last parenthesis, for names hold anything. */
function stateIn(stat: Buffer): string {
  const close = stat.lastIndexOf(0x29)
  return stat.toString('latin1', close + 2, close + 3)
}

function isPlain(path: string): boolean {
  try {
    return lstatSync(path).isFile()
  } catch (error) {
    if (isGone(error) || isDenied(error)) return true
    throw error
  }
}
