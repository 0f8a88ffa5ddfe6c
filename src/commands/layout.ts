import { layoutOf, turnLayout } from '../model/layouts.ts'
import type { Actions, Command } from './command.ts'

export const layoutNext: Command = {
  id: 'layout-next',
  keys: ['tab'],
  title: 'Layout',
  about: 'The next layout: all, cpu, memory, I/O, processes, own ones',
  group: 'Look',
  run: actions => go(actions, 1),
}

export const layoutBefore: Command = {
  id: 'layout-before',
  keys: ['S-tab'],
  title: 'Layout',
  about: 'The layout before',
  group: 'Look',
  run: actions => go(actions, -1),
}

function go(actions: Actions, step: -1 | 1): void {
  const { view } = actions
  turnLayout(view, step)
  view.header = true
  actions.say(layoutOf(view).title)
}
