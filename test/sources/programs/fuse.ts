/**
 * A file system in user space that shows a folder, read-only, and never answers some requests: those whose operation
 * and path (`open 10/cmdline`, `readlink 10/exe`, `getattr file`, `statfs `) match a pattern. They are taken from the kernel, so whoever
 * waits for them can only be killed once the file system is gone. Speaks the kernel's protocol (include/uapi/linux/fuse.h)
 * itself; mounting needs root.
 *
 * Arguments: folder to show, folder to mount at, pattern. Prints a line once mounted, and then each request that it does not answer. Ends when unmounted.
 */
import { spawnSync } from 'node:child_process'
import { lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, type Stats, writeSync } from 'node:fs'
import { join } from 'node:path'

const LOOKUP = 1
const FORGET = 2
const GETATTR = 3
const READLINK = 5
const OPEN = 14
const READ = 15
const STATFS = 17
const RELEASE = 18
const FLUSH = 25
const INIT = 26
const OPENDIR = 27
const READDIR = 28
const RELEASEDIR = 29
const INTERRUPT = 36
const BATCH_FORGET = 42

const ENOENT = 2
const ENOSYS = 38
/** Of the reply to an OPEN: each read comes to us, with its own offset, whatever the size was said to be. */
const DIRECT_IO = 1

const [shown = '', mountPoint = '', pattern = ''] = process.argv.slice(2)
const silent = new RegExp(pattern)
const device = openSync('/dev/fuse', 'r+')
/** Paths below the folder by their node's number; the root is 1. */
const paths = ['', '']

const options = `fd=3,rootmode=40755,user_id=0,group_id=0,allow_other`
const mounted = spawnSync('mount', ['-i', '-n', '-t', 'fuse', '-o', options, 'ntop-test', mountPoint], {
  stdio: ['ignore', 'inherit', 'inherit', device],
})
if (mounted.status !== 0) process.exit(1)
writeSync(1, 'mounted\n')

const request = Buffer.alloc(256 * 1024)
for (;;) {
  const length = next()
  if (length === 0) break
  answer(request.subarray(0, length))
}

/** The next request's length; 0 when unmounted. */
function next(): number {
  try {
    return readSync(device, request)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENODEV') return 0
    throw error
  }
}

function answer(bytes: Buffer): void {
  const operation = bytes.readUInt32LE(4)
  const unique = bytes.readBigUInt64LE(8)
  const node = Number(bytes.readBigUInt64LE(16))
  if (operation === FORGET || operation === BATCH_FORGET || operation === INTERRUPT) return
  const path = paths[node] ?? ''
  const word = { [GETATTR]: 'getattr', [OPEN]: 'open', [READ]: 'read', [READLINK]: 'readlink', [STATFS]: 'statfs' }[
    operation
  ]
  if (word !== undefined && silent.test(`${word} ${path}`)) {
    writeSync(1, `${word} ${path}\n`)
    return
  }
  try {
    reply(unique, 0, payload(operation, node, path, bytes.subarray(40)))
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error && typeof error.errno === 'number')) throw error
    reply(unique, error.errno, Buffer.alloc(0))
  }
}

function reply(unique: bigint, error: number, bytes: Buffer | number): void {
  const body = typeof bytes === 'number' ? Buffer.alloc(0) : bytes
  const head = Buffer.alloc(16)
  head.writeUInt32LE(16 + body.length, 0)
  head.writeInt32LE(typeof bytes === 'number' ? -bytes : error, 4)
  head.writeBigUInt64LE(unique, 8)
  try {
    writeSync(device, Buffer.concat([head, body]))
  } catch (failure) {
    // Nobody waits for it any more.
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ENOENT')) throw failure
  }
}

/** The answer's bytes, or an error number. */
function payload(operation: number, node: number, path: string, body: Buffer): Buffer | number {
  switch (operation) {
    case INIT: {
      const out = Buffer.alloc(64)
      out.writeUInt32LE(7, 0)
      out.writeUInt32LE(31, 4)
      out.writeUInt32LE(65_536, 8)
      out.writeUInt32LE(65_536, 20)
      return out
    }
    case LOOKUP: {
      const child = join(path, body.toString('utf8', 0, body.indexOf(0)))
      const stats = lstatSync(join(shown, child), { throwIfNoEntry: false })
      if (stats === undefined) return ENOENT
      let number = paths.indexOf(child, 2)
      if (number < 0) number = paths.push(child) - 1
      const out = Buffer.alloc(40)
      out.writeBigUInt64LE(BigInt(number), 0)
      return Buffer.concat([out, attributes(number, stats)])
    }
    case GETATTR:
      return Buffer.concat([Buffer.alloc(16), attributes(node, lstatSync(join(shown, path)))])
    case READLINK:
      return readlinkSync(join(shown, path), 'buffer')
    case OPEN:
    case OPENDIR: {
      const out = Buffer.alloc(16)
      out.writeUInt32LE(operation === OPEN ? DIRECT_IO : 0, 8)
      return out
    }
    case READ:
      return slice(readFileSync(join(shown, path)), body)
    case READDIR:
      return slice(entries(path), body)
    case RELEASE:
    case RELEASEDIR:
    case FLUSH:
      return Buffer.alloc(0)
    case STATFS: {
      const out = Buffer.alloc(80)
      for (const [i, blocks] of [1000n, 600n, 500n, 50n, 20n].entries()) out.writeBigUInt64LE(blocks, i * 8)
      out.writeUInt32LE(4096, 40)
      out.writeUInt32LE(4096, 48)
      return out
    }
    default:
      return ENOSYS
  }
}

/** What a READ or READDIR asks for: `fh`, offset, size. */
function slice(all: Buffer, body: Buffer): Buffer {
  const offset = Number(body.readBigUInt64LE(8))
  return all.subarray(offset, offset + body.readUInt32LE(16))
}

function attributes(node: number, { size, mode, nlink, uid, gid }: Stats): Buffer {
  const out = Buffer.alloc(88)
  out.writeBigUInt64LE(BigInt(node), 0)
  out.writeBigUInt64LE(BigInt(size), 8)
  for (const [i, value] of [mode, nlink, uid, gid].entries()) out.writeUInt32LE(value, 60 + i * 4)
  return out
}

/** All entries of a folder; each says at which offset the next one begins. */
function entries(path: string): Buffer {
  const pieces: Buffer[] = []
  let offset = 0
  for (const name of readdirSync(join(shown, path))) {
    const bytes = Buffer.from(name)
    const piece = Buffer.alloc(Math.ceil((24 + bytes.length) / 8) * 8)
    offset += piece.length
    // A number that is no node's: the kernel looks names up anyway.
    piece.writeBigUInt64LE(0xffffffffn, 0)
    piece.writeBigUInt64LE(BigInt(offset), 8)
    piece.writeUInt32LE(bytes.length, 16)
    bytes.copy(piece, 24)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
