/** All panels by their ids. */
import type { PanelId } from '../../model/layouts.ts'
import { cpuPanel } from './cpu.ts'
import { disksPanel } from './disks.ts'
import { memoryPanel } from './memory.ts'
import { networkPanel } from './network.ts'
import type { Panel } from './panel.ts'
import { pressurePanel } from './pressure.ts'
import { sensorsPanel } from './sensors.ts'

export const panels: Readonly<Record<PanelId, Panel>> = {
  cpu: cpuPanel,
  memory: memoryPanel,
  disks: disksPanel,
  network: networkPanel,
  pressure: pressurePanel,
  sensors: sensorsPanel,
}
