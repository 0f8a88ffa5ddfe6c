import { type Amount, parseAmount } from '../../control/limit-amount.ts'
import { type Bounds, boundsText, changeText, parseBounds, shortName, sidesText } from '../../control/limit-change.ts'
import { type LimitPlan, type PossibleLimit, planLimit, raisesHard } from '../../control/limit-plan.ts'
import { boundsNow, type LimitSystem, limitSystem, setLimit } from '../../control/limits.ts'
import type { Deed } from '../../control/outcome.ts'
import { useNow } from '../../inspect/limits.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import { formatBytes } from '../../model/units.ts'
import { type LimitKind, type LimitUnit, RLIMITS } from '../../procfs/pid-limits.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import { type Done, doToAll, type Telling } from '../doing.ts'
import { aboutWhom, nameOf, whomText } from '../whom.ts'
import { Ask } from './ask.ts'
import { Menu } from './menu.ts'
import type { Remark } from './prompt.ts'

export interface LimitEditOptions extends Telling {
  readonly files: ProcessFiles
  readonly selfPid: number
  /** Something will be open once this is done. */
  opening(done: Promise<void>): void
  /** The limit may be another one now. */
  changed(): void
}

/** A process whose limit is to be set, with what is known of it before. */
interface Candidate {
  readonly row: ProcessRow
  /** Undefined where it cannot be read. */
  readonly before: Bounds | undefined
  /** In the limit's unit; undefined where it is not told. */
  readonly used: number | undefined
}

/** Has limits of processes changed: what is typed is weighed at once, and what became of it is said. */
export class LimitEdit {
  readonly #options: LimitEditOptions
  readonly #system: LimitSystem

  constructor(options: LimitEditOptions) {
    this.#options = options
    // Programs of the system's own places only: who watches a machine as root trusts no other path.
    this.#system = limitSystem(options.files, options.selfPid, { path: undefined })
  }

  /** Asks which limit first. */
  choose(rows: readonly ProcessRow[]): void {
    const [first] = rows
    const only = rows.length === 1 ? first : undefined
    const bounds = RLIMITS.map(limit => {
      const now = only && boundsNow(only.record.pid, { limit }, this.#system)
      return now === undefined ? '' : sidesText(limit, now)
    })
    const width = Math.max(...bounds.map(text => text.length))
    this.#options.open(
      new Menu<LimitKind>({
        id: 'limits',
        title: `set a limit of ${whomText(rows)}`,
        about: (width, most) => aboutWhom(rows, width, most),
        items: RLIMITS.map((limit, i) => ({
          label: shortName(limit.name),
          detail: width === 0 ? limit.about : `${bounds[i]?.padEnd(width)}  ${limit.about}`,
          value: limit,
        })),
        choose: limit => this.#options.opening(this.#askOf(rows, limit)),
      }),
    )
  }

  /** @param used in the limit's unit; undefined where it is not told */
  ask(row: ProcessRow, limit: LimitKind, used: number | undefined): void {
    this.#ask([{ row, before: boundsNow(row.record.pid, { limit }, this.#system), used }], limit)
  }

  async #askOf(rows: readonly ProcessRow[], limit: LimitKind): Promise<void> {
    const candidates: Candidate[] = []
    for (const row of rows) {
      const before = boundsNow(row.record.pid, { limit }, this.#system)
      candidates.push({ row, before, used: await useNow(this.#options.files, row.record, limit.name) })
    }
    this.#ask(candidates, limit)
  }

  #ask(candidates: readonly Candidate[], limit: LimitKind): void {
    const rows = candidates.map(({ row }) => row)
    const [first] = candidates
    if (first === undefined) return
    if (rows.length === 1 && first.before === undefined) {
      this.#options.say(`${shortName(limit.name)} of ${nameOf(first.row)} cannot be read`)
      return
    }
    const common = commonOf(candidates)
    const weigh = this.#weighing(limit)
    /** What was typed when it was said that it ends a process. */
    let warned: string | undefined
    this.#options.open(
      new Ask({
        title: `${shortName(limit.name)} of ${whomText(rows)}`,
        whom: (width, most) => aboutWhom(rows, width, most),
        about: [
          `Now: ${common === undefined ? 'not the same for all' : sidesText(limit, common)}.`,
          'May be: SOFT, SOFT:HARD or :HARD; unlimited is no limit.',
        ],
        text:
          common === undefined ? '' : [common.soft, common.hard].map(amount => typedAs(amount, limit.unit)).join(':'),
        accepts: character => /[\w.:\u00b5-]/.test(character),
        change: text => (text === '' ? { note: '' } : remarkOn(candidates.map(weigh(text)), limit, common)),
        accept: text => {
          const plans = candidates.map(weigh(text))
          const [only] = plans
          if (only !== undefined && plans.every(plan => plan.kind === 'refused')) return only.text
          const ends = endsOf(plans)
          if (ends !== undefined && warned !== text) {
            warned = text
            return `${ends}: Enter once more`
          }
          void this.#set(candidates, limit, text)
          return undefined
        },
      }),
    )
  }

  /** What setting the limit to what was typed will do to each. */
  #weighing(limit: LimitKind): (text: string) => (candidate: Candidate) => LimitPlan {
    const [mayRaise, nrOpen] = [this.#system.mayRaise(), this.#system.nrOpen()]
    return text => {
      const change = parseBounds(limit, text.trim())
      return ({ row, before, used }) => {
        if ('wrong' in change) return { kind: 'refused', text: change.wrong, why: change.wrong }
        const { pid, name } = row.record
        if (before !== undefined) return planLimit(change, { pid, name, before, used, mayRaise, nrOpen })
        const why = 'its limits cannot be read'
        return { kind: 'refused', text: `${shortName(limit.name)} of ${nameOf(row)}: ${why}`, why }
      }
    }
  }

  async #set(candidates: readonly Candidate[], limit: LimitKind, text: string): Promise<void> {
    const weigh = this.#weighing(limit)(text)
    const byId = new Map(candidates.map(candidate => [candidate.row.id, candidate]))
    await doToAll(
      candidates.map(({ row }) => row),
      {
        title: `${shortName(limit.name)} ${text.trim()}`,
        one: row => {
          const candidate = byId.get(row.id) ?? { row, before: undefined, used: undefined }
          return this.#setOne(candidate, weigh(candidate), limit)
        },
        all: (whom, has) => (has === undefined ? undefined : `${whom} now have ${has}`),
      },
      this.#options,
    )
    this.#options.changed()
  }

