/**
 * Sees to it that no inspector stays open where ntop ends, in whatever way, after it has asked for one and before it has put
 * the guard in, which may be long where a program is busy: a small child waits for that, and closes it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ProcessId } from '../../model/process.ts'

/**
 * Reads lines until it is told that all is done, or its input ends without that, as it does once ntop has ended in any way.
 * Then it becomes the program that closes what opens, see close-late.ts: a Node, which takes 50 ms to start and 45 MB, and
 * is needed next to never. In a session of its own: keys and signals for the terminal's group are not for it.
 */
const SCRIPT = `
while read -r line; do
  [ "$line" = done ] && exit
  told=$line
done
[ -n "$told" ] && exec "$0" "$1" $told </dev/null
`

/** Where the build has put the program that it becomes: beside ours. */
export function closerProgram(): string {
  return join(__dirname, 'close-late.cjs')
}

export class Closer {
  readonly #child: ChildProcess

  /** It is there, whatever becomes of us, once this is made; and does nothing before it is told whom to close. */
  constructor(program: string) {
    const child = spawn('sh', ['-c', SCRIPT, process.execPath, program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      // What is for our Node is not for that one.
      env: { ...process.env, NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined },
    })
    // Where there is no shell nobody sees to it, and it is as if that had been killed, too.
    child.on('error', () => {})
    // It may be gone when it is told, which is as well.
    child.stdin?.on('error', () => {})
    child.unref()
    this.#child = child
  }

  get isThere(): boolean {
    const { pid, exitCode, signalCode } = this.#child
    return pid !== undefined && exitCode === null && signalCode === null
  }

  /**
   * Whose inspector it is to close. Resolves once it has been told.
   *
   * @param before sockets that listen already, by their inodes
   */
  async note(id: ProcessId, before: ReadonlySet<number>): Promise<void> {
    const { stdin } = this.#child
    await new Promise<void>(resolve => {
      if (stdin === null) resolve()
      else stdin.write(`${[id, ...before].join(' ')}\n`, () => resolve())
    })
  }

  /** There is nothing to be closed any more. */
  letGo(): void {
    this.#child.stdin?.end('done\n')
  }
}
