/** What can be set of processes by typing a value, each by its name. */
import { affinitySetting } from '../control/affinity.ts'
import { ioPrioritySetting } from '../control/io-priority.ts'
import { oomAdjustSetting } from '../control/oom-adjust.ts'
import { schedulingSetting } from '../control/scheduling.ts'
import { type SettingId, settingSystem } from '../control/setting.ts'
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
  switch (id) {
    case 'affinity':
      return new SettingEdit(affinitySetting(system, options.cpus), rows, options).ask()
    case 'io-priority':
      return new SettingEdit(ioPrioritySetting(system), rows, options).ask()
    case 'oom-adjust':
      return new SettingEdit(oomAdjustSetting(system), rows, options).ask()
    case 'scheduling':
      return new SettingEdit(schedulingSetting(system), rows, options).ask()
    case 'limit':
      return new LimitEdit(options).choose(rows)
  }
}
