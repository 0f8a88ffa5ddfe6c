import { execFile } from 'node:child_process'

const DEADLINE_MS = 8_000
const MOST_BYTES = 64 * 1024 * 1024

/**
 * What a program prints, asked without a shell.
 *
 * @throws where there is none, it fails, or takes too long
 */
export function run(program: string, args: readonly string[]): Promise<string> {
  const options = { encoding: 'utf8', timeout: DEADLINE_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
  })
}
