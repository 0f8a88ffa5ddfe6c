import { environmentPart } from './environment.ts'
import { filesPart } from './files-part.ts'
import { heapPart } from './heap-part.ts'
import { limitsPart } from './limits-section.ts'
import { locksPart } from './locks-part.ts'
import { mapsPart } from './maps-part.ts'
import { memoryPart } from './memory-section.ts'
import { overviewPart } from './overview-section.ts'
import { peersPart } from './peers-part.ts'
import { threadsPart } from './threads-part.ts'
import { usagePart } from './usage-section.ts'

/** All that is known of a process, in the order of the tabs. */
export const parts = {
  overview: overviewPart,
  memory: memoryPart,
  maps: mapsPart,
  limits: limitsPart,
  usage: usagePart,
  threads: threadsPart,
  files: filesPart,
  peers: peersPart,
  environment: environmentPart,
  locks: locksPart,
  heap: heapPart,
}

export type PartId = keyof typeof parts

/** What each part reads. */
export type Values = { readonly [Id in PartId]: Awaited<ReturnType<(typeof parts)[Id]['read']>> }

export const partIds = Object.keys(parts) as readonly PartId[]
