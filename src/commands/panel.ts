import { layoutOf, PANEL_IDS, type PanelId } from '../model/layouts.ts'
import type { View } from '../model/view.ts'
import type { Actions, Command } from './command.ts'

const WORDS: Readonly<Record<PanelId, { readonly title: string; readonly about: string }>> = {
  cpu: { title: 'CPU', about: 'Show or hide the panel of processors; titles have the digits' },
  memory: { title: 'Memory', about: 'Show or hide the panel of memory' },
  disks: { title: 'Disks', about: 'Show or hide the panel of disks' },
  network: { title: 'Network', about: 'Show or hide the panel of the network' },
  pressure: { title: 'Pressure', about: 'Show or hide how long tasks are stalled' },
  sensors: { title: 'Sensors', about: 'Show or hide the panel of sensors and graphics' },
}

/** One a panel, on the digit that stands before its title. */
export const panelCommands: readonly Command[] = PANEL_IDS.map((id, i) => ({
  id: `panel-${id}`,
  keys: [`M-${i + 1}`],
  ...WORDS[id],
  group: 'Look',
  unavailable: ({ view }) =>
    layoutOf(view).panels.includes(id) ? undefined : `the layout ${view.layout} has no panel ${id}`,
  run: actions => toggle(actions, id),
}))

function toggle(actions: Actions, id: PanelId): void {
  const { view } = actions
  // With the machine hidden as a whole, none of it is seen.
  if (view.header) togglePanel(view, id)
  else showPanel(view, id)
  view.header = true
  const isHidden = view.hiddenPanels.has(id)
  const back = `${actions.keyOf(`panel-${id}`)} shows it again`
  actions.say(isHidden ? `the panel ${id} is hidden: ${back}` : `the panel ${id} is shown where there is room`)
}

/** Hides a panel in all layouts, or no longer. */
export function togglePanel(view: View, id: PanelId): void {
  const hidden = new Set(view.hiddenPanels)
  if (!hidden.delete(id)) hidden.add(id)
  view.hiddenPanels = hidden
}

function showPanel(view: View, id: PanelId): void {
  view.hiddenPanels = new Set([...view.hiddenPanels].filter(hidden => hidden !== id))
}

/** The digits that panels are on with Alt; those on other keys have none. */
export function panelDigits(commands: readonly Command[]): ReadonlyMap<PanelId, number> {
  return new Map(
    PANEL_IDS.flatMap(id => {
      const [key = ''] = commands.find(command => command.id === `panel-${id}`)?.keys ?? []
      const digit = /^M-(\d)$/.exec(key)?.[1]
      return digit === undefined ? [] : [[id, Number(digit)] as const]
    }),
  )
}
