import { sendSignal } from '../control/signal.ts'
import { type Signal, signals } from '../control/signals.ts'
import { look, refusal, type StatReader, secondQuestion } from '../control/target.ts'
import { afterLook, fatesText, fateText, isSettled, PATIENCE_MS, type Watch, watchEnd } from '../control/watch-end.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { type Done, doToAll, type Telling } from './doing.ts'
import { Menu } from './overlays/menu.ts'
import { nameOf, wholeNote, wholeProcesses, whomLines, whomText } from './whom.ts'

/** Between two looks at a process that was told to end: what it says is right to a tenth of a second. */
const LOOK_MS = 50
/** One that takes its time is looked at more seldom, and not for ever. */
const SELDOM_LOOK_MS = 500
const LONGEST_WATCH_MS = 60_000

export interface SignallingOptions extends Telling {
  readonly readStat: StatReader
  readonly selfPid: number
  nameOf(pid: number): string | undefined
}

/** Those that were sent a signal together are told of together. */
type Group = readonly Watch[]

/** From the choice of a signal to the word on what became of the processes. The choice is about those it was opened on, whatever the table does beneath. */
export class Signalling {
  readonly #options: SignallingOptions
  #groups: readonly Group[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: SignallingOptions) {
    this.#options = options
  }

  /** Signals go to processes, whichever of their threads are meant. */
  choose(meant: readonly ProcessRow[]): void {
    const targets = wholeProcesses(meant)
    const notes = [wholeNote(meant, 'signals go to')].filter(note => note !== undefined)
    const [first] = targets
    if (first === undefined) return
    const isOne = targets.length === 1
    const refused = isOne ? refusal(first.id, this.#options.selfPid) : undefined
    if (refused !== undefined) {
      this.#options.say(refused)
      return
    }
    const { user, command } = first.facts
    this.#options.open(
      new Menu<Signal>({
        id: 'signals',
        title: isOne ? 'send a signal' : `send a signal to ${whomText(targets)}`,
        // Before the command, which may be so long that nothing behind it has room.
        about: isOne
          ? [`${nameOf(first)}${user === undefined ? '' : ` of ${user}`}`, ...notes, command]
          : (width, most) => [...notes, ...whomLines(targets, width, most - notes.length)],
        items: signals.map(signal => ({
          label: `${String(signal.number).padStart(2)} ${signal.name}`,
          detail: signal.about,
          typed: `${signal.number} ${signal.name}`,
          value: signal,
        })),
        choose: signal => this.#confirm(targets, signal),
      }),
    )
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #confirm(targets: readonly ProcessRow[], signal: Signal): void {
    const question = targets.map(target => secondQuestion(target.id)).find(asked => asked !== undefined)
    if (question === undefined) {
      void this.#send(targets, signal, false)
      return
    }
    this.#options.open(
      new Menu<boolean>({
        id: 'confirm',
        title: `send ${signal.name} to ${whomText(targets)}?`,
        about: [question],
        items: [
          { label: 'No', value: false },
          { label: 'Yes', value: true },
        ],
        choose: yes => {
          if (yes) void this.#send(targets, signal, true)
          else this.#options.say('nothing was sent')
        },
      }),
    )
  }

  async #send(targets: readonly ProcessRow[], signal: Signal, confirmed: boolean): Promise<void> {
    const { readStat, selfPid } = this.#options
    const kill = (pid: number, number: number): unknown => process.kill(pid, number)
    const one = ({ record }: ProcessRow): Done => {
      const { id, pid, name } = record
      const outcome = sendSignal(id, signal.number, { readStat, kill, selfPid }, confirmed)
      return { outcome, deed: { kind: 'signal', signal: signal.name, pid, name } }
    }
    const all = (whom: string): string => `sent ${signal.name} to ${whom}`
    const sentAtMs = performance.now()
    const done = await doToAll(targets, { title: `send ${signal.name}`, one, all }, this.#options)
    const sent = targets.filter((_, i) => done[i]?.outcome === 'done')
    if (sent.length === 0) return
    const ids = new Set(sent.map(({ id }) => id))
    this.#groups = [
      ...this.#groups.map(group => group.filter(watch => !ids.has(watch.target))),
      sent.map(({ record }) => watchEnd(record, signal, sentAtMs)),
    ].filter(group => group.length > 0)
    this.#lookSoon()
  }

  #lookSoon(): void {
    clearTimeout(this.#timer)
    const nowMs = performance.now()
    const fresh = this.#groups.some(group => group.some(watch => nowMs - watch.sentAtMs < PATIENCE_MS + 1000))
    this.#timer = setTimeout(() => this.#lookNow(), fresh ? LOOK_MS : SELDOM_LOOK_MS)
  }

  #lookNow(): void {
    this.#groups = this.#groups
      .map(group => this.#lookAt(group))
      // A zombie that nobody collects, and one that lives on, is not watched for ever.
      .filter(group => group.some(watch => !isSettled(watch) && performance.now() - watch.sentAtMs < LONGEST_WATCH_MS))
    if (this.#groups.length > 0) this.#lookSoon()
  }

  #lookAt(group: Group): Group {
    const { readStat, say, nameOf: nameOfPid } = this.#options
    const next = group.map(watch => {
      const seen = look(watch.pid, readStat)
      // Hidden or unreadable is not ended: the next look may tell.
      if (typeof seen === 'string' && seen !== 'gone') return watch
      return afterLook(watch, seen === 'gone' ? undefined : seen, performance.now())
    })
    if (next.every((watch, i) => watch.fate.kind === group[i]?.fate.kind)) return next
    const [only] = next
    const text = next.length === 1 && only !== undefined ? fateText(only, nameOfPid) : fatesText(next)
    if (text !== undefined) say(text)
    return next
  }
}
