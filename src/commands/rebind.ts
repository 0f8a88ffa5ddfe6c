import type { Command } from './command.ts'
import { keyLabel } from './key-label.ts'
import { type KeyPreset, keyPresets } from './presets.ts'
import { quit } from './quit.ts'

/** The keys that somebody wants for some commands, by id, in the order in which they were given. */
export type Bindings = ReadonlyMap<string, readonly string[]>

/** Why a key that was asked for is not, or not as one may think, on its command. */
export interface BindingProblem {
  readonly commandId: string
  /** Which of its keys. */
  readonly at: number
  readonly reason: string
}

export interface Rebound {
  readonly commands: readonly Command[]
  readonly problems: readonly BindingProblem[]
}

/** Whatever becomes of the keys: every view and menu leaves this one to {@link quit}. */
const ALWAYS_QUITS = 'C-c'

/**
 * The commands with these keys: those of the preset, and over them those of the bindings. A key that was asked for is
 * taken from the command that has it by itself; of two that ask for the same the first gets it.
 */
export function rebind(commands: readonly Command[], preset: KeyPreset, bindings: Bindings): Rebound {
  const problems: BindingProblem[] = []
  const owners = new Map<string, string>([[ALWAYS_QUITS, quit.id]])
  for (const [commandId, keys] of bindings) {
    keys.forEach((key, at) => {
      const owner = owners.get(key) ?? commandId
      owners.set(key, owner)
      if (owner === commandId) return
      const reason = key === ALWAYS_QUITS ? `${keyLabel(key)} always quits` : `${keyLabel(key)} is on ${owner} already`
      problems.push({ commandId, at, reason })
    })
  }
  const usual: Readonly<Record<string, readonly string[]>> = keyPresets[preset]
  const rebound = commands.map(command => {
    const wanted = bindings.get(command.id) ?? usual[command.id] ?? command.keys
    const keys = [...new Set(wanted)].filter(key => (owners.get(key) ?? command.id) === command.id)
    if (command.id === quit.id && !keys.includes(ALWAYS_QUITS)) keys.push(ALWAYS_QUITS)
    if (keys.length === 0 && !bindings.has(command.id)) problems.push(...loss(command.id, wanted, bindings))
    return { ...command, keys }
  })
  return { commands: rebound, problems }
}

/** That a command has lost all its keys to others, told where the last one went to. */
function loss(id: string, wanted: readonly string[], bindings: Bindings): BindingProblem[] {
  const last = wanted[wanted.length - 1] ?? ''
  for (const [commandId, keys] of bindings) {
    const at = keys.indexOf(last)
    if (at >= 0)
      return [{ commandId, at, reason: `${keyLabel(last)} was on ${id}, which has no key now: ${id} = [] is silent` }]
  }
  return []
}
