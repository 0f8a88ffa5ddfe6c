/** The schema of "ntop-inspect/1": a process's identity, memory, limits, use of resources, and what it has open. */

import { CHANNEL_KINDS } from '../inspect/channels.ts'
import { DESCRIPTOR_KINDS } from '../inspect/descriptor.ts'
import type { FileJson, SocketJson } from '../inspect/files-json.ts'
import type { MEMORY_KEYS, RateKey, USAGE_KEYS } from '../inspect/json.ts'
import type { LockJson } from '../inspect/locks-json.ts'
import type { MapFigures } from '../inspect/maps.ts'
import { DIRECTIONS } from '../inspect/peer-rows.ts'
import { type PeerJson, VIAS, type WaitJson } from '../inspect/peers-json.ts'
import { LOCK_KINDS } from '../procfs/locks.ts'
import { MAPPING_KINDS } from '../procfs/mapping-kind.ts'
import { OPEN_MODES } from '../procfs/pid-fdinfo.ts'
import { RLIMITS } from '../procfs/pid-limits.ts'
import {
  bytes,
  constant,
  count,
  described,
  flag,
  integer,
  type JsonSchema,
  listSchema,
  objectSchema,
  oneOf,
  orNull,
  orUnlimited,
  quantity,
  schemasOf,
  text,
  unknowables,
} from './describe.ts'
import { controlGroupSchema, overviewKeys } from './overview-schema.ts'
import { usualShape } from './process-shape.ts'

/** A process as `--json` lists it, and more of its identity. */
const process = objectSchema({
  ...schemasOf(usualShape),
  ...overviewKeys,
})

/** What each figure of the memory is. */
export const memoryAbouts: Readonly<Record<(typeof MEMORY_KEYS)[number], string>> = {
  rssBytes: 'resident memory',
  vmsBytes: 'address space',
  sharedBytes: 'resident memory that files or shared memory back',
  textBytes: 'address space of code',
  libBytes: 'always 0 since Linux 2.6',
  dataBytes: 'address space of data and stack',
  dirtyBytes: 'always 0 since Linux 2.6',
  ussBytes: 'unique set size: what would be free if it ended',
  pssBytes: 'proportional set size: shared pages divided by their sharers',
  swapBytes: 'memory swapped out',
  peakRssBytes: 'the most that was ever resident, since its last exec',
  anonymousBytes: 'resident memory that no file backs',
  fileBytes: 'resident memory that files back',
  shmemBytes: 'resident shared memory and tmpfs',
  lockedBytes: 'memory that may not be swapped out',
  pageTablesBytes: 'the kernel’s page tables for it',
  stackBytes: 'stack of the main thread',
  brkHeapBytes: 'the brk heap only: allocators use anonymous mappings too',
  hugePagesBytes: 'anonymous memory in transparent huge pages',
  hugetlbBytes: 'in huge pages of hugetlbfs, which neither rssBytes nor pssBytes counts',
}

const memory = objectSchema(unknowables(bytes.schema, memoryAbouts))

const mapGroup = objectSchema({
  kind: described(oneOf(...MAPPING_KINDS).schema, 'what the mappings are for'),
  path: described(
    text.schema,
    'what is mapped; empty for memory without a name, ends in " (deleted)" of a removed file',
  ),
  inferred: described(flag.schema, 'the kind is told by how the mappings lie, not by the kernel'),
  permissions: described(
    { type: 'string', pattern: '^[-r][-w][-x][ps]( [-r][-w][-x][ps])*$' },
    'each that a mapping of the group has, once',
  ),
  sizeBytes: described(bytes.schema, 'address space'),
  ...unknowables<Exclude<keyof MapFigures, 'sizeBytes'>>(bytes.schema, {
    rssBytes: 'resident memory',
    pssBytes: 'resident, shared pages divided by their sharers',
    ussBytes: 'resident private pages, clean, dirty and huge',
    anonymousBytes: 'resident pages that no file backs',
    dirtyBytes: 'resident pages that were written to, private and shared',
    swapBytes: 'swapped out',
  }),
  count: described(count.schema, 'mappings in the group'),
})

