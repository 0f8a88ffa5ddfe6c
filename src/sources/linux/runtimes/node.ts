/** What tells Node, and which one, in a file. */
import type { ReadAt } from '../binaries/elf.ts'
import { searchText } from '../binaries/search.ts'
import type { Section } from '../binaries/sections.ts'

/** Node-API, which those have too that take Node's addons. */
export const NODE_API = 'napi_create_function'
/** `node::Start`, which nobody else has. */
export const NODE_START = '_ZN4node5StartEiPPc'
/** `node::AddEnvironmentCleanupHook`, which Bun has as well. */
export const NODE_HOOK = '_ZN4node25AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_'

/**
 * `20.20.2`: what its inspector calls itself. That stands in the first megabyte of its texts, which are forty; undefined
 * where it does not say so, or cannot be read.
 */
export async function findNodeVersion(
  readAt: ReadAt,
  sections: ReadonlyMap<string, Section>,
): Promise<string | undefined> {
  const texts = sections.get('.rodata')
  return texts && (await searchText(readAt, texts, 'node.js/v', /^node\.js\/v(\d{1,3}\.\d{1,3}\.\d{1,3})/))
}
