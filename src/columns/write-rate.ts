import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { ioRate, whyNoIoRate } from './io-rate.ts'

export const writeRate: Column<number> = {
  id: 'write',
  aliases: ['io_write'],
  title: 'WRIT/s',
  width: 6,
  align: 'right',
  kind: 'bytesPerSec',
  about: 'Bytes a second written to storage',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => ioRate(row, 'writeBytes'),
  why: whyNoIoRate,
  format: formatBytes,
  tone: value => (value < 0.5 ? 'dim' : 'plain'),
}
