import type { Command } from './command.ts'

export const header: Command = {
  id: 'header',
  keys: ['#'],
  title: 'Header',
  about: 'Show or hide the machine above the table',
  group: 'Look',
  run: actions => {
    actions.view.header = !actions.view.header
    actions.say(actions.view.header ? 'the machine is shown' : 'the machine is hidden')
  },
}
