/** Who a process is: both ask the running kernel. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop } from '../support/ntop.ts'
import { openTestPty } from '../support/test-pty.ts'
import { type Psutil, PYTHON, startPsutil } from './psutil.ts'

let psutil: Psutil
beforeAll(async () => {
  psutil = startPsutil()
  await builtNtop()
})
afterAll(() => psutil.end())

async function inspected(pid: number): Promise<InspectionJson['process']> {
  const document = (await jsonOfNtop('inspect', String(pid), '--json')) as InspectionJson
  return document.process
}

/** Starts a program that prints a line and then waits; ended with the test. */
async function startQuiet(command: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/tmp' })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await once(child.stdout, 'data')
  if (child.pid === undefined) throw new Error(`${command} cannot be started`)
  return child.pid
}

describe('who a process is', () => {
  test('is the same as psutil says, up to the first of its parents', async () => {
    const pid = await startQuiet('sh', '-c', 'echo ready; read line')
    const [ours, theirs] = [await inspected(pid), await psutil.ask('identity', pid)]
    expect(ours).toMatchObject({ exe: theirs.exe, cwd: '/tmp', ppid: theirs.ppid, tty: null, foreground: null })
    const { real, effective, saved } = ours.userIds ?? {}
    expect([real, effective, saved]).toEqual(theirs.uids)
    const groups = ours.groupIds
    expect([groups?.real, groups?.effective, groups?.saved]).toEqual(theirs.gids)
    expect(ours.parents.map(parent => parent.pid)).toEqual(theirs.parents)
    expect(theirs.parents[0]).toBe(process.pid)
    expect(ours.nice).toBe(theirs.nice)
    expect(ours.cpusAllowed).toBeTypeOf('string')
  })

  test('is the same of a process of a terminal', async () => {
    const terminal = openTestPty({ command: 'sh', args: ['-c', 'echo ready; read line'] })
    await terminal.until('ready')
    // One that has begun since: psutil looks for terminals once.
    const another = startPsutil()
    onTestFinished(() => another.end())
    const [ours, theirs] = [await inspected(terminal.pid), await another.ask('identity', terminal.pid)]
    expect(theirs.terminal).toBe(terminal.tty)
    expect(`/dev/${ours.tty}`).toBe(theirs.terminal)
    expect(ours).toMatchObject({ foreground: true, session: terminal.pid, processGroup: terminal.pid })
  })
})

test('its I/O priority is the one that it was given', async () => {
  const pid = await startQuiet('ionice', '-c', 'best-effort', '-n', '6', 'sh', '-c', 'echo ready; read line')
  const { ioPriority } = await inspected(pid)
  expect(ioPriority).toEqual({ class: 'best-effort', level: 6 })
  const { ioclass, value } = await psutil.ask('ionice', pid)
  expect([ioclass, value]).toEqual([2, 6])
})

describe('what a process may do', () => {
  const root = process.getuid?.() === 0

  test('is told after it has given rights up', async () => {
    const script = 'echo ready; read line'
    const sets = root ? ['--bounding-set=-all,+chown,+kill', '--inh-caps=-all'] : []
    const pid = await startQuiet('setpriv', '--no-new-privs', ...sets, '--', 'sh', '-c', script)
    const { noNewPrivs, seccomp, capabilities } = await inspected(pid)
    expect({ noNewPrivs, seccomp }).toEqual({ noNewPrivs: true, seccomp: 'off' })
    if (root) {
      expect(capabilities).toEqual({
        effective: ['cap_chown', 'cap_kill'],
        permitted: ['cap_chown', 'cap_kill'],
        bounding: ['cap_chown', 'cap_kill'],
        ambient: [],
        inheritable: [],
      })
    } else expect(capabilities.effective).toEqual([])
  })

  test('is told of filters of its system calls', async () => {
    const pid = await startQuiet(PYTHON, '-I', '-S', '-c', FILTERED)
    expect(await inspected(pid)).toMatchObject({ noNewPrivs: true, seccomp: 'filter', seccompFilters: 1 })
  })

  test('has the namespaces that the kernel shows', async () => {
    const pid = await startQuiet('sh', '-c', 'echo ready; read line')
    const { namespaces, namespacePids } = await inspected(pid)
    for (const { kind, number, ours } of namespaces ?? []) {
      expect(readlinkSync(`/proc/${pid}/ns/${kind}`)).toBe(`${kind}:[${number}]`)
      expect(ours).toBe(true)
    }
    expect(namespaces?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['mnt', 'pid', 'net', 'user']))
    expect(namespacePids?.[0]).toBe(pid)
  })

  test.runIf(root)('has namespaces of its own after unshare(1)', async () => {
    const pid = await startQuiet('unshare', '--uts', '--ipc', 'sh', '-c', 'echo ready; read line')
    const { namespaces } = await inspected(pid)
    expect(namespaces?.filter(({ ours }) => ours === false).map(({ kind }) => kind)).toEqual(['uts', 'ipc'])
  })
})

/** Puts a filter on itself that lets everything pass: prctl(2), seccomp(2). */
const FILTERED = `
import ctypes, sys
class Instruction(ctypes.Structure):
    _fields_ = [('code', ctypes.c_ushort), ('jt', ctypes.c_ubyte), ('jf', ctypes.c_ubyte), ('k', ctypes.c_uint)]
class Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.POINTER(Instruction))]
allow = Instruction(6, 0, 0, 0x7fff0000)
prctl = ctypes.CDLL(None).prctl
none = ctypes.c_ulong(0)
assert prctl(38, ctypes.c_ulong(1), none, none, none) == 0
assert prctl(22, ctypes.c_ulong(2), ctypes.byref(Program(1, ctypes.pointer(allow))), none, none) == 0
print('ready', flush=True)
sys.stdin.read(1)
`
