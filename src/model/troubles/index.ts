import { blocked } from './blocked.ts'
import { endedCpu } from './ended-cpu.ts'
import { filling, unanswered } from './file-systems.ts'
import { oomKills } from './oom-kills.ts'
import { pressure } from './pressure.ts'
import { steal } from './steal.ts'
import { swapping } from './swapping.ts'
import { lowBattery } from './low-battery.ts'
import { overheating } from './overheating.ts'
import type { Detector } from './trouble.ts'
import { zombies } from './zombies.ts'

/** What is looked for, the worst first. Some remember what they saw, so each who watches has their own. */
export function detectors(): readonly Detector[] {
  return [oomKills(), unanswered, blocked(), swapping(), ...pressure, filling(), endedCpu, zombies, steal()]
}
/** What is looked for, the worst first. */
export const detectors: readonly Detector[] = [overheating, lowBattery, endedCpu]
