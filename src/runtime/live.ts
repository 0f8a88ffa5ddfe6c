/**
 * Live heaps, whatever runs them: the one entrance. It and all that gets into programs stand in a bundle of their own
 * beside the program, so it is imported by `main.ts` alone, when it is needed; all others know its types.
 */
import { readdirSync } from 'node:fs'
import type { ProcessRecord } from '../model/process.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { LookAt } from '../sources/sighting.ts'
import type { Detection, Effect, RuntimeId } from './detection.ts'
import type { HeapFigures, NotSeen } from './figures.ts'
import { KnownPrograms, readHeap } from './heap.ts'
import { attachJava } from './java/attach.ts'
import { detectJava } from './java/detect.ts'
import type { JavaSystem } from './java/system.ts'
import { closerProgram } from './node/closer.ts'
import { detectNode } from './node/detect.ts'
import { attachNode } from './node/session.ts'
import type { NodeSystem } from './node/system.ts'
import { findOther } from './others.ts'
import { findPython, pythonDetection } from './python/detect.ts'
import { attachPythonHeap } from './python/heap-session.ts'
import type { HeapSession, NotAttached } from './session.ts'

/** The system as getting into programs needs it, and what is known of the files that programs are. */
export interface Live extends JavaSystem {
  readonly known: KnownPrograms
  /** As for a `NodeSystem`. */
  readonly closer: string
}

/** Whose heap it is. */
export type LiveTarget = Pick<ProcessRecord, 'id' | 'pid' | 'startMs' | 'kernelThread'>

/** A program that may be asked, and what is seen of its heap without that. */
export interface LiveProgram {
  readonly detection: Detection
  readonly seen: HeapFigures | NotSeen
}

/** One that is left alone. */
export interface NotLive {
  /** `go`, `deno`; undefined where it is not known what runs it. */
  readonly runtime: string | undefined
  readonly why: string
}

/** What this module is to those who load it when it is needed. */
export interface LiveEntrance {
  openLive(source: LiveSource): Live
  detectLive(target: LiveTarget, live: Live): Promise<LiveProgram | NotLive>
  attachLive(
    target: LiveTarget,
    detection: Detection,
    consent: readonly Effect[],
    live: Live,
    signal: AbortSignal,
  ): Promise<HeapSession | NotAttached>
}

/** A source that has the kernel's files. */
export interface LiveSource {
  readonly files: ProcessFiles
  readonly lookAt: LookAt
  readonly bootAtMs: number | undefined
}

/** Of processes of this very system, by their pids here: of another tree none must be attached to. */
export function openLive({ files, lookAt, bootAtMs }: LiveSource): Live {
  return {
    files,
    lookAt,
    bootAtMs,
    known: new KnownPrograms(),
    closer: closerProgram(),
    uid: process.geteuid?.(),
    pids: () =>
      readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(Number),
    kill: (pid, signal) => process.kill(pid, signal),
    selfPid: process.pid,
    platform: process.platform,
  }
}

const NONE = 'neither Node nor Python nor Java runs it'
const ENDED = 'it has ended'

/** What runs a program, what is seen of its heap, and what it may be asked: by looking only. */
export async function detectLive(target: LiveTarget, live: Live): Promise<LiveProgram | NotLive> {
  const heap = await readHeap(live.files, target, live.bootAtMs, live.known)
  if (heap !== undefined && 'runtime' in heap) {
    const detection = await detectors[heap.runtime](target, live)
    if (detection === undefined) return { runtime: undefined, why: ENDED }
    return 'why' in detection ? detection : { detection, seen: heap.seen }
  }
  // What may not be looked at may still be known to be one, and a Node that is a shell round its library is known to this alone.
  const node = await detectors.node(target, live)
  if (node !== undefined) return 'why' in node ? node : { detection: node, seen: unseen(node) }
  if (heap !== undefined) return { runtime: undefined, why: heap.why }
  const { raw } = live.files
  const other = raw && !target.kernelThread ? await findOther(target.pid, live.files, raw) : undefined
  return other === undefined ? { runtime: undefined, why: NONE } : { runtime: other.name, why: other.why }
}

function unseen({ abilities: { passive } }: Detection): NotSeen {
  return { why: 'refusal' in passive ? passive.refusal : 'nothing of it is seen from outside' }
}

function nodeSystem(live: Live): NodeSystem {
  return { ...live, known: live.known.node }
}

type Detect = (target: LiveTarget, live: Live) => Promise<Detection | NotLive | undefined>

const detectors: Readonly<Record<RuntimeId, Detect>> = {
  async node({ id }, live) {
    const found = await detectNode(id, nodeSystem(live))
    if (found === undefined || found.runtime === 'node') return found
    return { runtime: found.name, why: found.why }
  },
  async python({ pid }, { files, known }) {
    const { raw } = files
    if (raw === undefined) return undefined
    const found = await findPython(pid, { procfs: raw.procfs, files, inPool: raw.inPool, known: known.python })
    if (found === undefined) return undefined
    if ('why' in found) return { runtime: 'python', why: found.why }
    const status = files.prompt(pid, 'status')
    return pythonDetection(found, status.ok ? parsePidStatus(status.bytes)?.seccomp : undefined)
  },
  async java({ id }, live) {
    const found = await detectJava(id, live)
    return found !== undefined && 'why' in found ? { runtime: 'java', why: found.why } : found
  },
}

/**
 * Attaches to what was detected.
 *
 * @param consent what was agreed to: nothing is done that has another effect
 */
export async function attachLive(
  { id }: LiveTarget,
  { runtime }: Detection,
  consent: readonly Effect[],
  live: Live,
  signal: AbortSignal,
): Promise<HeapSession | NotAttached> {
  switch (runtime) {
    case 'node':
      return await attachNode(id, consent, nodeSystem(live), signal)
    case 'java':
      return await attachJava(id, consent, live, signal)
    case 'python':
      return await attachPythonHeap(id, consent, { ...live, known: live.known.python }, signal)
  }
}
