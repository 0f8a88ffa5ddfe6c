import type { Column } from './column.ts'

export const state: Column<string> = {
  id: 'state',
  aliases: ['s', 'stat'],
  title: 'S',
  width: 1,
  align: 'left',
  kind: 'text',
  about: 'R runs, S sleeps, D blocked, T stopped, Z zombie, I idle',
  needs: [],
  idleMs: 0,
  descending: false,
  value: row => row.record.state,
  format: letter => letter,
  tone: letter =>
    letter === 'R'
      ? 'good'
      : letter === 'D' || letter === 'Z'
        ? 'bad'
        : letter === 'T' || letter === 't'
          ? 'warn'
          : 'dim',
}
