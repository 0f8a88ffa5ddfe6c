import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { ioRate, whyNoIoRate } from './io-rate.ts'

export const ioTotalRate: Column<number> = {
  id: 'io',
  aliases: ['io_rate'],
  title: 'IO/s',
  width: 6,
  align: 'right',
  kind: 'bytesPerSec',
  about: 'Bytes a second read from and written to storage',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => {
    const [read, written] = [ioRate(row, 'readBytes'), ioRate(row, 'writeBytes')]
    return read === undefined || written === undefined ? undefined : read + written
  },
  why: whyNoIoRate,
  format: formatBytes,
  tone: value => (value < 0.5 ? 'dim' : 'plain'),
}
