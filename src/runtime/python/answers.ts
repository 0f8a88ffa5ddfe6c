/**
 * A Python program that the agent is in, asked through it. What it is asked and what it answers is said in
 * agent/agent.py; how it gets there and how its words get here is another's concern.
 */
import type { Tracing } from '../allocations.ts'
import { type Collection, type HeapSession, NoAnswer } from '../session.ts'
import { collectedOf, collectionsOf, collectorOf, figuresOf } from './answers/collector.ts'
import { fieldsOf, listOf, textOf } from './answers/fields.ts'
import { holdingOf } from './answers/holding.ts'
import { cachesOf, cyclicOf, duplicatesOf, typesOf } from './answers/objects.ts'
import { snapshotOf, stacksOf, tracingOf } from './answers/tracing.ts'

/** The way to the agent and back. */
export interface AgentLine {
  /** Rejects with {@link NoAnswer}: late, with the agent's error, or as the line is gone. */
  request(call: string, args: Readonly<Record<string, unknown>>, deadlineMs?: number): Promise<unknown>
}

export interface AnswersOptions {
  readonly line: AgentLine
  /** As {@link Hello} says. */
  readonly version: string
  /** Of the program, now. */
  readonly rssBytes: () => Promise<number | undefined>
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** Resolves once nothing is answered any more. */
  readonly ended: Promise<unknown>
  /** How often it is asked for collections that it has heard of. */
  readonly pollMs?: number
}

/** What can be asked of a Python program: of {@link HeapSession} all but `dump`, and what only tracemalloc has. */
export type PythonAnswers = Required<
  Omit<HeapSession, 'id' | 'runtime' | 'version' | 'abilities' | 'ended' | 'hotLines' | 'dump' | 'detach'>
> & {
  /** Forgets what was traced so far. */
  clearTraces(): Promise<Tracing>
  /** The most that is traced at once is counted from here on. */
  resetPeak(): Promise<Tracing>
}

const SOON_MS = 5000
/** A collection, or a look at every object, of a heap of tens of millions. */
const LATE_MS = 120_000
const POLL_MS = 250
const MOST_NAMES = 50
/** Of what our code says itself, in words that need no more. */
const OWN_ERROR = /^ValueError: /

type Ask = (call: string, deadlineMs: number, args?: Readonly<Record<string, unknown>>) => Promise<unknown>

export interface Hello {
  readonly version: string
  /** In its own namespace. */
  readonly pid: number | undefined
  readonly implementation: string | undefined
  /** Those that it uses whose objects only the thread may free that made them. */
  readonly toolkits: readonly string[]
}

/** @throws {NoAnswer} of what is no answer to `hello` */
export function helloOf(value: unknown): Hello {
  const { version, pid, implementation, toolkits } = fieldsOf(value)
  const called = textOf(version)
  if (called === undefined || !/^3\.\d+\.\d+/.test(called)) throw new NoAnswer('it does not say which Python it is')
  return {
    version: called,
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined,
    implementation: textOf(implementation),
    toolkits: listOf(toolkits, MOST_NAMES).flatMap(name => textOf(name) ?? []),
  }
}

export function pythonAnswers({
  line,
  version,
  rssBytes,
  now,
  ended,
  pollMs = POLL_MS,
}: AnswersOptions): PythonAnswers {
  let tracedSinceMs: number | undefined
  const seen = (tracing: Tracing): Tracing => {
    // Of tracing that somebody else has begun it is known only since when we have seen it.
    tracedSinceMs = tracing.on ? (tracedSinceMs ?? now()) : undefined
    return tracing
  }
  const ask: Ask = async (call, deadlineMs, args = {}) => {
    try {
      return await line.request(call, args, deadlineMs)
    } catch (error) {
      if (error instanceof NoAnswer) throw new NoAnswer(error.message.replace(OWN_ERROR, ''))
      throw error
    }
  }
  const trace = async (call: string, args = {}): Promise<Tracing> => seen(tracingOf(await ask(call, SOON_MS, args)))
  const collections = new Collections(ask, version, now, pollMs)
  void ended.then(() => collections.end())
  return {
    stats: async () => figuresOf(await ask('stats', SOON_MS), version),
    tracing: () => trace('tracing'),
    startTracing: async ({ frames }) => {
      const tracing = await trace('startTracing', { frames })
      if (!tracing.on) throw new NoAnswer('allocations are not traced in spite of it')
    },
    stopTracing: async () => {
      await trace('stopTracing')
    },
    clearTraces: () =>
      trace('clearTraces').then(tracing => {
        tracedSinceMs = now()
        return tracing
      }),
    resetPeak: () => trace('resetPeak'),
    snapshot: async () => {
      await trace('tracing')
      const rss = await rssBytes()
      const atMs = now()
      const answer = await ask('snapshot', LATE_MS)
      return snapshotOf(answer, { version, atMs, tracedSinceMs: tracedSinceMs ?? atMs, rssBytes: rss })
    },
    types: async () => typesOf(await ask('types', LATE_MS), now()),
    holding: async type => holdingOf(await ask('holding', LATE_MS, { type })),
    typeNames: async () => typesOf(await ask('types', LATE_MS), now()).rows.map(({ type }) => type),
    collect: async generation => {
      const begun = now()
      const answer = await ask('collect', LATE_MS, generation === undefined ? {} : { generation })
      return collectedOf(answer, version, Math.max(0, now() - begun))
    },
    collector: async () => collectorOf(await ask('collector', SOON_MS)),
    setCollector: async settings => collectorOf(await ask('setCollector', SOON_MS, { ...settings })),
    events: listener => collections.listen(listener),
    stacks: async () => stacksOf(await ask('stacks', SOON_MS)),
    caches: async () => cachesOf(await ask('caches', LATE_MS)),
    duplicates: async () => duplicatesOf(await ask('duplicates', LATE_MS)),
    cyclic: async () => cyclicOf(await ask('cyclic', LATE_MS)),
  }
}

/**
 * Collections that the program makes by itself. It only notes them, as nothing may wait in its collector, and is asked for
 * them ever so often, for as long as anybody listens.
 */
class Collections {
  readonly #ask: Ask
  readonly #version: string
  readonly #now: () => number
  readonly #pollMs: number
  readonly #listeners = new Set<{ readonly hear: (collection: Collection) => void }>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: Ask, version: string, now: () => number, pollMs: number) {
    this.#ask = ask
    this.#version = version
    this.#now = now
    this.#pollMs = pollMs
  }

  async listen(hear: (collection: Collection) => void): Promise<() => Promise<void>> {
    const listener = { hear }
    await this.#ask('events', SOON_MS, { on: true })
    this.#listeners.add(listener)
    this.#later()
    return async () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return
      clearTimeout(this.#timer)
      this.#timer = undefined
      await this.#ask('events', SOON_MS, { on: false })
    }
  }

  end(): void {
    this.#listeners.clear()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #later(): void {
    if (this.#timer !== undefined || this.#listeners.size === 0) return
    this.#timer = setTimeout(() => {
      this.#poll().then(
        () => {
          this.#timer = undefined
          this.#later()
        },
        (error: unknown) => {
          this.#timer = undefined
          if (!(error instanceof NoAnswer)) throw error
          // Late once, as it collects or is in a long call: it is asked again.
          this.#later()
        },
      )
    }, this.#pollMs)
    this.#timer.unref()
  }

  async #poll(): Promise<void> {
    const answer = await this.#ask('collections', SOON_MS)
    for (const collection of collectionsOf(answer, this.#version, this.#now())) {
      for (const { hear } of this.#listeners) hear(collection)
    }
  }
}
