import { formatSpan, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

export const elapsed: Column<number> = {
  id: 'elapsed',
  aliases: ['etime', 'etimes'],
  title: 'ELAPSED',
  width: 9,
  align: 'right',
  kind: 'milliseconds',
  about: 'Time since it was started',
  needs: [],
  goesOn: true,
  descending: true,
  together: 'largest',
  value: ({ record }, { uptimeMs }) => (uptimeMs === undefined ? undefined : Math.max(0, uptimeMs - record.startMs)),
  format: formatSpan,
  raw: secondsOf,
}
