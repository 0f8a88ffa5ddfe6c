import { residentBytes } from '../model/process.ts'
import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const privateMemory: Column<number> = {
  id: 'priv',
  aliases: ['private'],
  title: 'PRIV',
  width: 5,
  align: 'right',
  about: 'Resident memory that is not SHR: what it wrote itself',
  needs: ['statm'],
  idleMs: 5_000,
  descending: true,
  value: ({ record, facts }) =>
    record.kernelThread || facts.sharedBytes === undefined
      ? undefined
      : Math.max(0, residentBytes(record) - facts.sharedBytes),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
