/** A figure about a process that may be unknown, and then why: each by itself, since the kernel refuses file by file. */
import type { ProcessRecord } from '../model/process.ts'
import type { ReadResult } from '../sources/process-files.ts'

/**
 * Why a figure is unknown. `denied`: not permitted. `locked`: the kernel does not answer. `kernel-thread`, `zombie`:
 * has no memory and what goes with it. `costly`: takes long for a process of this size and was not asked for.
 * `untold`: this kernel keeps no such figure, or shows it to nobody. Of a control group: `unmounted`, its hierarchy is
 * to be seen nowhere; `outside`, it lies beside what is; `uncounted`, no controller counts this for it; `version-1`, it
 * is of a version without such a figure.
 */
export type Unknown =
  | 'denied'
  | 'locked'
  | 'kernel-thread'
  | 'zombie'
  | 'costly'
  | 'untold'
  | 'unmounted'
  | 'outside'
  | 'uncounted'
  | 'version-1'

export type Field<T> = { readonly value: T } | { readonly unknown: Unknown }

const WORDS: Readonly<Record<Unknown, string>> = {
  denied: 'needs root or the same user',
  locked: 'memory map locked: the kernel does not answer',
  'kernel-thread': 'a kernel thread has no memory of its own',
  zombie: 'a zombie has ended and keeps nothing',
  costly: 'takes long for a process of this size',
  untold: 'the kernel does not tell',
  unmounted: 'its hierarchy of control groups is not mounted here',
  outside: 'its control group lies outside of those that are visible here',
  uncounted: 'no controller counts it for this control group',
  'version-1': 'control groups of version 1 keep no such figure',
}

export const UNKNOWNS = Object.keys(WORDS) as readonly Unknown[]

/** The reason in words. */
export function unknownText(reason: Unknown): string {
  return WORDS[reason]
}

export function known<T>(value: T): Field<T> {
  return { value }
}

export function unknown(reason: Unknown): { readonly unknown: Unknown } {
  return { unknown: reason }
}

/** Something that this system may not tell of anybody. */
export function told<T>(value: T | undefined): Field<T> {
  return value === undefined ? unknown('untold') : known(value)
}

/** The value, or undefined. */
export function knownValue<T>(field: Field<T>): T | undefined {
  return 'value' in field ? field.value : undefined
}

/** The value as JSON has it. */
export function orNull<T>(field: Field<T>): T | null {
  return 'value' in field ? field.value : null
}

/** Whether it is there but was not given to us. */
export function isRefused(field: Field<unknown>): boolean {
  return 'unknown' in field && (field.unknown === 'denied' || field.unknown === 'locked')
}

/** A figure out of a field; `untold` where this kernel leaves it out. */
export function part<T, V>(field: Field<T>, get: (value: T) => V | undefined): Field<V> {
  if ('unknown' in field) return field
  const value = get(field.value)
  return value === undefined ? unknown('untold') : known(value)
}

/**
 * What a file says. A file that is not there, while its process is, belongs to another kernel than this one; a process
 * that has vanished meanwhile is found out by whoever asks for the whole.
 */
export function fromFile<T>(read: ReadResult, parse: (bytes: Buffer) => T | undefined): Field<T> {
  if (!read.ok) return unknown(read.why === 'denied' || read.why === 'locked' ? read.why : 'untold')
  const value = parse(read.bytes)
  return value === undefined ? unknown('untold') : known(value)
}

/** Why this process has no memory; undefined where it has. */
export function withoutMemory({ kernelThread, state }: ProcessRecord): 'kernel-thread' | 'zombie' | undefined {
  if (kernelThread) return 'kernel-thread'
  return state === 'Z' || state === 'X' ? 'zombie' : undefined
}
