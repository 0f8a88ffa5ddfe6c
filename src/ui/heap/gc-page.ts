import type { Section } from '../../inspect/section.ts'
import type { Ability } from '../../runtime/detection.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import type { HeapFigures } from '../../runtime/figures.ts'
import type { CollectorSettings, CollectorState } from '../../runtime/session.ts'
import type { Area } from '../../terminal/frame.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { SectionBody } from '../overlays/inspect-section.ts'
import { LinesView } from '../overlays/lines-view.ts'
import type { OverlayContext } from '../overlays/overlay.ts'
import { CollectionStream } from './collection-stream.ts'
import { askDebug, askGeneration, askThresholds } from './collector-asking.ts'
import { collectedLines, collectorSection } from './collector-rows.ts'
import type { HeapPage, PageContext } from './page.ts'
import { pauseText } from './pause-text.ts'

/** What the settings take of the page at most, and with what is said of the selected one. */
const SETTINGS_SHARE = 0.65
const MEANING = 3

export interface GcPageContext extends PageContext {
  /** As they were told last. */
  figures(): HeapFigures | undefined
}

/** The collector: what it has done and does, to be made to collect, and to be set. */
export class GcPage implements HeapPage {
  readonly title = 'GC'
  readonly abilities: readonly Ability[] = ['collect', 'collector', 'events']
  readonly body: Body
  readonly #context: GcPageContext
  readonly #stream = new CollectionStream()
  #state: CollectorState | undefined
  #section: Section
  /** Ends that it is told of collections. */
  #unwatch: (() => Promise<void>) | undefined
  #isBeginning = false
  #isAskingState = false

  constructor(context: GcPageContext) {
    this.#context = context
    this.#section = this.#made()
    const settings = new SectionBody(() => this.#section)
    this.body = {
      draw: (area, drawing) => this.#draw(area, drawing, settings),
      onKey: key => settings.onKey(key),
      onWheel: rows => settings.onWheel(rows),
      position: () => settings.position(),
      copied: () => settings.copied(),
      hints: () => settings.hints(),
    }
  }

  shown(): void {
    void this.#askState()
    if (this.#context.live.isAgreed('events')) void this.#watch(true)
  }

  /** The program may set its collector by itself. */
  renew(): void {
    this.#section = this.#made()
    void this.#askState()
  }

  onKey(key: string): boolean {
    switch (key) {
      case 'c':
        this.#collect()
        return true
      case 'e':
        this.#set(({ enabled }) => ({ enabled: !enabled }), 'the collector to be switched')
        return true
      case 'f':
        this.#set(({ frozenCount }) => ({ frozen: frozenCount === 0 }), 'freezing')
        return true
      case 'd':
        this.#with(state => this.#context.open(askDebug(state, debug => this.#set(() => ({ debug }), 'debug flags'))))
        return true
      case 't':
        this.#with(state =>
          this.#context.open(askThresholds(state, thresholds => this.#set(() => ({ thresholds }), 'thresholds'))),
        )
        return true
      case 'w':
        void this.#watch(this.#unwatch === undefined)
        return true
      default:
        return false
    }
  }

  /** What there is to be set stands before watching, which has its key beside what it shows. */
  hints(): readonly (readonly [string, string])[] {
    const { live } = this.#context
    const state = this.#state
    const sets = live.refusal('collector') === undefined
    const watchHint = this.#watchHint
    return [
      ...(live.refusal('collect') === undefined ? [['c', 'Collect'] as const] : []),
      ...(sets && state !== undefined
        ? [
            ['e', state.enabled ? 'Off' : 'On'] as const,
            ['f', state.frozenCount === 0 ? 'Freeze' : 'Unfreeze'] as const,
            ['d', 'Debug'] as const,
            ['t', 'Threshold'] as const,
          ]
        : []),
      ...(watchHint === undefined ? [] : [watchHint]),
    ]
  }

  get #watchHint(): readonly [string, string] | undefined {
    if (this.#context.live.refusal('events') !== undefined) return undefined
    return ['w', this.#unwatch === undefined ? 'Watch' : 'Unwatch']
  }

  #draw(area: Area, drawing: OverlayContext, settings: SectionBody): void {
    const wanted = this.#section.rows.length + MEANING
    const height = Math.min(wanted, Math.max(1, Math.floor(area.height * SETTINGS_SHARE)))
    settings.draw(area.inner(0, 0, area.width, height), drawing)
    const left = area.height - height - 1
    if (left < 2) return
    const shown = { state: this.#watchText(), hint: this.#watchHint, unicode: drawing.unicode }
    this.#stream.draw(area.inner(0, height + 1, area.width, left), shown)
  }

  #watchText(): string {
    const { live } = this.#context
    const refusal = live.refusal('events')
    if (refusal !== undefined) return `cannot be watched: ${refusal}`
    if (this.#unwatch !== undefined) return 'watching, none has happened yet: w ends that'
    const does = effectTexts(live.beyond('events') ?? { effects: [] })
    return `w watches them as they happen${does.length === 0 ? '' : `: ntop ${does.join(', ')}`}`
  }

  #made(): Section {
    const { live, figures } = this.#context
    return collectorSection(this.#state, figures(), live.refusal('collector'))
  }

  #put(state: CollectorState): void {
    this.#state = state
    this.#section = this.#made()
    this.#context.changed()
  }

  /** To ask for it changes nothing. */
  async #askState(): Promise<void> {
    const { live } = this.#context
    if (this.#isAskingState || live.refusal('collector') !== undefined) return
    this.#isAskingState = true
    const question = { ability: 'stats', what: 'the collector', quiet: true } as const
    const answer = await live.ask(question, session => session.collector?.())
    this.#isAskingState = false
    if (answer !== undefined) this.#put(answer.value)
  }

  /** With its settings, as soon as they are known. */
  #with(use: (state: CollectorState) => void): void {
    const { live, say } = this.#context
    const refusal = live.refusal('collector')
    if (refusal !== undefined) say(`the collector cannot be set: ${refusal}`)
    else if (live.ended !== undefined) say('it is detached')
    else if (this.#state !== undefined) use(this.#state)
    else void this.#askState().then(() => say('its settings are being asked for: once more, please'))
  }

  #set(change: (state: CollectorState) => CollectorSettings, what: string): void {
    this.#with(state => void this.#setTo(change(state), what))
  }

