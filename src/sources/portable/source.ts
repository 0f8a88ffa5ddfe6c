import * as os from 'node:os'
import type { ProcessRecord } from '../../model/process.ts'
import type { LoadAverage, RawSample } from '../../model/sample.ts'
import { atMost } from '../at-most.ts'
import type { Needs, Source } from '../source.ts'
import { type Answered, type Kind, NoAnswer } from './answers.ts'
import { cpuCounters } from './cpu.ts'
import { diskIoCounters } from './disks.ts'
import { fileSystems } from './file-systems.ts'
import { hardwareOf } from './hardware.ts'
import { BootClock, cpuModel, hostOf } from './host.ts'
import { InterfaceTurns } from './interface-turns.ts'
import { ListWait } from './list-wait.ts'
import { type Listed, portableLooks } from './look.ts'
import { memoryInfo } from './memory.ts'
import { tellsTraffic } from './network.ts'
import type { Platform } from './platform.ts'
import { type OwnUser, PortableTable } from './process-table.ts'
import { whyNotPortable } from './why-not.ts'

/** What the helper program is asked through: no two questions of one kind at once, none too often, each with a time limit. */
export interface Lanes {
  /**
   * Asks once more where it is time to. Rejects with a {@link NoAnswer} where no answer comes; undefined where nobody is
   * asked now, because the last answer is new enough or a failure was a moment ago.
   */
  refresh(kind: Kind, names?: readonly string[]): Promise<unknown> | undefined
  latest<K extends Kind>(kind: K): Answered<K> | undefined
  /** Why there is nothing newer, if there should be. */
  trouble(kind: Kind): string | undefined
  close(): void
}

/** What Node tells of this machine at once, without asking anybody. */
export type Node = Pick<
  typeof os,
  'arch' | 'cpus' | 'hostname' | 'loadavg' | 'networkInterfaces' | 'release' | 'type' | 'uptime' | 'userInfo'
>

export interface PortableOptions {
  readonly lanes: Lanes
  /** This machine's if not told otherwise. */
  readonly platform?: Platform
  readonly node?: Node
  /** Wall clock, milliseconds since 1970. */
  now?(): number
  /** Milliseconds that never step back. */
  monotonic?(): number
}

/** There is no list of processes, and there never was one. By its code it counts among what the system refused. */
export class NoProcessList extends Error {
  override readonly name = 'NoProcessList'
  readonly code = 'NO_PROCESS_LIST'

  /** @param why what the last question failed of */
  constructor(why: string | undefined) {
    super(`the processes of this machine cannot be listed: ${why ?? 'nobody answers'}`)
  }
}

/** The first frame has these. */
const FIRST = ['memory', 'network', 'diskIo', 'fileSystems'] as const
/** These come after it: they take seconds on some machines. */
const LATER = ['temperature', 'battery', 'graphics', 'cpu'] as const
/** How long the first scan waits for what the first frame has besides the processes. */
const FIRST_MS = 300

