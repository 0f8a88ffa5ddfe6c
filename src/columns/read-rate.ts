import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { ioRate, whyNoIoRate } from './io-rate.ts'

export const readRate: Column<number> = {
  id: 'read',
  aliases: ['io_read'],
  title: 'READ/s',
  width: 6,
  align: 'right',
  kind: 'bytesPerSec',
  about: 'Bytes a second read from storage',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => ioRate(row, 'readBytes'),
  why: whyNoIoRate,
  format: formatBytes,
  tone: value => (value < 0.5 ? 'dim' : 'plain'),
}
