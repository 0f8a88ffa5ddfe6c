/** What a process has said about signals: the `Sig…` and `ShdPnd` lines of `/proc/PID/status`, proc_pid_status(5). */
import { valueIn } from './lines.ts'

/** A set of signals as the kernel prints it: the lowest bit is signal 1. */
export type SignalSet = bigint

export interface PidSignals {
  /** Those that its first thread holds back. */
  readonly blocked: SignalSet
  readonly ignored: SignalSet
  /** Those that it has a handler for. */
  readonly caught: SignalSet
}

/** Undefined where a line is missing: a zombie has them too. */
export function parsePidSignals(bytes: Buffer): PidSignals | undefined {
  const text = bytes.toString('latin1')
  const blocked = setOf(valueIn(text, 'SigBlk:'))
  const ignored = setOf(valueIn(text, 'SigIgn:'))
  const caught = setOf(valueIn(text, 'SigCgt:'))
  return blocked === undefined || ignored === undefined || caught === undefined
    ? undefined
    : { blocked, ignored, caught }
}

export function holdsSignal(set: SignalSet, signal: number): boolean {
  return ((set >> BigInt(signal - 1)) & 1n) === 1n
}

function setOf(word: string | undefined): SignalSet | undefined {
  return word !== undefined && /^[0-9a-f]{1,32}$/.test(word) ? BigInt(`0x${word}`) : undefined
}
