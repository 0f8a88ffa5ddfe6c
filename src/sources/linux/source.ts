import { performance } from 'node:perf_hooks'
import type { Facet, ProcessId, ProcessRecord } from '../../model/process.ts'
import type { RawSample } from '../../model/sample.ts'
import { parseAuxv } from '../../procfs/auxv.ts'
import { parseMountinfo } from '../../procfs/mountinfo.ts'
import { parsePidLimits } from '../../procfs/pid-limits.ts'
import { type KernelUnits, USUAL_UNITS } from '../../procfs/units.ts'
import { isDenied, isGone } from '../errors.ts'
import type { Needs, Source } from '../source.ts'
import { FileSystems } from './file-systems.ts'
import { LinuxFiles } from './files.ts'
import { readFile } from './kept-file.ts'
import { Machine } from './machine.ts'
import { NameFile } from './name-file.ts'
import { FactReader } from './process-facts.ts'
import { ProcessTable } from './process-table.ts'
import { Reader } from './reader.ts'
import { treeKind } from './tree-kind.ts'

export interface LinuxOptions {
  /** Where the kernel's process tree is: another host's mounted here, or a recorded one. */
  readonly procfs?: string | undefined
  readonly sysfs?: string | undefined
  readonly passwd?: string
  /** Wall clock, milliseconds since 1970. */
  now?(): number
  /** Milliseconds that never step back. */
  monotonic?(): number
}

/** Descriptors left to everything else: the terminal, modules, the pool, children. */
const HEADROOM = 128
/** How long the first scan waits for the sizes of file systems, so that the first frame has them. */
const FIRST_SIZES_MS = 30

export interface LinuxSource extends Source {
  readonly files: LinuxFiles
  /** Whether a thread hangs in a read: then the process can only leave by being killed. */
  readonly hung: boolean
}

/**
 * This machine's kernel, or another tree of its shape. Throws where `procfs` is no such tree.
 */
export function linuxSource(options: LinuxOptions = {}): LinuxSource {
  const root = options.procfs ?? '/proc'
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const units = kernelUnits(root)
  const reader = new Reader()
  const kind = treeKind(root, parseMountinfo(Buffer.from(textOf('/proc/self/mountinfo') ?? '', 'latin1')))
  const files = new LinuxFiles(root, kind, reader)
  const machine = new Machine(root, options.sysfs ?? '/sys', units)
  const mountinfo = textOf(`${root}/1/mountinfo`) === undefined || kind === 'kernel' ? 'self' : '1'
  const fileSystems = new FileSystems(`${root}/${mountinfo}/mountinfo`, reader, monotonic)
  const table = new ProcessTable({ root, units, mostKept: mostKept(), now: monotonic })
  const users = new NameFile(options.passwd ?? '/etc/passwd')
  const groups = new NameFile('/etc/group')
  const facts = new FactReader(files, users, units, monotonic)
  let sizes: Promise<void> | undefined

  const fillAll = async (records: readonly ProcessRecord[], facets: ReadonlySet<Facet>): Promise<void> => {
    const waiting: Promise<void>[] = []
    for (const record of records) {
      const pending = facts.fill(record, facets)
      if (pending !== undefined) waiting.push(pending)
      // As many at once as the pool can take up while the next ones are asked for.
      if (waiting.length >= 64) await Promise.all(waiting.splice(0))
    }
    await Promise.all(waiting)
  }

  const refreshSizes = async (): Promise<void> => {
    const first = sizes === undefined
    const asked = fileSystems.refresh()
    sizes = asked
    if (first) await atMost(asked, FIRST_SIZES_MS)
  }

  return {
    files,
    names: { user: uid => users.nameOf(uid), group: gid => groups.nameOf(gid) },
    get hung(): boolean {
      return reader.hungThreads > 0
    },
    async scan(needs: Needs): Promise<RawSample> {
      const waitingForSizes = refreshSizes()
      const atMs = now()
      const monotonicMs = monotonic()
      const sample = machine.sample(atMs)
      const processes = await table.scan()
      if (needs.everyone.size > 0) await fillAll(processes, needs.everyone)
      await waitingForSizes
      return { atMs, monotonicMs, ...sample, fileSystems: fileSystems.latest(id => machine.deviceName(id)), processes }
    },
    async fill(ids: readonly ProcessId[], facets: ReadonlySet<Facet>): Promise<void> {
      const records = ids.map(id => table.recordOf(id)).filter(record => record !== undefined)
      await fillAll(records, facets)
    },
    close(): void {
      reader.close()
      table.close()
      machine.close()
      fileSystems.close()
    },
  }
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

function atMost(promise: Promise<void>, ms: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    void promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
