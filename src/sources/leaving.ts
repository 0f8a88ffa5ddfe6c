import type { Source } from './source.ts'

/**
 * Sees to it that the process ends when it exits. Node's exit waits for its threads, and one that hangs in the kernel
 * never comes; then SIGKILL to ourselves is the only way: 137 for the shell instead of the exit code, but the prompt is
 * there at once. Comes last: the terminal must have been given back before.
 */
export function leaveThoughHung(sources: readonly Pick<Source, 'hung'>[]): void {
  process.on('exit', () => {
    if (sources.some(({ hung }) => hung === true)) process.kill(process.pid, 'SIGKILL')
  })
}
