/** All commands, in the order in which help lists them. A new command is one file and one line here. */
import { clear } from './clear.ts'
import type { Command } from './command.ts'
import { containers } from './containers.ts'
import { copy } from './copy.ts'
import { cpuScale } from './cpu-scale.ts'
import { ended } from './ended.ts'
import { environment } from './environment.ts'
import { filter } from './filter.ts'
import { follow } from './follow.ts'
import { fullPath } from './full-path.ts'
import { graph } from './graph.ts'
import { group } from './group.ts'
import { growth } from './growth.ts'
import { header } from './header.ts'
import { help } from './help.ts'
import { inspect } from './inspect.ts'
import { interval } from './interval.ts'
import { invert } from './invert.ts'
import { jumpToPid } from './jump-to-pid.ts'
import { keepSnapshot } from './keep-snapshot.ts'
import { kernelThreads } from './kernel-threads.ts'
import { kill } from './kill.ts'
import { layoutBefore, layoutNext } from './layout.ts'
import { limits } from './limits.ts'
import { locks } from './locks.ts'
import { mergeNames } from './merge-names.ts'
import { moveDown, moveFirst, moveLast, moveUp, pageDown, pageUp } from './move.ts'
import { niceDown } from './nice-down.ts'
import { niceUp } from './nice-up.ts'
import { openFiles } from './open-files.ts'
import { palette } from './palette.ts'
import { panelCommands } from './panel.ts'
import { pause } from './pause.ts'
import { quit } from './quit.ts'
import { redraw } from './redraw.ts'
import { sameName, sameUser } from './same.ts'
import { saveSettings } from './save-settings.ts'
import { search } from './search.ts'
import { searchNext } from './search-next.ts'
import { affinity, ioPriority, oomAdjust, scheduling, setLimit } from './setting.ts'
import { setup } from './setup.ts'
import { sortByCpu } from './sort-by-cpu.ts'
import { sortByMemory } from './sort-by-memory.ts'
import { sortByPid } from './sort-by-pid.ts'
import { sortByTime } from './sort-by-time.ts'
import { sortMenu } from './sort-menu.ts'
import { stacks } from './stacks.ts'
import { goToTime, stepBack, stepForward } from './step.ts'
import { suspend } from './suspend.ts'
import { tag, tagFamily, untagAll } from './tag.ts'
import { threads } from './threads.ts'
import { fold, foldAll, parent, tree, unfold } from './tree.ts'
import { troubles } from './troubles.ts'
import { user } from './user.ts'
import { wholeCommand } from './whole-command.ts'
import { whyUnknown } from './why-unknown.ts'

export const commands: readonly Command[] = [
  inspect,
  limits,
  openFiles,
  locks,
  stacks,
  environment,
  wholeCommand,
  whyUnknown,
  copy,
  keepSnapshot,
  growth,
  troubles,
  graph,
  tag,
  tagFamily,
  untagAll,
  kill,
  niceUp,
  niceDown,
  ioPriority,
  scheduling,
  affinity,
  oomAdjust,
  setLimit,
  search,
  searchNext,
  filter,
  clear,
  jumpToPid,
  user,
  sameUser,
  sameName,
  sortMenu,
  sortByCpu,
  sortByMemory,
  sortByTime,
  sortByPid,
  invert,
  tree,
  group,
  unfold,
  fold,
  foldAll,
  parent,
  follow,
  threads,
  kernelThreads,
  containers,
  ended,
  cpuScale,
  fullPath,
  mergeNames,
  header,
  layoutNext,
  layoutBefore,
  ...panelCommands,
  pause,
  stepBack,
  stepForward,
  goToTime,
  moveUp,
  moveDown,
  pageUp,
  pageDown,
  moveFirst,
  moveLast,
  interval,
  setup,
  saveSettings,
  help,
  palette,
  suspend,
  redraw,
  quit,
]