const limit = objectSchema({
  name: { enum: RLIMITS.map(({ name }) => name), description: 'as in getrlimit(2)' },
  ...unknowables(orUnlimited(count.schema), {
    soft: 'what the kernel enforces',
    hard: 'how far the soft limit may be raised',
  }),
  unit: { enum: [...new Set(RLIMITS.map(({ unit }) => unit))], description: 'what is counted; empty for a level' },
  ...unknowables(quantity.schema, { used: 'present use; null where the kernel does not tell' }),
  ...unknowables(quantity.schema, { usedPct: 'use as a share of the soft limit; null where there is no limit' }),
})

const limits: JsonSchema = { ...listSchema(limit), minItems: RLIMITS.length, maxItems: RLIMITS.length }

type UsageKey = (typeof USAGE_KEYS)[number]
type SecondsKey = Extract<UsageKey, `${string}Sec`>

const usage = objectSchema({
  ...unknowables<SecondsKey>(quantity.schema, {
    userSec: 'processor time in programs',
    systemSec: 'processor time in the kernel',
    childrenUserSec: 'processor time in programs, of ended children that were waited for',
    childrenSystemSec: 'processor time in the kernel, of ended children that were waited for',
    cpuDelaySec: 'time that its threads were ready to run and had no processor',
    blockDelaySec: 'time that its first thread waited for block I/O; null where kernel.task_delayacct is off',
  }),
  ...unknowables<Exclude<UsageKey, SecondsKey>>(count.schema, {
    maxRssBytes: 'the most that was ever resident, since its last exec',
    minorFaults: 'page faults that needed no disk',
    majorFaults: 'page faults that needed the disk',
    voluntarySwitches: 'times its threads gave up the processor',
    involuntarySwitches: 'times its threads were taken off the processor',
    readBytes: 'read from storage',
    writeBytes: 'written to storage',
    readChars: 'read in all, caches and pipes included',
    writeChars: 'written in all, caches and pipes included',
  }),
  ...unknowables<RateKey>(quantity.schema, {
    minorFaultsPerSec: 'between the two looks',
    majorFaultsPerSec: 'between the two looks',
    voluntarySwitchesPerSec: 'between the two looks',
    involuntarySwitchesPerSec: 'between the two looks',
    readBytesPerSec: 'between the two looks',
    writeBytesPerSec: 'between the two looks',
    readCharsPerSec: 'between the two looks',
    writeCharsPerSec: 'between the two looks',
  }),
})

const thread = objectSchema({
  tid: described(count.schema, 'id of the thread; the first one has the process’s'),
  name: described(text.schema, 'the kernel’s name of it'),
  state: described(text.schema, 'R, S, D, T …, as in proc_pid_stat(5)'),
  ...unknowables(quantity.schema, { cpuPct: 'of one processor, between the two looks' }),
  userSec: described(quantity.schema, 'processor time in its own code'),
  systemSec: described(quantity.schema, 'processor time in the kernel'),
  ...unknowables(count.schema, { lastCpu: 'the processor that it ran on last' }),
  priority: described(integer.schema, 'as in proc_pid_stat(5)'),
  nice: described(integer.schema, 'its own nice value'),
  ...unknowables(count.schema, {
    voluntarySwitches: 'times that it waited for something',
    involuntarySwitches: 'times that it was made to yield',
  }),
  ...unknowables(text.schema, { waitsIn: 'the kernel function that it waits in; null where it waits in none' }),
  ...unknowables(listSchema(text.schema), {
    stack: 'the kernel functions that it is in, the innermost first; null where that may not be told: for root only',
  }),
})

const environment: JsonSchema = {
  anyOf: [{ type: 'object', additionalProperties: { type: ['string', 'null'] } }, { type: 'null' }],
}

type FileKey = Exclude<keyof FileJson, 'fd'>

const file = objectSchema({
  fd: described(count.schema, 'number of the descriptor'),
  ...unknowables<Extract<FileKey, 'kind'>>(
    { enum: DESCRIPTOR_KINDS },
    {
      kind: 'what is behind it; null for a path on a network or user-space file system, which is not asked',
    },
  ),
  ...unknowables<Extract<FileKey, 'target'>>(text.schema, {
    target: 'path, or what the kernel calls it: pipe:[4711]',
  }),
  ...unknowables<Extract<FileKey, 'mode'>>(
    { enum: OPEN_MODES },
    {
      mode: 'read, write, append (write at the end only); path: opened only to name it',
    },
  ),
  ...unknowables<Extract<FileKey, 'position' | 'sizeBytes'>>(bytes.schema, {
    position: 'bytes from the beginning; null for what has no positions',
    sizeBytes: 'size of a file, a directory or a memfd',
  }),
  ...unknowables<Extract<FileKey, 'deleted'>>(flag.schema, {
    deleted: 'whether no name is left, so that the last descriptor holds its storage',
  }),
})

