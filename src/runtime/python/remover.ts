/**
 * Sees to it that nothing of ours stays where ntop is killed while a program is waited for, which may be for long: a small
 * child takes back what was written to the program's memory, and removes the folder where it would have met us.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Written } from './entry.ts'

/**
 * Reads lines until it is told that all is done, or its input ends without that, as it does once ntop has ended in any way. In
 * a session of its own: keys and signals for the terminal's group are not for it. What it works on it has from us as
 * descriptors, so that nobody's links are followed, and of a pid that is another's by now nothing is touched: that of the
 * memory stands at 0, from where it is gone on to the address. The other line that it may get has address and size.
 */
const SCRIPT = `
while read -r line; do
  [ "$line" = done ] && exit
  written=$line
done
folder=$0
set -- $written
[ $# -eq 2 ] && dd if=/dev/zero bs=1 seek="$1" count="$2" conv=notrunc >&5 2>/dev/null
cd /proc/self/fd/4 && rm -f FILES
rmdir "/proc/self/fd/3/$folder"
`

export interface Removed {
  /** A descriptor of the folder that it is in, and its own. */
  readonly parent: number
  readonly folder: number
  readonly name: string
  /** What there may be in it. */
  readonly files: readonly string[]
  /** A descriptor of the program's memory. */
  readonly memory: number
}

export class Remover {
  readonly #child: ChildProcess

  constructor({ parent, folder, name, files, memory }: Removed) {
    const script = SCRIPT.replace('FILES', files.join(' '))
    const stdio = ['pipe', 'ignore', 'ignore', parent, folder, memory] as const
    const child = spawn('sh', ['-c', script, name], { detached: true, stdio: [...stdio] })
    // Where there is no shell nobody sees to it, and it is as if that had been killed, too.
    child.on('error', () => {})
    // It may be gone when it is told, which is as well.
    child.stdin?.on('error', () => {})
    child.unref()
    this.#child = child
  }

  /** What it is to take back. */
  note({ address, bytes }: Written): void {
    this.#child.stdin?.write(`${address} ${bytes}\n`)
  }

  /** There is nothing to be done any more. */
  letGo(): void {
    this.#child.stdin?.end('done\n')
  }
}
