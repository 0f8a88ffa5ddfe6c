import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { AskedProgram } from '../asked-program.ts'

const PROGRAM = 'test/targets/ticking.cjs'

/** A Node that does what it is told, see `test/targets/ticking.cjs`. */
export class NodeTarget extends AskedProgram {
  /**
   * Starts it, and waits until it waits for orders. Its inspector would open anywhere, so that nobody is in its way.
   *
   * @param before another command that starts it
   * @param program another that does what it is told
   */
  static async start(
    options: readonly string[] = [],
    node = process.execPath,
    before: readonly string[] = [],
    program = PROGRAM,
    env: NodeJS.ProcessEnv = {},
  ): Promise<NodeTarget> {
    const [command = node, ...args] = [...before, node, '--inspect-port=0', ...options, program]
    const target = new NodeTarget(command, args, env)
    if ((await target.answer()) !== 'ready') throw new Error('it did not start')
    return target
  }

  /** Ports that it listens on, as the kernel tells. */
  ports(): number[] {
    return portsOf(this.pid)
  }

  /** How many connections it has, as the kernel tells. */
  connections(): number {
    return portsOf(this.pid, ESTABLISHED).length
  }

  /** What a leak would show in. */
  counts(): { readonly descriptors: number; readonly threads: number; readonly rssKb: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'latin1')
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    const descriptors = readdirSync(`/proc/${this.pid}/fd`).length
    return { descriptors, threads: number('Threads'), rssKb: number('VmRSS') }
  }
}

/** States of TCP sockets, tcp_states.h. */
const [LISTENS, ESTABLISHED] = ['0A', '01']

/** Local ports of a process's sockets in a state, ascending: those that it listens on. */
export function portsOf(pid: number, state = LISTENS): number[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map(fd => linkOf(`/proc/${pid}/fd/${fd}`)))
  const listening = ['tcp', 'tcp6'].flatMap(table =>
    readFileSync(`/proc/${pid}/net/${table}`, 'latin1')
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(words => words[3] === state && own.has(`socket:[${words[9]}]`))
      .map(words => Number.parseInt(words[1]?.split(':').at(-1) ?? '', 16)),
  )
  return listening.sort((a, b) => a - b)
}

/** Undefined where it has been closed meanwhile. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What its descriptors lead to. */
export function linksOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => linkOf(`/proc/${pid}/fd/${fd}`) ?? [])
}
