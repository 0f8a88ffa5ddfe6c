import { type AnyColumn, type ColumnContext, momentOf } from '../../columns/column.ts'
import { findColumn } from '../../columns/index.ts'
import { sortBy } from '../../columns/sort-by.ts'
import type { Command } from '../../commands/command.ts'
import { OrderedRows } from '../../model/ordered-rows.ts'
import type { Facet, ProcessId } from '../../model/process.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import type { TroubleChoices } from '../../model/troubles/detector-kind.ts'
import { detectors } from '../../model/troubles/index.ts'
import { type Trouble, type TroubleEvent, Troubles } from '../../model/troubles/trouble.ts'
import { formatCount } from '../../model/units.ts'
import type { View } from '../../model/view.ts'
import { fold } from '../../plain/fold.ts'
import { troubleSentence, troubleText } from '../../plain/machine.ts'
import { processSentence, spokenColumns } from '../../plain/process.ts'
import { readingText } from '../../plain/reading.ts'
import { spokenInterval } from '../../plain/spoken.ts'
import { keeps } from '../../query/keeps.ts'
import { readQuery } from '../../query/query.ts'
import type { Source } from '../../sources/source.ts'
import type { LineTerminal } from '../../terminal/lines.ts'
import { Sampler } from '../sampler.ts'
import { PlainKeys } from './keys.ts'
import { Question } from './question.ts'
import { PlainSignalling } from './signalling.ts'

export interface PlainAppOptions {
  readonly terminal: LineTerminal
  readonly source: Source
  readonly view: View
  readonly commands: readonly Command[]
  /** Why nothing may be done to processes; undefined where something may. */
  readonly barred: string | undefined
  /** What is told of each process; the usual few when undefined. */
  readonly columns: readonly AnyColumn[] | undefined
  /** Which troubles are looked for, and from where on; the usual ones where nothing is chosen. */
  readonly troubles?: TroubleChoices
  /** How many processes a reading tells of at the most. */
  readonly top: number
  /** Readings come by themselves. */
  readonly goesOn: boolean
  readonly version: string
  readonly ownUid: number | undefined
  readonly selfPid: number
}

/** After this long rates can be told. */
const SOON_MS = 250

/** What was read out last: whoever goes through the processes does so in this order, whatever has come since. */
interface Told {
  readonly snapshot: Snapshot
  readonly order: OrderedRows
}

/**
 * Tells of the machine in lines of text, and does what keys say. What was written stays: nothing is drawn anew, and
 * unasked only that is said which one would want to be interrupted for.
 */
export class PlainApp {
  readonly view: View
  readonly source: Source
  readonly barred: string | undefined
  top: number
  goesOn: boolean
  readonly #options: PlainAppOptions
  readonly #terminal: LineTerminal
  readonly #sampler: Sampler
  readonly #troubles: Troubles
  readonly #keys: PlainKeys
  readonly #signalling: PlainSignalling
  #newest: Snapshot | undefined
  #troublesNow: readonly Trouble[] = []
  /** Critical ones that were said and are not over, by what they are. */
  readonly #saidTroubles = new Map<string, Trouble>()
  #told: Told | undefined
  /** Whom one has gone to. */
  #current: ProcessId | undefined
  #index: number | undefined
  /** How often readings come where scans take too long for the wanted interval, as it was said last. */
  #saidEveryMs: number | undefined
  /** A reading was asked for, and comes with the next sample. */
  #wanted = true
  #question: Question | undefined
  #soon: NodeJS.Timeout | undefined
  /** What is to be said once the question is answered. */
  #held: string[] = []
  #finish: ((error?: unknown) => void) | undefined

