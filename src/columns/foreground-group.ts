import type { ProcessRecord } from '../model/process.ts'
import type { Column } from './column.ts'

/** The process group that its terminal listens to; undefined without one, and where it is unknown. */
export function foregroundGroupOf({ tty, foregroundGroup = -1 }: ProcessRecord): number | undefined {
  return tty === 0 || foregroundGroup < 0 ? undefined : foregroundGroup
}

export const foregroundGroup: Column<number> = {
  id: 'tpgid',
  title: 'TPGID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Process group that its terminal listens to',
  needs: [],
  ofThread: 'process',
  idleMs: 0,
  descending: false,
  value: row => foregroundGroupOf(row.record),
  why: ({ record }) =>
    record.tty === 0
      ? 'it has no terminal'
      : record.foregroundGroup === undefined
        ? undefined
        : 'its terminal listens to no group',
  format: String,
}
