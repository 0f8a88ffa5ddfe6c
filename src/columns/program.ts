import type { Column } from './column.ts'

/** Its file: what {@link import('./command.ts').command} tells of may be anything. */
export const program: Column<string> = {
  id: 'exe',
  title: 'EXE',
  width: 15,
  align: 'left',
  kind: 'text',
  about: 'File of its program; with its path after p',
  needs: ['exe'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.rare?.exe,
  format: (path, { fullPath }) => (fullPath ? path : path.slice(path.lastIndexOf('/') + 1)),
}
