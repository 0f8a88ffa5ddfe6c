import type { Column } from './column.ts'

export const directory: Column<string> = {
  id: 'cwd',
  title: 'CWD',
  width: 25,
  align: 'left',
  kind: 'text',
  about: 'Directory that it works in',
  needs: ['cwd'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.rare?.cwd,
  format: path => path,
}
