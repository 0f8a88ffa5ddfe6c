import { readFileSync } from 'node:fs'
import type { JavaSystem } from '../../../src/runtime/java/system.ts'
import { lookInto } from '../../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'

/** This system, as ntop would have it. */
export function thisSystem(): JavaSystem & { close(): void } {
  const source = linuxSource()
  const { files } = source
  if (files === undefined) throw new Error('this source has no files')
  const bootSec = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1])
  return {
    files,
    lookAt: lookInto(files),
    uid: process.geteuid?.(),
    bootAtMs: bootSec * 1000,
    pids: () => [],
    kill: (pid, signal) => process.kill(pid, signal),
    selfPid: process.pid,
    platform: process.platform,
    close: () => source.close(),
  }
}
