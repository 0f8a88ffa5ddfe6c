/** What is chosen on the screen, written to the config file. */
import { clean } from '../model/text.ts'
import type { View } from '../model/view.ts'
import { editToml } from './edit-toml.ts'
import { type LoadedConfig, loadConfig } from './loaded-config.ts'
import { saveConfig } from './save-config.ts'
import { changesSince } from './view-settings.ts'

export interface SavedSettings {
  /** The file as it is now. */
  readonly config: LoadedConfig
  /** How it went, in a sentence. */
  readonly said: string
}

/** Writes what differs from the file, and nothing else of it; nothing at all where nothing does. */
export async function saveSettings(config: LoadedConfig, view: View): Promise<SavedSettings> {
  const { file } = config
  const refused = (reason: string): SavedSettings => ({ config, said: clean(`not saved: ${reason}`) })
  if (config.broken && file.kind === 'read') return refused(`${file.path} is not TOML throughout; ? says where`)
  const changes = changesSince(config.settings, view)
  if (changes.length === 0) return { config, said: 'nothing to save: all is as in the config file' }
  let text: string
  try {
    text = editToml(file.kind === 'read' ? file.text : '', changes)
  } catch (error) {
    if (error instanceof Error) return refused(error.message)
    throw error
  }
  const saved = saveConfig(file, text)
  if (saved.kind === 'refused') return refused(saved.reason)
  const names = changes.map(({ path }) => path.join('.')).join(', ')
  const path = saved.file.kind === 'read' ? saved.file.path : ''
  return { config: await loadConfig(path), said: clean(`${names} saved in ${path}`) }
}
