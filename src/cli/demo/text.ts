import { keysText } from '../../commands/key-label.ts'
import type { Demo } from './demo.ts'
import type { StartedDemo } from './start.ts'

/** All demos, a line each. */
export function demosText(demos: readonly Demo[]): string {
  const width = Math.max(...demos.map(({ id }) => id.length))
  const lines = demos.map(({ id, about }) => `  ${id.padEnd(width)}  ${about}`)
  return ['ntop demo NAME starts a program and opens ntop on it:', '', ...lines, ''].join('\n')
}

/** What runs, and what to press. */
export function demoText({ id, about, steps }: Demo, { pid, said }: StartedDemo): string {
  const lines = steps.map(({ keys, text }, i) => `  ${i + 1}. ${text} Press ${keysText(keys)}`)
  return [`ntop demo ${id}: ${about}`, `process ${pid}: ${said}`, '', ...lines, ''].join('\n')
}
