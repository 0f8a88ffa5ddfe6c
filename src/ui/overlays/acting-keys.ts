import { commands } from '../../commands/index.ts'

/** Keys of what can be done to the process that a view is about: the view leaves them to the commands. */
export const ACTING_KEYS: readonly string[] = commands.filter(command => command.acts).flatMap(command => command.keys)
