/** `/proc/PID/cgroup`: the control groups that a process is in, cgroups(7). */
import { isUtf8 } from 'node:buffer'
import { decodeLatin1 } from '../model/text.ts'
import { linesOf } from './lines.ts'

export interface PidCgroup {
  /** 2 where the unified hierarchy is the only one; 1 where controllers have their own, a unified one beside or not. */
  readonly version: 1 | 2
  /** The group by which the process is known, below the hierarchy's root as the reader sees it; `/` is the root. */
  readonly path: string
  /** Path by controller (`memory`, `cpu` …), by name (`name=systemd`), and under the empty string the unified one. */
  readonly hierarchies: ReadonlyMap<string, string>
  /** The same as the file system has them, to be opened and not to be shown; what is not UTF-8 is left out. */
  readonly folders: ReadonlyMap<string, string>
}

/** What is asked first for the path: systemd places every service, the others only what is limited. */
const TELLING = ['name=systemd', '', 'memory', 'cpu', 'pids']

/** Paths cleaned for the screen; undefined if there is no line of `id:controllers:path`. */
export function parsePidCgroup(bytes: Buffer): PidCgroup | undefined {
  const hierarchies = new Map<string, string>()
  const folders = new Map<string, string>()
  for (const line of linesOf(bytes.toString('latin1'))) {
    const match = /^\d+:([^:]*):(\/.*)$/s.exec(line)
    if (match?.[1] === undefined || match[2] === undefined) continue
    const path = decodeLatin1(match[2])
    const bytes = Buffer.from(match[2], 'latin1')
    const folder = isUtf8(bytes) ? bytes.toString('utf8') : undefined
    for (const controller of match[1].split(',')) {
      hierarchies.set(controller, path)
      if (folder !== undefined) folders.set(controller, folder)
    }
  }
  if (hierarchies.size === 0) return undefined
  const version = hierarchies.size === 1 && hierarchies.has('') ? 2 : 1
  const paths = TELLING.map(name => hierarchies.get(name)).filter(path => path !== undefined)
  return { version, path: paths.find(path => path !== '/') ?? '/', hierarchies, folders }
}
