import type { Command } from '../../commands/command.ts'
import { keyLabel } from '../../commands/key-label.ts'

/** Whatever else a key does: leave the program, from everywhere. */
const ALWAYS = 'C-c'
/** Commands that make sense wherever one is. */
export const GENERAL: readonly string[] = ['suspend', 'redraw', 'help', 'interval']

/** Keys that views move by, and the commands that do the same in the table. */
const MOVES: Readonly<Record<string, string>> = {
  'move-up': 'up',
  'move-down': 'down',
  'move-page-up': 'pageup',
  'move-page-down': 'pagedown',
  'move-first': 'home',
  'move-last': 'end',
}
/** To the sides, which the table has none of, with vi's keys. */
const SIDES: Readonly<Record<string, string>> = { h: 'left', l: 'right' }

/** On which keys commands are, for views that leave some of them to the commands. */
export class CommandKeys {
  readonly #commands: readonly Command[]

  /** @param commands all, those among them that may not be used now */
  constructor(commands: readonly Command[]) {
    this.#commands = commands
  }

  /** Whether a key is one of these commands', or the one that always quits. */
  passes(key: string, ids: readonly string[]): boolean {
    const command = this.#on(key)
    return key === ALWAYS || (command !== undefined && ids.includes(command.id))
  }

  /** Whether it is one of this command's: the one that opened a view closes it, too. */
  isOf(key: string, id: string): boolean {
    return this.#on(key)?.id === id
  }

  /** Whether it is one of a command that acts on processes, such as the one that a view is about. */
  acts(key: string): boolean {
    return this.#on(key)?.acts === true
  }

  /** For the footer: a command's first key with these words; nothing where it has none. */
  hint(id: string, title: string): readonly (readonly [key: string, title: string])[] {
    const key = this.first(id)
    return key === undefined ? [] : [[key, title]]
  }

  /** For a sentence: a command's first key as people write it, else the command's name. */
  label(id: string): string {
    const key = this.first(id)
    return key === undefined ? id : keyLabel(key)
  }

  /** The arrow or the like that moves in a view as this key does in the table; any other key as it is. */
  asMove(key: string): string {
    const command = this.#on(key)
    if (command !== undefined) return MOVES[command.id] ?? key
    // Where vi's other keys move and these are free.
    return this.#on('j')?.id === 'move-down' ? (SIDES[key] ?? key) : key
  }

  /** Id of the command on this key. */
  idOn(key: string): string | undefined {
    return this.#on(key)?.id
  }

  /** A command's first key. */
  first(id: string): string | undefined {
    return this.#commands.find(command => command.id === id)?.keys[0]
  }

  #on(key: string): Command | undefined {
    return this.#commands.find(({ keys }) => keys.includes(key))
  }
}
