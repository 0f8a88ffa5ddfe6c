import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { isGone } from '../../../src/sources/errors.ts'
import { type ListedProcess, NoAnswer } from '../../../src/sources/portable/answers.ts'
import { CLOCK, Lanes } from '../../../src/sources/portable/lanes.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { type CompiledTarget, compileTarget, Target, tickedMs } from '../target.ts'
import { bundledHelper, realHelper, until } from './real-helper.ts'

const ASKS = fileURLToPath(new URL('programs/asks.ts', import.meta.url))

let compiled: CompiledTarget
beforeAll(async () => {
  compiled = await compileTarget()
  await bundledHelper()
})
afterAll(() => compiled.remove())

/** A child of ours that ends with the test. */
function child(program: string, args: readonly string[]): ChildProcess {
  const process = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    process.kill('SIGKILL')
  })
  return process
}

async function target(): Promise<Target> {
  const started = await Target.start(compiled.program)
  onTestFinished(() => started.end())
  return started
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

function isStopped(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') T ')
}

/** A script to be loaded first: the wall clock goes back an hour with SIGUSR2. */
function clockThatGoesBack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-clock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const preload = join(folder, 'clock.cjs')
  writeFileSync(
    preload,
    `const now = Date.now; let back = 0; Date.now = () => now() - back; process.on('SIGUSR2', () => { back = 3_600_000 })`,
  )
  return preload
}

const byPid = (list: readonly ListedProcess[], pid: number | undefined) => list.find(one => one.pid === pid)

describe('the list of processes', () => {
  it('has names and command lines as they are, whatever is in them', async () => {
    const name = 'a) (b 1 \u00fc'
    copyFileSync('/bin/sleep', join(compiled.folder, name))
    const { pid } = child(join(compiled.folder, name), ['1000'])
    const shell = child('sh', ['-c', 'kill -STOP $$; exit', 'x: y/z [ü]'])
    await until(() => shell.pid !== undefined && isStopped(shell.pid))
    const { value } = await (await realHelper()).ask('processes')
    expect(byPid(value, pid)).toMatchObject({ name, command: `${compiled.folder}/${name} 1000`, state: 'S' })
    expect(byPid(value, shell.pid)).toMatchObject({ name: 'sh', state: 'T' })
    expect(byPid(value, shell.pid)?.command).toBe('sh -c kill -STOP $$; exit x: y/z [ü]')
    expect(byPid(value, pid)).toMatchObject({ ppid: process.pid, threads: 1, kernelThread: false, nice: 0 })
    // Cleaned: none of what ps lets through repaints a screen.
    expect(value.filter(one => /[\x00-\x1f\x7f-\x9f]/.test(one.name + one.command))).toEqual([])
  })

  it('has processor time to the tick, with the moment at which it was read', async () => {
    const busy = await target()
    await busy.ask('burn - 200')
    const asker = await realHelper()
    const beforeMs = performance.now()
    const { value, atMs } = await asker.ask('processes')
    const one = byPid(value, busy.pid) ?? expect.fail('not listed')
    expect(one.cpuMs).toBe(tickedMs(busy.pid))
    expect(one.readAtMs).toBeGreaterThan(beforeMs)
    expect(one.readAtMs).toBeLessThanOrEqual(atMs)
    expect(atMs).toBeLessThanOrEqual(performance.now())
    expect(Math.abs(Date.now() - one.startedAtMs), 'it was started just now').toBeLessThan(10_000)
  })

  it('is asked anew within half a second too: times are of now, and who has ended is gone', async () => {
    const [busy, ended] = [await target(), await target()]
    const asker = await realHelper()
    const { value: first } = await asker.ask('processes')
    await busy.ask('burn - 50')
    await ended.end()
    const { value: second } = await asker.ask('processes')
    const [before, after] = [first, second].map(list => byPid(list, busy.pid))
    expect((after?.cpuMs ?? 0) - (before?.cpuMs ?? 0)).toBeGreaterThanOrEqual(40)
    // Two seconds are the same start.
    expect(Math.abs((after?.startedAtMs ?? 0) - (before?.startedAtMs ?? 0))).toBeLessThan(1_000)
    expect(byPid(first, ended.pid)).toBeDefined()
    expect(byPid(second, ended.pid)).toBeUndefined()
  })

  it('has the helper in it, and nothing of what the helper starts', async () => {
    const asker = await realHelper()
    for (let times = 0; times < 3; times++) {
      const { value } = await asker.ask('processes')
      expect(byPid(value, asker.pid)).toMatchObject({ ppid: process.pid })
      expect(value.filter(one => one.ppid === asker.pid)).toEqual([])
      expect(value.filter(one => one.group === asker.pid)).toHaveLength(1)
    }
  })
})

