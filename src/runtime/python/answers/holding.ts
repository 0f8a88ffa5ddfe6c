/** What the agent tells of who holds an object. */
import type { HeapObject, Holding, Link } from '../../holding.ts'
import { countOf, fieldsOf, knownCount, knownText, listOf, textOf } from './fields.ts'

const MOST_CHAINS = 20
const MOST_LINKS = 200

/** @throws {NoAnswer} of what is no answer to `holding` */
export function holdingOf(value: unknown): Holding | undefined {
  if (value === null) return undefined
  const { object, ofType, chains, holds } = fieldsOf(value)
  return {
    object: objectOf(object),
    ofType: knownCount(ofType),
    chains: listOf(chains, MOST_CHAINS).map(chain => {
      const { links, root } = fieldsOf(chain)
      return { links: linksOf(links), root: textOf(root) }
    }),
    holds: linksOf(holds),
  }
}

function linksOf(value: unknown): readonly Link[] {
  return listOf(value, MOST_LINKS).map(link => {
    const { by, object } = fieldsOf(link)
    return { by: knownText(by), object: objectOf(object) }
  })
}

function objectOf(value: unknown): HeapObject {
  const { type, address, bytes, text, references, weakReferences } = fieldsOf(value)
  const at = countOf(address)
  return {
    type: knownText(type),
    address: at === undefined ? undefined : `0x${at.toString(16)}`,
    bytes: countOf(bytes),
    text: textOf(text),
    references: countOf(references),
    weakReferences: countOf(weakReferences),
  }
}
