import type { Column } from './column.ts'
import { mergedCommand } from './merged-command.ts'
import { shownCommand, shownThread } from './shown-command.ts'

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
  value: (row, context) =>
    row.threadOf === undefined ? shownCommand(row, context.fullPath) : shownThread(row, context),
  // Neither filtered nor sorted by: the file of a program is known of those in view only.
  format: (text, context, row) =>
    context.mergeNames === true && row.threadOf === undefined ? mergedCommand(row, text) : text,
  tone: (_, row) => (row.record.kernelThread || row.record.state === 'Z' ? 'dim' : 'plain'),
}
