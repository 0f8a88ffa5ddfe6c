/** Files and links that the kernel answers at once, on the main thread; what goes wrong is data. */
import { readdirSync, readlinkSync } from 'node:fs'
import { isDenied, isGone, isInvalid, isOutOfDescriptors } from '../errors.ts'
import type { ReadResult, Refusal } from '../process-files.ts'
import { readFile } from './kept-file.ts'

/** Copies out of the shared buffer: the caller may keep it. */
export function readNow(path: string, isKernels: boolean): ReadResult {
  try {
    return { ok: true, bytes: Buffer.from(readFile(path, isKernels)) }
  } catch (error) {
    if (isInvalid(error)) return { ok: false, why: 'absent' }
    return { ok: false, why: refusalOf(error) }
  }
}

/** Where a symbolic link points to, byte for byte. */
export function linkNow(path: string): ReadResult {
  try {
    return { ok: true, bytes: readlinkSync(path, { encoding: 'buffer' }) }
  } catch (error) {
    if (isInvalid(error)) return { ok: false, why: 'absent' }
    return { ok: false, why: refusalOf(error) }
  }
}

/** The names in a folder that are numbers, ascending. */
export function numbersIn(path: string): readonly number[] | Refusal {
  try {
    return readdirSync(path)
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => a - b)
  } catch (error) {
    return refusalOf(error)
  }
}

/** Why the kernel refused; any other fault is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (isGone(error)) return 'gone'
  if (isDenied(error)) return 'denied'
  if (isOutOfDescriptors(error)) return 'absent'
  throw error
}
