/** Which programs open what a heap was written into. */
import type { RuntimeId } from './detection.ts'

const NODE = 'Chrome and other browsers made from Chromium open it: developer tools, Memory, Load profile'
/** Their developer tools take a file by its name. */
const NODE_NAME = '.heapsnapshot'
const READERS: Readonly<Partial<Record<RuntimeId, string>>> = { node: NODE, java: 'Eclipse MAT and VisualVM open it' }

/** In a sentence, without its end; undefined of a runtime that writes none. */
export function readersText(runtime: RuntimeId, path: string): string | undefined {
  const isMisnamed = runtime === 'node' && !path.endsWith(NODE_NAME)
  return isMisnamed ? `${NODE}, once its name ends in ${NODE_NAME}` : READERS[runtime]
}