  async #setTo(settings: CollectorSettings, what: string): Promise<void> {
    const answer = await this.#context.live.ask({ ability: 'collector', what }, session =>
      session.setCollector?.(settings),
    )
    if (answer !== undefined) this.#put(answer.value)
  }

  #collect(): void {
    const { live, open, figures } = this.#context
    const generations = figures()?.generations ?? []
    if (live.detection.runtime !== 'python' || generations.length < 2 || live.refusal('collect') !== undefined) {
      void this.#collectNow(undefined)
      return
    }
    open(askGeneration(generations, generation => void this.#collectNow(generation)))
  }

  async #collectNow(generation: number | undefined): Promise<void> {
    const { live, open, copy, say, keys } = this.#context
    const answer = await live.ask({ ability: 'collect', what: 'a collection' }, session =>
      session.collect?.(generation),
    )
    if (answer === undefined) return
    if (answer.late) {
      say(`collected, which took ${pauseText(answer.value.tookMs)}`)
      return
    }
    const lines = collectedLines(answer.value)
    open(
      new LinesView({
        id: 'collected',
        key: 'c',
        title: generation === undefined ? 'collected' : `collected generation ${generation}`,
        lines: () => lines,
        copied: () => lines.map(({ label, text }) => `${label} ${text}`.trim()).join('\n'),
        copy,
        say,
        keys,
      }),
    )
  }

  async #watch(wanted: boolean): Promise<void> {
    const { live, changed } = this.#context
    if (this.#isBeginning || wanted === (this.#unwatch !== undefined)) return
    this.#isBeginning = true
    const unwatch = this.#unwatch
    if (unwatch !== undefined) {
      const ended = await live.ask({ ability: 'events', what: 'watching to end' }, async () => {
        await unwatch()
        return true
      })
      if (ended !== undefined) this.#unwatch = undefined
    } else {
      const question = { ability: 'events', what: 'collections' } as const
      const answer = await live.ask(question, session =>
        session.events?.(collection => {
          this.#stream.push(collection)
          changed()
        }),
      )
      this.#unwatch = answer?.value
    }
    this.#isBeginning = false
    changed()
  }
}
