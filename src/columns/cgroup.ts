import type { Column } from './column.ts'

export const cgroup: Column<string> = {
  id: 'cgroup',
  title: 'CGROUP',
  width: 30,
  align: 'left',
  kind: 'text',
  about: 'Control group',
  needs: ['cgroup'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.cgroup,
  format: path => path,
}