describe('traffic', () => {
  it('asked for twice in a row is read twice, not told from half a second ago', async () => {
    const asker = await realHelper()
    await asker.ask('network', ['lo'])
    const { value } = await asker.ask('network', ['lo'])
    expect(value[0]?.ms).toBeGreaterThanOrEqual(500)
  })

  it('of an interface that is not there is no answer rather than nothing', async () => {
    const { value } = await (await realHelper()).ask('network', ['none0', 'lo', '-x', 'lo,lo'])
    expect(value.map(({ iface }) => iface)).toEqual(['lo'])
  })
})

describe('with other programs in the place of the system’s', () => {
  let programs: ProgramsOnPath
  beforeEach(() => {
    programs = new ProgramsOnPath()
  })
  afterEach(() => programs.restore())

  it('an empty list of processes or of file systems is a failure', async () => {
    programs.replace('ps', 'exit 1')
    programs.replace('df', 'exit 1')
    const asker = await realHelper()
    await expect(asker.ask('processes')).rejects.toThrow(new NoAnswer('ps(1) is not there, or it fails'))
    await expect(asker.ask('fileSystems')).rejects.toThrow(new NoAnswer('the list of file systems is empty'))
    expect((await asker.ask('memory')).value.total, 'others are answered').toBeGreaterThan(0)
  })

  it('what the helper starts is left out of the list also where only the library tells of it', async () => {
    programs.replace('ps', 'case "$*" in *nlwp=*) exit 1 ;; esac\nexec /bin/ps "$@"')
    const asker = await realHelper()
    const { value } = await asker.ask('processes')
    expect(value.filter(one => one.ppid === asker.pid || one.command?.includes('etime:30'))).toEqual([])
    expect(byPid(value, process.pid)).toMatchObject({ group: undefined, cpuMs: expect.any(Number) })
  })

  it('disks of which nothing is told are unknown, not idle', async () => {
    programs.replace('lsblk', 'exit 1')
    expect((await (await realHelper()).ask('diskIo')).value).toEqual({ io: null, bytes: null })
  })

  it('whatever still runs is ended with the helper', async () => {
    const note = join(compiled.folder, 'hanging')
    programs.replace('df', `echo $$ >${note}\nexec sleep 1000`)
    const asker = await realHelper()
    const answer = asker.ask('fileSystems')
    await until(() => programs.started.some(line => line.startsWith('df ')))
    const { pid = 0 } = asker
    const { value } = await asker.ask('processes')
    expect(value.filter(one => one.ppid === pid)).toEqual([])
    asker.close()
    await expect(answer).rejects.toThrow('the helper is closed')
    await asker.ended()
    await until(() => !isThere(-pid))
  })

  it('whatever still runs is ended where the helper was ended by others', async () => {
    programs.replace('df', 'exec sleep 1000')
    const asker = await realHelper()
    const outcome = expect(asker.ask('fileSystems')).rejects.toThrow('the helper has ended (SIGKILL)')
    await until(() => programs.started.some(line => line.startsWith('df ')))
    const { pid = 0 } = asker
    process.kill(pid, 'SIGKILL')
    await outcome
    await until(() => !isThere(-pid))
  })

  it('a helper that has been replaced, and still waits for something, is ended with the one after it', async () => {
    programs.replace('df', 'exec sleep 1000')
    const asker = await realHelper({ nodeOptions: ['--require', clockThatGoesBack()] })
    const outcome = expect(asker.ask('fileSystems')).rejects.toThrow('the helper is closed')
    await until(() => programs.started.some(line => line.startsWith('df ')))
    const { pid = 0 } = asker
    process.kill(pid, 'SIGUSR2')
    while (asker.pid === pid) await asker.ask('processes')
    await asker.ask('memory')
    expect(isThere(pid)).toBe(true)
    asker.close()
    await outcome
    await asker.ended()
    await until(() => !isThere(-pid))
  })

  it('a helper that is blocked is replaced, and the processes are there all the same', async () => {
    // The library reads /proc/mounts with execSync: it hangs the first time.
    const flag = join(compiled.folder, 'hung')
    programs.replace('cat', `if [ ! -e ${flag} ]; then : >${flag}; exec sleep 1000; fi\nexec /bin/cat "$@"`)
    const asker = await realHelper()
    const limits: (() => void)[] = []
    const lanes = new Lanes(asker, {
      ...CLOCK,
      after(_, call) {
        limits.push(call)
        return () => {}
      },
    })
    const fileSystems = lanes.refresh('fileSystems') ?? expect.fail()
    const { pid = 0 } = asker
    await until(() => programs.started.some(line => line.startsWith('cat ')))
    const processes = lanes.refresh('processes')
    const outcome = expect(fileSystems).rejects.toThrow('no answer within 5 s')
    limits[0]?.()
    await outcome
    expect((await processes)?.value.length).toBeGreaterThan(1)
    expect(asker.pid).not.toBe(pid)
    await until(() => !isThere(-pid))
    lanes.close()
  })
})

