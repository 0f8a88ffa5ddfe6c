import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { builtNtop } from './build.ts'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program with these arguments, its output into pipes, and waits for its end. */
export async function runNtop(...args: readonly string[]): Promise<Ended> {
  return runNtopWith({}, ...args)
}

/** The same, with these variables beside the tests' own. */
export async function runNtopWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Ended> {
  const ntop = spawn(process.execPath, [await builtNtop(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    ntop[name].setEncoding('utf8').on('data', chunk => {
      output[name] += chunk
    })
  }
  const [code] = await once(ntop, 'close')
  return { code, ...output }
}

/** The JSON that the program prints with these arguments; throws when it fails. */
export async function jsonOfNtop(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runNtop(...args)
  if (code !== 0) throw new Error(`ntop ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}
