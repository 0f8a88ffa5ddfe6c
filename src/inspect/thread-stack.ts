/** Where one thread stands: what it waits for, and in which functions of the kernel. */

import type { ProcessRecord } from '../model/process.ts'
import { decode } from '../model/text.ts'
import { type Field, unknownText } from './field.ts'
import type { Look } from './look.ts'
import { readStack } from './threads.ts'
import { waitText } from './wait-words.ts'
import { readWaits, type Wait } from './waits.ts'

export interface ThreadStack {
  /** Undefined once it has ended. */
  readonly wait: Wait | undefined
  /** What the descriptor is that it waits for. */
  readonly target: string | undefined
  /** The innermost first. */
  readonly stack: Field<readonly string[]>
}

/** What is asked for one thread only is read for it alone, however many there are. */
export async function readThreadStack({ files, record, snapshot }: Look, tid: number): Promise<ThreadStack> {
  const { pid } = record
  const source = { files, pid, arch: snapshot.host.arch, hasOurPids: true }
  const [wait] = await readWaits(source, [tid])
  const link = wait?.on.kind === 'descriptor' ? files.descriptorLink(pid, wait.on.fd) : undefined
  return { wait, target: link?.ok ? decode(link.bytes) : undefined, stack: await readStack(files, pid, tid) }
}

export interface StackLine {
  readonly label: string
  readonly text: string
}

/** In words, and a line for each function. */
export function stackLines({ wait, target, stack }: ThreadStack, { kernelThread }: ProcessRecord): StackLine[] {
  if (wait === undefined) return [{ label: 'state', text: 'it has ended' }]
  const targets = new Map(wait.on.kind === 'descriptor' && target !== undefined ? [[wait.on.fd, target]] : [])
  const state = [
    { label: 'thread', text: `${wait.tid} ${wait.name}` },
    { label: 'state', text: waitText(wait, { peers: [], targets }) },
  ]
  if ('unknown' in stack) {
    const why = stack.unknown === 'denied' ? 'the kernel shows its stacks to root only' : unknownText(stack.unknown)
    return [...state, { label: 'stack', text: why }]
  }
  if (stack.value.length === 0) {
    const where = kernelThread ? 'it runs right now' : 'it is in no function of the kernel: it runs its own code'
    return [...state, { label: 'stack', text: where }]
  }
  return [...state, ...stack.value.map((text, i) => ({ label: i === 0 ? 'in' : 'from', text }))]
}
