/** Nodes of this machine that leak, and sessions with them. */
import { readFileSync } from 'node:fs'
import type { Effect } from '../../../src/runtime/detection.ts'
import type { HeapFigures } from '../../../src/runtime/figures.ts'
import type { NodeSession } from '../../../src/runtime/node/node-session.ts'
import { attachNode } from '../../../src/runtime/node/session.ts'
import type { NodeSystem } from '../../../src/runtime/node/system.ts'
import { NodeTarget } from './target.ts'

/** All that anything of a Node does. */
export const EVERYTHING: readonly Effect[] = [
  'opens-port',
  'stderr-lines',
  'pause',
  'collects',
  'slows',
  'memory-spike',
]

const LEAKING = 'test/targets/leaking.mjs'

/** A Node that leaks when it is told to, see `test/targets/leaking.mjs`. */
export async function startLeaking(
  node?: string,
  options: readonly string[] = [],
  program = LEAKING,
  env: NodeJS.ProcessEnv = {},
): Promise<NodeTarget> {
  return await NodeTarget.start(options, node, [], program, env)
}

export async function attachTo(
  target: NodeTarget,
  system: NodeSystem,
  consent: readonly Effect[] = EVERYTHING,
): Promise<NodeSession> {
  const session = await attachNode(target.id(system.lookAt), consent, system, new AbortController().signal)
  if ('failed' in session) throw new Error(session.failed)
  return session
}

/** A figure by its name; undefined where it is not told. */
export function figure({ figures }: HeapFigures, name: string): number | undefined {
  return figures.find(one => one.name === name)?.value
}

/** On which line a program leaks, by its comment. */
export function leakingLine(kind: string, program = LEAKING): number {
  const line = readFileSync(program, 'utf8')
    .split('\n')
    .findIndex(text => text.endsWith(`// leaks: ${kind}`))
  if (line < 0) throw new Error(`nothing leaks ${kind}`)
  return line + 1
}
