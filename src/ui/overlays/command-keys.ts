import type { Command } from '../../commands/command.ts'
import { keyLabel } from '../../commands/key-label.ts'

/** Whatever else a key does: leave the program, from everywhere. */
const ALWAYS = 'C-c'
/** Commands that make sense wherever one is. */
const EVERYWHERE = ['suspend', 'redraw', 'help', 'interval', 'pause']

/** On which keys commands are, for views that leave some of them to the commands. */
export class CommandKeys {
  readonly #commands: readonly Command[]

  /** @param commands all, those among them that may not be used now */
  constructor(commands: readonly Command[]) {
    this.#commands = commands
  }

  /** Whether a key is one of these commands', of those that act on the process that a view is about, or good everywhere. */
  passes(key: string, ids: readonly string[]): boolean {
    const command = this.#commands.find(({ keys }) => keys.includes(key))
    if (key === ALWAYS || command === undefined) return key === ALWAYS
    return command.acts === true || EVERYWHERE.includes(command.id) || ids.includes(command.id)
  }

  /** For the footer: a command's first key with these words; nothing where it has none. */
  hint(id: string, title: string): readonly (readonly [key: string, title: string])[] {
    const key = this.#first(id)
    return key === undefined ? [] : [[key, title]]
  }

  /** For a sentence: a command's first key as people write it, else the command's name. */
  label(id: string): string {
    const key = this.#first(id)
    return key === undefined ? id : keyLabel(key)
  }

  #first(id: string): string | undefined {
    return this.#commands.find(command => command.id === id)?.keys[0]
  }
}
