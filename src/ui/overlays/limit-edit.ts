import { type Amount, parseAmount } from '../../control/limit-amount.ts'
import { type Bounds, boundsText, changeText, parseBounds, shortName } from '../../control/limit-change.ts'
import { type LimitPlan, type PossibleLimit, planLimit, raisesHard } from '../../control/limit-plan.ts'
import { boundsNow, type LimitSystem, limitSystem, setLimit } from '../../control/limits.ts'
import { outcomeText } from '../../control/outcome.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import type { LimitKind, LimitUnit } from '../../procfs/pid-limits.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Overlay } from './overlay.ts'
import { Prompt, type Remark } from './prompt.ts'

export interface LimitEditOptions {
  readonly files: ProcessFiles
  readonly selfPid: number
  open(overlay: Overlay): void
  say(text: string): void
  /** The limit may be another one now. */
  changed(): void
}

/** Has limits of a process changed: what is typed is weighed at once, and what became of it is said. */
export class LimitEdit {
  readonly #options: LimitEditOptions
  readonly #system: LimitSystem

  constructor(options: LimitEditOptions) {
    this.#options = options
    // Programs of the system's own places only: who watches a machine as root trusts no other path.
    this.#system = limitSystem(options.files, options.selfPid, { path: undefined })
  }

  /** @param used in the limit's unit; undefined where it is not told */
  ask(row: ProcessRow, limit: LimitKind, used: number | undefined): void {
    const { pid, name } = row.record
    const before = boundsNow(pid, { limit }, this.#system)
    if (before === undefined) {
      this.#options.say(`${shortName(limit.name)} of ${pid} ${name} cannot be read`)
      return
    }
    const [mayRaise, nrOpen] = [this.#system.mayRaise(), this.#system.nrOpen()]
    const planOf = (text: string): LimitPlan => {
      const change = parseBounds(limit, text.trim())
      if ('wrong' in change) return { kind: 'refused', text: change.wrong, why: change.wrong }
      return planLimit(change, { pid, name, before, used, mayRaise, nrOpen })
    }
    /** What was typed when it was said that it ends the process. */
    let warned: string | undefined
    this.#options.open(
      new Prompt({
        label: `${shortName(limit.name)} SOFT:HARD`,
        text: [before.soft, before.hard].map(amount => typedAs(amount, limit.unit)).join(':'),
        accepts: character => /[\w.:µ-]/.test(character),
        change: text => remarkOn(planOf(text), limit, before),
        accept: text => {
          const plan = planOf(text)
          if (plan.kind === 'refused') return plan.text
          if (plan.ends !== undefined && warned !== text) {
            warned = text
            return `this ${plan.ends}: Enter once more`
          }
          void this.#set(row, plan, before)
          return undefined
        },
        cancel: () => undefined,
      }),
    )
  }

  async #set({ id, record }: ProcessRow, { change, after, text, notes }: PossibleLimit, before: Bounds): Promise<void> {
    const { pid, name } = record
    const { limit } = change
    const { outcome, now } = await setLimit(id, change, this.#system)
    const short = shortName(limit.name)
    const done =
      now === undefined
        ? `${text}; it ended right after`
        : `${short} of ${pid} ${name}: ${changeText(limit, before, now)}`
    const to = boundsText(limit, after)
    const raises = raisesHard(change, before)
    const deed = { kind: 'limit', limit: short, to, raisesHard: raises, pid, name } as const
    this.#options.say(outcome === 'done' ? [done, ...notes].join('; ') : outcomeText(outcome, deed))
    this.#options.changed()
  }
}

/** What would happen, as long as it is being typed. */
function remarkOn(plan: LimitPlan, limit: LimitKind, before: Bounds): Remark {
  if (plan.kind === 'refused') return { note: plan.text, wrong: true }
  const ends = plan.ends === undefined ? [] : [`this ${plan.ends}`]
  return { note: [changeText(limit, before, plan.after), ...ends, ...plan.notes].join('; '), wrong: ends.length > 0 }
}

/** An amount so that it means the same when it is typed. */
function typedAs(amount: Amount, unit: LimitUnit): string {
  if (amount === 'unlimited' || unit !== 'bytes') return String(amount)
  const short = formatBytes(amount)
  return parseAmount(short, unit) === amount ? short : String(amount)
}