const socket = objectSchema({
  fd: described(count.schema, 'number of the descriptor, as in files'),
  ...unknowables<Exclude<keyof SocketJson, 'fd' | 'receiveQueueBytes' | 'sendQueueBytes'>>(text.schema, {
    protocol: 'tcp, tcp6, udp, unix, netlink …; null where no table of its network namespace has it',
    local: 'its own end: 127.0.0.1:80, [::1]:80, a path, @name of an abstract one',
    remote: 'the other end; null where it is not connected, or the kernel does not tell',
    state: 'ESTABLISHED, LISTEN …; null of a protocol without states',
  }),
  ...unknowables<Extract<keyof SocketJson, 'receiveQueueBytes' | 'sendQueueBytes'>>(bytes.schema, {
    receiveQueueBytes: 'arrived and not yet read; null of one that listens',
    sendQueueBytes: 'written and not yet taken by the other end; null of one that listens',
  }),
})

const numbers = listSchema(count.schema)

const party = objectSchema({
  ...unknowables(count.schema, { pid: 'null where the kernel names nobody, as of an ofd lock' }),
  ...unknowables(text.schema, {
    name: 'its name; null where it is not seen: it has ended, and a child has the lock, or it is hidden',
  }),
})

const lock = objectSchema({
  held: described(flag.schema, 'the process has it; else it waits for it'),
  kind: described(oneOf(...LOCK_KINDS).schema, 'how it was taken: fcntl(2), flock(2) …'),
  ...unknowables<Extract<keyof LockJson, 'access'>>(
    { enum: ['read', 'write'] },
    { access: 'read: others may read as well; null of a lease that is gone but for the wait' },
  ),
  mandatory: described(flag.schema, 'enforced by read and write'),
  breaking: described(flag.schema, 'a lease that somebody’s open is about to end'),
  ...unknowables<Extract<keyof LockJson, 'path'>>(text.schema, { path: 'of the file; null where it has it not open' }),
  file: described(text.schema, 'device and inode as /proc/locks writes them'),
  fds: described(numbers, 'its own descriptors of the file'),
  start: described(bytes.schema, 'the first byte'),
  end: described(orUnlimited(bytes.schema), 'the last byte'),
  waiting: described(listSchema(party), 'who waits for what it has, those behind others among them'),
  holder: described(orNull(party), 'who has what it waits for; null of what it has itself'),
})

const peer = objectSchema({
  via: described(oneOf(...VIAS).schema, 'what connects the two'),
  kind: described(oneOf(...CHANNEL_KINDS).schema, 'the same, finer'),
  ...unknowables<Extract<keyof PeerJson, 'fd'>>(count.schema, { fd: 'its first descriptor of it; null of memory' }),
  fds: described(numbers, 'all of them'),
  ...unknowables<Extract<keyof PeerJson, 'direction'>>(
    { enum: DIRECTIONS },
    { direction: 'where it can go: out from this process, in to it, or both ways' },
  ),
  ...unknowables<Extract<keyof PeerJson, 'peerPid'>>(count.schema, {
    peerPid: 'who has the other end; null where nobody that can be looked at has it, or the kernel does not tell',
  }),
  ...unknowables<Extract<keyof PeerJson, 'peerName'>>(text.schema, { peerName: 'its name' }),
  peerFds: described(numbers, 'its descriptors of it'),
  what: described(text.schema, 'pipe:[4711], a path, both ends of a connection'),
  inferred: described(flag.schema, 'the other end is told by how inodes lie, not by the kernel'),
  ...unknowables<Extract<keyof PeerJson, 'ownWait' | 'peerWait'>>(text.schema, {
    ownWait: 'system call in which a thread of this process waits for it',
    peerWait: 'system call in which a thread of the other one waits for it',
  }),
})

