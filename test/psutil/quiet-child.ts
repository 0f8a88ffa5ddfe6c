import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { PYTHON } from './psutil.ts'

/** A process that holds memory and does nothing, and a fork of it that shares the memory with it. */
export interface QuietChild {
  readonly pid: number
  end(): Promise<void>
}

const PROGRAM = `
import posix, sys
held = b'x' * (24 << 20)
child = posix.fork()
if child == 0:
    own = b'y' * (5 << 20)
posix.write(1, b'ready\\n')
posix.read(0, 1)
`

/**
 * Starts it from copies of Python and its libraries that no other process has mapped: as pages of a file count for
 * PSS by how many map them, its PSS would else change whenever anything that uses the C library starts or ends.
 */
export function startQuietChild(): Promise<QuietChild> {
  return startQuiet(PROGRAM, 2)
}

/**
 * A Python program that writes a line for each of its processes once that is ready, and which all end with their input.
 * See {@link startQuietChild}.
 */
export async function startQuiet(program: string, processes: number): Promise<QuietChild> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-quiet-'))
  const python = realpathSync(PYTHON)
  const libraries = execFileSync('ldd', [python], { encoding: 'utf8' }).match(/\/\S+/g) ?? []
  for (const file of [python, ...libraries]) copyFileSync(file, join(folder, basename(file)))
  const loader = libraries.find(file => basename(file).startsWith('ld-'))
  if (loader === undefined) throw new Error(`ldd names no loader for ${python}`)
  const words = ['--library-path', folder, join(folder, basename(python)), '-I', '-S', '-c', program]
  const child = spawn(join(folder, basename(loader)), words, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // No locale, whose files would be mapped and shared as well.
    env: { LC_ALL: 'C', PYTHONCOERCECLOCALE: '0' },
  })
  const ended = once(child, 'close')
  const { pid } = child
  if (pid === undefined) throw new Error('the quiet child did not start')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  for (let ready = 0; ready < processes; ready++) {
    if ((await lines.next()).done) throw new Error('the quiet child ended early')
  }
  return {
    pid,
    async end() {
      // All read the same pipe: its end lets all go.
      child.stdin.end()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}
