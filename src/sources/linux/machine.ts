import { existsSync, readdirSync } from 'node:fs'
import { arch, hostname, release } from 'node:os'
import type {
  DiskIoCounters,
  Host,
  KernelTables,
  NetworkCounters,
  Pressure,
  PressureLevels,
  RawSample,
} from '../../model/sample.ts'
import { clean, decodeLatin1 } from '../../model/text.ts'
import { parseDiskstats } from '../../procfs/diskstats.ts'
import { parseFileNr } from '../../procfs/file-nr.ts'
import { count } from '../../procfs/lines.ts'
import { parseLoadavg } from '../../procfs/loadavg.ts'
import { parseMeminfo } from '../../procfs/meminfo.ts'
import { parseNetDev } from '../../procfs/net-dev.ts'
import { parsePressure } from '../../procfs/pressure.ts'
import { parseStat } from '../../procfs/stat.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import { parseUptime } from '../../procfs/uptime.ts'
import { parseVmstat } from '../../procfs/vmstat.ts'
import { parseZoneinfo } from '../../procfs/zoneinfo.ts'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'
import { KeptFile, readBeginning, readFile } from './kept-file.ts'

export type MachineSample = Omit<
  RawSample,
  | 'atMs'
  | 'monotonicMs'
  | 'processes'
  | 'seesEveryone'
  | 'scanMs'
  | 'fileSystems'
  | 'hardware'
  | 'oomKills'
  | 'channels'
  | 'limits'
  | 'groups'
>

const FILES = [
  'stat',
  'meminfo',
  'zoneinfo',
  'vmstat',
  'loadavg',
  'uptime',
  'diskstats',
  'net/dev',
  'pressure/cpu',
  'pressure/memory',
  'pressure/io',
] as const

/** For what another machine's tree does not tell: this machine's own would be another's. */
const UNTOLD = '–'

/** A cable is not pulled every second: the state of links is read again after this long. */
const LINKS_MS = 5_000
/** Tables of the kernel fill slowly, and are not looked at on the way to the first frame. */
const TABLES_MS = 10_000

type Link = Pick<NetworkCounters, 'up' | 'physical'>

/** The machine's own files, kept open and read once a scan. */
export class Machine {
  readonly #procfs: string
  readonly #sysfs: string
  readonly #units: KernelUnits
  readonly #files: Record<(typeof FILES)[number], KeptFile>
  readonly #fixed: Pick<Host, 'name' | 'os' | 'kernel' | 'arch' | 'bootId'>
  #cpuModel: string | undefined
  #wholeDisks: ReadonlySet<string> = new Set()
  #diskNames = ''
  #deviceNames = new Map<string, string>()
  #interfaceNames = ''
  #links = new Map<string, Link>()
  #linksReadAtMs = 0
  #tables: KernelTables | undefined
  #tablesReadAtMs: number | undefined