  async #setOne({ row, before }: Candidate, plan: LimitPlan, limit: LimitKind): Promise<Done> {
    const { pid, name } = row.record
    const short = shortName(limit.name)
    const nothing = { kind: 'limit', limit: short, to: short, raisesHard: false, pid, name } as const
    if (plan.kind === 'refused' || before === undefined)
      return { outcome: { failed: plan.kind === 'refused' ? plan.why : 'its limits cannot be read' }, deed: nothing }
    const { outcome, now } = await setLimit(row.id, plan.change, this.#system)
    const deed: Deed = { ...nothing, to: boundsText(limit, plan.after), raisesHard: raisesHard(plan.change, before) }
    if (outcome !== 'done') return { outcome, deed }
    const text = [doneText(plan, row, limit, before, now), ...plan.notes].join('; ')
    return { outcome, deed, text, ...(now !== undefined && { has: boundsText(limit, now) }) }
  }
}

function doneText(
  plan: PossibleLimit,
  row: ProcessRow,
  limit: LimitKind,
  before: Bounds,
  now: Bounds | undefined,
): string {
  if (now === undefined) return `${plan.text}; it ended right after`
  return `${shortName(limit.name)} of ${nameOf(row)}: ${changeText(limit, before, now)}`
}

/** What all have before; undefined where that is not the same, or not known of all. */
function commonOf(candidates: readonly Candidate[]): Bounds | undefined {
  const first = candidates[0]?.before
  const isSame = candidates.every(({ before }) => before?.soft === first?.soft && before?.hard === first?.hard)
  return isSame ? first : undefined
}

/** What would happen, as long as it is being typed. */
function remarkOn(plans: readonly LimitPlan[], limit: LimitKind, common: Bounds | undefined): Remark {
  const refused = plans.flatMap(plan => (plan.kind === 'refused' ? [plan] : []))
  const [first] = plans.flatMap(plan => (plan.kind === 'possible' ? [plan] : []))
  if (first === undefined) return { note: refused[0]?.text ?? '', wrong: true }
  const step = common === undefined ? `→ ${sidesText(limit, first.after)}` : changeText(limit, common, first.after)
  const ends = endsOf(plans)
  const parts = [step, ...(ends === undefined ? [] : [ends]), ...first.notes]
  if (refused.length > 0) parts.unshift(`not ${refused.length} of ${plans.length}: ${refused[0]?.text}`)
  return { note: parts.join('; '), wrong: ends !== undefined || refused.length > 0 }
}

/** That it ends some of them, and how. */
function endsOf(plans: readonly LimitPlan[]): string | undefined {
  const ended = plans.flatMap(plan => (plan.kind === 'possible' && plan.ends !== undefined ? [plan.ends] : []))
  const [how] = ended
  if (how === undefined) return undefined
  return plans.length === 1 ? `this ${how}` : `of ${ended.length} of ${plans.length} this ${how}`
}

/** An amount so that it means the same when it is typed. */
function typedAs(amount: Amount, unit: LimitUnit): string {
  if (amount === 'unlimited' || unit !== 'bytes') return String(amount)
  const short = formatBytes(amount)
  return parseAmount(short, unit) === amount ? short : String(amount)
}
