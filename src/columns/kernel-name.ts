import type { Column } from './column.ts'

export const kernelName: Column<string> = {
  id: 'comm',
  aliases: ['ucmd', 'ucomm'],
  title: 'COMM',
  width: 15,
  align: 'left',
  kind: 'text',
  about: 'The kernel’s name of it, cut off after 15 bytes',
  needs: [],
  descending: false,
  value: row => row.record.name,
  format: name => name,
}
