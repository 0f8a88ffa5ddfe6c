import { sendSignal } from '../control/signal.ts'
import { type Signal, signals, whyNotSendable } from '../control/signals.ts'
import { refusal, secondQuestion } from '../control/target.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { LookAt } from '../sources/sighting.ts'
import { type Done, doToAll, type Telling } from './doing.ts'
import { Fates } from './fates.ts'
import { Menu } from './overlays/menu.ts'
import { nameOf, wholeNote, wholeProcesses, whomLines, whomText } from './whom.ts'

export interface SignallingOptions extends Telling {
  readonly lookAt: LookAt
  readonly glanceAt: LookAt
  readonly selfPid: number
  readonly platform: NodeJS.Platform
  nameOf(pid: number): string | undefined
}

/** From the choice of a signal to the word on what became of the processes. The choice is about those it was opened on, whatever the table does beneath. */
export class Signalling {
  readonly #options: SignallingOptions
  readonly #fates: Fates

  constructor(options: SignallingOptions) {
    this.#options = options
    this.#fates = new Fates(options)
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
          off: whyNotSendable(signal, this.#options.platform),
          value: signal,
        })),
        choose: signal => this.#confirm(targets, signal),
      }),
    )
  }

  close(): void {
    this.#fates.close()
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
    const { lookAt, selfPid, platform } = this.#options
    const kill = (pid: number, number: number): unknown => process.kill(pid, number)
    const one = ({ record }: ProcessRow): Done => {
      const { id, pid, name } = record
      const outcome = sendSignal(id, signal.number, { lookAt, kill, selfPid, platform }, confirmed)
      return { outcome, deed: { kind: 'signal', signal: signal.name, pid, name } }
    }
    const all = (whom: string): string => `sent ${signal.name} to ${whom}`
    const sentAtMs = performance.now()
    const done = await doToAll(targets, { title: `send ${signal.name}`, one, all }, this.#options)
    const sent = targets.filter((_, i) => done[i]?.outcome === 'done')
    const records = sent.map(({ record }) => record)
    this.#fates.watch(records, signal, sentAtMs)
  }
}
