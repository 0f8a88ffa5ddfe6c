/** swapinfo(8) of FreeBSD, of which the library says that it has no swap. */
import { run } from './run.ts'

export interface Swap {
  readonly totalBytes: number
  readonly usedBytes: number
}

/** Undefined where it cannot be told. */
export async function askSwapinfo(): Promise<Swap | undefined> {
  return parseSwapinfo(await run('swapinfo', ['-k']).catch(() => ''))
}

/**
 * The sum of all devices; a machine without swap prints the heading alone.
 *
 * @param text what `swapinfo -k` printed; undefined is returned where it has another form
 */
export function parseSwapinfo(text: string): Swap | undefined {
  const [heading = '', ...lines] = text.trim().split('\n')
  if (!/^Device\s+1K-blocks\s+Used\s/.test(heading)) return undefined
  let [totalBytes, usedBytes] = [0, 0]
  for (const line of lines) {
    // Beyond one there is the sum besides.
    if (/^Total\s/.test(line)) continue
    const [, total, used] = /^.*\s(\d+)\s+(\d+)\s+\d+\s+\d+%\s*$/.exec(line) ?? []
    if (total === undefined || used === undefined) return undefined
    totalBytes += Number(total) * 1024
    usedBytes += Number(used) * 1024
  }
  return { totalBytes, usedBytes }
}
