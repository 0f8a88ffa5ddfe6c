import type { Command } from './command.ts'

export const whyUnknown: Command = {
  id: 'why-unknown',
  keys: ['_'],
  title: 'Unknown',
  about: 'Why a figure is unknown: of the process, and of the machine',
  group: 'Look',
  run: actions => actions.openWhyUnknown(),
}
