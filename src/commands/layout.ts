import { LAYOUT_TITLES, layoutAfter } from '../model/layouts.ts'
import type { Actions, Command } from './command.ts'

export const layoutNext: Command = {
  id: 'layout-next',
  keys: ['tab'],
  title: 'Layout',
  about: 'The next layout: all, cpu, memory, I/O, processes alone',
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
  view.layout = layoutAfter(view.layout, step)
  view.header = true
  actions.say(LAYOUT_TITLES[view.layout])
}
