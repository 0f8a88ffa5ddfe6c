import type { Command } from './command.ts'

export const cpuScale: Command = {
  id: 'cpu-scale',
  keys: ['%'],
  title: 'CPU scale',
  about: 'CPU in percent of one core or of the whole machine',
  group: 'Look',
  run: actions => {
    actions.view.cpuOfMachine = !actions.view.cpuOfMachine
    actions.say(actions.view.cpuOfMachine ? 'CPU% is of the whole machine' : 'CPU% is of one core')
  },
}
