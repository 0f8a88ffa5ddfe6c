import { existsSync, readdirSync } from 'node:fs'
import type { Facet, ProcessId, ProcessRecord } from '../../model/process.ts'
import type { NearLimit, PagingCounters, RawSample } from '../../model/sample.ts'
import { parseAuxv } from '../../procfs/auxv.ts'
import { parseMountinfo } from '../../procfs/mountinfo.ts'
import { parsePidLimits } from '../../procfs/pid-limits.ts'
import { type KernelUnits, USUAL_UNITS } from '../../procfs/units.ts'
import { atMost } from '../at-most.ts'
import { isDenied, isGone, NoProcessTree } from '../errors.ts'
import { Slices } from '../slices.ts'
import type { Needs, Source, Sweeping } from '../source.ts'
import { clockReader } from './cpu-clocks.ts'
import { FileSystems } from './file-systems.ts'
import { LinuxFiles } from './files.ts'
import { GroupWatch } from './group-watch.ts'
import { HardwareWatch } from './hardware/watch.ts'
import { readFile } from './kept-file.ts'
import { KernelLog } from './kernel-log.ts'
import { limitsInUse } from './limit-use.ts'
import { LimitWatch } from './limit-watch.ts'
import { Machine } from './machine.ts'
import { NameFile } from './name-file.ts'
import { PoolTime } from './pool-time.ts'
import { FactReader } from './process-facts.ts'
import { ProcessTable } from './process-table.ts'
import { Reader } from './reader.ts'
import { lookInto } from './sighting.ts'
import { StuckWatch } from './stuck-watch.ts'
import { Sweep } from './sweep.ts'
import { hidesProcesses, isFirstNamespace, isOfThisKernel, isOwnNamespace, treeKind } from './tree-kind.ts'

export interface LinuxOptions {
  /** Where the kernel's process tree is: another host's mounted here, or a recorded one. */
  readonly procfs?: string | undefined
  readonly sysfs?: string | undefined
  /** passwd(5) of the processes' users; this machine's for this kernel's tree. */
  readonly passwd?: string
  /** The kernel's log; `/dev/kmsg` for this kernel's tree. */
  readonly kernelLog?: string
  /** How long a file that may never answer is waited for; 200 ms if not told otherwise. */
  readonly deadlineMs?: number
  /** The share of one core that finding out the true memory of everyone may take; 0.02 if not told otherwise. */
  readonly sweepShare?: number
  /** So many processes are worth asking clocks about, see {@link clockReader}; 300 if not told otherwise. */
  readonly clocksFrom?: number
  /** Finds out the model of this machine's processors; asked once, after the first frame, and only where the kernel has no name. */
  askCpuModel?(): Promise<string | undefined>
  /** Wall clock, milliseconds since 1970. */
  now?(): number
  /** Milliseconds that never step back. */
  monotonic?(): number
}

/** Descriptors left to everything else: the terminal, modules, the pool, children. */
const HEADROOM = 128
/** The mounts that this process sees: whatever tree the processes come from, `statfs` asks these. */
const OWN_MOUNTS = '/proc/self/mountinfo'
/** How long a scan waits for the facts of everyone: many that do not answer may take longer, and are filled in later. */
const EVERYONE_MS = 2_000
/** Disks fill in minutes, not in seconds: their sizes are asked for no more often than this. */
const SIZES_MS = 5_000
/** So many processes are asked about in one go; more, in slices between which keys get their turn. */
const A_SCREENFUL = 100
/** The scan by which the first frame has been drawn. */
const AFTER_FIRST_FRAME = 3
/** How long the first scan waits for the sizes of file systems, so that the first frame has them. */
const FIRST_SIZES_MS = 30
/** How long the first two scans wait for sensors: so long most machines take for theirs. */
const FIRST_SENSORS_MS = 30
/** 2 % of a core, of which nobody notices anything. */
const SWEEP_SHARE = 0.02

/** Fewer are read as quickly as the library that clocks are asked by is loaded. */
const CLOCKS_FROM = 300

