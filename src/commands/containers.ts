import { type Command, needsLinux } from './command.ts'

export const containers: Command = {
  id: 'containers',
  keys: ['O'],
  title: 'Containers',
  about: 'Show or hide processes that run in containers',
  group: 'Look',
  unavailable: needsLinux('containers'),
  run: actions => {
    actions.view.containers = !actions.view.containers
    actions.say(actions.view.containers ? 'processes in containers are shown' : 'processes in containers are hidden')
    actions.hurry()
  },
}
