/** What can be set of processes by typing a value, each by its name. */
import { affinitySetting } from '../control/affinity.ts'
import { ioPrioritySetting } from '../control/io-priority.ts'
import { oomAdjustSetting } from '../control/oom-adjust.ts'
import { schedulingSetting } from '../control/scheduling.ts'
import { type Setting, type SettingId, type SettingSystem, settingSystem, threadSystem } from '../control/setting.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { LimitEdit, type LimitEditOptions } from './overlays/limit-edit.ts'
import { SettingEdit } from './overlays/setting-edit.ts'

export interface SettingDialogOptions extends LimitEditOptions {
  /** Numbers of the machine's processors; empty where they are not known. */
  readonly cpus: readonly number[]
}

/** Opens the dialog that sets it of these processes. Resolves when it is there. */
export async function openSetting(
  id: SettingId,
  rows: readonly ProcessRow[],
  options: SettingDialogOptions,
): Promise<void> {
  // Programs of the system's own places only, as for limits.
  const system = settingSystem(options.files, { path: undefined })
  const { files, cpus } = options
  const ask = <V>(make: (system: SettingSystem) => Setting<V>): Promise<void> => {
    const settingOf = (row: ProcessRow | undefined): Setting<V> =>
      make(row?.threadOf === undefined ? system : threadSystem(system, files, row.threadOf.record.pid))
    return new SettingEdit(settingOf, rows, options).ask()
  }
  switch (id) {
    case 'affinity':
      return ask(by => affinitySetting(by, cpus))
    case 'io-priority':
      return ask(ioPrioritySetting)
    case 'oom-adjust':
      return ask(oomAdjustSetting)
    case 'scheduling':
      return ask(schedulingSetting)
    case 'limit':
      return new LimitEdit(options).choose(rows)
  }
}
