/** A few processes that talk to each other, as the kernel's files would have them. */
import { Look } from '../../src/inspect/look.ts'
import { type Peers, readPeers } from '../../src/inspect/peers.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { type Content, MemoryFiles, recordOf, snapshotOf, someNames, statLine } from '../support/memory-files.ts'

export interface Inhabitant {
  readonly pid: number
  readonly name?: string
  readonly ppid?: number
  readonly group?: number
  readonly state?: string
  /** Links by descriptor, each with the flags of open(2) behind a blank. */
  readonly fds?: Readonly<Record<number, string>> | 'denied'
  readonly maps?: string
  /** What `syscall` says of its only thread. */
  readonly syscall?: string
  readonly wchan?: string
  readonly pssKb?: number
  readonly more?: Readonly<Record<string, Content>>
}

const MOUNTS = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n'
const MODES: Readonly<Record<string, string>> = { r: '00', w: '01', rw: '02' }

/** Registers after the number of a call: its first arguments, and a stack where those of 64-bit programs are. */
export function callLine(number: number, ...args: readonly number[]): string {
  const words = Array.from({ length: 6 }, (_, i) => `0x${(args[i] ?? 0).toString(16)}`)
  return `${number} ${words.join(' ')} 0x7ffeca566668 0x7f82a39952ad\n`
}

export class World {
  readonly files: MemoryFiles
  readonly #lines: readonly string[]

  /** @param more files of all, and what stat(2) says by descriptor */
  constructor(
    inhabitants: readonly Inhabitant[],
    more: Readonly<Record<string, Content>> = {},
    stats: ConstructorParameters<typeof MemoryFiles>[2] = {},
  ) {
    this.#lines = inhabitants.map(lineOf)
    this.files = new MemoryFiles(Object.assign({}, ...inhabitants.map(contentOf), more), undefined, stats)
  }

  look(pid: number, thorough = false): Look {
    const snapshot = snapshotOf(...this.#lines.map(recordOf))
    const row = snapshot.processes.find(({ record }) => record.pid === pid)
    if (row === undefined) throw new Error(`no process ${pid}`)
    const userTasks = new UserTasks(this.files)
    return new Look(this.files, row, { snapshot, names: someNames, userTasks, thorough })
  }

  read(pid: number, before?: Peers): Promise<Peers> {
    return readPeers(this.look(pid), before)
  }

  /** `out 5>6 71 sh pipe:[100]`: a line a row. */
  async lines(pid: number): Promise<string[]> {
    const { peers } = await this.read(pid)
    if ('unknown' in peers) return [peers.unknown]
    return peers.value.map(({ channel, direction, other }) => {
      const own = channel.fds.map(({ fd }) => fd).join()
      const [theirs, who] = typeof other === 'string' ? ['', other] : [other.fds.join(), `${other.pid} ${other.name}`]
      return `${direction} ${own}>${theirs} ${who} ${channel.kind} ${channel.what}${channel.inferred ? ' inferred' : ''}`
    })
  }
}

function lineOf({ pid, name = 'sh', ppid = 1, group = 70, state = 'S' }: Inhabitant): string {
  return statLine({ pid, name, ppid, group, state })
}

/** The lines of `smaps_rollup` that there always are. */
export function rollup(rssKb: number, pssKb: number): string {
  const rest = ['Shared_Clean', 'Shared_Dirty', 'Private_Clean', 'Private_Dirty'].map(key => `${key}: 0 kB\n`)
  return `Rss: ${rssKb} kB\nPss: ${pssKb} kB\n${rest.join('')}`
}

function contentOf(one: Inhabitant): Record<string, Content> {
  const { pid, fds = {}, maps = '', syscall, wchan, pssKb, more = {} } = one
  const line = lineOf(one)
  const content: Record<string, Content> = {
    [`${pid}/stat`]: { text: line },
    [`${pid}/cmdline`]: { text: `${one.name ?? 'sh'}\0` },
    [`${pid}/mountinfo`]: { text: MOUNTS },
    [`${pid}/maps`]: fds === 'denied' ? 'denied' : { text: maps },
    [`${pid}/task/${pid}/status`]: { text: '' },
    [`${pid}/task/${pid}/stat`]: { text: line },
    ...more,
  }
  if (syscall !== undefined) content[`${pid}/task/${pid}/syscall`] = { text: syscall }
  if (wchan !== undefined) content[`${pid}/task/${pid}/wchan`] = { text: wchan }
  if (pssKb !== undefined) content[`${pid}/smaps_rollup`] = { text: rollup(1200, pssKb) }
  if (fds === 'denied') return { ...content, [`${pid}/fd`]: 'denied' }
  for (const [fd, link] of Object.entries(fds)) {
    const [target = '', mode = 'rw'] = link.split(' ')
    content[`${pid}/fd/${fd}`] = { text: target }
    content[`${pid}/fdinfo/${fd}`] = { text: `pos:\t0\nflags:\t${MODES[mode]}\nmnt_id:\t1\n` }
  }
  return content
}