export interface LinuxSource extends Source {
  readonly files: LinuxFiles
  readonly hung: boolean
  /** Resolves, within the deadline of reads, once every thread has come back from its read or is known to hang. */
  settled(): Promise<void>
}

/**
 * This machine's kernel, or another tree of its shape. Throws where `procfs` is no such tree.
 */
export function linuxSource(options: LinuxOptions = {}): LinuxSource {
  const root = options.procfs ?? '/proc'
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const units = kernelUnits(root)
  const reader = new Reader(options.deadlineMs)
  const mountinfo = Buffer.from(textOf(OWN_MOUNTS) ?? '', 'latin1')
  const mounts = parseMountinfo(mountinfo)
  const kind = treeKind(root, mounts)
  const isKernels = kind === 'kernel'
  if (!isProcessTree(root)) throw new NoProcessTree(root)
  const files = new LinuxFiles(root, kind, reader, monotonic, options.sysfs)
  const look = lookInto(files)
  const machine = new Machine(root, options.sysfs ?? '/sys', units, isKernels)
  const hardwareTree = options.sysfs ?? (isKernels ? '/sys' : undefined)
  // What others answer for may never do so; and the sensors of this machine are not those of another tree.
  const hardware =
    hardwareTree === undefined || !isOfThisKernel(hardwareTree, mounts) || kind === 'remote'
      ? undefined
      : new HardwareWatch(hardwareTree, root, reader, monotonic, isKernels && options.sysfs === undefined)
  // It names processes by their ids in the first namespace.
  const kernelLog =
    isKernels && isFirstNamespace(root) ? new KernelLog(options.kernelLog ?? '/dev/kmsg', monotonic) : undefined
  const fileSystems = new FileSystems(mountTable(root, isKernels), isKernels ? reader : undefined, monotonic)
  const tells = isKernels && !hidesProcesses(root, mounts)
  const seesEveryone = tells && isFirstNamespace(root)
  const table = new ProcessTable({ root, units, mostKept: isKernels ? mostKept() : 0, tells, now: monotonic })
  // Another machine's numbers are other people's: without its own files they stay numbers.
  const users = new NameFile(options.passwd ?? (isKernels ? '/etc/passwd' : undefined), monotonic)
  const groups = new NameFile(isKernels ? '/etc/group' : undefined, monotonic)
  const facts = new FactReader(files, users, units, monotonic)
  const poolTime = new PoolTime()
  const sweep = new Sweep({
    read: record => facts.readRollup(record),
    recordOf: id => table.recordOf(id),
    spentMs: () => poolTime.spentMs() + reader.childrenMs,
    now: monotonic,
    share: options.sweepShare ?? SWEEP_SHARE,
    onError: error => {
      failure = { error }
    },
  })
  const limitWatch = new LimitWatch(
    record => knownLimits(files, record),
    id => table.recordOf(id),
    monotonic,
  )
  const stuckWatch = new StuckWatch(files, monotonic)
  // Groups of the same names are others in another tree.
  const groupWatch = isKernels ? new GroupWatch(files, reader, mountinfo, monotonic) : undefined
  let askedAtMs: number | undefined
  let reclaimed: number | undefined
  // They are asked by pid, so the tree's have to be ours.
  let clocksFrom = tells && isOwnNamespace(root) ? (options.clocksFrom ?? CLOCKS_FROM) : Number.POSITIVE_INFINITY
  let closed = false
  let scans = 0
  /** Processes at the scan before. */
  let known = 0
  /** What went wrong while nobody waited: the next scan says so. */
  let failure: { readonly error: unknown } | undefined

  const fillAll = async (records: readonly ProcessRecord[], facets: ReadonlySet<Facet>): Promise<void> => {
    const waiting: Promise<void>[] = []
    const slices = new Slices()
    for (const record of records) {
      const pending = facts.fill(record, facets)
      if (pending !== undefined) waiting.push(pending)
      // As many at once as the pool can take up while the next ones are asked for.
      if (waiting.length >= 64) await Promise.all(waiting.splice(0))
      const pause = slices.pause()
      if (pause === undefined) continue
      await pause
      if (closed) break
    }
    await Promise.all(waiting)
  }

  /** Those that are there; of threads also their processes, whose facts are theirs too. */
  const recordsOf = (ids: readonly ProcessId[]): ProcessRecord[] => {
    const records = new Set<ProcessRecord>()
    for (const id of ids) {
      const record = table.recordOf(id)
      const { threadOf } = record?.facts ?? {}
      const whole = threadOf === undefined ? undefined : table.recordOf(threadOf)
      if (whole !== undefined) records.add(whole)
      if (record !== undefined) records.add(record)
    }
    return [...records]
  }

  /** Whether memory was taken back or swapped since the last scan: then idle processes have changed as well. */
  const isReclaiming = (paging: PagingCounters | undefined): boolean => {
    const sum = paging && paging.reclaimedBytes + paging.swapInBytes + paging.swapOutBytes
    const moved = sum !== reclaimed
    reclaimed = sum
    return moved
  }

  /** Once, and not at the first scan, whose picture is not to wait for it. */
  const learnClocks = async (): Promise<void> => {
    clocksFrom = Number.POSITIVE_INFINITY
    const read = await clockReader()
    if (read !== undefined) table.useClocks(read)
  }

  const learnCpuModel = (): void => {
    options.askCpuModel?.().then(
      model => {
        if (model !== undefined) machine.learnCpuModel(model)
      },
      (error: unknown) => {
        failure = { error }
      },
    )
  }

  /** A later scan takes what is known; only the first waits a little. */
  const askSizes = (): Promise<void> | undefined => {
    const first = askedAtMs === undefined
    if (askedAtMs !== undefined && monotonic() - askedAtMs < SIZES_MS) return undefined
    askedAtMs = monotonic()
    const sizes = fileSystems.refresh().catch((error: unknown) => {
      failure = { error }
    })
    return first ? atMost(sizes, FIRST_SIZES_MS) : undefined
  }

  /** The same, for what sensors say. */
  const askHardware = (): Promise<void> | undefined => {
    const isNew = hardware?.isNew
    const reading = hardware?.refresh()?.catch((error: unknown) => {
      failure = { error }
    })
    return isNew ? reading && atMost(reading, FIRST_SENSORS_MS) : undefined
  }

  return {
    kind: 'linux',
    files,
    look,
    glance: look,
    threads: pid => files.threads(pid),
    names: { user: uid => users.nameOf(uid), isUser: name => users.has(name), group: gid => groups.nameOf(gid) },
    get hung(): boolean {
      return reader.hungThreads > 0
    },
    settled: () => reader.settled(),
    async scan(needs: Needs, onBeginning?: (sample: RawSample) => void): Promise<RawSample> {
      if (failure !== undefined) {
        const { error } = failure
        failure = undefined
        throw error
      }
      scans++
      if (known >= clocksFrom) await learnClocks()
      const waitingForSizes = askSizes()
      const waitingForHardware = askHardware()
      const atMs = now()
      const monotonicMs = monotonic()
      const usage = process.cpuUsage()
      const machineSample = machine.sample(atMs, monotonicMs)
      const sampleOf = (processes: readonly ProcessRecord[]): RawSample => {
        const sizes = fileSystems.latest(id => machine.deviceName(id))
        const sensed = hardware?.latest && { hardware: hardware.latest }
        const oomKills = kernelLog?.kills
        const limits = limitWatch.near
        const groups = groupWatch?.latest
        const channels = stuckWatch.channels
        const found = {
          ...(oomKills && { oomKills }),
          ...(limits && { limits }),
          ...(groups && { groups }),
          ...(channels && { channels }),
        }
        return {
          atMs,
          monotonicMs,
          ...machineSample,
          ...sensed,
          ...found,
          fileSystems: sizes,
          processes,
          seesEveryone,
        }
      }
      const { cpu, load, paging } = machineSample
      kernelLog?.see(paging?.oomKills)?.catch((error: unknown) => {
        failure = { error }
      })
      const processes = await table.scan(
        { forks: cpu?.forks, lastPid: load?.lastPid },
        isReclaiming(paging) ? undefined : needs.sparing,
        onBeginning && ((records, listed) => onBeginning({ ...sampleOf(records), listed })),
      )
      known = processes.length
      if (scans === AFTER_FIRST_FRAME && isKernels && machineSample.host.cpuModel === undefined) learnCpuModel()
      sweep.see(processes)
      stuckWatch.see(processes)
      const { user, system } = process.cpuUsage(usage)
      limitWatch.see(processes)
      groupWatch?.see(processes)?.catch((error: unknown) => {
        failure = { error }
      })
      const threads = needs.threads === true ? await table.scanThreads(needs.sparing) : undefined
      if (threads === undefined) table.forgetThreads()
      const everyone = threads === undefined ? processes : [...processes, ...threads]
      if (needs.everyone.size > 0) await atMost(fillAll(everyone, needs.everyone), EVERYONE_MS)
      await waitingForSizes
      await waitingForHardware
      return { ...sampleOf(processes), ...(threads && { threads }), scanMs: (user + system) / 1000 }
    },
    fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> | undefined {
      const records = recordsOf(ids)
      if (records.length > A_SCREENFUL) return fillAll(records, facets)
      const waiting = records.map(record => facts.fill(record, facets)).filter(pending => pending !== undefined)
      return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined)
    },
    sweep(wanted?: Sweeping): void {
      sweep.aim(wanted)
    },
    close(): void {
      closed = true
      sweep.close()
      poolTime.close()
      reader.close()
      table.close()
      machine.close()
      kernelLog?.close()
      groupWatch?.close()
      fileSystems.close()
      hardware?.close()
    },
  }
}

