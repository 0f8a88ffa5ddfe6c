import { outcomeText } from '../../control/outcome.ts'
import { sendSignal } from '../../control/signal.ts'
import { type Signal, signalByNumber, signals, whyNotSendable } from '../../control/signals.ts'
import { refusal, secondQuestion } from '../../control/target.ts'
import { suggestion } from '../../model/closest.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import type { LookAt } from '../../sources/sighting.ts'
import { Fates } from '../fates.ts'
import { nameOf } from '../whom.ts'
import { isYes } from './question.ts'

export interface PlainSignallingOptions {
  readonly lookAt: LookAt
  readonly glanceAt: LookAt
  readonly selfPid: number
  readonly platform: NodeJS.Platform
  nameOf(pid: number): string | undefined
  say(text: string): void
  ask(question: string, answer: (text: string | undefined) => void): void
}

/** Asks which signal, and whether really, sends it, and tells what became of the process. */
export class PlainSignalling {
  readonly #options: PlainSignallingOptions
  readonly #fates: Fates

  constructor(options: PlainSignallingOptions) {
    this.#options = options
    this.#fates = new Fates({ ...options, killHint: '; k and then KILL ends it at once' })
  }

  close(): void {
    this.#fates.close()
  }

  /** The row is the one that was meant, whoever is read meanwhile. */
  begin(row: ProcessRow): void {
    const { ask, say, selfPid } = this.#options
    const refused = refusal(row.id, selfPid)
    if (refused !== undefined) {
      say(refused)
      return
    }
    ask(`Signal for ${nameOf(row)}, by name or number, nothing for TERM, Esc for none:`, text => {
      if (text === undefined) say('Nothing was sent.')
      else this.#confirm(row, text)
    })
  }

  #confirm(row: ProcessRow, text: string): void {
    const { ask, say } = this.#options
    const signal = signalNamed(text)
    if (signal === undefined) {
      const names = signals.map(({ name }) => name)
      say(`There is no signal ${text}${suggestion(text.toUpperCase(), names) || '.'} Nothing was sent.`)
      return
    }
    const why = whyNotSendable(signal, this.#options.platform)
    if (why !== undefined) {
      say(`${why}. Nothing was sent.`)
      return
    }
    const more = secondQuestion(row.id)
    const warning = more === undefined ? '' : ` ${more[0]?.toUpperCase()}${more.slice(1)}`
    ask(`Send ${signal.name} to ${nameOf(row)}?${warning} y or n:`, answer => {
      if (isYes(answer)) this.#send(row, signal)
      else say('Nothing was sent.')
    })
  }

  #send({ record }: ProcessRow, signal: Signal): void {
    const { lookAt, selfPid, platform, say } = this.#options
    const { id, pid, name } = record
    const sentAtMs = performance.now()
    const kill = (target: number, number: number): unknown => process.kill(target, number)
    const outcome = sendSignal(id, signal.number, { lookAt, kill, selfPid, platform }, true)
    say(outcomeText(outcome, { kind: 'signal', signal: signal.name, pid, name }))
    if (outcome === 'done') this.#fates.watch([record], signal, sentAtMs)
  }
}

/** `KILL`, `sigkill` or `9`; TERM where nothing is said. */
export function signalNamed(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return signalByNumber(Number(text))
  const wanted = text === '' ? 'TERM' : text.toUpperCase().replace(/^SIG/, '')
  return signals.find(({ name }) => name === wanted)
}
