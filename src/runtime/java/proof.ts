/**
 * How a JVM can be attached to, by looking only. SIGQUIT, which makes it listen, ends any program that has no handler for
 * it: all of the proof must hold before it may be sent. A JVM that listens already needs no signal.
 */
import { checkIdentity, hasEnded } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { parseCmdline } from '../../procfs/pid-cmdline.ts'
import { holdsSignal, parsePidSignals } from '../../procfs/pid-signals.ts'
import { type PidStatus, parsePidStatus } from '../../procfs/pid-status.ts'
import { findSymbols, readElf } from '../../sources/linux/binaries/elf.ts'
import { openPieces } from '../../sources/linux/binaries/pieces.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import { Slices } from '../../sources/slices.ts'
import type { JavaLook } from './detect.ts'
import type { PerfData } from './hsperfdata.ts'
import { isListening, socketName } from './listening.ts'
import { libraryIn } from './mapped.ts'
import { ATTACH_SIGNAL, type JavaSystem } from './system.ts'
import { lookAtFile, type Owner } from './tmp-folder.ts'

/** How it can be attached to. */
export interface DoorState {
  /** It listens already, since an earlier attach or its start: nothing is done to it, and nothing left behind. */
  readonly isOpen: boolean
  /** It may take SIGQUIT as asking what its threads do, and write that on its stdout: why that cannot be ruled out. */
  readonly mayPrint: string | undefined
}

/** Whom a JVM lets in, and whose its files must be. */
export interface Credentials extends Owner {
  /** Whether we are the same user and group. */
  readonly isUs: boolean
}

const NEEDS_RIGHTS = 'needs root or the same user'
const ENDED = 'it has ended'
/** Of those before, neither a file of root's is heeded nor a root that is not its own user let in (JDK-8197387). */
const ROOT_SINCE = 11
/** What HotSpot calls the thread that takes SIGQUIT, and the one that does what it asks for: 15 letters are kept of it. */
const TAKER = 'VM Thread'
const DOER = 'Signal Dispatch'
/** What any program exports that is to be a JVM. */
const CREATE = 'JNI_CreateJavaVM'
/** A text among its counters is cut off there. */
const LONGEST_TEXT = 1022

export async function lookAtDoor(
  id: ProcessId,
  look: Pick<JavaLook, 'jvm' | 'counters' | 'version' | 'seen'>,
  system: JavaSystem,
): Promise<DoorState | { readonly refusal: string }> {
  const pid = pidOf(id)
  const { files } = system
  if (look.jvm.kind === 'openj9')
    return refuse('its virtual machine is Eclipse OpenJ9, which is attached to in another way')
  const facts = factsOf(files, pid)
  if (facts === undefined) return refuse(ENDED)
  const owner = credentialsFor(pid, facts, look.version, system)
  if (typeof owner === 'string') return refuse(owner)
  if (isStopped(facts)) return refuse('it is stopped: it would not answer before it goes on')
  const ownPid = facts.nsPids?.at(-1) ?? pid
  const listens = await isListening(files, pid, ownPid)
  if (typeof listens === 'string') return refuse(listens === 'gone' ? ENDED : NEEDS_RIGHTS)
  if (listens && (await hasSocketFile(pid, ownPid, owner, system))) return { isOpen: true, mayPrint: undefined }
  const off = await attachingIsOff(pid, look.counters, files)
  if (off === true)
    return refuse('it runs with -XX:+DisableAttachMechanism: it would only write what its threads do on its stdout')
  const whyNot = (await whyNotProven(pid, look, system)) ?? (await whyNoSignal(id, system))
  if (whyNot !== undefined) return refuse(whyNot)
  const mayPrint = off ?? (listens ? 'the file of its socket was removed, and it may not make it anew' : undefined)
  return { isOpen: false, mayPrint }
}

/**
 * Why SIGQUIT may not be sent at this moment, by what the kernel says of the process and its signals. What it is was proven
 * before.
 */
export async function whyNoSignal(id: ProcessId, system: JavaSystem): Promise<string | undefined> {
  const pid = pidOf(id)
  const { files } = system
  const read = files.prompt(pid, 'status')
  const facts = read.ok ? parsePidStatus(read.bytes) : undefined
  if (!read.ok || facts === undefined || hasEnded(facts)) return ENDED
  if (isStopped(facts)) return 'it is stopped: it would not answer before it goes on'
  if (facts.tracerPid !== undefined && facts.tracerPid !== 0) {
    return `process ${facts.tracerPid} traces it: a debugger might stop it at the signal`
  }
  const signals = parsePidSignals(read.bytes)
  if (signals === undefined) return 'the kernel does not tell which signals it has handlers for'
  if (!holdsSignal(signals.caught, ATTACH_SIGNAL) || holdsSignal(signals.ignored, ATTACH_SIGNAL)) {
    return 'it has no handler for SIGQUIT, which would end it: started with -Xrs, or not yet up'
  }
  const threads = await whyNoThreads(pid, files)
  return threads ?? (checkIdentity(id, system.lookAt) === 'same' ? undefined : ENDED)
}

/**
 * Whom it lets in, or why not us: SO_PEERCRED must tell it its own effective user and group, or root
 * (matches_effective_uid_and_gid_or_root). In a user namespace that is not ours our root is nobody.
 */
