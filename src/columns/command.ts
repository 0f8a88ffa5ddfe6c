import type { Column } from './column.ts'
import { shownCommand } from './shown-command.ts'

export const command: Column<string> = {
  id: 'command',
  aliases: ['cmd', 'args', 'name'],
  title: 'COMMAND',
  width: 0,
  align: 'left',
  kind: 'text',
  about: 'Command line; in brackets the kernel’s name where none',
  needs: ['command'],
  descending: false,
  value: (row, context) => shownCommand(row, context.fullPath),
  format: text => text,
  tone: (_, row) => (row.record.kernelThread || row.record.state === 'Z' ? 'dim' : 'plain'),
}
