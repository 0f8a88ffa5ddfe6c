import type { Command } from './command.ts'

export const jumpToPid: Command = {
  id: 'jump-to-pid',
  keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  title: 'Pid',
  about: 'Type a number to go to that process',
  group: 'Find',
  // On a key that is no digit, the number is still to be typed.
  run: (actions, key) => actions.askPid(/^\d$/.test(key) ? key : ''),
}
