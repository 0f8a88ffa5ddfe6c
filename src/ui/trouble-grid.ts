import type { Grid, GridColumn } from '../inspect/grid.ts'
import type { TroubleEvent } from '../model/troubles/trouble.ts'
import { formatClock, formatSpan } from '../model/units.ts'

const COLUMNS: readonly GridColumn<TroubleEvent>[] = [
  {
    id: 'since',
    title: 'SINCE',
    width: 8,
    align: 'left',
    about: 'When it began',
    givesWay: 0,
    descending: true,
    value: ({ sinceMs }) => sinceMs,
    text: ({ sinceMs }) => formatClock(sinceMs),
    tone: ({ isOver }) => (isOver ? 'dim' : 'plain'),
  },
  {
    id: 'lasted',
    title: 'LASTED',
    width: 8,
    align: 'right',
    about: 'How long it was so, or has been so by now',
    givesWay: 2,
    descending: true,
    value: ({ lastedMs }) => lastedMs,
    text: ({ lastedMs, momentary }) => (momentary ? '' : formatSpan(lastedMs)),
    tone: ({ isOver }) => (isOver ? 'dim' : 'plain'),
  },
  {
    id: 'now',
    title: 'NOW',
    width: 4,
    align: 'left',
    about: 'Whether it still is',
    givesWay: 1,
    descending: false,
    value: ({ isOver }) => (isOver ? 1 : 0),
    text: ({ isOver }) => (isOver ? 'over' : 'yes'),
    tone: ({ isOver, severity }) => (isOver ? 'dim' : toneOf(severity)),
  },
  {
    id: 'what',
    title: 'WHAT',
    width: 0,
    align: 'left',
    about: 'What is wrong, or was',
    givesWay: 0,
    descending: false,
    value: ({ id }) => id,
    text: ({ wordings }) => wordings[0],
    tone: ({ isOver, severity }) => (isOver ? 'dim' : toneOf(severity)),
  },
]

function toneOf(severity: TroubleEvent['severity']): 'bad' | 'warn' {
  return severity === 'critical' ? 'bad' : 'warn'
}

/** Where the sentences begin: behind the other columns, with a blank between them and room for their marks. */
export const WHAT_AT = COLUMNS.reduce((sum, { width }) => sum + (width === 0 ? 0 : width + 1), 0)

/** What is wrong and what was, since the program began: a table, the newest first. */
export function troubleGrid(events: readonly TroubleEvent[]): Grid<TroubleEvent> {
  return {
    kind: 'grid',
    title: 'Troubles',
    columns: COLUMNS,
    items: events,
    sort: 'since',
    key: ({ id, sinceMs }) => `${id} ${sinceMs}`,
    ...(events.length === 0 ? { note: 'nothing has been wrong since ntop began to look' } : {}),
  }
}
