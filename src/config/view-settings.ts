/** The settings that are choices of the view: from the file to the screen. */
import type { View } from '../model/view.ts'
import { type Settings, usualSettings } from './settings.ts'

/** What the settings choose of the view; the command line says the rest. */
export function viewOf(settings: Settings): Partial<View> {
  const all = { ...usualSettings, ...settings }
  return {
    columns: all.columns,
    kernelThreads: all.kernel_threads,
    cpuOfMachine: all.cpu_of_machine,
    fullPath: all.full_path,
    follow: all.follow,
    header: all.header,
  }
}
