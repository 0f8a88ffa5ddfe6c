import type { Actions, Command } from '../commands/command.ts'
import { keyLabel, keysLabel } from '../commands/key-label.ts'
import { isGroupId, type RowId } from '../model/group.ts'
import { pidOf } from '../model/process.ts'
import { formatCount } from '../model/units.ts'
import type { App } from './app.ts'
import { Menu, type Place } from './overlays/menu.ts'
import type { MenuItem } from './overlays/menu-item.ts'
import { nameOf, whomText } from './whom.ts'

/** Without its key nobody could say which digit is meant; and the palette is open already. */
const LEFT_OUT: ReadonlySet<string> = new Set(['jump-to-pid', 'palette'])

export const CONTEXT_MENU = 'context'

/** What can be done to one process, or about it. */
const OF_PROCESS: readonly string[] = [
  'inspect',
  'kill',
  'nice-up',
  'nice-down',
  'limits',
  'open-files',
  'environment',
  'tag',
  'copy',
  'follow',
  'same-user',
  'same-name',
]

/** Commands to be chosen from, run once that is closed: on the process that was selected before, whatever the table does beneath. */
export class Offering {
  readonly #app: App
  readonly #actions: Actions

  constructor(app: App, actions: Actions) {
    this.#app = app
    this.#actions = actions
  }

  /** All commands, narrowed by what is typed. */
  palette(): void {
    const { commands } = this.#app
    const on = this.#selected
    const whom = this.#tagged ?? on?.name
    this.#app.open(
      new Menu<Command>({
        id: 'palette',
        title: whom === undefined ? 'commands' : `commands for ${whom}`,
        items: commands.filter(({ id }) => !LEFT_OUT.has(id)).map(command => this.#item(command)),
        narrows: true,
        choose: command => this.#run(command, on?.id),
      }),
    )
  }

  /** What can be done to the selected process or group, beside a place of the screen. */
  contextMenu(at: Place): void {
    const { commands } = this.#app
    const on = this.#selected
    if (on === undefined) return
    const offered = OF_PROCESS.flatMap(id => commands.find(command => command.id === id) ?? [])
    this.#app.open(
      new Menu<Command>({
        id: CONTEXT_MENU,
        title: on.name,
        at,
        items: offered.map(command => {
          const [key = ''] = command.keys
          // What acts does so on the tagged ones, wherever one has clicked.
          const isAboutIt = command.unavailable === undefined || isAboutSelected(command, this.#actions)
          const detail = isAboutIt ? '' : (this.#tagged ?? '')
          return { ...this.#item(command), detail, keys: keyLabel(key), ...(key !== 'enter' && { key }) }
        }),
        choose: command => this.#run(command, on.id),
      }),
    )
  }

  get #selected(): { readonly id: RowId; readonly name: string } | undefined {
    const { group, selected } = this.#app
    if (group !== undefined) return { id: group.id, name: `${group.name}: ${whomText(group.members)}` }
    return selected && { id: selected.id, name: nameOf(selected) }
  }

  /** How many one would act on instead of the selected process. */
  get #tagged(): string | undefined {
    const { size } = this.#app.view.tagged
    return size === 0 ? undefined : `${formatCount(size)} tagged`
  }

  #item(command: Command): MenuItem<Command> {
    return {
      label: command.titleNow?.(this.#actions) ?? command.title,
      detail: command.about,
      names: [command.id],
      keys: keysLabel(command.keys),
      off: command.unavailable?.(this.#actions),
      value: command,
    }
  }

  /** @param on what was selected when the command was offered */
  #run(command: Command, on: RowId | undefined): void {
    const lost = on !== undefined && isAboutSelected(command, this.#actions) && !this.#app.select(on)
    const reason = lost
      ? `${isGroupId(on) ? 'the group' : `process ${pidOf(on)}`} is not in the table any more`
      : command.unavailable?.(this.#actions)
    if (reason === undefined) command.run(this.#actions, command.keys[0] ?? '')
    else this.#actions.say(`${command.title}: ${reason}`)
  }
}

/** Whether the command is about what is selected: without one it could not be done. */
function isAboutSelected(command: Command, actions: Actions): boolean {
  return command.unavailable?.(actions) !== command.unavailable?.(withoutSelection(actions))
}

/** All as it is, but that nothing is selected. */
function withoutSelection(actions: Actions): Actions {
  return new Proxy(actions, {
    get: (target, name) => {
      if (name === 'selected' || name === 'group') return undefined
      return name === 'hasTarget' ? target.view.tagged.size > 0 : Reflect.get(target, name)
    },
  })
}
