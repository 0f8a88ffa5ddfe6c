import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { clearMarks, measureWorkingSet } from '../../src/control/working-set.ts'
import { type ProcessId, processId } from '../../src/model/process.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

const MIB = 1024 ** 2
const source = linuxSource()
const { files } = source
afterAll(() => source.close())

/** Holds 96 MB; each line makes it touch the first so many megabytes, and is answered. */
const HOLDER = `
import sys
held = bytearray(96 << 20)
for at in range(0, len(held), 4096): held[at] = 1
print('ready', flush=True)
for line in sys.stdin:
    for at in range(0, int(line) << 20, 4096): held[at] ^= 1
    print('touched', flush=True)
`

interface Holder {
  readonly pid: number
  readonly id: ProcessId
  touch(megabytes: number): Promise<void>
  end(): Promise<void>
}

async function startHolder(): Promise<Holder> {
  const child = spawn('python3', ['-I', '-S', '-c', HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  const pid = child.pid ?? 0
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  return {
    pid,
    id: processId(pid, startTicks),
    async touch(megabytes) {
      child.stdin.write(`${megabytes}\n`)
      await lines.next()
    },
    async end() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('the working set of a real process', () => {
  it.each([8, 40])('is the %d MB that it touched meanwhile, not the 96 that it holds', async megabytes => {
    const holder = await startHolder()
    const measured = await measureWorkingSet(holder.id, 0, {
      files,
      clear: clearMarks,
      wait: () => holder.touch(megabytes),
    })
    if (typeof measured !== 'object' || !('bytes' in measured)) throw new Error(JSON.stringify(measured))
    expect(measured.bytes).toBeGreaterThanOrEqual(megabytes * MIB)
    // Its interpreter, its libraries and its stack are touched as well.
    expect(measured.bytes).toBeLessThan((megabytes + 16) * MIB)
  })

  it('is not known of one that ended before or meanwhile, or whose pid is another’s', async () => {
    const holder = await startHolder()
    const system = { files, clear: clearMarks, wait: () => holder.end() }
    expect(await measureWorkingSet(processId(holder.pid, 1), 0, system)).toBe('reused')
    expect(await measureWorkingSet(holder.id, 0, system)).toBe('gone')
    expect(await measureWorkingSet(holder.id, 0, system)).toBe('gone')
  })

  it('is not measured where the marks may not be cleared: nothing is waited for then', async () => {
    const holder = await startHolder()
    let waited = false
    const system = {
      files,
      clear: () => Promise.resolve('denied' as const),
      wait: () => {
        waited = true
        return Promise.resolve()
      },
    }
    expect(await measureWorkingSet(holder.id, 0, system)).toBe('denied')
    expect(waited).toBe(false)
  })

  it('cannot be had of who is not there', async () => {
    const holder = await startHolder()
    await holder.end()
    expect(await clearMarks(holder.pid)).toBe('gone')
  })
})