  constructor(options: PlainAppOptions) {
    this.#options = options
    this.#troubles = new Troubles(detectors(options.troubles))
    this.#terminal = options.terminal
    this.view = options.view
    this.source = options.source
    this.barred = options.barred
    this.top = options.top
    this.goesOn = options.goesOn
    this.#keys = new PlainKeys(options.commands)
    this.#sampler = new Sampler({
      source: options.source,
      needs: () => ({ everyone: this.#needsOfEveryone() }),
      intervalMs: () => this.view.intervalMs,
      onBeginning: () => undefined,
      onSnapshot: snapshot => this.#take(snapshot),
      onError: error => this.#finish?.(error),
    })
    this.#signalling = new PlainSignalling({
      lookAt: pid => this.source.look(pid),
      glanceAt: pid => this.source.glance(pid),
      selfPid: options.selfPid,
      platform: process.platform,
      nameOf: pid => this.#newest?.processes.find(row => row.record.pid === pid)?.record.name,
      say: text => this.say(text),
      ask: (question, answer) => this.ask(question, answer),
    })
  }

  /** Goes on until it is left. Rejects with what a scan failed of. */
  async run(): Promise<void> {
    const { version } = this.#options
    this.#terminal.onKey(key => this.#onKey(key))
    const finished = new Promise<void>((resolve, reject) => {
      this.#finish = error => (error === undefined ? resolve() : reject(error))
    })
    const [help, reading, quit] = ['help', 'reading', 'quit'].map(id => this.#keys.label(id))
    this.say(`ntop ${version}. Press ${help} for the keys, ${reading} for a reading, ${quit} to leave.`)
    this.#sampler.start()
    try {
      await finished
    } finally {
      clearTimeout(this.#soon)
      this.#sampler.stop()
      this.#signalling.close()
    }
  }

  get snapshot(): Snapshot | undefined {
    return this.#newest
  }

  get troubleEvents(): readonly TroubleEvent[] {
    return this.#troubles.events
  }

  get keys(): PlainKeys {
    return this.#keys
  }

  get current(): ProcessRow | undefined {
    return this.#index === undefined ? undefined : this.#told?.order.at(this.#index)
  }

  /** Time from one reading to the next. */
  get everyMs(): number {
    return this.#sampler.everyMs
  }

  get width(): number {
    return this.#terminal.width
  }

  finish(): void {
    if (this.#question !== undefined) this.#terminal.write('\n')
    this.#finish?.()
  }

  suspend(): void {
    this.#terminal.suspend()
  }

  /** A line of its own, broken where it is longer than the terminal is wide. */
  say(...lines: readonly string[]): void {
    this.write(fold(lines, this.width))
  }

  /** Whole lines; after the answer, where a question is open. */
  write(text: string): void {
    if (this.#question === undefined) this.#terminal.write(text)
    else this.#held.push(text)
  }

  /** @param answer is given what was typed; undefined where it was called off */
  ask(question: string, answer: (text: string | undefined) => void, begun?: string): void {
    const answered = (text: string | undefined): void => {
      this.#question = undefined
      answer(text)
      // The answer may have led to the next question.
      if (this.#question !== undefined) return
      const held = this.#held.splice(0)
      for (const waiting of held) this.#terminal.write(waiting)
    }
    const broken = fold([question], this.width).trimEnd()
    this.#question = new Question(broken, text => this.#terminal.write(text), answered, begun)
  }

  /** A reading, as soon as the machine has been looked at. */
  read(): void {
    this.#wanted = true
    this.#sampler.hurry()
  }

  signal(row: ProcessRow): void {
    this.#signalling.begin(row)
  }

  /** Goes to a place of the list that was read out last, and tells of the process there. */
  async goTo(index: number): Promise<void> {
    const { order, snapshot } = this.#told ?? {}
    if (order === undefined || snapshot === undefined || order.count === 0) {
      this.say(order === undefined ? 'Nothing has been read yet.' : 'There is no process in the list.')
      return
    }
    const last = order.count - 1
    const at = Math.min(Math.max(index, 0), last)
    const row = order.at(at)
    if (row === undefined) return
    const isEdge = at === this.#index && at !== index
    this.#index = at
    this.#current = row.id
    const columns = this.#columns
    await this.source.fill([row.id], new Set<Facet>([...needsOfColumns(columns), 'command']))
    const edge = isEdge ? (index < at ? 'First: ' : 'Last: ') : ''
    const place = `${edge}${formatCount(at + 1)} of ${formatCount(order.count)}: `
    this.say(`${place}${processSentence(row, columns, this.#contextOf(snapshot))}`)
  }

  /** So many places on, from the first one where one has not gone to any. */
  move(by: number): Promise<void> {
    return this.goTo(this.#index === undefined ? 0 : this.#index + by)
  }

  /** @returns whether that process is in the list */
  goToPid(pid: number): boolean {
    const { order } = this.#told ?? {}
    const row = order?.whole().find(({ record }) => record.pid === pid)
    if (order === undefined || row === undefined) return false
    void this.goTo(order.indexOf(row))
    return true
  }

  #onKey(key: string): void {
    if (key === 'C-c') this.finish()
    else if (this.#question === undefined) this.#keys.run(key, this)
    else this.#question.onKey(key)
  }

  async #take(snapshot: Snapshot): Promise<void> {
    const isFirst = this.#newest === undefined
    this.#newest = snapshot
    this.#troublesNow = this.#troubles.look(snapshot)
    this.#sayEased()
    if (snapshot.intervalMs === undefined) {
      // The second one comes in a moment; where that was too soon for rates, the interval may be long.
      if (!isFirst) this.#soon = setTimeout(() => this.#sampler.hurry(), SOON_MS)
      return
    }
    // A terminal that stands still gets no heap of readings when it goes on.
    const isTold = this.#question === undefined && (this.#wanted || (this.goesOn && !this.#terminal.busy))
    if (isTold) await this.#tell(snapshot)
    else this.#sayTroubles()
  }

  #ordered({ processes }: Snapshot, context: ColumnContext): OrderedRows {
    const { sort } = this.view
    const key = sortBy(findColumn(sort.columnId), context, sort.descending)
    return new OrderedRows(processes.filter(keeps(this.view, context)), key)
  }

  async #tell(snapshot: Snapshot): Promise<void> {
    this.#wanted = false
    const columns = this.#columns
    const context = this.#contextOf(snapshot)
    const order = this.#ordered(snapshot, context)
    const rows = order.between(0, this.top)
    await this.source.fill(
      rows.map(row => row.id),
      needsOfColumns(columns),
    )
    this.#told = { snapshot, order }
    const row = this.#current === undefined ? undefined : order.rowOf(this.#current)
    this.#index = row === undefined ? undefined : order.indexOf(row)
    const { sort, filter } = this.view
    const told = { columns, context, sort: findColumn(sort.columnId), descending: sort.descending, filter }
    const reading = { snapshot, troubles: this.#troublesNow, rows, count: order.count, ...told }
    this.write(`\n${readingText(reading, this.width)}`)
    this.#noteTroubles()
  }

  /** What has become critical, and what is over, since that was last said. Less than that waits for a reading. */
  #sayTroubles(): void {
    const before = new Map(this.#saidTroubles)
    this.#noteTroubles()
    for (const [id, trouble] of this.#saidTroubles) if (!before.has(id)) this.say(troubleSentence(trouble))
    // What happened in a moment was over when it was said.
    for (const [id, trouble] of before)
      if (!this.#saidTroubles.has(id) && !trouble.momentary) this.say(`Over: ${troubleText(trouble)}.`)
  }

  /** Whoever waits for readings wants to know that they come seldomer than they were asked for, and once they do not. */
  #sayEased(): void {
    const { eased } = this.#sampler
    if (!this.goesOn || eased?.everyMs === this.#saidEveryMs) return
    this.#saidEveryMs = eased?.everyMs
    const every = `a reading every ${spokenInterval(this.everyMs)}`
    const wanted = spokenInterval(this.view.intervalMs)
    this.say(
      eased === undefined
        ? `Scans are quick again: ${every}.`
        : `A scan takes ${spokenInterval(eased.scanMs)}: ${every} instead of ${wanted}.`,
    )
  }

  #noteTroubles(): void {
    this.#saidTroubles.clear()
    for (const trouble of this.#troublesNow)
      if (trouble.overForMs === undefined && trouble.severity === 'critical')
        this.#saidTroubles.set(trouble.id, trouble)
  }

  get #columns(): readonly AnyColumn[] {
    return this.#options.columns ?? spokenColumns(findColumn(this.view.sort.columnId))
  }

  /** What has to be known to tell who is wanted, in which order: true memory too, as readings are far enough apart. */
  #needsOfEveryone(): ReadonlySet<Facet> {
    const { sort, filter, user } = this.view
    const facets = new Set<Facet>([
      ...(findColumn(sort.columnId)?.needs ?? []),
      ...(readQuery(filter).query?.needs ?? []),
    ])
    return user === undefined ? facets : facets.add('owner')
  }

  #contextOf(snapshot: Snapshot): ColumnContext {
    const { cpuOfMachine, fullPath } = this.view
    const cores = Math.max(1, snapshot.cpu?.cores.length ?? 1)
    return { ownUid: this.#options.ownUid, cores, cpuOfMachine, fullPath, ...momentOf(snapshot) }
  }
}

function needsOfColumns(columns: readonly AnyColumn[]): ReadonlySet<Facet> {
  return new Set(columns.flatMap(column => column.needs))
}
