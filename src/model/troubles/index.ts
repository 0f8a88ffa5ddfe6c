import { blocked } from './blocked.ts'
import { endedCpu } from './ended-cpu.ts'
import { filling, unanswered } from './file-systems.ts'
import { fullTables } from './full-tables.ts'
import { lowBattery } from './low-battery.ts'
import { oomKills } from './oom-kills.ts'
import { overheating } from './overheating.ts'
import { pressure } from './pressure.ts'
import { steal } from './steal.ts'
import { swapping } from './swapping.ts'
import type { Detector } from './trouble.ts'
import { zombies } from './zombies.ts'

/** What is looked for, the worst first. Some remember what they saw, so each who watches has their own. */
export function detectors(): readonly Detector[] {
  return [
    oomKills(),
    unanswered,
    blocked(),
    overheating,
    swapping(),
    ...pressure,
    lowBattery,
    fullTables,
    filling(),
    endedCpu,
    zombies,
    steal(),
  ]
}
