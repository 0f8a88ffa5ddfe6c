/** The signals of this system, signal(7), in the order of the menu. */
import { constants } from 'node:os'

export interface Signal {
  readonly number: number
  /** Without SIG: `TERM`, `RTMIN+1`. */
  readonly name: string
  /** One line on what it is for. */
  readonly about: string
  /** Sent to end the process, so one that lives on is worth telling about. */
  readonly meantToEnd: boolean
}

/** Meaning of each signal by name; the order is the menu's: what ends, what pauses, then the rest by number. */
const MEANINGS: readonly (readonly [name: string, about: string, meantToEnd?: 'ends'])[] = [
  ['TERM', 'asks it to end; it may tidy up first', 'ends'],
  ['INT', 'interrupts it, as ^C does', 'ends'],
  ['HUP', 'its terminal hung up; daemons often read their settings again'],
  ['KILL', 'ends it at once; it cannot refuse or tidy up', 'ends'],
  ['STOP', 'pauses it; it cannot refuse'],
  ['CONT', 'lets it go on after a pause'],
  ['QUIT', 'ends it with a core dump, as ^\\ does', 'ends'],
  ['USR1', 'means what the program says'],
  ['USR2', 'means what the program says'],
]

const OTHER_MEANINGS: Readonly<Record<string, string>> = {
  ILL: 'illegal instruction; ends with a core dump',
  TRAP: 'trace or breakpoint trap; ends with a core dump',
  ABRT: 'abort, as abort(3) sends itself; ends with a core dump',
  BUS: 'access to memory that is not there; ends with a core dump',
  FPE: 'arithmetic error; ends with a core dump',
  SEGV: 'access to memory that is not its own; ends with a core dump',
  PIPE: 'wrote to a pipe that nobody reads',
  ALRM: 'a timer of alarm(2) ran out',
  STKFLT: 'stack fault of a coprocessor; unused',
  CHLD: 'a child ended or stopped; ignored unless handled',
  TSTP: 'asks it to pause, as ^Z does',
  TTIN: 'read from its terminal in the background; pauses it',
  TTOU: 'wrote to its terminal in the background; pauses it',
  URG: 'urgent data at a socket; ignored unless handled',
  XCPU: 'reached its soft CPU limit; ends with a core dump',
  XFSZ: 'reached its file size limit; ends with a core dump',
  VTALRM: 'a timer of its own CPU time ran out',
  PROF: 'a profiling timer ran out',
  WINCH: 'its window changed size; ignored unless handled',
  IO: 'input or output is possible',
  PWR: 'the power is failing',
  SYS: 'bad system call; ends with a core dump',
  // Of other systems than Linux.
  BREAK: 'Ctrl-Break was pressed',
  EMT: 'emulator trap; ends with a core dump',
  INFO: 'asks it how far it is, as ^T does; ignored unless handled',
  LOST: 'a resource was lost',
}

/** The first and the last real-time signal of Linux. Below it the C library keeps two for itself; MIPS has 127 in all. */
const FIRST_REALTIME = 34
const LAST_REALTIME = process.arch.startsWith('mips') ? 127 : 64

function numberOf(name: string): number | undefined {
  const numbers: Readonly<Record<string, number | undefined>> = constants.signals
  return numbers[`SIG${name}`]
}

function common(): Signal[] {
  const found: Signal[] = []
  for (const [name, about, ends] of MEANINGS) {
    const number = numberOf(name)
    if (number !== undefined) found.push({ number, name, about, meantToEnd: ends !== undefined })
  }
  return found
}

function others(): Signal[] {
  const found: Signal[] = []
  for (const [name, about] of Object.entries(OTHER_MEANINGS)) {
    const number = numberOf(name)
    if (number !== undefined) found.push({ number, name, about, meantToEnd: name === 'ABRT' })
  }
  return found.sort((a, b) => a.number - b.number)
}

function realtime(): Signal[] {
  // macOS has none, and elsewhere they have other numbers.
  if (process.platform !== 'linux') return []
  return Array.from({ length: LAST_REALTIME - FIRST_REALTIME + 1 }, (_, i) => ({
    number: FIRST_REALTIME + i,
    name: i === 0 ? 'RTMIN' : FIRST_REALTIME + i === LAST_REALTIME ? 'RTMAX' : `RTMIN+${i}`,
    about: 'real-time signal; means what the program says',
    meantToEnd: false,
  }))
}

/** All signals that may be sent: TERM first, then the common ones, the others by number, and the real-time ones. */
export const signals: readonly Signal[] = [...common(), ...others(), ...realtime()]

/** The signal with this number, for digits typed in the menu. */
export function signalByNumber(number: number): Signal | undefined {
  return signals.find(signal => signal.number === number)
}

/** https://nodejs.org/api/process.html#signal-events: Windows knows none, and these Node answers by ending the process. */
const SENDABLE_ON_WINDOWS: readonly string[] = ['TERM', 'INT', 'KILL']

/** Why a signal cannot be sent on this system; undefined where it can. */
export function whyNotSendable({ name }: Pick<Signal, 'name'>, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32' || SENDABLE_ON_WINDOWS.includes(name)) return undefined
  return 'Windows has no signals: TERM, INT and KILL end a process at once, others cannot be sent'
}
