/** The heap as a file that the JVM writes, in the format of `.hprof`. */
import { statfs } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { refused } from '../../sources/linux/reader.ts'
import type { RawFiles, Refusal } from '../../sources/process-files.ts'
import type { HeapFigures } from '../figures.ts'
import { type Dumped, NoAnswer } from '../session.ts'
import type { Door } from './door.ts'
import { reasonIn } from './protocol.ts'
import type { JavaSystem } from './system.ts'
import { lookAtFile } from './tmp-folder.ts'

/** AttachOperation::arg_length_max. */
const LONGEST_PATH = 1024
const POLL_MS = 250
/** It cannot be stopped, so it is waited for as long as it could take. */
const DUMP_MS = 3_600_000
/** Of what the heap has been given: how much of it is in use is known only as of its last collection. */
const ROOM = 1.1
const ROOM_BYTES = 64 << 20
const CREATED = /^Heap dump file created /m
const THERE = /: File exists$/m

/** @throws {NoAnswer} */
export async function dumpTo(
  path: string,
  told: (bytes: number) => void,
  { id, door, live, before, system }: DumpOf,
): Promise<Dumped> {
  const { raw } = system.files
  if (raw === undefined) throw new NoAnswer('only processes of this very kernel can be attached to')
  await requirePlace(path, id, raw, system)
  await requireRoom(path, before, raw)
  let size = 0
  const timer = setInterval(() => {
    void lookAtFile(raw.inPool, path).then(found => {
      if (!found.ok || Number(found.stats.size) <= size) return
      size = Number(found.stats.size)
      told(size)
    })
  }, POLL_MS)
  try {
    const text = await door.ask({ operation: 'dumpheap', args: [path, live ? '-live' : '-all'] }, DUMP_MS)
    const found = await lookAtFile(raw.inPool, path)
    if (CREATED.test(text) && found.ok) return { path, bytes: Number(found.stats.size) }
    const left = found.ok && !THERE.test(text) ? ': an unfinished file is left' : ''
    throw new NoAnswer(reasonIn(text) + left)
  } finally {
    clearInterval(timer)
  }
}

export interface DumpOf {
  readonly id: ProcessId
  readonly door: Door
  /** Only what is held, which is found out by a collection. */
  readonly live: boolean
  readonly before: HeapFigures
  readonly system: JavaSystem
}

/** The JVM opens the path itself: it must mean the same to it as to us. */
async function requirePlace(path: string, id: ProcessId, { inPool }: RawFiles, { files }: JavaSystem): Promise<void> {
  const pid = pidOf(id)
  if (!isAbsolute(path) || path.includes('\0'))
    throw new NoAnswer('a JVM writes to a whole path only, from the root on')
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new NoAnswer('a JVM takes no path that long')
  const [theirs, ours] = [files.namespace(pid, 'mnt'), files.namespace('self', 'mnt')]
  const root = await files.locked(pid, 'root')
  if (!theirs.ok || !ours.ok || !root.ok || !theirs.bytes.equals(ours.bytes) || root.bytes.toString('latin1') !== '/') {
    throw new NoAnswer('it sees other files than we do, as in a container, and would write the file there')
  }
  const found = await lookAtFile(inPool, path)
  if (found.ok) throw new NoAnswer('there is a file of that name already')
  if (found.why !== 'gone') throw new NoAnswer('the folder of that file cannot be looked into')
}

async function requireRoom(path: string, { spaces }: HeapFigures, { inPool }: RawFiles): Promise<void> {
  const heap = spaces.reduce((sum, { usedBytes, committedBytes }) => sum + (committedBytes ?? usedBytes ?? 0), 0)
  const free = await inPool<number | { readonly ok: false; readonly why: Refusal }>(done =>
    statfs(dirname(path), (error, { bavail, bsize } = { bavail: 0, bsize: 0 } as never) =>
      done(error === null ? bavail * bsize : refused(error)),
    ),
  )
  if (typeof free !== 'number') throw new NoAnswer('how much room there is for the file cannot be told')
  const needed = heap * ROOM + ROOM_BYTES
  if (free < needed) throw new NoAnswer(`it may take ${mb(needed)} MB, and there are ${mb(free)} MB left`)
}

function mb(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
