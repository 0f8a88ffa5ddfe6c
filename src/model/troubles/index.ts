import { blocked } from './blocked.ts'
import type { DetectorKind, TroubleChoices } from './detector-kind.ts'
import { endedCpu } from './ended-cpu.ts'
import { filling, unanswered } from './file-systems.ts'
import { fullTables } from './full-tables.ts'
import { groupTasks } from './group-tasks.ts'
import { lowBattery } from './low-battery.ts'
import { nearLimits } from './near-limits.ts'
import { oldList } from './old-list.ts'
import { oomKills } from './oom-kills.ts'
import { overheating } from './overheating.ts'
import { pressure } from './pressure.ts'
import { steal } from './steal.ts'
import { swapping } from './swapping.ts'
import { throttled } from './throttled.ts'
import type { Detector } from './trouble.ts'
import { zombies } from './zombies.ts'

/** What can be looked for, the worst first. */
export const detectorKinds: readonly DetectorKind[] = [
  oldList,
  oomKills,
  unanswered,
  blocked,
  overheating,
  swapping,
  ...pressure,
  lowBattery,
  fullTables,
  nearLimits,
  groupTasks,
  filling,
  endedCpu,
  zombies,
  throttled,
  steal,
]

/** What is looked for, as it was chosen. Some remember what they saw, so each who watches has their own. */
export function detectors(chosen: TroubleChoices = {}): readonly Detector[] {
  return detectorKinds.flatMap(kind => {
    const choice = chosen[kind.id]
    return choice === false ? [] : [kind.create(choice)]
  })
}
