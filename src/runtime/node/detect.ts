/**
 * The proof that a process is Node, by looking only: SIGUSR1, which opens Node's inspector, ends any program that has no
 * handler for it. All of it must hold before the signal may be sent.
 */
import { setTimeout as after } from 'node:timers/promises'
import { checkIdentity, hasEnded } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { parseCmdline } from '../../procfs/pid-cmdline.ts'
import { parseEnviron } from '../../procfs/pid-environ.ts'
import { holdsSignal, parsePidSignals } from '../../procfs/pid-signals.ts'
import { type PidStatus, parsePidStatus } from '../../procfs/pid-status.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Detection } from '../detection.ts'
import { nodeAbilities } from './abilities.ts'
import { findNodeBinary, type NodeBinary, nodeVersion } from './binaries.ts'
import { allListeners, holderOf, type Listener, loopbackHost, type OwnListener, ownListeners } from './listeners.ts'
import { type NodeOptions, nodeOptions } from './options.ts'
import { type NodeSystem, OPENING_SIGNAL } from './system.ts'

export interface NodeDetection extends Detection {
  readonly runtime: 'node'
  /** What cannot be seen beforehand, in words: to be told with the effects. */
  readonly warnings: readonly string[]
  /** Its inspector, where that is open already: it is used as it is, and never closed by us. */
  readonly open: OwnListener | undefined
  /** Its pid as it sees itself, in the innermost of its namespaces. */
  readonly ownPid: number
  /** Why its inspector cannot be used; undefined where it can. */
  readonly refusal: string | undefined
}

/** Another runtime, which may be taken for Node and is left alone. */
export interface Lookalike {
  readonly runtime: undefined
  readonly name: string
  /** Why it is left alone, in words. */
  readonly why: string
}

const OWN_HANDLER =
  'a program that has a handler of its own for SIGUSR1 cannot be told from outside: its handler would run, and nothing would open'
/** A child of a program of many GB takes some hundred milliseconds to be forked. */
const HELD_MS = 500
const HELD_POLL_MS = 2
const NEEDS_RIGHTS = 'needs root or the same user'

/** Undefined for anything that is neither Node nor could be taken for it. */
export async function detectNode(id: ProcessId, system: NodeSystem): Promise<NodeDetection | Lookalike | undefined> {
  const pid = pidOf(id)
  const { files } = system
  const { raw } = files
  if (raw === undefined) return undefined
  const binary = await findNodeBinary(pid, files, raw, system.known)
  if (typeof binary === 'string') {
    const isLikely = binary !== 'gone' && binary !== 'absent' && (await isCalledNode(pid, system))
    return isLikely
      ? detection(undefined, refused(binary === 'denied' ? NEEDS_RIGHTS : 'its program cannot be read'), undefined)
      : undefined
  }
  if (!binary.isNode) return binary.hasNodeApi ? lookalike(binary) : undefined
  const status = await statusOf(pid, files)
  const facts = status === undefined ? undefined : parsePidStatus(status)
  if (status === undefined || facts === undefined) return undefined
  const found = whyNotSignalled(status, facts, system)
  const ownPid = facts.nsPids?.at(-1) ?? pid
  const looked = await lookForInspector(pid, found, facts, system)
  // All that was read is of this process only if it still is the one that was meant.
  if (checkIdentity(id, system.lookAt) !== 'same') return undefined
  return detection(await nodeVersion(binary, raw, system.known), { ...looked, ownPid }, mostHeapBytes(facts))
}

type Found = Pick<NodeDetection, 'ownPid' | 'open' | 'refusal'>

function lookalike({ posesAsNode }: NodeBinary): Lookalike {
  return posesAsNode
    ? { runtime: undefined, name: 'bun', why: 'Bun has another inspector, and SIGUSR1 may end it' }
    : {
        runtime: undefined,
        name: 'deno',
        why: 'it has Node’s addon interface and is not Node: Deno opens a port at SIGUSR1 and cannot close it again',
      }
}

async function isCalledNode(pid: number, { files }: NodeSystem): Promise<boolean> {
  const read = await files.locked(pid, 'cmdline')
  return read.ok && /(?:^|\/)node(?:js)?$/.test(parseCmdline(read.bytes)[0] ?? '')
}

/** Whoever starts a child or a thread holds all signals back until it is there: so it is waited whether that passes. */
async function statusOf(pid: number, files: ProcessFiles): Promise<Buffer | undefined> {
  const end = performance.now() + HELD_MS
  for (;;) {
    const read = files.prompt(pid, 'status')
    if (!read.ok) return undefined
    const signals = parsePidSignals(read.bytes)
    const holds = signals !== undefined && holdsSignal(signals.blocked, OPENING_SIGNAL)
    if (!holds || performance.now() > end) return read.bytes
    await after(HELD_POLL_MS)
  }
}

