import type { Grid } from '../../inspect/grid.ts'
import { formatBytes, formatClock, formatSpan } from '../../model/units.ts'
import type { AllocationSnapshot } from '../../runtime/allocations.ts'
import type { GrownPlace } from '../../runtime/compare.ts'
import type { Ability } from '../../runtime/detection.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import type { Looked } from '../../runtime/very-lines.ts'
import { LinesView } from '../overlays/lines-view.ts'
import { Menu } from '../overlays/menu.ts'
import { askFile } from './ask-file.ts'
import { FootedBody } from './footed-body.ts'
import { KeptSnapshots } from './kept-snapshots.ts'
import type { HeapPage, PageContext } from './page.ts'
import { shownPlace, wholeRow } from './place-text.ts'
import { SourceLines } from './source-lines.ts'
import { placesOf, traceLines, tracesOf } from './trace-lines.ts'
import { TracingControl } from './tracing-control.ts'
import { VeryLineSearch } from './very-line-search.ts'

/** Behind the line of a function that could be looked into. */
const BEGINS = ' · begins there: l looks for the very line'

/** The lines of code that allocated what is alive, and between two snapshots those that grew. */
export class LinesPage implements HeapPage {
  readonly title = 'Lines'
  readonly abilities: readonly Ability[] = ['allocations']
  readonly body: FootedBody
  readonly #context: PageContext
  readonly #kept = new KeptSnapshots()
  readonly #source: SourceLines
  readonly #control: TracingControl
  readonly #veryLines: VeryLineSearch

  constructor(context: PageContext) {
    this.#context = context
    this.#control = new TracingControl(context, this.#kept)
    this.#veryLines = new VeryLineSearch(context, this.#kept)
    this.#source = new SourceLines(context.heaps, context.row().id, () => context.changed())
    this.body = new FootedBody({
      grid: () => this.#kept.grid() ?? this.#nothingYet(),
      foot: key => this.#foot(key),
      filter: text => {
        this.#kept.path = text
        return this.#kept.grid()?.items.length ?? 0
      },
      filtered: () => this.#kept.path,
    })
  }

  /** What is to be seen of it on every page: that tracing is on. */
  get badge(): string | undefined {
    const { tracing } = this.#kept
    if (tracing?.on !== true) return undefined
    const traced = tracing.tracedBytes === undefined ? '' : ` ${formatBytes(tracing.tracedBytes)}`
    return `tracing${traced}${tracing.ours ? '' : ' (not ours)'}`
  }

  shown(): void {
    void this.#control.look()
  }

  renew(): void {
    this.#control.renew()
  }

  onKey(key: string): boolean {
    switch (key) {
      case 's':
        void this.#traceOrTake()
        return true
      case 'S':
        void this.#control.stop()
        return true
      case 'c':
        this.#compare()
        return true
      case 'l':
        return this.#veryLines.find(this.#rowOf(this.body.current))
      case 'b':
        this.#kept.groupByNext()
        return true
      case 'e':
        this.#export()
        return true
      case 'enter':
        return this.#openTraces()
      default:
        return false
    }
  }

  hints(): readonly (readonly [string, string])[] {
    const { newest, tracing, all } = this.#kept
    const isOn = tracing?.on === true
    const canLook = this.#veryLines.functionOf(this.#rowOf(this.body.current)) !== undefined
    return [
      ['s', isOn ? 'Snapshot' : 'Trace'],
      ...(all.length > 1 ? [['c', 'Compare'] as const] : []),
      ...(canLook ? [['l', 'Very line'] as const] : []),
      ...(newest === undefined ? [] : [['b', 'By'] as const, ['enter', 'Traces'] as const]),
      ...(newest === undefined || this.#context.heaps.save === undefined ? [] : [['e', 'Export'] as const]),
      ...(isOn ? [['S', 'Stop'] as const] : []),
    ]
  }

  #nothingYet(): Grid<GrownPlace> {
    const { live } = this.#context
    const isOn = this.#kept.tracing?.on === true
    const does = effectTexts(live.beyond('allocations') ?? { effects: [] })
    return {
      kind: 'grid',
      title: 'Lines',
      columns: [],
      items: [],
      sort: '',
      key: ({ key }) => key,
      summary: isOn
        ? 'Allocations are traced: let it run for a while, s takes a snapshot, and after a second one c tells what has grown.'
        : `s begins to trace which line of code allocates what${does.length === 0 ? '' : `: ntop ${does.join(', ')}`}.`,
      note: isOn ? 'no snapshot has been taken yet' : 'not traced',
    }
  }