  /** `keep`: the tree is the kernel's own, whose files may be kept open. */
  constructor(procfs: string, sysfs: string, units: KernelUnits, keep: boolean) {
    this.#procfs = procfs
    this.#sysfs = sysfs
    this.#units = units
    this.#files = Object.fromEntries(FILES.map(name => [name, new KeptFile(`${procfs}/${name}`, keep)])) as Record<
      (typeof FILES)[number],
      KeptFile
    >
    this.#fixed = {
      name: firstLine(`${procfs}/sys/kernel/hostname`) ?? (keep ? clean(hostname()) : UNTOLD),
      os: firstLine(`${procfs}/sys/kernel/ostype`) ?? 'Linux',
      kernel: firstLine(`${procfs}/sys/kernel/osrelease`) ?? (keep ? clean(release()) : UNTOLD),
      arch: keep ? arch() : (firstLine(`${procfs}/sys/kernel/arch`) ?? UNTOLD),
      bootId: firstLine(`${procfs}/sys/kernel/random/boot_id`),
    }
    this.#cpuModel = cpuModel(`${procfs}/cpuinfo`)
  }

  /** The model of its processors as somebody else tells it, where the kernel does not. */
  learnCpuModel(model: string): void {
    this.#cpuModel ??= model
  }

  /** @param nowMs wall clock @param monotonicMs never steps back */
  sample(nowMs: number, monotonicMs: number): MachineSample {
    const cpu = parsed(this.#files.stat, text => parseStat(text, this.#units))
    const uptimeSec = parsed(this.#files.uptime, parseUptime)?.uptimeSec
    const load = parsed(this.#files.loadavg, parseLoadavg)
    const lowWatermark = (): number | undefined =>
      parsed(this.#files.zoneinfo, text => parseZoneinfo(text, this.#units))
    const memory = parsed(this.#files.meminfo, text => parseMeminfo(text, lowWatermark))
    const paging = parsed(this.#files.vmstat, text => parseVmstat(text, this.#units))
    return {
      host: {
        ...this.#fixed,
        cpuModel: this.#cpuModel,
        uptimeSec,
        bootAtMs: cpu?.bootAtMs ?? (uptimeSec === undefined ? undefined : nowMs - uptimeSec * 1000),
        pageBytes: this.#units.pageBytes,
      },
      ...(cpu && { cpu }),
      ...(load && { load }),
      ...(memory && { memory }),
      ...(paging && { paging }),
      ...pressureOf(this.#files),
      ...this.#tablesAt(monotonicMs),
      diskIo: this.#diskIo(),
      network: this.#network(monotonicMs),
    }
  }

  /** The kernel's name of a block device given as `major:minor`. */
  deviceName(majorMinor: string): string | undefined {
    return this.#deviceNames.get(majorMinor)
  }

  close(): void {
    for (const file of Object.values(this.#files)) file.close()
  }

  #tablesAt(monotonicMs: number): Pick<RawSample, 'tables'> {
    this.#tablesReadAtMs ??= monotonicMs
    if (monotonicMs - this.#tablesReadAtMs >= TABLES_MS) {
      this.#tablesReadAtMs = monotonicMs
      this.#tables = readTables(this.#procfs)
    }
    return this.#tables === undefined ? {} : { tables: this.#tables }
  }

  #diskIo(): DiskIoCounters[] {
    const text = this.#files.diskstats.read()
    if (text === undefined) return []
    let disks = parseDiskstats(text, name => this.#wholeDisks.has(name))
    const names = disks.map(disk => disk.device).join(' ')
    if (names !== this.#diskNames) {
      const blocks = namesIn(`${this.#sysfs}/block`)
      if (blocks !== undefined) this.#diskNames = names
      this.#wholeDisks = new Set(blocks)
      this.#deviceNames = new Map(disks.map(disk => [`${disk.major}:${disk.minor}`, disk.device]))
      disks = parseDiskstats(text, name => this.#wholeDisks.has(name))
    }
    // Loop, ram and compressed-memory devices are always there, and mostly nothing.
    return disks.filter(disk => !/^(loop|ram|zram)\d+$/.test(disk.device) || (disk.reads ?? 0) + (disk.writes ?? 0) > 0)
  }

  #network(monotonicMs: number): NetworkCounters[] {
    const interfaces = parsed(this.#files['net/dev'], text => parseNetDev(Buffer.from(text, 'latin1'))) ?? []
    const names = interfaces.map(counters => counters.interface).join(' ')
    if (names !== this.#interfaceNames || monotonicMs - this.#linksReadAtMs >= LINKS_MS) {
      this.#interfaceNames = names
      this.#linksReadAtMs = monotonicMs
      this.#links = new Map(interfaces.map(counters => [counters.interface, this.#linkOf(counters.interface)]))
    }
    return interfaces.map(counters => ({ ...counters, up: undefined, ...this.#links.get(counters.interface) }))
  }

  /**
   * Kernel document sysfs-class-net: operstate is up, down, unknown (loopback, tunnels), dormant … `device` leads to the
   * hardware; what the kernel makes up itself (bridges, tunnels, one end of a pair) has none.
   */
  #linkOf(name: string): Link {
    if (name.includes('/')) return { up: undefined }
    // Not kept open: interfaces come and go, and one of the same name is another one.
    const folder = `${this.#sysfs}/class/net/${name}`
    const state = firstLine(`${folder}/operstate`)
    const up = state === undefined || state === 'unknown' ? undefined : state === 'up'
    return state === undefined ? { up } : { up, physical: existsSync(`${folder}/device`) }
  }
}

function parsed<T>(file: KeptFile, parse: (text: string) => T): T | undefined {
  const text = file.read()
  return text === undefined || text === '' ? undefined : parse(text)
}

function pressureOf(files: Record<(typeof FILES)[number], KeptFile>): { pressure?: Pressure } {
  const levels = (name: 'cpu' | 'memory' | 'io'): PressureLevels | undefined =>
    parsed(files[`pressure/${name}`], parsePressure)
  const cpu = levels('cpu')
  const memory = levels('memory')
  const io = levels('io')
  if (cpu === undefined && memory === undefined && io === undefined) return {}
  return { pressure: { ...(cpu && { cpu }), ...(memory && { memory }), ...(io && { io }) } }
}

/** Undefined where there is no descriptor to look with: that is no answer to keep. */
function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path)
  } catch (error) {
    if (isOutOfDescriptors(error)) return undefined
    if (isGone(error) || isDenied(error)) return []
    throw error
  }
}

/** Cleaned for the screen. */
function readTables(procfs: string): KernelTables {
  const [pidMax, threadsMax] = ['pid_max', 'threads-max'].map(name => count(firstLine(`${procfs}/sys/kernel/${name}`)))
  const files = parseFileNr(firstLine(`${procfs}/sys/fs/file-nr`) ?? '')
  const known = [pidMax, threadsMax].filter(value => value !== undefined)
  return { mostTasks: known.length === 0 ? undefined : Math.min(...known), files: files?.files, mostFiles: files?.most }
}

function firstLine(path: string): string | undefined {
  try {
    const line = readFile(path)
      .toString('latin1')
      .split('\n', 1)[0]
      ?.replace(/^ +| +$/g, '')
    return line === undefined ? undefined : decodeLatin1(line)
  } catch (error) {
    if (isGone(error) || isDenied(error) || isOutOfDescriptors(error)) return undefined
    throw error
  }
}

/** The first processor's model. All say the same, and the kernel takes its time for each, so only a page is read. */
function cpuModel(path: string): string | undefined {
  try {
    const text = readBeginning(path).toString('latin1')
    const model = /^(?:model name|Model|cpu model|Hardware)\s*:\s*(.+)$/m.exec(text)?.[1]
    return model === undefined
      ? undefined
      : decodeLatin1(
          model
            .replace(/\((R|TM|tm)\)|\bCPU\b/g, ' ')
            .replace(/[ \t]+/g, ' ')
            .replace(/^ +| +$/g, ''),
        )
  } catch (error) {
    if (isGone(error) || isDenied(error) || isOutOfDescriptors(error)) return undefined
    throw error
  }
}
