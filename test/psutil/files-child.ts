import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The descriptors of a process that has some of each kind open and does nothing with them. */
export interface Opened {
  readonly read: number
  readonly append: number
  readonly both: number
  readonly gone: number
  readonly folder: number
  readonly server: number
  readonly caller: number
  readonly called: number
  readonly udp: number
  readonly unixServer: number
  readonly unixCaller: number
}

export interface FilesChild {
  readonly pid: number
  readonly folder: string
  readonly opened: Opened
  /** What the kernel is to tell: bytes of the deleted file; bytes that were sent and nobody reads. */
  readonly goneBytes: number
  readonly unreadBytes: number
  /** Of the pipe that it was started with. */
  readonly pipe: number
  end(): Promise<void>
}

const GONE_BYTES = 123_456
const UNREAD_BYTES = 700
const PIPE = 8

const PROGRAM = `
const fs = require('node:fs'), net = require('node:net'), dgram = require('node:dgram'), { once } = require('node:events')
const folder = process.argv[1]
const write = (path, flags, bytes) => {
  const fd = fs.openSync(folder + path, flags)
  fs.writeSync(fd, Buffer.alloc(bytes, 'x'))
  return fd
}
const main = async () => {
  fs.writeFileSync(folder + '/read', 'a line to read from')
  const read = fs.openSync(folder + '/read', 'r')
  fs.readSync(read, Buffer.alloc(6), 0, 6, null)
  const append = write('/app end', 'a', 5000)
  const both = write('/both', 'w+', 300)
  const gone = write('/gone', 'w+', ${GONE_BYTES})
  fs.unlinkSync(folder + '/gone')
  const dir = fs.openSync(folder, 'r')
  const serve = async (...where) => {
    const server = net.createServer({ pauseOnConnect: true }).listen(...where)
    await once(server, 'listening')
    const address = server.address()
    const caller = net.connect(typeof address === 'string' ? { path: address } : address)
    const [[called]] = await Promise.all([once(server, 'connection'), once(caller, 'connect')])
    return { server, caller, called }
  }
  const tcp = await serve(0, '127.0.0.1')
  await new Promise(resolve => tcp.caller.write(Buffer.alloc(${UNREAD_BYTES}), resolve))
  const unix = await serve(folder + '/own.sock')
  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1')
  await once(udp, 'listening')
  const fdOf = socket => socket._handle.fd
  console.log(JSON.stringify({
    read, append, both, gone, folder: dir,
    server: fdOf(tcp.server), caller: fdOf(tcp.caller), called: fdOf(tcp.called),
    udp: udp[Object.getOwnPropertySymbols(udp).find(key => String(key).includes('state'))].handle.fd,
    unixServer: fdOf(unix.server), unixCaller: fdOf(unix.caller),
  }))
  process.stdin.resume().on('end', () => process.exit())
}
void main()
`

/** Starts it through a shell, which gives it an end of a pipe: Node's own would be sockets. */
export async function startFilesChild(): Promise<FilesChild> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-files-'))
  const shell = ['--norc', '-c', `exec ${PIPE}< <(:); exec "$0" -e "$1" "$2"`, process.execPath, PROGRAM, folder]
  const child = spawn('bash', shell, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const { pid } = child
  if (pid === undefined) throw new Error('the child did not start')
  const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (line.done) throw new Error('the child ended early')
  return {
    pid,
    folder,
    opened: JSON.parse(line.value),
    goneBytes: GONE_BYTES,
    unreadBytes: UNREAD_BYTES,
    pipe: PIPE,
    async end() {
      child.stdin.end()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}
