/** The heap of a program, by whatever runs it, as far as it can be seen without the program's taking part. */
import type { ProcessRecord } from '../model/process.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { RuntimeId } from './detection.ts'
import type { HeapFigures, NotSeen } from './figures.ts'
import { lookAtJava } from './java/detect.ts'
import type { JavaProcess } from './java/passive.ts'
import { RootedPerfFiles } from './java/perf-files.ts'
import { findNodeBinary, KnownNodes } from './node/binaries.ts'
import type { PythonBinary } from './python/binary.ts'
import { findPython } from './python/detect.ts'
import { readPythonPassive } from './python/passive.ts'

/** What runs a program, and what is seen of its heap, or why nothing is. */
export interface Heap {
  readonly runtime: RuntimeId
  readonly seen: HeapFigures | NotSeen
}

/** What is known of programs' files that were looked at: few files run many processes. */
export class KnownPrograms {
  readonly python = new Map<string, Promise<PythonBinary | undefined>>()
  readonly node = new KnownNodes()
}

const OTHER_TREE = 'only processes of this very kernel have memory that can be looked at'
const NODE = 'a Node program says nothing of its heap unless it is asked'

/**
 * Looks for a JVM, CPython and Node, in this order. Undefined where none of them runs it; `why` where that cannot be told.
 *
 * @param bootAtMs wall clock of the boot, milliseconds since 1970
 */
export async function readHeap(
  files: ProcessFiles,
  process: JavaProcess & Pick<ProcessRecord, 'kernelThread'>,
  bootAtMs: number | undefined,
  known: KnownPrograms,
): Promise<Heap | NotSeen | undefined> {
  const { raw } = files
  if (process.kernelThread) return undefined
  if (raw === undefined) return { why: OTHER_TREE }
  const once = mapsOnce(files, process.pid)
  const java = await lookAtJava({ files: once, perf: new RootedPerfFiles(raw, raw.procfs), bootAtMs }, process)
  if (java !== undefined && 'why' in java) return java
  if (java !== undefined) return { runtime: 'java', seen: java.seen }
  const sight = { procfs: raw.procfs, files: once, inPool: raw.inPool, known: known.python }
  const python = await findPython(process.pid, sight)
  if (python !== undefined && 'why' in python) return python
  if (python !== undefined) {
    return { runtime: 'python', seen: await readPythonPassive(process.id, { ...sight, lookAt: lookInto(files) }) }
  }
  const node = await findNodeBinary(process.pid, once, raw, known.node)
  return typeof node !== 'string' && node.isNode ? { runtime: 'node', seen: { why: NODE } } : undefined
}

/** The process's files, of which its mappings are read once: they may be megabytes, and each runtime is looked for in them. */
function mapsOnce(files: ProcessFiles, pid: number): Pick<ProcessFiles, 'prompt' | 'locked'> {
  const maps = files.locked(pid, 'maps')
  return {
    prompt: (of, file) => files.prompt(of, file),
    locked: (of, file, deadlineMs) => (of === pid && file === 'maps' ? maps : files.locked(of, file, deadlineMs)),
  }
}
