import { terminalName } from '../procfs/tty.ts'
import type { Column } from './column.ts'

export const tty: Column<string> = {
  id: 'tty',
  aliases: ['terminal', 'tname'],
  title: 'TTY',
  width: 8,
  align: 'left',
  kind: 'text',
  about: 'Controlling terminal; – where it has none',
  needs: [],
  ofThread: 'process',
  descending: false,
  value: row => terminalName(row.record.tty),
  why: ({ record }) => (record.tty === 0 ? 'it has no terminal' : undefined),
  format: name => name,
}
