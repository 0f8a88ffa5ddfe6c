import { formatClock, formatDay } from '../model/units.ts'
import type { Column } from './column.ts'

export const startTime: Column<number> = {
  id: 'starttime',
  aliases: ['start', 'lstart'],
  title: 'START',
  width: 10,
  align: 'right',
  kind: 'number',
  about: 'When it was started: the time today, else the day',
  needs: [],
  descending: true,
  together: 'least',
  value: ({ record }, { bootAtMs }) => (bootAtMs === undefined ? undefined : bootAtMs + record.startMs),
  format: (value, { bootAtMs = 0, uptimeMs = 0 }) => {
    const day = formatDay(value)
    return day === formatDay(bootAtMs + uptimeMs) ? formatClock(value) : day
  },
  raw: value => new Date(value).toISOString(),
}
