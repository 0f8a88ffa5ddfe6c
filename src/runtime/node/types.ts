/** Objects of a Node by what made them: found by V8, counted in the target. */
import { NoAnswer, type TypeCount, type Types } from '../session.ts'
import { type Attached, CALL_MS, COLLECTING_MS } from './attached.ts'
import { askRoot } from './guard/guard.ts'
import { numberOf, textOf } from './profile.ts'
import { objectOf } from './protocol.ts'

/** Rows that come; the others are added up. */
const MOST_ROWS = 3000
/** What V8 gives out of its heap is kept alive by this name, and let go by it. */
const GROUP = 'ntop:types'
const ABOUT =
  'objects of the main thread that descend from its Object.prototype: without strings, numbers, proxies, objects without a prototype and those of other contexts'

/** @throws {NoAnswer} */
export async function countTypes(attached: Attached): Promise<Types> {
  const { protocol, objectId } = attached
  try {
    const root = await protocol.call('Runtime.callFunctionOn', askRoot(objectId, GROUP), CALL_MS)
    const prototypeObjectId = idIn(root['result'])
    const found = await protocol.call('Runtime.queryObjects', { prototypeObjectId, objectGroup: GROUP }, COLLECTING_MS)
    const all = { objectId: idIn(found['objects']) }
    const { rows, left } = objectOf(await attached.ask('types', [all, { value: MOST_ROWS }], COLLECTING_MS))
    const others = numberOf(left)
    const counts = (Array.isArray(rows) ? rows : []).flatMap(typeOf)
    if (others > 0) counts.push({ type: '(others)', count: others, bytes: undefined })
    return { atMs: Date.now(), rows: counts, about: ABOUT }
  } finally {
    protocol.tell('Runtime.releaseObjectGroup', { objectGroup: GROUP })
  }
}

function idIn(result: unknown): string {
  const { objectId } = objectOf(result)
  if (typeof objectId !== 'string') throw new NoAnswer('it did not give its objects')
  return objectId
}

function typeOf(row: unknown): TypeCount[] {
  if (!Array.isArray(row)) return []
  const [type, count]: readonly unknown[] = row
  return [{ type: textOf(type), count: numberOf(count), bytes: undefined }]
}