/** By what the kernel says of its state and of its signals. */
function whyNotSignalled(status: Buffer, facts: PidStatus, system: NodeSystem): string | undefined {
  const { state, threads, tracerPid, uid } = facts
  if (hasEnded({ state, threads })) return 'it has ended'
  if (state === 'T' || state === 't') return 'it is stopped: it would not answer before it goes on'
  if (tracerPid !== undefined && tracerPid !== 0) {
    return `process ${tracerPid} traces it: a debugger might stop it at the signal`
  }
  if (system.uid !== 0 && system.uid !== uid?.real && system.uid !== uid?.saved) return NEEDS_RIGHTS
  const signals = parsePidSignals(status)
  if (signals === undefined) return 'the kernel does not tell which signals it has handlers for'
  if (!holdsSignal(signals.caught, OPENING_SIGNAL)) {
    return 'it has no handler for SIGUSR1, which would end it: started with --disable-sigusr1, not yet up, or it has taken its handler away'
  }
  if (holdsSignal(signals.blocked, OPENING_SIGNAL)) return 'it holds SIGUSR1 back'
  return undefined
}

/** @param noSignal why SIGUSR1 may not be sent; an inspector that is open already needs none */
async function lookForInspector(
  pid: number,
  noSignal: string | undefined,
  { state }: PidStatus,
  system: NodeSystem,
): Promise<Omit<Found, 'ownPid'>> {
  const { files } = system
  const [theirs, ours] = [files.namespace(pid, 'net'), files.namespace('self', 'net')]
  if (!theirs.ok || !ours.ok) return refused(NEEDS_RIGHTS)
  if (!theirs.bytes.equals(ours.bytes)) {
    return refused('it is in another network namespace: its inspector cannot be reached from here')
  }
  const options = await optionsOf(pid, system)
  if (options.permissions) return refused('its permission model is on, which keeps inspectors out')
  const listeners = await allListeners(files, pid)
  const own = typeof listeners === 'string' ? listeners : await ownListeners(files, pid, listeners)
  if (typeof listeners === 'string' || typeof own === 'string') return refused(NEEDS_RIGHTS)
  const open = openInspector(own, options)
  // One that is stopped or has ended does not answer, whatever is open.
  if (open !== undefined && !/[TtZX]/.test(state)) return { open, refusal: undefined }
  if (noSignal !== undefined) return { open, refusal: noSignal }
  return { open, refusal: await whoTookIt(listeners, options, system) }
}

/**
 * Its inspector among what it listens on, without asking any of these: by the port that it was told. Where that was any,
 * the first that it opened, which is before its program runs.
 */
function openInspector(own: readonly OwnListener[], { inspects, port }: NodeOptions): OwnListener | undefined {
  const near = own.filter(listener => loopbackHost(listener) !== undefined)
  if (port === 0) return inspects ? near[0] : undefined
  return near.find(listener => listener.port === port)
}

async function whoTookIt(
  listeners: readonly Listener[],
  { port }: NodeOptions,
  system: NodeSystem,
): Promise<string | undefined> {
  const taken = listeners.find(listener => listener.port === port && loopbackHost(listener) !== undefined)
  if (taken === undefined) return undefined
  return takenText(port, await holderOf(system.files, system.pids(), taken.inode))
}

export function takenText(port: number, holder: { readonly pid: number; readonly name: string } | undefined): string {
  const who = holder === undefined ? 'somebody' : `${holder.pid} ${holder.name}`
  return `port ${port}, where its inspector would open, is taken by ${who}`
}

async function optionsOf(pid: number, { files }: NodeSystem): Promise<NodeOptions> {
  const [cmdline, environ] = await Promise.all([files.locked(pid, 'cmdline'), files.locked(pid, 'environ')])
  const variables = environ.ok ? parseEnviron(environ.bytes) : []
  const given = variables.find(({ name }) => name === 'NODE_OPTIONS')?.value
  return nodeOptions(cmdline.ok ? parseCmdline(cmdline.bytes) : [], given)
}

export async function expectedPort(pid: number, system: NodeSystem): Promise<number> {
  return (await optionsOf(pid, system)).port
}

function refused(refusal: string): Found {
  return { ownPid: 0, open: undefined, refusal }
}

/** A heap is memory without a file, in RAM or swapped out. */
function mostHeapBytes({ rssAnonBytes, vmSwapBytes }: PidStatus): number | undefined {
  return rssAnonBytes === undefined ? undefined : rssAnonBytes + (vmSwapBytes ?? 0)
}

function detection(
  version: string | undefined,
  { ownPid, open, refusal }: Found,
  mostHeapBytes: number | undefined,
): NodeDetection {
  const warnings = refusal === undefined && open === undefined ? [OWN_HANDLER] : []
  const abilities = nodeAbilities({ refusal, isOpen: open !== undefined, warnings, mostHeapBytes })
  return { runtime: 'node', version, abilities, warnings, open, ownPid, refusal }
}