export function credentialsFor(
  pid: number,
  { uid, gid }: Pick<PidStatus, 'uid' | 'gid'>,
  version: string | undefined,
  { files, uid: ourUid, selfPid }: JavaSystem,
): Credentials | string {
  const ourGid = factsOf(files, selfPid)?.gid?.effective
  if (uid === undefined || gid === undefined || ourUid === undefined || ourGid === undefined) return NEEDS_RIGHTS
  const owner = { uid: uid.effective, gid: gid.effective }
  if (owner.uid === ourUid && owner.gid === ourGid) return { ...owner, isUs: true }
  if (ourUid !== 0) return NEEDS_RIGHTS
  const [theirs, ours] = [files.namespace(pid, 'user'), files.namespace('self', 'user')]
  if (!theirs.ok || !ours.ok) return NEEDS_RIGHTS
  if (!theirs.bytes.equals(ours.bytes)) return 'it is in another user namespace, where root of ours is nobody'
  const major = majorOf(version)
  if (major !== undefined && major < ROOT_SINCE) return `Java ${major} lets in only its own user, not even root`
  return { ...owner, isUs: false }
}

/** Whether its socket's file is there and its own: whoever else made it would be asked in its place. */
export function isItsSocket(found: { readonly uid: bigint; isSocket(): boolean }, { uid }: Owner): boolean {
  return found.isSocket() && Number(found.uid) === uid
}

async function hasSocketFile(pid: number, ownPid: number, owner: Owner, { files }: JavaSystem): Promise<boolean> {
  if (files.raw === undefined) return false
  const found = await lookAtFile(files.raw.inPool, `${files.raw.procfs}/${pid}/root/tmp/${socketName(ownPid)}`)
  return found.ok && isItsSocket(found.stats, owner)
}

export function factsOf(files: Pick<ProcessFiles, 'prompt'>, pid: number): PidStatus | undefined {
  const read = files.prompt(pid, 'status')
  const facts = read.ok ? parsePidStatus(read.bytes) : undefined
  return facts === undefined || hasEnded(facts) ? undefined : facts
}

export function isStopped({ state }: Pick<PidStatus, 'state'>): boolean {
  return state === 'T' || state === 't'
}

/** `17.0.15` is 17, `1.8.0_402` is 8. */
function majorOf(version: string | undefined): number | undefined {
  const major = /^(?:1\.)?(\d{1,3})(?!\d)/.exec(version ?? '')?.[1]
  return major === undefined ? undefined : Number(major)
}

function refuse(refusal: string): { readonly refusal: string } {
  return { refusal }
}

/**
 * Whether it was told to refuse whoever attaches; or why that is not known. Its counters have all of its options,
 * wherever they were given, as far as they are not too long; without them only its command line is seen.
 */
async function attachingIsOff(
  pid: number,
  counters: PerfData | undefined,
  files: ProcessFiles,
): Promise<true | undefined | string> {
  const read = await files.locked(pid, 'cmdline')
  const given = read.ok ? parseCmdline(read.bytes).filter(word => word.startsWith('-XX:')) : []
  const texts = ['java.rt.vmFlags', 'java.rt.vmArgs'].map(name => counters?.get(name)?.value ?? '')
  const options = [...texts, ...given].join(' ')
  const last = [...options.matchAll(/([+-])DisableAttachMechanism\b/g)].at(-1)?.[1]
  if (last !== undefined) return last === '+' || undefined
  const isWhole = counters !== undefined && texts.every(text => String(text).length < LONGEST_TEXT)
  return isWhole ? undefined : 'its options cannot all be seen, and one may tell it to refuse whoever attaches'
}

/** That HotSpot's code is in it: the library is mapped as code, and is what it is called. */
async function whyNotProven(
  pid: number,
  { seen }: Pick<JavaLook, 'seen'>,
  { files }: JavaSystem,
): Promise<string | undefined> {
  const maps = await files.locked(pid, 'maps')
  const library = maps.ok ? libraryIn(maps.bytes) : undefined
  if (library === undefined || files.raw === undefined)
    return 'no code of a JVM is in it: it has only mapped a file of that name'
  const { procfs, inPool } = files.raw
  const [start, end] = [library.start, library.end].map(address => address.replace(/^0+(?=.)/, ''))
  const places = [`${procfs}/${pid}/map_files/${start}-${end}`, `${procfs}/${pid}/root${library.path}`]
  for (const place of places) {
    const file = await openPieces(inPool, place, library.inode)
    if (!file.ok) continue
    try {
      const elf = await readElf(file.readAt)
      const symbols = elf && (await findSymbols(file.readAt, elf, [CREATE]))
      return symbols?.has(CREATE) ? undefined : 'its libjvm.so is no JVM'
    } finally {
      file.close()
    }
  }
  // Replaced by an update, which only root may still read: then by what the JVM itself wrote.
  return 'why' in seen ? 'its libjvm.so was replaced since it began, and only root can read what it was' : undefined
}

/** Both are among the first that a JVM starts: of thousands of threads few are looked at. */
async function whyNoThreads(pid: number, files: ProcessFiles): Promise<string | undefined> {
  const tids = files.threads(pid)
  if (typeof tids === 'string') return ENDED
  let [hasTaker, hasDoer] = [false, false]
  const slices = new Slices()
  for (const tid of tids) {
    const read = files.threadFile(pid, tid, 'status')
    const name = read.ok ? parsePidStatus(read.bytes)?.name : undefined
    const signals = read.ok ? parsePidSignals(read.bytes) : undefined
    if (name === TAKER && signals !== undefined && !holdsSignal(signals.blocked, ATTACH_SIGNAL)) hasTaker = true
    if (name === DOER) hasDoer = true
    if (hasTaker && hasDoer) return undefined
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return 'the threads of a JVM that take SIGQUIT are not in it: it is not yet up, or none'
}
