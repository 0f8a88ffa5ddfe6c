import type { ProcessRow } from '../model/snapshot.ts'
import { programIn, type Span } from './program-name.ts'
import { scriptArgument } from './script-argument.ts'
import { argumentsOf, bareCommand } from './shown-command.ts'

/** Where what stands in a command as the table shows it, in UTF-16 units. */
export interface CommandParts {
  /** The program without its directory. */
  readonly name: Span
  /** What an interpreter runs: where that argument begins, and its name without its directory. */
  readonly script: { readonly from: number; readonly name: Span } | undefined
  /** Here the command ends, and notes begin. */
  readonly end: number
}

/** The parts of what `shownCommand` gives for the same process. */
export function commandParts(row: ProcessRow, fullPath: boolean): CommandParts {
  const { record, facts } = row
  const end = bareCommand(row, fullPath).length
  const args = argumentsOf(facts)
  const [program] = args
  if (program === undefined) return { name: { from: 0, to: end }, script: undefined, end }
  const { from, to } = programIn(program, record.name)
  // What is not shown of the directory.
  const cut = facts.command.length - end
  // Blanks within an argument only colour less than there is, where the whole line had to be cut up.
  const words = facts.args ?? program.split(' ')
  const script = scriptArgument(program.slice(from, to), words)
  return {
    name: { from: from - cut, to: to - cut },
    script: script === undefined ? undefined : scriptIn(words, script, cut),
    end,
  }
}

function scriptIn(args: readonly string[], index: number, cut: number): NonNullable<CommandParts['script']> {
  let from = -cut
  for (let i = 0; i < index; i++) from += (args[i] ?? '').length + 1
  const arg = args[index] ?? ''
  return { from, name: { from: from + arg.lastIndexOf('/') + 1, to: from + arg.length } }
}