  #foot(key: string): readonly string[] {
    const row = this.#rowOf(key)
    if (row === undefined) return []
    const looked = this.#looked(row)
    const place = shownPlace(looked)
    const isOpen = looked.hotLines === undefined && this.#veryLines.functionOf(row) !== undefined
    const source = place && this.#source.of(place)
    return [`${wholeRow(looked)}${isOpen ? BEGINS : ''}`, source?.trim() ?? '']
  }

  #looked(row: GrownPlace): Looked {
    return { frames: row.frames, hotLines: this.#kept.hotLinesOf(row) }
  }

  #rowOf(key: string | undefined): GrownPlace | undefined {
    return key === undefined ? undefined : this.#kept.grid()?.items.find(item => item.key === key)
  }

  /** Takes a snapshot where it is traced; else it has to be traced first. */
  async #traceOrTake(): Promise<void> {
    if (await this.#control.isOnOrAsks()) await this.#take()
  }

  async #take(): Promise<void> {
    const { live } = this.#context
    const answer = await live.ask({ ability: 'allocations', what: 'a snapshot' }, session => session.snapshot?.())
    if (answer === undefined) return
    this.#kept.add(answer.value)
    await this.#control.look()
  }

  /** With the one before; asks with which where there are several, or where that is so already. */
  #compare(): void {
    const { all, newest, before } = this.#kept
    const others = all.filter(snapshot => snapshot !== newest)
    const last = others.at(-1)
    if (newest === undefined || last === undefined)
      this.#context.say('two snapshots are needed to compare: s takes one')
    else if (others.length === 1 && before === undefined) this.#kept.before = last
    else this.#choose(others, newest)
  }

  #choose(others: readonly AllocationSnapshot[], newest: AllocationSnapshot): void {
    const items = others.toReversed().map(snapshot => ({
      label: formatClock(snapshot.atMs),
      detail: `${formatSpan(newest.atMs - snapshot.atMs)} before`,
      value: snapshot as AllocationSnapshot | undefined,
    }))
    this.#context.open(
      new Menu({
        id: 'compared-with',
        title: 'compare with',
        items: [...items, { label: 'nothing', detail: 'what there is now', value: undefined }],
        choose: snapshot => {
          this.#kept.before = snapshot
        },
      }),
    )
  }

  #openTraces(): boolean {
    const { newest, by } = this.#kept
    const row = this.#rowOf(this.body.current)
    if (newest === undefined || row === undefined) return false
    const traces = tracesOf(newest, row, by)
    const hotLines = this.#kept.hotLinesOf(row) ?? []
    // Read before it is drawn, so that the lines do not come one by one.
    for (const place of [...placesOf(traces), ...hotLines.map(line => line.place)]) this.#source.of(place)
    const sign = newest.sampledEveryBytes === undefined ? '' : '~'
    const { keys, copy, say, open } = this.#context
    const lines = () => traceLines(traces, sign, hotLines, place => this.#source.of(place))
    open(
      new LinesView({
        id: 'traces',
        key: 'b',
        title: `allocated at ${wholeRow(this.#looked(row))}`,
        lines,
        copied: () =>
          lines()
            .map(({ label, text }) => `${label} ${text}`.trim())
            .join('\n'),
        copy,
        say,
        keys,
      }),
    )
    return true
  }

  #export(): void {
    const { newest: after, before, by, path } = this.#kept
    const { heaps, open, say, row, host, live } = this.#context
    if (after === undefined) say('nothing to export yet: s takes a snapshot')
    else if (heaps.save === undefined) say('nothing can be exported here')
    else {
      const saved = { row: row(), host: host(), after, before, by, path, effects: live.consent }
      open(
        askFile({
          label: 'Export to',
          name: `heap-${row().record.pid}.json`,
          about: 'as .json .heapprofile .cpuprofile .collapsed',
          accept: file => void heaps.save?.(file, saved).then(say),
        }),
      )
    }
  }
}
