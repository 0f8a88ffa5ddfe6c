import type { Command } from '../commands/command.ts'

/** Filters that were saved by name, as commands: the palette finds them by name and by what they say. */
export function queryCommands(queries: ReadonlyMap<string, string>): Command[] {
  return [...queries].map(([name, filter]) => ({
    id: `query ${name}`,
    keys: [],
    title: name,
    about: filter,
    group: 'Find',
    run: actions => actions.filterBy(filter),
  }))
}
