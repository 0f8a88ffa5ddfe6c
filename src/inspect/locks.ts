/** Which locks on files a process has, who waits for them, and which it waits for itself. */
import type { ProcessId } from '../model/process.ts'
import { rowOfPid } from '../model/row-of-pid.ts'
import { eachOfLocks, type FileLock, type HeldLock } from '../procfs/locks.ts'
import { parsePidSyscall } from '../procfs/pid-syscall.ts'
import { callOf, intArg } from '../procfs/syscalls.ts'
import { eachInSlices } from '../sources/slices.ts'
import type { Descriptor } from './descriptor.ts'
import { type Field, fromFile, isRefused, known, knownValue, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'
import { MANY_THREADS } from './usage.ts'

/** Somebody at the other end of a lock. */
export interface LockParty {
  /** Undefined where the kernel names nobody, as of an `ofd` lock. */
  readonly pid: number | undefined
  /** Undefined where no such process is seen: it has ended, and a child has the lock, or it is hidden. */
  readonly name: string | undefined
  readonly id: ProcessId | undefined
}

export interface ProcessLock extends FileLock {
  /** The process has it; else it waits for it. */
  readonly held: boolean
  /** Its own descriptors of the file; empty where they may not be looked at. */
  readonly fds: readonly number[]
  readonly path: string | undefined
  /** Who waits for what it has, those behind others among them; or who has what it waits for. */
  readonly parties: readonly LockParty[]
}

export interface Locks {
  /** What it waits for first. */
  readonly locks: Field<readonly ProcessLock[]>
  /** The locks of the machine, without which it is not known who waits for whom. */
  readonly table: Field<unknown>
}

/** F_OFD_SETLKW of fcntl(2), as every machine has it. */
const F_OFD_SETLKW = 38

export async function readLocks(look: Look): Promise<Locks> {
  const { files, record } = look
  if (withoutMemory(record) === 'zombie') return { locks: unknown('zombie'), table: unknown('zombie') }
  const { descriptors } = await look.openFiles()
  const open = knownValue(descriptors) ?? []
  const table = fromFile(await files.largeMachine('locks'), bytes => bytes)
  const concerned = await concernedIn(table, record.pid, open)
  const own = ownLocks(open)
  const refusal = 'unknown' in descriptors ? descriptors : open.map(one => one.locks).find(isRefused)
  const locks = new LockRows(look, open)
  const waits = await locks.waited(concerned)
  if (refusal === undefined) {
    const held = own.map(one => locks.held(one.lock, one.fds, concerned))
    return { locks: known([...waits, ...held]), table }
  }
  // Of whom descriptors are not to be seen the machine's table tells by pid.
  if ('unknown' in table) return { locks: 'unknown' in refusal ? refusal : unknown('untold'), table }
  const held = concerned.filter(one => one.pid === record.pid).map(one => locks.held(one, [], concerned))
  return { locks: known([...waits, ...held]), table }
}

/** Those of the machine's locks that the process has or waits for, or that are on files that it has open. */
async function concernedIn(table: Field<Buffer>, pid: number, open: readonly Descriptor[]): Promise<HeldLock[]> {
  if ('unknown' in table) return []
  const files = new Set(open.map(({ file }) => file))
  for (const { locks } of open) for (const { file } of knownValue(locks) ?? []) files.add(file)
  const concerned: HeldLock[] = []
  await eachInSlices(eachOfLocks(table.value), lock => {
    const isOurs = lock.pid === pid || lock.waiting.some(one => one.pid === pid)
    if (isOurs || files.has(lock.file)) concerned.push(lock)
  })
  return concerned
}

/** One that is shown of several descriptors of its file is one. */
function ownLocks(open: readonly Descriptor[]): { readonly lock: FileLock; readonly fds: readonly number[] }[] {
  const found = new Map<string, { lock: FileLock; fds: number[] }>()
  for (const { fd, locks } of open) {
    for (const lock of knownValue(locks) ?? []) {
      const same = found.get(keyOf(lock))
      if (same === undefined) found.set(keyOf(lock), { lock, fds: [fd] })
      else same.fds.push(fd)
    }
  }
  return [...found.values()]
}

/** The same for the same lock, wherever the kernel tells of it. */
export function keyOf({ kind, access, file, start, end, pid }: FileLock): string {
  return [kind, access, file, start, end ?? 'EOF', pid ?? '-'].join(' ')
}

/** Descriptors for whose open file description threads wait to get a lock. */
async function fdsWaitedFor({ files, record, snapshot, thorough }: Look): Promise<ReadonlySet<number>> {
  const fds = new Set<number>()
  const tids = files.threads(record.pid)
  if (typeof tids === 'string') return fds
  await eachInSlices(thorough ? tids : tids.slice(0, MANY_THREADS), tid => {
    const read = files.threadFile(record.pid, tid, 'syscall')
    const call = read.ok ? parsePidSyscall(read.bytes) : undefined
    if (typeof call !== 'object' || callOf(call, snapshot.host.arch)?.name !== 'fcntl') return
    if (intArg(call, 1) === F_OFD_SETLKW) fds.add(intArg(call, 0))
  })
  return fds
}

class LockRows {
  readonly #look: Look
  readonly #open: readonly Descriptor[]

  constructor(look: Look, open: readonly Descriptor[]) {
    this.#look = look
    this.#open = open
  }

  held(lock: FileLock, fds: readonly number[], table: readonly HeldLock[]): ProcessLock {
    const key = keyOf(lock)
    const waiting = table.filter(one => keyOf(one) === key).flatMap(one => one.waiting)
    return {
      ...lock,
      held: true,
      fds,
      path: this.#pathOf(lock.file),
      parties: waiting.map(one => this.#party(one.pid)),
    }
  }

  /** What it waits for. */
  async waited(table: readonly HeldLock[]): Promise<ProcessLock[]> {
    const { pid } = this.#look.record
    const rows: ProcessLock[] = []
    for (const lock of table) {
      for (const one of lock.waiting) if (one.pid === pid) rows.push(this.#waited(one, lock))
    }
    return [...rows, ...(await this.#waitedNameless(table))]
  }

  /** Those who wait for an `ofd` lock are not named: here it is told by the system call in which a thread waits. */
  async #waitedNameless(table: readonly HeldLock[]): Promise<ProcessLock[]> {
    const nameless = table.filter(lock => lock.waiting.some(one => one.kind === 'ofd'))
    if (nameless.length === 0) return []
    const fds = await fdsWaitedFor(this.#look)
    const waited = new Set(this.#open.filter(({ fd }) => fds.has(fd)).map(({ file }) => file))
    return nameless.flatMap(lock => {
      const one = lock.waiting.find(({ kind }) => kind === 'ofd')
      return one !== undefined && waited.has(lock.file) ? [this.#waited(one, lock)] : []
    })
  }

  #waited(wanted: FileLock, holder: HeldLock): ProcessLock {
    const fds = this.#open.filter(({ file }) => file === wanted.file).map(({ fd }) => fd)
    return { ...wanted, held: false, fds, path: this.#pathOf(wanted.file), parties: [this.#party(holder.pid)] }
  }

  /** A lock may be on a file of a mount that the process does not see: its own `lock:` line says which it is. */
  #pathOf(file: string): string | undefined {
    const found =
      this.#open.find(one => one.file === file) ??
      this.#open.find(({ locks }) => knownValue(locks)?.some(lock => lock.file === file))
    return found && knownValue(found.target)
  }

  #party(pid: number | undefined): LockParty {
    const row = pid === undefined ? undefined : rowOfPid(this.#look.snapshot.processes, pid)
    return { pid, name: row?.record.name, id: row?.id }
  }
}
