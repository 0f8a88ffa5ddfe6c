import type { Command } from '../../src/commands/command.ts'
import { keysLabel } from '../../src/commands/key-label.ts'

/** The commands by group as a Markdown table: the one in the README. */
export function keyTable(commands: readonly Command[]): string {
  const groups = [...new Set(commands.map(command => command.group))]
  const lines = groups.flatMap(group => [
    `| **${group}** | |`,
    ...commands.filter(command => command.group === group).map(row),
  ])
  return ['| key | does |', '|---|---|', ...lines].join('\n')
}

function row({ keys, about }: Command): string {
  const labels =
    keys.length === 0
      ? ['in the palette']
      : keysLabel(keys)
          .split(' ')
          .map(label => `\`${label}\``)
  return `| ${labels.join(' ')} | ${about} |`
}
