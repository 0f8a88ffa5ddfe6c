/** What the rows are grouped by, chosen from a menu. */
import { type Grouping, groupings } from '../columns/grouping.ts'
import { type LinuxOnly, unlessLinux } from '../sources/only-linux.ts'
import type { App } from './app.ts'
import { Menu } from './overlays/menu.ts'

const KEYS: Readonly<Record<Grouping['name'], string>> = { program: 'p', user: 'u', container: 'c', cgroup: 'g' }

const OF_LINUX: Readonly<Partial<Record<Grouping['name'], LinuxOnly>>> = { container: 'containers', cgroup: 'cgroups' }

export function openGroupMenu(app: App): void {
  app.open(
    new Menu<Grouping | undefined>({
      id: 'group',
      title: 'group',
      items: [
        { label: 'no grouping', detail: 'A row for each process', value: undefined, key: 'n', keys: 'n' },
        ...groupings.map(grouping => {
          const key = KEYS[grouping.name]
          const only = OF_LINUX[grouping.name]
          const off = only && unlessLinux(app.source.kind, only)
          return { label: `by ${grouping.one}`, detail: grouping.about, value: grouping, key, keys: key, off }
        }),
      ],
      selected: 1 + groupings.findIndex(({ name }) => name === app.view.group),
      choose: grouping => groupBy(app, grouping),
    }),
  )
}

/** Once it is known of everyone what they are grouped by, as far as that is soon. */
function groupBy(app: App, grouping: Grouping | undefined): void {
  const { view, shown, timeline } = app
  const ids = (shown?.processes ?? []).map(row => row.id)
  const asked = grouping === undefined || timeline.isPast ? undefined : app.source.fill(ids, new Set(grouping.needs))
  const chosen = Promise.resolve(asked).then(() => {
    view.group = grouping?.name ?? 'none'
    if (grouping !== undefined) view.tree = false
    view.reveal = true
    app.hurry()
    app.say(wordsOf(grouping))
  })
  app.opening(chosen)
}

function wordsOf(grouping: Grouping | undefined): string {
  if (grouping === undefined) return 'a row for each process'
  return `a row for each ${grouping.one}; in RES what its processes share counts twice`
}
