import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ProcessId, type ProcessRecord, pidOf } from '../../src/model/process.ts'
import { isGone } from '../../src/sources/errors.ts'

export function fixtureTree(name: string): string {
  return fileURLToPath(new URL(`../fixtures/proc/${name}`, import.meta.url))
}

interface Line {
  readonly name?: string
  readonly state?: string
  readonly start?: number
  readonly userTicks?: number
  readonly threads?: number
}

/** A line as `/proc/PID/stat` has it. */
export function statLine(
  pid: number,
  { name = `p${pid}`, state = 'S', start = 1000 + pid, userTicks = 7, threads = 1 }: Line = {},
): string {
  const before = `${pid} (${name}) ${state} 1 ${pid} ${pid} 0 -1 4194304 10 0 0 0 ${userTicks} 3 0 0 20 0 ${threads} 0`
  return `${before} ${start} 10485760 256 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n`
}

/** A tree in the shape of `/proc`, in a temporary folder. */
export class Tree {
  readonly root = mkdtempSync(join(tmpdir(), 'ntop-proc-'))

  /** A process with its `stat` and these files. */
  add(pid: number, line: Line = {}, files: Readonly<Record<string, string>> = {}): void {
    mkdirSync(join(this.root, String(pid)), { recursive: true })
    this.write(pid, 'stat', statLine(pid, line))
    for (const [name, text] of Object.entries(files)) this.write(pid, name, text)
  }

  write(pid: number, file: string, text: string): void {
    writeFileSync(join(this.root, String(pid), file), text)
  }

  /** Makes a file a named pipe: whoever opens it waits until somebody opens the other end. */
  pipe(pid: number, file: string): string {
    const path = join(this.root, String(pid), file)
    rmSync(path, { force: true })
    execFileSync('mkfifo', [path])
    return path
  }

  end(pid: number): void {
    rmSync(join(this.root, String(pid)), { recursive: true })
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** How many descriptors this process has open. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}

/** How many files of this name, of whichever processes, this process has open. */
export function openOfProcesses(name: string): number {
  const paths = readdirSync('/proc/self/fd').map(fd => linkTo(`/proc/self/fd/${fd}`))
  return paths.filter(path => path !== undefined && /^\/proc\/\d+\/(.*)$/.exec(path)?.[1] === name).length
}

/** Undefined for what is closed already, as the folder is that was listed. */
function linkTo(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** The pids of this process's children whose name is one of these, zombies left out. */
export function childrenNamed(...names: readonly string[]): number[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .filter(pid => {
      const line = lineOf(pid)
      const name = /\((.*)\)/s.exec(line)?.[1] ?? ''
      const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ')
      return names.includes(name) && Number(parent) === process.pid && state !== 'Z'
    })
    .map(Number)
}

function lineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch (error) {
    if (isGone(error)) return ''
    throw error
  }
}

export function recordOf(records: readonly ProcessRecord[], pid: number): ProcessRecord {
  const record = records.find(candidate => candidate.pid === pid)
  if (record === undefined) throw new Error(`no process ${pid} among ${records.map(({ id }) => pidOf(id)).join(' ')}`)
  return record
}

export function idsOf(records: readonly ProcessRecord[]): ProcessId[] {
  return records.map(record => record.id)
}
