import type { Shell } from '../flags.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** The script that this shell completes the command line with, made from the tables of flags and subcommands. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]()
}
