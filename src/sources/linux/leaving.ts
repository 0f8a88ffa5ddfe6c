/** Something that has threads in reads which may never come back. */
export interface MayHang {
  /** Whether a thread is known to hang: then the process can only leave by being killed. */
  readonly hung: boolean
}

/**
 * Sees to it that the process ends when it exits. Node's exit waits for its threads, and one that hangs in the kernel
 * never comes; then SIGKILL to ourselves is the only way: 137 for the shell instead of the exit code, but the prompt is
 * there at once. Comes last: the terminal must have been given back before.
 */
export function leaveThoughHung(things: readonly MayHang[]): void {
  process.on('exit', () => {
    if (things.some(thing => thing.hung)) process.kill(process.pid, 'SIGKILL')
  })
}
