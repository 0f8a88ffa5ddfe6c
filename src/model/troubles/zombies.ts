import { rowOfPid } from '../row-of-pid.ts'
import { formatCount } from '../units.ts'
import { detectorKind, many } from './detector-kind.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 0.5

/** Ended processes that nobody has waited for pile up, and with them the pids that they keep. */
export const zombies = detectorKind(
  'zombies',
  'Ended processes that their parents do not wait for',
  { from: many(20, 'So many; a few are nothing unusual') },
  ({ from }) =>
    ({ tasks, processes }, lasting) => {
      const { zombies = 0 } = tasks
      if (zombies < from * (lasting ? GOES_ON : 1)) return undefined
      const children = new Map<number, number>()
      for (const { record } of processes)
        if (record.state === 'Z') children.set(record.ppid, (children.get(record.ppid) ?? 0) + 1)
      const [most] = [...children].sort(([, a], [, b]) => b - a)
      if (most === undefined) return undefined
      const [ppid, count] = most
      const parent = rowOfPid(processes, ppid)
      const name = parent === undefined ? String(ppid) : `${parent.record.name} (${ppid})`
      const all = `${formatCount(zombies)} zombies`
      return {
        severity: 'warning',
        wordings: [`${all}, ${formatCount(count)} of them children of ${name}, which does not wait for them`, all],
        advice:
          'a zombie cannot be killed: its parent has to wait for it, or to end, for which {kill} on the parent asks',
      }
    },
)
