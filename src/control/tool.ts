/** Programs of util-linux: Node has none of the system calls by which another process's limits and priorities are set. */
import { execFile } from 'node:child_process'
import { clean } from '../model/text.ts'

/** They ask the kernel a question for each thread, which is answered at once. */
const DEADLINE_MS = 5000
/** In bytes: some print lines for each thread. */
const MOST_OUTPUT = 64 * 1024 ** 2

export type Tool = 'chrt' | 'ionice' | 'prlimit' | 'taskset'

/** `absent`: there is no such program. `late`: it was killed after its time limit. Otherwise what it printed, or complained of. */
export type ToolAnswer = { readonly output: string } | 'absent' | 'late' | { readonly complaint: string }

export interface ToolOptions {
  /** Where programs are looked for, as PATH has it; the system's usual places when undefined. */
  readonly path: string | undefined
  /** The time limit; 5 s if not told otherwise. */
  readonly deadlineMs?: number
}

/** Runs the program with these arguments. Rejects on what is no answer of the system. */
export function runTool(tool: Tool, args: readonly string[], options: ToolOptions): Promise<ToolAnswer> {
  const { path, deadlineMs = DEADLINE_MS } = options
  // What they say is told apart by its words, so it is to be in English.
  const env = { LC_ALL: 'C', ...(path !== undefined && { PATH: path }) }
  const how = { env, timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT } as const
  return new Promise(resolve => {
    execFile(tool, args, how, (error, output, complaint) => {
      if (error === null) resolve({ output })
      else if (error.code === 'ENOENT') resolve('absent')
      else if (error.killed) resolve('late')
      else resolve({ complaint: clean(complaint.trim().replace(new RegExp(`^${tool}: `), '')) || error.message })
    })
  })
}
