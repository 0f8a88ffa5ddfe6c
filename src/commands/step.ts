import type { Command } from './command.ts'

export const stepBack: Command = {
  id: 'step-back',
  keys: [','],
  title: 'Earlier',
  about: 'One sample back in the last ten minutes, with who ended since',
  group: 'Look',
  run: actions => actions.step(-1),
}

export const stepForward: Command = {
  id: 'step-forward',
  keys: ['.'],
  title: 'Later',
  about: 'One sample forward, at last to what happens now',
  group: 'Look',
  run: actions => actions.step(1),
}

export const goToTime: Command = {
  id: 'go-to-time',
  keys: ['@'],
  title: 'Go to',
  about: 'Show the table of a time: 12:41, 12:41:03, or 5m ago',
  group: 'Look',
  run: actions => actions.askTime(),
}
