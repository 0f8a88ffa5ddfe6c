/** All that is said of each of fifty processes, no two alike, held against psutil and the kernel's own files. */
import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { runInspect } from '../../src/inspect/run.ts'
import { clean } from '../../src/model/text.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { inNtopsWords, type Psutil, startPsutil, type WholeProcess } from './psutil.ts'
import { type QuietChild, startQuiet } from './quiet-child.ts'

const COUNT = 50

/** Each has its own size, nice value, limits, threads, files, folder, session and name. */
const FAMILY = `
import os, resource, sys, _thread
held = b'x' * (3 << 20)
number, life = 0, os.dup(0)
for i in range(1, ${COUNT}):
    if os.fork() == 0:
        number = i
        break
own = b'y' * (number * 150_000)
os.nice(number % 20)
resource.setrlimit(resource.RLIMIT_NOFILE, (200 + number, 300 + 2 * number))
resource.setrlimit(resource.RLIMIT_STACK, ((1 << 20) * (8 + number % 3), resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CORE, (0, number << 20))
resource.setrlimit(resource.RLIMIT_CPU, (1000 + number, 2000))
if number % 5 == 1: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 8 << 30))
if number % 3 == 1: os.setsid()
os.chdir(['/', '/tmp', '/usr', '/usr/lib'][number % 4])
files = [open('/usr/bin/python3', 'rb') for _ in range(number % 7)]
for at, file in enumerate(files): file.seek(at * 100)
with open('/proc/self/comm', 'w') as name: name.write(f'member ({number})')
for _ in range(number % 4): _thread.start_new_thread(lambda: os.read(life, 1), ())
os.write(1, b'ready\\n')
os.read(life, 1)
os._exit(0)
`

let psutil: Psutil
let family: QuietChild
let source: LinuxSource
beforeAll(async () => {
  psutil = startPsutil()
  source = linuxSource()
  family = await startQuiet(FAMILY, COUNT)
})
afterAll(async () => {
  source.close()
  await family.end()
  await psutil.end()
})

function familyPids(): number[] {
  const children = readFileSync(`/proc/${family.pid}/task/${family.pid}/children`, 'latin1')
  return [family.pid, ...children.trim().split(' ').map(Number)]
}

async function byNtop(pid: number): Promise<InspectionJson> {
  let text = ''
  const sink = {
    write: (piece: string) => {
      text += piece
    },
  }
  const code = await runInspect(
    source,
    pid,
    { json: true, secrets: true, intervalMs: 1 },
    { stdout: sink, stderr: sink },
  )
  if (code !== 0) throw new Error(text)
  return JSON.parse(text) as InspectionJson
}

/** Between two answers of psutil that are the same: the kernel may have been slow, or a thread still on its way to wait. */
async function atTheSameMoment(pid: number): Promise<{ ours: InspectionJson; theirs: WholeProcess }> {
  for (;;) {
    const theirs = await psutil.ask('whole', pid)
    const ours = await byNtop(pid)
    if (isDeepStrictEqual(theirs, await psutil.ask('whole', pid)) && ours.denied.length === 0) return { ours, theirs }
  }
}

/** Fields of proc_pid_stat(5) by their number there, of the process or of one thread. */
function statOf(pid: number, tid?: number): (field: number) => number {
  const line = readFileSync(tid === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${tid}/stat`, 'latin1')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return field => Number(fields[field - 3])
}

/** A figure of each thread's `status`, added up. */
function overThreads(pid: number, key: string): number {
  return readdirSync(`/proc/${pid}/task`)
    .map(
      tid => new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/task/${tid}/status`, 'latin1'))?.[1],
    )
    .reduce((sum, value) => sum + Number(value), 0)
}

function bound(value: number): number | 'unlimited' {
  return value === -1 ? 'unlimited' : value
}

