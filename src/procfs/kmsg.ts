/**
 * `/dev/kmsg`, the kernel's log: Documentation/ABI/testing/dev-kmsg. A record begins with
 * `priority,number,microseconds,flags;` and its text; in that everything but printable ASCII, and the backslash, stands as
 * `\xNN`. Lines that begin with a blank say what it is about.
 */
import { decodeLatin1 } from '../model/text.ts'
import { linesOf } from './lines.ts'

export interface LogRecord {
  /** Goes up by one from record to record, from the boot on. */
  readonly number: number
  /** Whether the kernel itself wrote it: everybody who may write there could tell anything. */
  readonly isKernels: boolean
  /** As it was written, in latin1: one character a byte. */
  readonly text: string
}

/** A priority is a facility, of which the kernel's is 0, and a level in the lowest three bits. */
const LEVELS = 8

const HEADER = /^(\d{1,9}),(\d{1,15}),\d+,[^;]*;(.*)$/s

/** The records in what was read. */
export function parseLogRecords(read: string): LogRecord[] {
  return linesOf(read).flatMap(line => {
    const [, priority, number, text] = HEADER.exec(line) ?? []
    if (priority === undefined || number === undefined || text === undefined) return []
    return [{ number: Number(number), isKernels: Number(priority) < LEVELS, text: unescaped(text) }]
  })
}

function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

export interface KilledProcess {
  /** In the first pid namespace. */
  readonly pid: number
  /** Cleaned for the screen. */
  readonly name: string
}

/** oom_kill_process in mm/oom_kill.c: what is killed, in the words of all versions since 2.6. The name may be anything. */
const KILLED =
  /^(?:(?:Memory cgroup out|Out) of memory[^:]*: )?Killed process (\d{1,10})(?:, UID \d+,)? \((.*)\),? total-vm:/s

/** Whom the kernel killed for lack of memory, if a record says so. */
export function parseKilled({ isKernels, text }: LogRecord): KilledProcess | undefined {
  const [, pid, name] = (isKernels && KILLED.exec(text)) || []
  return pid === undefined || name === undefined ? undefined : { pid: Number(pid), name: decodeLatin1(name) }
}

/** dump_oom_summary in mm/oom_kill.c, since 5.0: stands before it. */
const SUMMARY = /^oom-kill:constraint=CONSTRAINT_MEMCG,.*,oom_memcg=(.*),task_memcg=.*,task=.*,pid=(\d{1,10}),uid=\d+$/s

/** The control group whose limit it is for, cleaned for the screen, and the process that is about to be killed. */
export function parseReachedGroup({ isKernels, text }: LogRecord): { pid: number; group: string } | undefined {
  const [, group, pid] = (isKernels && SUMMARY.exec(text)) || []
  return pid === undefined || group === undefined ? undefined : { pid: Number(pid), group: decodeLatin1(group) }
}
