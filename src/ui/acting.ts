import type { SettingId } from '../control/setting.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { taggedRows } from '../model/tags.ts'
import { onlyLinux } from '../sources/only-linux.ts'
import type { App } from './app.ts'
import type { Telling } from './doing.ts'
import { Renicing } from './renicing.ts'
import { Signalling } from './signalling.ts'
import { nameOf, wholeNote, wholeProcesses, withoutParts } from './whom.ts'

/** What the kernel has once for all threads of a process, in words to go on with whose it is. */
const OF_PROCESS: Partial<Record<SettingId, string>> = {
  limit: 'limits are those of',
  'oom-adjust': 'it is set of',
}

/** What is done to processes: to the one that a view is about, else to all that are tagged, else to the selected one or all of the selected group. */
export class Acting {
  readonly #app: App
  readonly #telling: Telling
  readonly #signalling: Signalling
  readonly #renicing: Renicing

  constructor(app: App) {
    this.#app = app
    this.#telling = {
      room: () => app.messageRoom,
      open: overlay => app.open(overlay),
      close: id => app.close(id),
      say: text => app.say(text),
    }
    const { source } = app
    this.#renicing = new Renicing({
      ...this.#telling,
      source,
      changed: () => app.hurry(),
    })
    this.#signalling = new Signalling({
      ...this.#telling,
      lookAt: pid => source.look(pid),
      glanceAt: pid => source.glance(pid),
      selfPid: app.selfPid,
      platform: process.platform,
      nameOf: pid => app.shown?.processes.find(row => row.record.pid === pid)?.record.name,
    })
  }

  close(): void {
    this.#signalling.close()
  }

  get hasTarget(): boolean {
    if (this.#actsOnTagged) return this.#tagged.length > 0
    return this.#app.selected !== undefined || this.#app.group !== undefined
  }

  signal(): void {
    this.#signalling.choose(this.targets())
  }

  renice(by: number): void {
    const rests = !this.#actsOnTagged && this.#app.selectionRests
    const targets = withoutParts(this.targets())
    const [first] = targets
    if (rests && first !== undefined && targets.length === 1) {
      // Nobody has chosen this one, and of one nothing is asked before: it may have come to the place a moment ago.
      this.#app.say(`${nameOf(first)} selected: once more changes its nice value`)
      return
    }
    this.#renicing.renice(targets, by)
  }

  set(id: SettingId): void {
    const meant = this.targets()
    const ofProcess = OF_PROCESS[id]
    const targets = ofProcess === undefined ? withoutParts(meant) : wholeProcesses(meant)
    const { files } = this.#app.source
    if (files === undefined) {
      this.#app.say(onlyLinux(id === 'limit' ? 'set-limit' : id))
      return
    }
    const options = {
      ...this.#telling,
      files,
      selfPid: this.#app.selfPid,
      cpus: this.#app.shown?.cpu?.cores.map(core => core.id) ?? [],
      opening: (done: Promise<void>) => this.#app.opening(done),
      changed: () => this.#app.hurry(),
    }
    // Loaded with its first use: the first frame does not wait for it.
    const opened = import('./setting-dialogs.ts').then(({ openSetting }) => openSetting(id, targets, options))
    this.#app.opening(opened)
    const note = ofProcess && wholeNote(meant, ofProcess)
    if (note !== undefined) void opened.then(() => this.#app.say(note))
  }

  get #actsOnTagged(): boolean {
    return this.#app.view.tagged.size > 0 && !this.#app.isAboutOne
  }

  /** Of the past not everyone is there who is now, nor the other way round. */
  get #tagged(): readonly ProcessRow[] {
    return taggedRows(this.#app.view.tagged, this.#app.rows)
  }

  /** Whom one acts on, the selection held on that one. */
  targets(): readonly ProcessRow[] {
    if (this.#actsOnTagged) return this.#tagged
    const row = holdSelected(this.#app)
    return this.#app.group?.members ?? (row === undefined ? [] : [row])
  }
}

/**
 * The selected process, and the selection on it from now on, as on a selected group: what one acts on does not slip away
 * afterwards.
 */
export function holdSelected({ group, selected, view }: App): ProcessRow | undefined {
  view.selected = group?.id ?? selected?.id
  return selected
}
