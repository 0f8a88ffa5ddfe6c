/**
 * A program of its own, which is started once ntop is gone, see closer.ts: closes the inspector that ntop has asked a Node for,
 * when it opens.
 *
 *     close-late.cjs PID:START [INODE …]
 *
 * The inodes are those of sockets that listened before.
 */
import type { ProcessId } from '../../model/process.ts'
import { lookInto } from '../../sources/linux/sighting.ts'
import { linuxSource } from '../../sources/linux/source.ts'
import { closeLater } from './late.ts'

void main(process.argv.slice(2))

async function main([id, ...before]: readonly string[]): Promise<void> {
  // Whoever looks at the processes is told who this is.
  process.title = `ntop: closer of ${id}`
  const source = linuxSource()
  const { files } = source
  // What waits for the next look keeps no program running.
  const awake = setInterval(() => {}, 1 << 30)
  if (id !== undefined && files !== undefined) {
    await closeLater(id as ProcessId, { files, lookAt: lookInto(files) }, new Set(before.map(Number)))
  }
  clearInterval(awake)
  source.close()
}
