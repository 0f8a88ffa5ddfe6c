import type { Command } from './command.ts'

export const kernelThreads: Command = {
  id: 'kernel-threads',
  keys: ['K'],
  title: 'Kernel',
  about: 'Show or hide kernel threads',
  group: 'Look',
  run: actions => {
    actions.view.kernelThreads = !actions.view.kernelThreads
    actions.say(actions.view.kernelThreads ? 'kernel threads are shown' : 'kernel threads are hidden')
  },
}