const wait = objectSchema({
  tid: described(count.schema, 'id of the thread'),
  name: described(text.schema, 'its name'),
  waits: described(flag.schema, 'false of one that runs or could'),
  ...unknowables<Extract<keyof WaitJson, 'call' | 'channel'>>(text.schema, {
    call: 'the system call that it is in',
    channel: 'the kernel function that it waits in',
  }),
  ...unknowables<Extract<keyof WaitJson, 'fd'>>(count.schema, { fd: 'the descriptor that it waits for' }),
  peerPids: described(numbers, 'who has the other ends of what it waits for'),
  text: described(text.schema, 'the same in words'),
})

const workers = objectSchema({
  parentPid: described(count.schema, 'whose children they are: its own, or those of its parent, of which it is one'),
  name: described(text.schema, 'the name that they have in common'),
  count: described(count.schema, 'how many'),
  rssBytes: described(bytes.schema, 'resident memory of all: what they share counts once for each'),
  ...unknowables(bytes.schema, { pssBytes: 'what they truly take: shared pages divided by their sharers' }),
})

const heap = objectSchema({
  runtime: described(oneOf('node', 'python', 'java').schema, 'what runs it'),
  ...unknowables(text.schema, { version: 'as the running program has it' }),
  ...unknowables(flag.schema, { collects: 'whether its garbage collector works by itself' }),
  generations: described(
    listSchema(
      objectSchema({
        name: described(text.schema, 'of the generation, or of the collector'),
        ...unknowables(count.schema, {
          count: 'what has come together since its last collection',
          threshold: 'from where on it collects',
          collections: 'how often it has',
          collected: 'objects that it freed',
          uncollectable: 'objects that nobody needs and that it could not free',
        }),
        ...unknowables(quantity.schema, { timeMs: 'milliseconds that its collections took' }),
      }),
    ),
    'of its garbage collector',
  ),
  spaces: described(
    listSchema(
      objectSchema({
        name: described(text.schema, 'as the runtime calls it'),
        ...unknowables(bytes.schema, {
          usedBytes: 'in use, as of the last time that the runtime wrote it down',
          committedBytes: 'what the system has given it',
          mostBytes: 'what it may have',
        }),
      }),
    ),
    'parts of the heap',
  ),
  figures: described(
    listSchema(
      objectSchema({
        name: described(text.schema, 'what it is'),
        value: described(quantity.schema, 'in its unit'),
        unit: described(oneOf('bytes', 'count', 'milliseconds').schema, 'of the value'),
      }),
    ),
    'what only this runtime tells',
  ),
  ...unknowables(text.schema, { why: 'why nothing of it is seen; null where something is' }),
})

export const inspectionSchema: JsonSchema = objectSchema({
  schema: described(constant('ntop-inspect/1').schema, 'what this document is'),
  process: described(process, 'what it is and where it is from'),
  controlGroup: described(controlGroupSchema, 'what its control group may use and uses, cgroups(7)'),
  memory: described(memory, 'its memory, in bytes'),
  maps: described(
    orNull(listSchema(mapGroup)),
    'its mappings grouped by kind and path, the largest PSS first; null where unknown',
  ),
  limits: described(limits, 'its resource limits, all sixteen of getrlimit(2)'),
  usage: described(usage, 'what it has used since its start, as getrusage(2) counts'),
  files: described(orNull(listSchema(file)), 'its descriptors, ascending; null where they may not be listed'),
  sockets: described(orNull(listSchema(socket)), 'those of its descriptors that are sockets'),
  peers: described(orNull(listSchema(peer)), 'channels to other processes, a row each of them; null where unknown'),
  peersUnseen: described(count.schema, 'processes that could not be looked at, any of which may have an end'),
  waits: described(orNull(listSchema(wait)), 'what its threads wait for; null where unknown'),
  workers: described(orNull(workers), 'its family of processes of one program; null where there are no two'),
  locks: described(
    orNull(listSchema(lock)),
    'its locks on files, those that it waits for first; null where they may not be looked at',
  ),
  heap: described(
    orNull(heap),
    'its heap as far as it is seen without its taking part; null where no such runtime is known to run it',
  ),
  threads: described(orNull(listSchema(thread)), 'its threads, each by itself'),
  environment: described(environment, 'as it was when the program began; what looks like a secret is null'),
  covered: described(listSchema(text.schema), 'variables that are null because they look like secrets'),
  denied: described(
    listSchema(text.schema),
    'keys that are null because they may not be read or the kernel did not answer: memory.ussBytes, files …',
  ),
})
