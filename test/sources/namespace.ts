import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * Runs a program as the first process of a pid namespace, with its own `/proc` and mounts, and parses what it prints.
 * Takes CAP_SYS_ADMIN; without it this fails, and says so.
 */
export async function inNamespace(program: string, ...args: readonly string[]): Promise<unknown> {
  const flags = ['--pid', '--fork', '--kill-child', '--mount-proc']
  const { stdout } = await promisify(execFile)('unshare', [...flags, process.execPath, program, ...args])
  return JSON.parse(stdout)
}
