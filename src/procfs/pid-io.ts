/** `/proc/PID/io`: what a process read and wrote, proc_pid_io(5). */
import type { IoCounters } from '../model/process.ts'
import { count, keyValues } from './lines.ts'

/** Bytes and calls since its start, its waited-for children's included; undefined unless all seven are there. */
export function parsePidIo(text: string): IoCounters | undefined {
  const values = keyValues(text)
  const readChars = count(values.get('rchar'))
  const writeChars = count(values.get('wchar'))
  const readCalls = count(values.get('syscr'))
  const writeCalls = count(values.get('syscw'))
  const readBytes = count(values.get('read_bytes'))
  const writeBytes = count(values.get('write_bytes'))
  const cancelledWriteBytes = count(values.get('cancelled_write_bytes'))
  if (readChars === undefined || writeChars === undefined) return undefined
  if (readCalls === undefined || writeCalls === undefined) return undefined
  if (readBytes === undefined || writeBytes === undefined || cancelledWriteBytes === undefined) return undefined
  return { readChars, writeChars, readCalls, writeCalls, readBytes, writeBytes, cancelledWriteBytes }
}
