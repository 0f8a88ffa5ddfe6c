import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A line that is typed; what there is where it ends without one. */
export function readLine(input: Readable): Promise<string> {
  return new Promise(resolve => {
    const lines = createInterface({ input, terminal: false })
    let line = ''
    lines.once('line', typed => {
      line = typed
      lines.close()
    })
    lines.once('close', () => {
      input.pause()
      resolve(line)
    })
  })
}
