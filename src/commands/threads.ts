import { type Command, needsLinux } from './command.ts'

export const threads: Command = {
  id: 'threads',
  keys: ['H'],
  title: 'Threads',
  about: 'Show or hide threads in rows of their own',
  group: 'Look',
  unavailable: needsLinux('threads'),
  run: actions => {
    actions.toggleThreads()
    actions.say(actions.view.threads ? 'threads have rows of their own' : 'threads are hidden')
  },
}
