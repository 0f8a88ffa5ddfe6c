/** Who a process is: program, owner, place in the system. */
import type { ProcessRecord } from '../model/process.ts'
import { type Runtime, runtimeOfFile } from '../model/runtime.ts'
import { decode } from '../model/text.ts'
import { parseCmdline } from '../procfs/pid-cmdline.ts'
import type { Ids } from '../procfs/pid-status.ts'
import { terminalName } from '../procfs/tty.ts'
import type { LinkFile, ProcessFiles } from '../sources/process-files.ts'
import { type Field, fromFile, knownValue, part, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'

/** A user or a group. */
export interface Named {
  readonly id: number
  readonly name: string
}

/** Ids as credentials(7) has them. */
export interface Owner {
  readonly real: Named
  readonly effective: Named
  readonly saved: Named
  /** For access to files; the effective one, unless the process is a file server of old. */
  readonly filesystem: Named
}

export interface Identity {
  /** Arguments as given, cleaned for the screen. */
  readonly args: Field<readonly string[]>
  /** Path of the program; one that was removed since ends in ` (deleted)`. */
  readonly exe: Field<string>
  /** What runs it, as its program's file tells; undefined where nothing does that is known. */
  readonly runtime: Runtime | undefined
  readonly cwd: Field<string>
  /** What it takes for `/`. */
  readonly root: Field<string>
  readonly user: Field<Owner>
  readonly group: Field<Owner>
  /** Supplementary ones. */
  readonly groups: Field<readonly Named[]>
  /** Controlling terminal below `/dev`; undefined where it has none. */
  readonly tty: string | undefined
  /** Whether its process group has the terminal; undefined where there is none. */
  readonly foreground: boolean | undefined
  /** Wall clock of its start, milliseconds since 1970. */
  readonly startedAtMs: number | undefined
  readonly elapsedMs: number | undefined
}

/** The arguments; asked first, because whether they come says whether the process's memory can be looked at. */
export async function readArguments(files: ProcessFiles, record: ProcessRecord): Promise<Field<readonly string[]>> {
  const none = withoutMemory(record)
  return none === undefined ? fromFile(await files.locked(record.pid, 'cmdline'), parseCmdline) : unknown(none)
}

export async function readIdentity(look: Look): Promise<Identity> {
  const { files, record, status, names, snapshot } = look
  const { startMs } = record
  const { bootAtMs, uptimeSec } = snapshot.host
  const args = await look.args()
  const answers = await look.answers()
  const [exe, cwd, root] = await Promise.all([
    readLink(files, record, 'exe', answers),
    readLink(files, record, 'cwd', answers),
    readLink(files, record, 'root', answers),
  ])
  const tty = terminalName(record.tty)
  return {
    args,
    exe,
    runtime: await readRuntime(files, record, knownValue(exe)),
    cwd,
    root,
    user: part(status, s => ownerOf(s.uid, id => names.user(id))),
    group: part(status, s => ownerOf(s.gid, id => names.group(id))),
    groups: part(status, s => s.groups?.map(id => ({ id, name: names.group(id) }))),
    tty,
    foreground: tty === undefined ? undefined : record.foregroundGroup === record.processGroup,
    startedAtMs: bootAtMs === undefined ? undefined : bootAtMs + startMs,
    elapsedMs: uptimeSec === undefined ? undefined : Math.max(0, uptimeSec * 1000 - startMs),
  }
}

async function readLink(
  files: ProcessFiles,
  record: ProcessRecord,
  link: LinkFile,
  answers: boolean,
): Promise<Field<string>> {
  const none = withoutMemory(record)
  // A kernel thread has a directory, though no program.
  if (none !== undefined && (none === 'zombie' || link === 'exe')) return unknown(none)
  return answers ? fromFile(await files.locked(record.pid, link), decode) : unknown('locked')
}

async function readRuntime(
  files: ProcessFiles,
  record: ProcessRecord,
  exe: string | undefined,
): Promise<Runtime | undefined> {
  return exe === undefined ? undefined : runtimeOfFile(exe, await files.runtime?.(record, exe))
}

function ownerOf(ids: Ids | undefined, nameOf: (id: number) => string): Owner | undefined {
  if (ids === undefined) return undefined
  const named = (id: number): Named => ({ id, name: nameOf(id) })
  return {
    real: named(ids.real),
    effective: named(ids.effective),
    saved: named(ids.saved),
    filesystem: named(ids.filesystem),
  }
}
