import { readdirSync } from 'node:fs'
import type { LiveSystem } from '../../src/runtime/system.ts'
import { lookInto } from '../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

/** This system, as ntop would have it to get into programs. */
export function liveSystem(): LiveSystem & { close(): void } {
  const source = linuxSource()
  const { files } = source
  if (files === undefined) throw new Error('this source has no files')
  return {
    files,
    lookAt: lookInto(files),
    uid: process.geteuid?.(),
    pids: () =>
      readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(Number),
    kill: (pid, signal) => process.kill(pid, signal),
    selfPid: process.pid,
    platform: process.platform,
    close: () => source.close(),
  }
}
