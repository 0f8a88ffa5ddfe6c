import { outcomeText } from '../control/outcome.ts'
import { sendSignal } from '../control/signal.ts'
import { type Signal, signals } from '../control/signals.ts'
import { look, refusal, type StatReader, secondQuestion } from '../control/target.ts'
import { afterLook, fateText, isSettled, PATIENCE_MS, type Watch, watchEnd } from '../control/watch-end.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { Menu } from './overlays/menu.ts'
import type { Overlay } from './overlays/overlay.ts'

/** Between two looks at a process that was told to end: what it says is right to a tenth of a second. */
const LOOK_MS = 50
/** One that takes its time is looked at more seldom, and not for ever. */
const SELDOM_LOOK_MS = 500
const LONGEST_WATCH_MS = 60_000

export interface SignallingOptions {
  readonly readStat: StatReader
  readonly selfPid: number
  open(overlay: Overlay): void
  say(text: string): void
  nameOf(pid: number): string | undefined
}

/** From the choice of a signal to the word on what became of the process. The choice is about the process it was opened on, whatever the table does beneath. */
export class Signalling {
  readonly #options: SignallingOptions
  #watches: Watch[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: SignallingOptions) {
    this.#options = options
  }

  choose(target: ProcessRow): void {
    const { record, facts } = target
    const refused = refusal(record.id, this.#options.selfPid)
    if (refused !== undefined) {
      this.#options.say(refused)
      return
    }
    this.#options.open(
      new Menu<Signal>({
        id: 'signals',
        title: 'send a signal',
        about: [`${record.pid} ${record.name}${facts.user === undefined ? '' : ` of ${facts.user}`}`, facts.command],
        items: signals.map(signal => ({
          label: `${String(signal.number).padStart(2)} ${signal.name}`,
          detail: signal.about,
          typed: `${signal.number} ${signal.name}`,
          value: signal,
        })),
        choose: signal => this.#confirm(target, signal),
      }),
    )
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #confirm(target: ProcessRow, signal: Signal): void {
    const question = secondQuestion(target.id)
    if (question === undefined) {
      this.#send(target, signal, false)
      return
    }
    this.#options.open(
      new Menu<boolean>({
        id: 'confirm',
        title: `send ${signal.name} to ${target.record.pid} ${target.record.name}?`,
        about: [question],
        items: [
          { label: 'No', value: false },
          { label: 'Yes', value: true },
        ],
        choose: yes => {
          if (yes) this.#send(target, signal, true)
          else this.#options.say('nothing was sent')
        },
      }),
    )
  }

  #send({ record }: ProcessRow, signal: Signal, confirmed: boolean): void {
    const { readStat, selfPid, say } = this.#options
    const kill = (pid: number, number: number): unknown => process.kill(pid, number)
    const outcome = sendSignal(record.id, signal.number, { readStat, kill, selfPid }, confirmed)
    say(outcomeText(outcome, { kind: 'signal', signal: signal.name, pid: record.pid, name: record.name }))
    if (outcome !== 'done') return
    this.#watches = this.#watches.filter(watch => watch.target !== record.id)
    this.#watches.push(watchEnd(record, signal, performance.now()))
    this.#lookSoon()
  }

  #lookSoon(): void {
    clearTimeout(this.#timer)
    const fresh = this.#watches.some(watch => performance.now() - watch.sentAtMs < PATIENCE_MS + 1000)
    this.#timer = setTimeout(() => this.#lookNow(), fresh ? LOOK_MS : SELDOM_LOOK_MS)
  }

  #lookNow(): void {
    const { readStat, say, nameOf } = this.#options
    this.#watches = this.#watches
      .map(watch => {
        const seen = look(watch.pid, readStat)
        // Hidden or unreadable is not ended: the next look may tell.
        if (typeof seen === 'string' && seen !== 'gone') return watch
        const next = afterLook(watch, seen === 'gone' ? undefined : seen, performance.now())
        const text = next === watch || next.fate.kind === watch.fate.kind ? undefined : fateText(next, nameOf)
        if (text !== undefined) say(text)
        return next
      })
      // A zombie that nobody collects, and one that lives on, is not watched for ever.
      .filter(watch => !isSettled(watch) && performance.now() - watch.sentAtMs < LONGEST_WATCH_MS)
    if (this.#watches.length > 0) this.#lookSoon()
  }
}
