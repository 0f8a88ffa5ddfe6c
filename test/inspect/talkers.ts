/** Real processes that talk to each other, for the tests to look at. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Talkers {
  /** Of the one that was started. */
  readonly pid: number
  /** Of those that it started. */
  readonly children: readonly number[]
  end(): Promise<void>
}

/** The one that the system has: what its multiprocessing does is what is to be seen. */
const PYTHON = '/usr/bin/python3'

/** Workers that wait for a queue, as `multiprocessing` forks them. The parent waits for a line. */
const QUEUE = `
import multiprocessing as mp, sys
def work(queue):
    while queue.get() is not None:
        pass
mp.set_start_method('fork')
queue = mp.Queue()
workers = [mp.Process(target=work, args=(queue,)) for _ in range(int(sys.argv[1]))]
for worker in workers:
    worker.start()
print(*[worker.pid for worker in workers], flush=True)
sys.stdin.readline()
for worker in workers:
    queue.put(None)
for worker in workers:
    worker.join()
`

/** Shares memory without a name and with one with a child, writes to a FIFO that it reads. */
const MEMORY = `
import mmap, os, sys
anonymous = mmap.mmap(-1, 65536)
path = sys.argv[1]
fd = os.open(path + '/ring', os.O_RDWR | os.O_CREAT)
os.ftruncate(fd, 8192)
ring = mmap.mmap(fd, 8192)
os.mkfifo(path + '/fifo')
child = os.fork()
if child == 0:
    ring.close()
    ring = mmap.mmap(os.open(path + '/ring', os.O_RDONLY), 8192, prot=mmap.PROT_READ)
    os.close(fd)
    os.close(0)
    fifo = os.open(path + '/fifo', os.O_RDONLY)
    os.read(fifo, 1)
    os._exit(0)
fifo = os.open(path + '/fifo', os.O_WRONLY)
print(child, flush=True)
sys.stdin.readline()
os.close(fifo)
os.waitpid(child, 0)
`

const FORK = `
const { fork } = require('node:child_process')
const children = process.argv.slice(2).map(() => fork(process.argv[1], { execArgv: [], stdio: 'inherit' }))
let ready = 0
for (const child of children) child.on('message', () => {
  if (++ready === children.length) console.log(children.map(one => one.pid).join(' '))
})
process.stdin.resume().on('end', () => {
  for (const child of children) child.disconnect()
  process.exit()
})
`

const FORKED = `process.on('message', () => {}); process.send('ready')`

/** A server, and a process of its own that has called it. */
const SERVER = `
const net = require('node:net'), { spawn } = require('node:child_process')
const caller = 'const s = require("node:net").connect(+process.argv[1], "127.0.0.1"); s.on("connect", () => s.write("x"))'
const server = net.createServer(socket => socket.once('data', () => console.log(child.pid))).listen(0, '::')
let child
server.on('listening', () => {
  child = spawn(process.execPath, ['-e', caller, String(server.address().port)], { stdio: ['ignore', 'ignore', 'ignore'] })
})
process.stdin.resume().on('end', () => { child.kill(); process.exit() })
`

export function startQueue(workers: number): Promise<Talkers> {
  return start(PYTHON, '-c', QUEUE, String(workers))
}

export function startSharers(folder: string): Promise<Talkers> {
  return start(PYTHON, '-c', MEMORY, folder)
}

/** @param program a file to fork from, which is written there */
export async function startForks(program: string, children: number): Promise<Talkers> {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(program, FORKED)
  return await start(process.execPath, '-e', FORK, program, ...Array.from({ length: children }, String))
}

export function startCall(): Promise<Talkers> {
  return start(process.execPath, '-e', SERVER)
}

/** Waits until it has printed the pids of those that it started. */
async function start(command: string, ...args: readonly string[]): Promise<Talkers> {
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const { pid, stdin, stdout } = child
  if (pid === undefined || stdin === null || stdout === null) throw new Error(`${command} cannot be started`)
  const ended = once(child, 'close')
  const line = await createInterface({ input: stdout })[Symbol.asyncIterator]().next()
  if (line.done) throw new Error(`${command} ended early`)
  return {
    pid,
    children: line.value.trim().split(' ').map(Number),
    async end() {
      stdin.end()
      await ended
    },
  }
}