/** What is used of its limits, as far as that is known. */
function knownLimits(files: LinuxFiles, record: ProcessRecord): Omit<NearLimit, 'id'>[] {
  return limitsInUse(files, record).flatMap(({ name, soft, used }) =>
    used === undefined ? [] : [{ name: name.replace('RLIMIT_', ''), soft, used }],
  )
}

/** Whether there is anything of what a scan reads. */
function isProcessTree(root: string): boolean {
  if (existsSync(`${root}/stat`)) return true
  return readdirSync(root).some(name => name === 'stat' || /^[1-9]\d*$/.test(name))
}

function textOf(path: string): string | undefined {
  try {
    return readFile(path).toString('latin1')
  } catch (error) {
    if (isGone(error) || isDenied(error)) return undefined
    throw error
  }
}

function kernelUnits(root: string): KernelUnits {
  for (const path of [`${root}/self/auxv`, '/proc/self/auxv']) {
    try {
      return { ...USUAL_UNITS, ...parseAuxv(Buffer.from(readFile(path))) }
    } catch (error) {
      if (!isGone(error) && !isDenied(error)) throw error
    }
  }
  return USUAL_UNITS
}

/** Node raises its own soft limit to the hard one at start; what is kept must leave headroom below it. */
function mostKept(): number {
  const text = textOf('/proc/self/limits')
  const soft = text === undefined ? 1024 : parsePidLimits(text)?.find(limit => limit.name === 'RLIMIT_NOFILE')?.soft
  if (soft === 'unlimited') return 1_000_000
  return Math.max(0, Math.min((soft ?? 1024) - HEADROOM, Math.floor((soft ?? 1024) * 0.9)))
}

/** Another tree's table names mounts of another place; of what this kernel shows elsewhere, the sizes are our own. */
function mountTable(root: string, isKernels: boolean): string {
  if (isKernels && textOf(OWN_MOUNTS) !== undefined) return OWN_MOUNTS
  return textOf(`${root}/1/mountinfo`) === undefined ? `${root}/self/mountinfo` : `${root}/1/mountinfo`
}
