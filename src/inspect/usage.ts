/** What a process has used so far, as getrusage(2) tells a process of itself, as far as it can be seen from outside. */
import type { IoCounters } from '../model/process.ts'
import { parsePidIo } from '../procfs/pid-io.ts'
import { type PidStatus, parsePidStatus } from '../procfs/pid-status.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, fromFile, known, part, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'

export interface Usage {
  readonly userSec: Field<number>
  readonly systemSec: Field<number>
  /** Of children that ended and were waited for. */
  readonly childrenUserSec: Field<number>
  readonly childrenSystemSec: Field<number>
  /** VmHWM. Unlike getrusage's it starts again at exec: the other cannot be read from outside. */
  readonly maxRssBytes: Field<number>
  readonly minorFaults: Field<number>
  readonly majorFaults: Field<number>
  /** Of the threads that live: the kernel shows no sum, and those that ended take theirs along. */
  readonly voluntarySwitches: Field<number>
  readonly involuntarySwitches: Field<number>
  /** From and to storage, with that of children that ended and were waited for. */
  readonly readBytes: Field<number>
  readonly writeBytes: Field<number>
  /** Through read(2), write(2) and their like, pipes, terminals and the page cache included. */
  readonly readChars: Field<number>
  readonly writeChars: Field<number>
}

interface Switches {
  readonly voluntary: number
  readonly involuntary: number
}

/** More threads than this are only asked one by one when a thorough look was asked for. */
export const MANY_THREADS = 1000

export async function readUsage(look: Look): Promise<Usage> {
  const { files, record, status } = look
  const { pid } = record
  const none = withoutMemory(record)
  const io: Field<IoCounters> = fromFile(files.prompt(pid, 'io'), bytes => parsePidIo(bytes.toString('latin1')))
  const switches = await readSwitches(look)
  return {
    userSec: known(record.userMs / 1000),
    systemSec: known(record.systemMs / 1000),
    childrenUserSec: known(record.childUserMs / 1000),
    childrenSystemSec: known(record.childSystemMs / 1000),
    maxRssBytes: none === undefined ? part(status, s => s.vmHwmBytes) : unknown(none),
    minorFaults: known(record.minorFaults),
    majorFaults: known(record.majorFaults),
    voluntarySwitches: part(switches, s => s.voluntary),
    involuntarySwitches: part(switches, s => s.involuntary),
    readBytes: part(io, c => c.readBytes),
    writeBytes: part(io, c => c.writeBytes),
    readChars: part(io, c => c.readChars),
    writeChars: part(io, c => c.writeChars),
  }
}

/** The process's own `status` counts its first thread alone. */
async function readSwitches({ files, record, status, thorough }: Look): Promise<Field<Switches>> {
  const { pid, threads } = record
  const first = part(status, switchesIn)
  if (threads <= 1 || 'unknown' in first) return first
  if (threads > MANY_THREADS && !thorough) return unknown('costly')
  const tids = files.threads(pid)
  if (typeof tids === 'string') return unknown(tids === 'denied' ? 'denied' : 'untold')
  let { voluntary, involuntary } = first.value
  const slices = new Slices()
  for (const tid of tids) {
    if (tid === pid) continue
    const read = files.threadFile(pid, tid, 'status')
    // A thread that ended since the listing took its counts along.
    const own = read.ok ? parsePidStatus(read.bytes) : undefined
    voluntary += own?.voluntarySwitches ?? 0
    involuntary += own?.involuntarySwitches ?? 0
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return known({ voluntary, involuntary })
}

function switchesIn(status: PidStatus): Switches | undefined {
  const { voluntarySwitches: voluntary, involuntarySwitches: involuntary } = status
  return voluntary === undefined || involuntary === undefined ? undefined : { voluntary, involuntary }
}
