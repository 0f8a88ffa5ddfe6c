import type { Command } from './command.ts'

export const pause: Command = {
  id: 'pause',
  keys: ['Z'],
  title: 'Pause',
  about: 'Freeze the picture; moving, searching and inspecting go on',
  group: 'Look',
  run: actions => {
    actions.togglePause()
    actions.say(actions.view.paused ? `paused: ${actions.keyOf('pause')} goes on` : 'live again')
  },
}