/** This machine by what `systeminformation`, `pidusage` and Node tell of it, on any system. */
export function portableSource(options: PortableOptions): Source {
  const { lanes } = options
  const platform = options.platform ?? process.platform
  const node = options.node ?? os
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const ownUser = ownUserOf(node)
  const table = new PortableTable({ platform, ownUser })
  const boots = new BootClock()
  const cpus = node.cpus()
  const facts = {
    name: node.hostname(),
    os: node.type(),
    kernel: node.release(),
    arch: node.arch(),
    cpuModel: cpuModel(cpus[0]?.model),
  }
  const hardware = keptHardware(lanes, platform)
  const turns = new InterfaceTurns(platform)
  const listWait = new ListWait(monotonic)
  /** Names of the interfaces that there are. */
  let interfaces: readonly string[] = []
  let processors = cpus.length
  let scans = 0
  let closed = false
  /** The listing that the latest sample was made of. */
  let listed:
    | {
        readonly answer: Answered<'processes'>
        readonly records: ProcessRecord[]
        /** What the wall clock was ahead of ours then. */
        readonly aheadMs: number
      }
    | undefined
  /** What went wrong while nobody waited: the next scan says so. */
  let failure: { readonly error: unknown } | undefined

  /** Kinds that do not answer are unknown; what is not about that is a fault. */
  const ask = async (kind: Kind): Promise<void> => {
    const names = kind === 'network' ? [turns.next(interfaces)] : []
    try {
      await lanes.refresh(kind, ...names)
    } catch (error) {
      if (!(error instanceof NoAnswer)) failure = { error }
      turns.passOver(names.flat())
    }
  }

  /**
   * Records of a new listing. Where none came they are those of the last one, each a copy that was read when it was: so
   * nobody takes it for news that a process did nothing, and its share of a processor is unknown until there is a new one.
   */
  const list = async (): Promise<ProcessRecord[]> => {
    const known = lanes.latest('processes')
    await listWait.await(ask('processes'), () => lanes.latest('processes') !== known)
    const answer = lanes.latest('processes')
    if (answer === undefined || answer.value.length === 0) {
      if (listed === undefined) throw new NoProcessList(lanes.trouble('processes'))
    } else if (answer.atMs !== listed?.answer.atMs) {
      const records = table.update(answer.value, boots.at(now(), monotonic(), node.uptime()))
      listed = { answer, records, aheadMs: now() - monotonic() }
      return records
    }
    return listed === undefined ? [] : listed.records.map(record => ({ ...record }))
  }

  /** Whoever the latest listing has with this pid. */
  const lastListed = (pid: number): Listed | undefined => {
    const told = listed?.answer.value.find(process => process.pid === pid)
    const record = listed?.records.find(one => one.pid === pid)
    if (listed === undefined || told === undefined || record === undefined) return undefined
    // Its age by the listing itself: the start of the record is the one that it was first seen with.
    return { record, ageMs: told.readAtMs + listed.aheadMs - told.startedAtMs, atMs: told.readAtMs }
  }
  const oldListOf = (listedAtMs: number): NonNullable<RawSample['oldList']> => ({
    listedAtMs,
    why: lanes.trouble('processes') ?? 'no answer yet',
  })
  const looks = portableLooks({ listed: lastListed, platform, now: monotonic })

  return {
    kind: 'portable',
    files: undefined,
    ...looks,
    whyNot: what => whyNotPortable(what, platform, kind => lanes.trouble(kind)),
    // Nobody lists the users of a machine: any name may be somebody's who runs nothing just now.
    names: {
      user: uid => (uid === ownUser?.uid ? ownUser.name : String(uid)),
      isUser: () => true,
      group: String,
    },
    async scan(_needs: Needs): Promise<RawSample> {
      if (closed) throw new NoProcessList('this source is closed')
      if (failure !== undefined) {
        const { error } = failure
        failure = undefined
        throw error
      }
      const atMs = now()
      const monotonicMs = monotonic()
      const usage = process.cpuUsage()
      const boot = boots.at(atMs, monotonicMs, node.uptime())
      const times = node.cpus()
      // Their sum would leap by the whole past of a processor that came or went.
      const cpu = times.length === processors ? cpuCounters(times, platform) : undefined
      processors = times.length
      interfaces = Object.keys(node.networkInterfaces())
      const first = scans++ === 0
      const others = FIRST.filter(kind => kind !== 'network' || tellsTraffic(platform)).map(kind => ask(kind))
      if (!first) for (const kind of LATER) if (kind !== 'cpu' || facts.cpuModel === undefined) void ask(kind)
      const waiting = first
        ? atMost(
            Promise.all(others).then(() => undefined),
            FIRST_MS,
          )
        : undefined
      const processes = await list()
      await waiting
      const { user, system } = process.cpuUsage(usage)
      const [memory, diskIo, sizes] = [lanes.latest('memory'), lanes.latest('diskIo'), lanes.latest('fileSystems')]
      const known = memory && memoryInfo(memory.value, platform)
      const sensed = hardware()
      const load = loadOf(node, platform)
      return {
        atMs,
        monotonicMs,
        host: hostOf(facts, boot, monotonicMs, lanes.latest('cpu')?.value),
        ...(load && { load }),
        ...(cpu && { cpu }),
        ...(known && { memory: known }),
        ...(sensed && { hardware: sensed }),
        diskIo: diskIo === undefined ? [] : diskIoCounters(diskIo),
        network: turns.counters(lanes.latest('network'), interfaces),
        fileSystems: sizes === undefined ? [] : fileSystems(sizes.value, platform),
        processes,
        ...(listed !== undefined && listed.records !== processes && { oldList: oldListOf(listed.answer.atMs) }),
        // Whether others hide from us no system tells in a way that all have.
        seesEveryone: false,
        scanMs: (user + system) / 1000,
      }
    },
    // All that is known of a process comes with the listing.
    fill: () => undefined,
    sweep: () => undefined,
    close() {
      closed = true
      lanes.close()
    },
  }
}

/** The three that the kernel keeps; Windows keeps none, and Node says 0 for it. */
function loadOf(node: Node, platform: Platform): LoadAverage | undefined {
  if (platform === 'win32') return undefined
  const [one = 0, five = 0, fifteen = 0] = node.loadavg()
  return { one, five, fifteen, runnable: undefined, threads: undefined, lastPid: undefined }
}

/** Users of containers may have a number without a name; on Windows they have no number. */
function ownUserOf(node: Node): OwnUser | undefined {
  try {
    const { username, uid } = node.userInfo()
    return uid < 0 ? undefined : { name: username, uid }
  } catch (error) {
    // Node has one error for whatever the system's calls say.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return undefined
    throw error
  }
}

/** The same object as long as nothing was read anew. */
function keptHardware(lanes: Lanes, platform: Platform): () => ReturnType<typeof hardwareOf> {
  let key = ''
  let kept: ReturnType<typeof hardwareOf>
  return () => {
    const answers = {
      temperature: lanes.latest('temperature'),
      battery: lanes.latest('battery'),
      graphics: lanes.latest('graphics'),
    }
    const latest = Object.values(answers)
      .map(answer => answer?.atMs)
      .join()
    if (latest !== key) kept = hardwareOf(answers, platform)
    key = latest
    return kept
  }
}
