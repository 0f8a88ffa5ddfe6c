/** What the files that processes run are, as far as it matters for Node: told by what they export, under whatever name. */
import { eachOfMaps } from '../../procfs/pid-maps.ts'
import { findSymbols, type ReadAt, readElf } from '../../sources/linux/binaries/elf.ts'
import { openPieces, type Pieces } from '../../sources/linux/binaries/pieces.ts'
import { readSections } from '../../sources/linux/binaries/sections.ts'
import { findNodeVersion, NODE_API, NODE_HOOK, NODE_START } from '../../sources/linux/runtimes/node.ts'
import type { ProcessFiles, RawFiles, Refusal } from '../../sources/process-files.ts'

export interface NodeBinary {
  /** It offers Node-API: Node itself, and those that take its addons. */
  readonly hasNodeApi: boolean
  /** It is Node, or its library: it defines node::Start, which no other runtime does. */
  readonly isNode: boolean
  /** It stands in for Node towards addons, as Bun does. */
  readonly posesAsNode: boolean
}

/** A file of a process, and what it is. */
export interface FoundBinary extends NodeBinary {
  readonly path: string
}

/** What is known of files that have not changed since, by {@link Pieces.identity}: few files run many processes. */
export class KnownNodes {
  readonly binaries = new Map<string, NodeBinary>()
  readonly versions = new Map<string, { readonly version: string | undefined }>()
}

const MOST_KEPT = 64

/** The program that a process runs, even where it has been deleted; or the library of Node that it is a shell round. */
export async function findNodeBinary(
  pid: number,
  files: Pick<ProcessFiles, 'locked'>,
  { procfs, inPool }: RawFiles,
  { binaries }: KnownNodes,
): Promise<FoundBinary | Refusal> {
  const look = async (path: string): Promise<FoundBinary | Refusal> => {
    const binary = await about(inPool, path, binaries, readBinary)
    return typeof binary === 'string' ? binary : { ...binary, path }
  }
  const program = await look(`${procfs}/${pid}/exe`)
  if (typeof program === 'string' || program.hasNodeApi) return program
  const link = await files.locked(pid, 'exe')
  if (!link.ok || !/\/node[^/]*$/.test(link.bytes.toString('latin1'))) return program
  const maps = await files.locked(pid, 'maps')
  for (const { path } of maps.ok ? eachOfMaps(maps.bytes) : []) {
    if (/\/libnode\.so[.\d]*$/.test(path)) return await look(`${procfs}/${pid}/root${path}`)
  }
  return program
}

/** `20.20.2`, of a file that is Node; undefined where it does not say so, or cannot be read. */
export async function nodeVersion(
  { path }: FoundBinary,
  { inPool }: RawFiles,
  { versions }: KnownNodes,
): Promise<string | undefined> {
  const version = await about(inPool, path, versions, async readAt => ({
    version: await findNodeVersion(readAt, await readSections(readAt)),
  }))
  return typeof version === 'string' ? undefined : version.version
}

/** A disk that is busy answers the second time, or the third. */
const TRIES = 3

/** Finds something out about a file, unless that is known. What a file would not let be read is not taken for known. */
async function about<Fact>(
  inPool: RawFiles['inPool'],
  path: string,
  known: Map<string, Fact>,
  find: (readAt: ReadAt) => Promise<Fact>,
): Promise<Fact | Refusal> {
  for (let left = TRIES; ; ) {
    const fact = await onceAbout(inPool, path, known, find)
    if (fact !== 'locked' || --left === 0) return fact
  }
}

async function onceAbout<Fact>(
  inPool: RawFiles['inPool'],
  path: string,
  known: Map<string, Fact>,
  find: (readAt: ReadAt) => Promise<Fact>,
): Promise<Fact | Refusal> {
  const opened = await openPieces(inPool, path)
  if (!opened.ok) return opened.why
  try {
    return await inFile(opened, known, find)
  } finally {
    opened.close()
  }
}

async function inFile<Fact>(
  { identity, readAt, refused }: Pieces,
  known: Map<string, Fact>,
  find: (readAt: ReadAt) => Promise<Fact>,
): Promise<Fact | Refusal> {
  const before = known.get(identity)
  if (before !== undefined) return before
  const fact = await find(readAt)
  const why = refused()
  if (why !== undefined) return why
  if (known.size >= MOST_KEPT) known.clear()
  known.set(identity, fact)
  return fact
}

async function readBinary(readAt: ReadAt): Promise<NodeBinary> {
  const elf = await readElf(readAt)
  const found = elf && (await findSymbols(readAt, elf, [NODE_API, NODE_START, NODE_HOOK]))
  const hasNodeApi = found?.has(NODE_API) === true
  const isNode = hasNodeApi && found.has(NODE_START)
  return { hasNodeApi, isNode, posesAsNode: hasNodeApi && !isNode && found.has(NODE_HOOK) }
}
