/** The settings that are choices of the view: from the file to the screen, and back when they are saved. */
import { findColumn } from '../columns/index.ts'
import { sizedName } from '../columns/sized-name.ts'
import { PANEL_IDS, type PanelId, withoutLayout } from '../model/layouts.ts'
import type { View } from '../model/view.ts'
import type { Change } from './edit-toml.ts'
import { type SettingName, type Settings, usualSettings } from './settings.ts'

/** What the settings choose of the view; the command line says the rest. */
export function viewOf(settings: Settings): Partial<View> {
  const all = { ...usualSettings, ...settings }
  return {
    group: all.group,
    kernelThreads: all.kernel_threads,
    containers: all.containers,
    keepEnded: all.keep_ended,
    threads: all.threads,
    cpuOfMachine: all.cpu_of_machine,
    fullPath: all.full_path,
    mergeNames: all.merge_names,
    follow: all.follow,
    layout: all.layout,
    hiddenPanels: new Set(all.hidden_panels),
    cpuGraph: all.cpu_graph,
    header: all.header,
  }
}

/** What has to be written so that the next start looks like this one does now. */
export function changesSince(settings: Settings, view: View): readonly Change[] {
  const { sort, columns } = withoutLayout(view)
  const { columnId, descending } = sort
  const before = { ...usualSettings, ...settings }
  const wayRound = settings.sort_descending ?? findColumn(columnId)?.descending
  return [
    changed('sort', before.sort, columnId),
    changed('sort_descending', wayRound, descending),
    changed(
      'columns',
      before.columns,
      (columns ?? []).map(({ id, width }) => sizedName(id, width)),
    ),
    changed('interval', before.interval, view.intervalMs / 1000),
    changed('tree', before.tree, view.tree),
    changed('group', before.group, view.group),
    changed('kernel_threads', before.kernel_threads, view.kernelThreads),
    changed('containers', before.containers, view.containers),
    changed('keep_ended', before.keep_ended, view.keepEnded),
    changed('threads', before.threads, view.threads),
    changed('cpu_of_machine', before.cpu_of_machine, view.cpuOfMachine),
    changed('full_path', before.full_path, view.fullPath),
    changed('merge_names', before.merge_names, view.mergeNames),
    changed('follow', before.follow, view.follow),
    changed('layout', before.layout, view.layout),
    changed('hidden_panels', inOrder(new Set(before.hidden_panels)), inOrder(view.hiddenPanels)),
    changed('cpu_graph', before.cpu_graph, view.cpuGraph),
    changed('header', before.header, view.header),
    changed('theme', before.theme, view.theme),
  ].flat()
}

function inOrder(panels: ReadonlySet<PanelId>): readonly PanelId[] {
  return PANEL_IDS.filter(id => panels.has(id))
}

function changed<T extends Change['value']>(name: SettingName, before: T | undefined, now: T): Change[] {
  return String(before) === String(now) ? [] : [{ path: [name], value: now }]
}