describe('the helper program', () => {
  it('ends when whoever asked has ended, however that was', async () => {
    const asks = child(process.execPath, [await bundleProgram(ASKS), await bundledHelper(), 'wait'])
    const [said] = await once(asks.stdout ?? expect.fail(), 'data')
    const pid = Number(said)
    expect(isThere(pid)).toBe(true)
    asks.kill('SIGKILL')
    await until(() => !isThere(pid))
  })

  it('keeps nobody from ending who waits for no answer', async () => {
    const asks = child(process.execPath, [await bundleProgram(ASKS), await bundledHelper()])
    const [code] = await once(asks, 'exit')
    expect(code).toBe(0)
  })

  it('can be waited for until it has ended, with nothing else to do', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      await bundleProgram(ASKS),
      await bundledHelper(),
      'close',
    ])
    const [pid = '', said] = stdout.split('\n')
    expect(said).toBe('ended')
    expect(isThere(Number(pid))).toBe(false)
  })

  it('is started anew by the next question after it was ended by others', async () => {
    const asker = await realHelper()
    await asker.ask('memory')
    const { pid = 0 } = asker
    process.kill(pid, 'SIGSTOP')
    const answer = asker.ask('processes')
    const outcome = expect(answer).rejects.toThrow(new NoAnswer('the helper has ended (SIGKILL)'))
    process.kill(pid, 'SIGKILL')
    await outcome
    expect((await asker.ask('memory')).value.total).toBeGreaterThan(0)
    expect(asker.pid).not.toBe(pid)
  })

  it('is replaced by itself when the wall clock was set back', async () => {
    const asker = await realHelper({ nodeOptions: ['--require', clockThatGoesBack()] })
    await asker.ask('processes')
    const { pid = 0 } = asker
    process.kill(pid, 'SIGUSR2')
    // The signal comes when it comes.
    while (asker.pid === pid) expect((await asker.ask('processes')).value.length).toBeGreaterThan(1)
    await until(() => !isThere(pid))
    expect((await asker.ask('processes')).value.length).toBeGreaterThan(1)
    expect(asker.pid).not.toBe(pid)
  })

  it('that cannot be started is no answer', async () => {
    const asker = await realHelper({ program: '/nonexistent/portable.cjs' })
    await expect(asker.ask('memory')).rejects.toThrow(NoAnswer)
    expect(asker.pid).toBeUndefined()
  })

  it('that the system refuses to start at all is no answer either', async () => {
    // execve(2) takes no text of that length: spawn() throws, as it does where there is no memory.
    const asker = await realHelper({ environment: { ...process.env, LONG: 'x'.repeat(4 * 1024 * 1024) } })
    const expected = new NoAnswer('the helper cannot be started: spawn E2BIG')
    await expect(asker.ask('memory')).rejects.toThrow(expected)
    asker.close()
    await asker.ended()
  })
})
