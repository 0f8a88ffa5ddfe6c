/** What ionice(1) of util-linux says: ioprio_get(2), which no file of the kernel tells. */
import { IO_CLASSES, type IoPriority } from '../model/io-priority.ts'

/** Of what ionice prints: `best-effort: prio 4`, `idle`. Undefined for anything else. */
export function parseIoPriority(text: string): IoPriority | undefined {
  const [, word, level] = /^([a-z-]+)(?:: prio (\d))?\s*$/.exec(text) ?? []
  const found = IO_CLASSES.find(name => name === word)
  if (found === undefined) return undefined
  const hasLevel = found === 'realtime' || found === 'best-effort'
  if (hasLevel && level === undefined) return undefined
  return { class: found, level: hasLevel ? Number(level) : undefined }
}
