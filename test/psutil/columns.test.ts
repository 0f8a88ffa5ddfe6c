/** What columns tell, in JSON and in CSV, held against psutil. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop, runNtop } from '../support/ntop.ts'
import { type Psutil, PYTHON, startPsutil, type WholeProcess } from './psutil.ts'

/** Leads a session on a terminal of its own, has children that worked, has read and written, and has switched. */
const PROGRAM = `
import os, time
os.setsid()
master, slave = os.openpty()
os.close(os.open(os.ttyname(slave), os.O_RDWR))
for _ in range(3):
    if os.fork() == 0:
        while time.process_time() < 0.05: os.stat('/')
        os._exit(0)
    os.wait()
begin = time.process_time()
while time.process_time() < begin + 0.05: os.stat('/')
with open('/usr/bin/python3', 'rb') as file: file.read()
for _ in range(20): time.sleep(0.001)
os.write(1, b'ready\\n')
os.read(0, 1)
`

const KEYS = ['cpu_times', 'io_counters', 'num_ctx_switches', 'terminal', 'create_time', 'exe', 'cwd'] as const

let psutil: Psutil
let child: ChildProcess
let pid: number
beforeAll(async () => {
  psutil = startPsutil()
  await builtNtop()
  const words = ['-c', 'best-effort', '-n', '6', PYTHON, '-I', '-S', '-c', PROGRAM]
  child = spawn('ionice', words, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/usr' })
  pid = child.pid ?? 0
  if (child.stdout === null) throw new Error('the child has no output')
  await once(child.stdout, 'data')
})
afterAll(async () => {
  const ended = once(child, 'close')
  child.stdin?.end()
  await ended
  await psutil.end()
})

/** `3.11` */
function pythonsVersion(): string {
  const text = "import sys; print('%d.%d' % sys.version_info[:2])"
  return execFileSync(PYTHON, ['-I', '-S', '-c', text], { encoding: 'utf8' }).trim()
}

type Told = Pick<WholeProcess, (typeof KEYS)[number]>

async function byPsutil(): Promise<Told> {
  const whole = await psutil.ask('whole', pid)
  return Object.fromEntries(KEYS.map(key => [key, whole[key]])) as Told
}

/** What ntop says between two equal answers of psutil: the child may still be on its way to wait. */
async function atTheSameMoment<T>(answer: () => Promise<T>): Promise<{ ours: T; theirs: Told }> {
  for (;;) {
    const theirs = await byPsutil()
    const ours = await answer()
    if (isDeepStrictEqual(theirs, await byPsutil())) return { ours, theirs }
  }
}

test('JSON has the figures of psutil', async () => {
  const { ours, theirs } = await atTheSameMoment(async () => {
    const document = await jsonOfNtop('--once', '--json', '--full', '-d', '0.1', '-p', String(pid))
    const [process] = (document as { readonly processes: readonly Readonly<Record<string, unknown>>[] }).processes
    return process ?? {}
  })
  const { cpu_times: times, io_counters: io, num_ctx_switches: switches } = theirs
  const ionice = await psutil.ask('ionice', pid)
  expect(ours).toMatchObject({
    userSec: times.user,
    systemSec: times.system,
    childrenUserSec: times.children_user,
    childrenSystemSec: times.children_system,
    readBytes: io.read_bytes,
    writeBytes: io.write_bytes,
    readChars: io.read_chars,
    writeChars: io.write_chars,
    readCalls: io.read_count,
    writeCalls: io.write_count,
    voluntarySwitches: switches.voluntary,
    involuntarySwitches: switches.involuntary,
    switchesPerSec: 0,
    exe: theirs.exe,
    cwd: '/usr',
    ioClass: ionice.ioclass === 2 ? 'best-effort' : `class ${ionice.ioclass}`,
    ioLevel: ionice.value,
    runtime: 'python',
    runtimeVersion: expect.stringMatching(new RegExp(`^${pythonsVersion().replace('.', '[.]')}(?!\\d)`)),
  })
  expect(`/dev/${ours['tty']}`).toBe(theirs.terminal)
  expect(Math.abs(Date.parse(String(ours['startedAt'])) / 1000 - theirs.create_time)).toBeLessThan(1)
  // Nothing of it could pass for another.
  expect(times.children_user + times.children_system).toBeGreaterThan(0.1)
  expect(switches.voluntary).toBeGreaterThan(20)
  expect(io.read_chars).toBeGreaterThan(1_000_000)
})

test('CSV has them too, as they are', async () => {
  const ids = 'tty,starttime,utime,stime,cutime,cstime,rchar,wchar,syscr,syscw,rbytes,wbytes,vctxt,ictxt,ioprio,cwd'
  const { ours, theirs } = await atTheSameMoment(async () => {
    const { stdout } = await runNtop('--once', '--csv', '-d', '0.1', '-p', String(pid), '-o', ids)
    const [header, line, end] = stdout.split('\r\n')
    expect(header).toBe(ids)
    expect(end).toBe('')
    return (line ?? '').split(',')
  })
  const { cpu_times: times, io_counters: io, num_ctx_switches: switches } = theirs
  expect(ours).toEqual([
    theirs.terminal?.slice('/dev/'.length),
    expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    ...[times.user, times.system, times.children_user, times.children_system].map(String),
    ...[io.read_chars, io.write_chars, io.read_count, io.write_count, io.read_bytes, io.write_bytes].map(String),
    ...[switches.voluntary, switches.involuntary].map(String),
    'be/6',
    '/usr',
  ])
})
