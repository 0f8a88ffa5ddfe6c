import type { Command } from './command.ts'

export const saveSettings: Command = {
  id: 'save-settings',
  keys: ['W'],
  title: 'Write',
  about: 'Write what is chosen to the config file, as in top',
  group: 'Program',
  run: actions => actions.saveSettings(),
}
