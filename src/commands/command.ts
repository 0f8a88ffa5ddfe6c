import type { SettingId } from '../control/setting.ts'
import type { Group } from '../model/group.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import { type LinuxOnly, unlessLinux } from '../sources/only-linux.ts'
import type { SourceKind } from '../sources/source.ts'

/** What a command may do: the screen, as far as commands see it. */
export interface Actions {
  readonly view: View
  /** Where processes come from: not every source knows all. */
  readonly sourceKind: SourceKind
  /** The row that the selection is on now. */
  readonly selected: ProcessRow | undefined
  /** The group that it is on instead. */
  readonly group: Group | undefined
  /** Whether there is anybody to act on: all that are tagged, else the selected one or all of the selected group. */
  readonly hasTarget: boolean
  /** Where the selected process is only there because it ended a moment ago: that, in a sentence. */
  readonly selectedEnded: string | undefined
  quit(): void
  suspend(): void
  redraw(): void
  /** Moves the selection by rows. */
  move(rows: number): void
  /** Moves the selection by screenfuls. */
  page(screens: number): void
  moveToFirst(): void
  moveToLast(): void
  /** Tags or untags the selected process, and moves on. */
  tag(): void
  tagFamily(): void
  /** Hides what is below the selected row of the tree or of groups, */
  fold(): void
  /** shows it again, */
  unfold(): void
  /** or does one or the other to all. */
  toggleAllFolds(): void
  moveToParent(): void
  /** Gives threads rows of their own, or takes them away. */
  toggleThreads(): void
  sortBy(columnId: string): void
  openHelp(): void
  /** All commands in a list to choose from. */
  openPalette(): void
  openSortMenu(): void
  openUserMenu(): void
  openGroupMenu(): void
  openSignalMenu(): void
  /** At a tab; `stacks`: at the threads, with the stack of the first one. */
  openInspect(tab?: string): void
  /** The whole command line, an argument a line. */
  openWholeCommand(): void
  /** Says why there are dashes, in the selected row and about the machine. */
  openWhyUnknown(): void
  /** Asks what of whom one acts on is to be copied. */
  openCopyMenu(): void
  /** Keeps a snapshot of everyone's memory. */
  keepSnapshot(): void
  /** Shows what has grown since that. */
  openGrowth(): void
  /** Shows what is wrong, and what was. */
  openTroubles(): void
  /** Shows a figure over time on the whole screen, of those in `ui/graph-series.ts`. */
  openGraph(series?: string): void
  /** Opens what the screen may be made to look like. */
  openSetup(): void
  askSearch(): void
  searchAgain(direction: 1 | -1): void
  askFilter(): void
  /** Shows only what this query is true of. */
  filterBy(query: string): void
  /** Samples now: what has to be known of everyone has changed. */
  hurry(): void
  /** Shows only processes of the selected one's user, or of its name. */
  showAlike(by: 'user' | 'name'): void
  askPid(firstDigit: string): void
  askInterval(): void
  /** Whether what is shown is not the newest sample, but one of before. */
  readonly isPast: boolean
  /** Lets the picture stand still, or shows what happens now. */
  togglePause(): void
  /** Shows the sample before or after the one that is shown. */
  step(by: -1 | 1): void
  askTime(): void
  renice(by: number): void
  /** Asks for what is to be set, and sets it. */
  openSetting(id: SettingId): void
  /** Writes what is chosen to the config file. */
  saveSettings(): void
  /** The first key of a command as people write it, for a sentence. */
  keyOf(commandId: string): string
  /** Shows a sentence in the footer until the next one. */
  say(text: string): void
}

/**
 * Something one can do: its keys, the words for help and footer, why it cannot be done now, and doing it. Help, footer,
 * the README's key table and the key map are made from these.
 */
export interface Command {
  readonly id: string
  /**
   * Key names as the terminal layer gives them: `k`, `f9`, `C-c`, `pageup`. The first is shown in the footer. What is
   * run from the palette only has none.
   */
  readonly keys: readonly string[]
  /** One or two words, for the footer. */
  readonly title: string
  /** The title while it does something else than usual. */
  titleNow?(actions: Actions): string | undefined
  /** One line, for help. */
  readonly about: string
  readonly group: 'Move' | 'Find' | 'Sort' | 'Tree' | 'Look' | 'Tag' | 'Act' | 'Program'
  /** Changes something outside ntop: not there under --readonly. */
  readonly acts?: boolean
  /** Why it cannot be done now; undefined when it can. */
  unavailable?(actions: Actions): string | undefined
  run(actions: Actions, key: string): void
}

/** For commands that act on all tagged processes, else on the selected one. */
export function needsTarget(actions: Actions): string | undefined {
  if (actions.hasTarget) return actions.view.tagged.size > 0 ? undefined : actions.selectedEnded
  return actions.selected === undefined ? 'no process is selected' : 'none of those that are tagged is in this picture'
}

/** For commands about one process. */
export function needsSelection(actions: Actions): string | undefined {
  if (actions.selected !== undefined) return actions.selectedEnded
  return actions.group === undefined ? 'no process is selected' : 'a group is selected, not a process'
}

/** For commands about a row, be it of a process or of a group. */
export function needsRow(actions: Actions): string | undefined {
  return actions.group === undefined ? needsSelection(actions) : undefined
}

/** For commands that not every source can do, and that are about something beside. */
export function needsLinux(what: LinuxOnly, needs: (actions: Actions) => string | undefined = () => undefined) {
  return (actions: Actions): string | undefined => unlessLinux(actions.sourceKind, what) ?? needs(actions)
}
