/** The words after `ntop limit PID`. */
import { type LimitChange, limitByName, parseBounds, shortName } from '../control/limit-change.ts'
import { suggestion } from '../model/closest.ts'
import { RLIMITS } from '../procfs/pid-limits.ts'
import { UsageError } from './usage-error.ts'

/**
 * What `nofile=4096:8192 cpu=5m` asks for.
 *
 * @throws UsageError naming the word at fault
 */
export function parseLimits(words: readonly string[]): readonly LimitChange[] {
  if (words.length === 0) throw new UsageError('ntop limit needs what to set, such as nofile=4096:8192')
  const changes: LimitChange[] = []
  for (const word of words) {
    const change = parseLimit(word)
    if (changes.some(other => other.limit === change.limit))
      throw new UsageError(`ntop limit ${word}: ${shortName(change.limit.name)} is set twice`)
    changes.push(change)
  }
  return changes
}

function parseLimit(word: string): LimitChange {
  const at = word.indexOf('=')
  if (at <= 0) throw new UsageError(`ntop limit expects NAME=SOFT[:HARD], not ${JSON.stringify(word)}`)
  const name = word.slice(0, at)
  const limit = limitByName(name)
  if (limit === undefined) {
    const known = RLIMITS.map(kind => shortName(kind.name))
    const hint = suggestion(name, known) || `; there are ${known.join(', ')}`
    throw new UsageError(`ntop limit knows no limit ${JSON.stringify(name)}${hint}`)
  }
  const change = parseBounds(limit, word.slice(at + 1))
  if ('wrong' in change) throw new UsageError(`ntop limit ${word}: ${change.wrong}`)
  return change
}
