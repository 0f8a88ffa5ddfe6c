import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Ends what waits for a quiet moment that never comes, before its test is given up. */
const LIMIT_MS = 18_000

/**
 * Runs a program as the first process of a pid namespace, with its own `/proc` and mounts, and parses what it prints.
 * Whoever is not root becomes root of a user namespace for that; where there may be none this fails, and says so.
 */
export async function inNamespace(program: string, ...args: readonly string[]): Promise<unknown> {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const flags = [...asRoot, '--pid', '--fork', '--kill-child', '--mount-proc']
  return printed('unshare', [...flags, process.execPath, program, ...args])
}

/** The same beside all others of this machine. */
export function outside(program: string, ...args: readonly string[]): Promise<unknown> {
  return printed(process.execPath, [program, ...args])
}

async function printed(command: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' })
  return JSON.parse(stdout)
}
