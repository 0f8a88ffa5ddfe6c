/** The program prlimit(1) of util-linux: Node has no prlimit(2), by which alone another process's limits are set. */
import { execFile } from 'node:child_process'
import { clean } from '../model/text.ts'

/** It asks the kernel one question, which is answered at once. */
const DEADLINE_MS = 5000

/** `absent`: there is no such program. `late`: it was killed after its time limit. Otherwise what it complained of. */
export type PrlimitAnswer = 'done' | 'absent' | 'late' | { readonly complaint: string }

export interface PrlimitOptions {
  /** Where programs are looked for, as PATH has it; the system's usual places when undefined. */
  readonly path: string | undefined
  /** The time limit; 5 s if not told otherwise. */
  readonly deadlineMs?: number
}

/** Runs the program with these arguments. Rejects on what is no answer of the system. */
export function runPrlimit(args: readonly string[], options: PrlimitOptions): Promise<PrlimitAnswer> {
  const { path, deadlineMs = DEADLINE_MS } = options
  // Its complaints are told apart by their words, so they are to be in English.
  const env = { LC_ALL: 'C', ...(path !== undefined && { PATH: path }) }
  return new Promise(resolve => {
    execFile('prlimit', args, { env, timeout: deadlineMs, killSignal: 'SIGKILL' }, (error, _output, complaint) => {
      if (error === null) resolve('done')
      else if (error.code === 'ENOENT') resolve('absent')
      else if (error.killed) resolve('late')
      else resolve({ complaint: clean(complaint.trim().replace(/^prlimit: /, '')) || error.message })
    })
  })
}
