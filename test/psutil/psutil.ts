/** Another reader of the kernel, to agree with: psutil under the system's own Python. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** Debian's package python3-psutil is for this one; others may come first in PATH. */
export const PYTHON = '/usr/bin/python3'

interface VirtualMemory {
  readonly total: number
  readonly available: number
  readonly percent: number
  readonly free: number
  readonly active: number
  readonly inactive: number
  readonly buffers: number
  readonly cached: number
  readonly shared: number
  readonly slab: number
}

interface FullMemory {
  readonly rss: number
  readonly vms: number
  readonly shared: number
  readonly text: number
  readonly lib: number
  readonly data: number
  readonly dirty: number
  readonly uss: number
  readonly pss: number
  readonly swap: number
}

/** The same, as ntop calls them. */
export type ProcessMemory = Readonly<Record<`${keyof FullMemory}Bytes`, number>>

export function inNtopsWords(memory: FullMemory): ProcessMemory {
  return {
    rssBytes: memory.rss,
    vmsBytes: memory.vms,
    sharedBytes: memory.shared,
    textBytes: memory.text,
    libBytes: memory.lib,
    dataBytes: memory.data,
    dirtyBytes: memory.dirty,
    ussBytes: memory.uss,
    pssBytes: memory.pss,
    swapBytes: memory.swap,
  }
}

export interface OpenFile {
  readonly path: string
  readonly fd: number
  readonly position: number
  readonly mode: 'r' | 'w' | 'a' | 'r+' | 'a+'
}

/** An end is an address with a port, a path, or nothing: `[]` or `''`. */
type End = readonly [address: string, port: number] | readonly [] | string

export interface Connection {
  readonly fd: number
  /** AF_…: 1 is unix, 2 IPv4, 10 IPv6. */
  readonly family: number
  /** SOCK_…: 1 is stream, 2 dgram, 5 seqpacket. */
  readonly type: number
  readonly laddr: End
  readonly raddr: End
  readonly status: string
}

/** All mappings of a path together; `[anon]` is memory without a name. */
type MappingsOfPath = Readonly<
  Record<'rss' | 'size' | 'pss' | 'shared_dirty' | 'private_clean' | 'private_dirty' | 'anonymous' | 'swap', number>
>

/** As `Process.as_dict` has it; null is what may not be known. */
export interface WholeProcess {
  readonly ppid: number
  readonly name: string
  readonly exe: string
  readonly cmdline: readonly string[]
  readonly cwd: string
  readonly status: string
  readonly username: string
  readonly uids: { readonly effective: number }
  readonly create_time: number
  readonly terminal: string | null
  readonly nice: number
  readonly num_fds: number
  readonly num_threads: number
  readonly cpu_times: Readonly<Record<'user' | 'system' | 'children_user' | 'children_system', number>>
  readonly cpu_num: number
  readonly io_counters: Readonly<Record<`${'read' | 'write'}_${'bytes' | 'chars' | 'count'}`, number>>
  readonly memory_full_info: FullMemory
  readonly threads: readonly { readonly id: number }[]
  readonly environ: Readonly<Record<string, string>>
  readonly open_files: readonly OpenFile[]
  readonly num_ctx_switches: Readonly<Record<'voluntary' | 'involuntary', number>>
  readonly limits: Readonly<Record<string, readonly [soft: number, hard: number]>>
  readonly group: number
  readonly session: number
}

interface Identity {
  readonly exe: string
  readonly cwd: string
  readonly ppid: number
  /** Their pids, from the parent up. */
  readonly parents: readonly number[]
  /** Real, effective and saved. */
  readonly uids: readonly number[]
  readonly gids: readonly number[]
  /** A path; null for none. */
  readonly terminal: string | null
  readonly nice: number
}

interface Answers {
  memory: { readonly virtual: VirtualMemory; readonly swap: Record<'total' | 'used' | 'free' | 'sin' | 'sout', number> }
  process_memory: Readonly<Record<string, FullMemory>>
  memory_maps: Readonly<Record<string, MappingsOfPath>>
  network: Readonly<Record<string, Record<'bytes_sent' | 'bytes_recv' | 'errin' | 'errout', number>>>
  disk: Record<'total' | 'used' | 'free' | 'percent', number>
  open_files: readonly OpenFile[]
  connections: readonly Connection[]
  whole: WholeProcess
  identity: Identity
  /** Class by its number, ioprio_set(2), and level. */
  ionice: { readonly ioclass: number; readonly value: number }
  watch_cpu: null
  cpu_percent: number
}

export interface Psutil {
  /** Asks a question of `ask.py`; fails when psutil is missing or does not answer it. */
  ask<Q extends keyof Answers>(question: Q, ...arguments_: readonly unknown[]): Promise<Answers[Q]>
  end(): Promise<void>
}

export function startPsutil(): Psutil {
  const script = fileURLToPath(new URL('ask.py', import.meta.url))
  const python: ChildProcessByStdio<Writable, Readable, Readable> = spawn(PYTHON, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(python, 'close')
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  let complaint = ''
  python.stderr.on('data', chunk => {
    complaint += String(chunk)
  })
  python.stdin.on('error', () => {
    // It has ended: the missing answer tells why.
  })
  return {
    async ask(question, ...arguments_) {
      python.stdin.write(`${JSON.stringify([question, arguments_])}\n`)
      const { done, value } = await lines.next()
      if (done) {
        await ended
        throw new Error(`psutil does not answer (the package python3-psutil is needed):\n${complaint}`)
      }
      return JSON.parse(value)
    },
    async end() {
      python.stdin.end()
      await ended
    },
  }
}