describe('each of fifty processes', () => {
  test('is told of as psutil and the kernel tell of it', async () => {
    const pids = familyPids()
    expect(pids).toHaveLength(COUNT)
    const seen = new Set<string>()
    for (const pid of pids) {
      const { ours, theirs } = await atTheSameMoment(pid)
      const stat = statOf(pid)
      const status = readFileSync(`/proc/${pid}/status`, 'latin1')
      const kilobytes = (key: string): number =>
        Number(new RegExp(`^${key}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024

      expect(ours.process).toMatchObject({
        pid,
        ppid: theirs.ppid,
        name: theirs.name,
        command: theirs.cmdline.map(clean).join(' '),
        state: theirs.status === 'sleeping' ? 'S' : theirs.status,
        user: theirs.username,
        uid: theirs.uids.effective,
        processGroup: theirs.group,
        session: theirs.session,
        tty: theirs.terminal,
        nice: theirs.nice,
        threads: theirs.num_threads,
        lastCpu: theirs.cpu_num,
        exe: theirs.exe,
        cwd: theirs.cwd,
        priority: stat(18),
        minorFaults: stat(10),
        majorFaults: stat(12),
        vmsBytes: theirs.memory_full_info.vms,
      })
      expect(Math.abs(Date.parse(ours.process.startedAt ?? '') / 1000 - theirs.create_time)).toBeLessThan(1)

      expect(ours.memory).toMatchObject({
        ...inNtopsWords(theirs.memory_full_info),
        peakRssBytes: kilobytes('VmHWM'),
        anonymousBytes: kilobytes('RssAnon'),
        fileBytes: kilobytes('RssFile'),
        shmemBytes: kilobytes('RssShmem'),
        lockedBytes: kilobytes('VmLck'),
        pageTablesBytes: kilobytes('VmPTE'),
        stackBytes: kilobytes('VmStk'),
      })

      const bounds = Object.fromEntries(ours.limits.map(({ name, soft, hard }) => [name, [soft, hard]]))
      expect(bounds).toMatchObject(
        Object.fromEntries(
          Object.entries(theirs.limits).map(([name, [soft, hard]]) => [name, [bound(soft), bound(hard)]]),
        ),
      )

      const { user, system, children_user, children_system } = theirs.cpu_times
      const { read_bytes, write_bytes, read_chars, write_chars } = theirs.io_counters
      expect(ours.usage).toMatchObject({
        userSec: user,
        systemSec: system,
        childrenUserSec: children_user,
        childrenSystemSec: children_system,
        maxRssBytes: kilobytes('VmHWM'),
        minorFaults: stat(10),
        majorFaults: stat(12),
        voluntarySwitches: overThreads(pid, 'voluntary_ctxt_switches'),
        involuntarySwitches: overThreads(pid, 'nonvoluntary_ctxt_switches'),
        readBytes: read_bytes,
        writeBytes: write_bytes,
        readChars: read_chars,
        writeChars: write_chars,
      })

      // psutil takes a parenthesis in a thread's name for the end of it, so this is the kernel's own word.
      const threads = [...theirs.threads].map(({ id }) => id).sort((a, b) => a - b)
      expect(ours.threads?.map(({ tid, userSec, systemSec }) => [tid, userSec, systemSec])).toEqual(
        threads.map(tid => [tid, statOf(pid, tid)(14) / 100, statOf(pid, tid)(15) / 100]),
      )

      expect(ours.files).toHaveLength(theirs.num_fds)
      for (const { fd, path, position } of theirs.open_files)
        expect(ours.files).toContainEqual(expect.objectContaining({ fd, target: path, position }))

      expect(ours.environment).toEqual(theirs.environ)
      seen.add(JSON.stringify([ours.memory.ussBytes, bounds['RLIMIT_NOFILE'], ours.process.name]))
    }
    // Were they alike, one could pass for another.
    expect(seen.size).toBe(COUNT)
    // A hundred looks, each of which waits for what the kernel has to say of all pages.
  }, 120_000)
})
