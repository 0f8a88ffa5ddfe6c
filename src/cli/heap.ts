/** `ntop heap PID [WHAT]`: the heap of a program that runs. */
import { overviewKind } from '../export/heap/abilities.ts'
import type { HeapOwner } from '../export/heap/answer.ts'
import { formatOf, writeHeapLines } from '../export/heap-file.ts'
import { checkPlace, isThere } from '../export/whole-file.ts'
import { whyNoProcess } from '../inspect/find-process.ts'
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { formatBytes } from '../model/units.ts'
import type { Granted } from '../runtime/effect-text.ts'
import type { Live, LiveEntrance, LiveProgram, NotLive } from '../runtime/live.ts'
import { routeOf } from '../runtime/route.ts'
import { type Detached, type HeapSession, isNoAnswer, NoAnswer } from '../runtime/session.ts'
import { NOT_WITH_PROCFS, onlyLinux } from '../sources/only-linux.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { Source } from '../sources/source.ts'
import { Ended, type Ending } from './ending.ts'
import { askCollect, askCollector, askEvents } from './heap/collector.ts'
import { consentText, isYes, whatItTakes } from './heap/consent.ts'
import type { Doing, Told, Watch } from './heap/doing.ts'
import { askLines, type SourceLine, type WriteLines } from './heap/lines.ts'
import { askCaches, askDuplicates, askReferrers } from './heap/objects.ts'
import { askDump, askStacks, askStats } from './heap/others.ts'
import { elsewhere, heapOverview, overviewLines } from './heap/overview.ts'
import { askCyclic, askTypes } from './heap/types.ts'
import type { HeapInvocation, HeapQuestion } from './invocation.ts'

/** Somewhere to write text to; resolves to whether somebody still reads. */
interface Sink {
  write(text: string): Promise<boolean>
}

/** Where the command runs. */
export interface HeapPlace {
  readonly stdout: Sink
  readonly stderr: Sink
  /** Cells that a line may take; 0 for as many as it needs. */
  readonly width: number
  /** A line that somebody types on the terminal; undefined where there is none. */
  readonly answer: (() => Promise<string>) | undefined
  readonly ending: Ending
  /** Loads what gets into programs. */
  live(): Promise<LiveEntrance>
  /** The text of lines of a process's program. */
  sourceLines(files: ProcessFiles, id: ProcessId): SourceLine
}

/**
 * Tells what can be asked; or says what an answer takes, has it agreed to, gets it, undoes what was done and says what
 * became of that, whatever happens meanwhile. Resolves to the exit code.
 */
export async function runHeap(invocation: HeapInvocation, source: Source, place: HeapPlace): Promise<number> {
  try {
    return await new HeapRun(invocation, place).run(source)
  } catch (error) {
    const { code } = place.ending
    if (error instanceof Ended) return code ?? 1
    if (code !== undefined && isBrokenTerminal(error)) return code
    throw error
  }
}

/** It has gone away, and what was to be said there is said to nobody. */
function isBrokenTerminal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO'
}

/** So long it is waited for what was begun in vain. */
const LATE_MS = 60_000

/** What was found out before anything is done. */
interface Asked {
  readonly question: HeapQuestion
  readonly record: ProcessRecord
  readonly owner: HeapOwner
  readonly program: LiveProgram
  readonly can: Granted
}

class HeapRun {
  readonly #invocation: HeapInvocation
  readonly #place: HeapPlace

  constructor(invocation: HeapInvocation, place: HeapPlace) {
    this.#invocation = invocation
    this.#place = place
  }

  async run(source: Source): Promise<number> {
    const { pid, origin, question } = this.#invocation
    const { ending } = this.#place
    const { file, replace } = this.#invocation.terms
    // What cannot be written is said before anything is done.
    if (file !== undefined) {
      formatOf(file)
      await checkPlace(file, replace)
    }
    for (const file of question?.what === 'dump' ? [question.file, question.later] : []) {
      if (file !== undefined && (await isThere(file)))
        return await this.#complain(`${file} is there already: a heap is written into a new file only`)
    }
    const { files } = source
    if (files === undefined) return await this.#complain(`process ${pid} cannot be asked: ${onlyLinux('heap')}`)
    if (origin.procfs !== undefined) return await this.#complain(`process ${pid} cannot be asked: ${NOT_WITH_PROCFS}`)
    const { processes, host } = await ending.unlessEnded(source.scan({ everyone: new Set() }))
    const record = processes.find(process => process.pid === pid)
    if (record === undefined) return await this.#complain(whyNoProcess(files, pid))
    const entrance = await this.#place.live()
    const live = entrance.openLive({ files, lookAt: of => source.look(of), bootAtMs: host.bootAtMs })
    const program = await ending.unlessEnded(entrance.detectLive(record, live))
    const owner = { process: record, atMs: Date.now(), runtime: runtimeText(program) }
    if (question === undefined) return await this.#overview(owner, program)
    const who = `${pid} ${record.name}${owner.runtime === undefined ? '' : ` (${owner.runtime})`}`
    if ('why' in program) return await this.#complain(`${who}: ${program.why}; ${elsewhere(pid)}`)
    const can = whatItTakes(question, program.detection.abilities, this.#invocation.terms)
    if ('refusal' in can) return await this.#complain(`${question.what} of ${who} cannot be had: ${can.refusal}`)
    if (!(await this.#agreed(who, question, can))) return 1
    return await this.#ask({ question, record, owner, program, can }, entrance, live)
  }

  async #overview(owner: HeapOwner, program: LiveProgram | NotLive): Promise<number> {
    const overview = heapOverview(owner, program)
    if (this.#invocation.json) await this.#document(overviewKind.write(overview))
    else await this.#lines([titleOf(owner), ...overviewLines(overview, this.#place.width)])
    return 0
  }

  /** Where nothing is touched there is nothing to agree to. */
  async #agreed(who: string, question: HeapQuestion, can: Granted): Promise<boolean> {
    if (this.#invocation.yes || can.effects.length === 0) return true
    const { stderr, answer, ending, width } = this.#place
    await stderr.write(consentText(who, question, can, width))
    if (answer === undefined) {
      await this.#say('nothing was done: there is no terminal to ask on; --yes agrees to all of this')
      return false
    }
    await stderr.write('ntop: do it? [y/N] ')
    if (isYes(await ending.unlessEnded(answer()))) return true
    await this.#say('nothing was done')
    return false
  }

  async #ask({ question, record, owner, program, can }: Asked, entrance: LiveEntrance, live: Live): Promise<number> {
    const { ending } = this.#place
    const { detection } = program
    const attaching = entrance.attachLive(record, detection, can.effects, live, ending.signal)
    const session = await Promise.race([attaching, ending.atOnce])
    if (session === undefined) return await this.#leftAtOnce()
    if ('failed' in session) {
      if (ending.code === undefined) await this.#say(`${record.pid} ${record.name}: ${session.failed}`)
      await this.#sayWhatIsLeft(session)
      if (session.later !== undefined && session.isSeenTo !== true) await this.#waitFor(session.later)
      return ending.code ?? 1
    }
    const outcome = await this.#answer(question, session, live)
    const detached = await Promise.race([undone(session), ending.atOnce])
    if (detached === undefined) return await this.#leftAtOnce()
    const runtime = `${session.runtime} ${session.version}`
    const route = routeOf(session.runtime, session.version)
    const answer = { ...owner, runtime, route, effects: can.effects, ...detached }
    if (!('error' in outcome)) {
      if (this.#invocation.json) await this.#document(await outcome.json(answer))
      else await this.#lines([titleOf(answer), ...(await outcome.text(this.#place.width))])
    } else if (isNoAnswer(outcome.error)) {
      await this.#say(`${question.what} of ${record.pid} ${record.name}: ${outcome.error.message}`)
    }
    await this.#sayWhatIsLeft(detached)
    if ('error' in outcome) {
      if (isNoAnswer(outcome.error) || outcome.error instanceof Ended) return ending.code ?? 1
      throw outcome.error
    }
    const bytes = await outcome.write?.(answer)
    if (bytes !== undefined) await this.#say(`${this.#invocation.terms.file} has ${formatBytes(bytes)}`)
    return ending.code ?? 0
  }

  /** What was begun and has not happened yet is undone when it does, which takes somebody who is still there. */
  async #waitFor(later: Promise<Detached>): Promise<void> {
    await this.#say(`waiting for that, ${LATE_MS / 1000} seconds at most; Ctrl-C twice leaves at once`)
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), LATE_MS)
    })
    const detached = await Promise.race([later, over, this.#place.ending.atOnce])
    clearTimeout(timer)
    if (detached === undefined) await this.#say('left behind: it may still happen, and then nobody undoes it')
    else await this.#sayWhatIsLeft(detached)
  }

  /** Whatever comes of it, the session is to be left afterwards. */
  async #answer(question: HeapQuestion, session: HeapSession, live: Live): Promise<Told | { readonly error: unknown }> {
    const { ending } = this.#place
    const over = session.ended.then(reason => {
      throw new NoAnswer(reason ?? 'the session is over')
    })
    // Where nobody waits for it any more, it is of no interest.
    over.catch(() => {})
    const answered: Watch['answered'] = promise => ending.unlessEnded(Promise.race([promise, over]))
    const watch: Watch = {
      answered,
      wait: ms => Promise.race([ending.wait(ms), over]).finally(() => ending.cutShort()),
      unlessCut: promise => ending.unlessCut(Promise.race([promise, over])),
      progress: text => this.#progress(text),
      tell: line => this.#tell(line),
    }
    try {
      const doing = { session, terms: this.#invocation.terms, watch }
      return await (question.what === 'lines' ? this.#askLines(doing, live) : ask(question, doing))
    } catch (error) {
      return { error }
    }
  }

  #askLines(doing: Doing, live: Live): Promise<Told> {
    const { ending } = this.#place
    const { file, replace } = this.#invocation.terms
    const write: WriteLines | undefined =
      file === undefined ? undefined : lines => writeHeapLines(file, lines, { replace, signal: ending.signal })
    return askLines(doing, this.#place.sourceLines(live.files, doing.session.id), write)
  }

  /** Not into a file of messages, where nobody waits. A session must not be lost over a terminal that is. */
  #progress(text: string): void {
    if (this.#place.answer !== undefined) this.#say(text).catch(() => this.#place.ending.cutShort())
  }

  #tell(line: string): void {
    if (this.#invocation.json) return
    const { stdout, ending } = this.#place
    stdout.write(`${clean(line)}\n`).then(
      isRead => {
        if (!isRead) ending.cutShort()
      },
      () => ending.cutShort(),
    )
  }

  async #document(document: unknown): Promise<void> {
    await this.#place.stdout.write(`${JSON.stringify(document)}\n`)
  }

  async #lines(lines: readonly string[]): Promise<void> {
    await this.#place.stdout.write(`${lines.join('\n')}\n`)
  }

  async #sayWhatIsLeft({ restored, leftBehind }: Detached): Promise<void> {
    if (restored.length > 0) await this.#say(`undone: ${restored.join('; ')}`)
    if (leftBehind.length > 0) await this.#say(`left behind: ${leftBehind.join('; ')}`)
  }

  async #leftAtOnce(): Promise<number> {
    await this.#say('left at once: what was done to it undoes itself within some seconds')
    return this.#place.ending.code ?? 1
  }

  async #complain(text: string): Promise<number> {
    await this.#say(text)
    return 1
  }

  async #say(text: string): Promise<void> {
    await this.#place.stderr.write(`ntop: ${clean(text)}\n`)
  }
}

function ask(question: Exclude<HeapQuestion, { readonly what: 'lines' }>, doing: Doing): Promise<Told> {
  switch (question.what) {
    case 'stats':
      return askStats(doing)
    case 'types':
      return askTypes(doing)
    case 'collect':
      return askCollect(doing, question.generation)
    case 'referrers':
      return askReferrers(doing, question.type)
    case 'stacks':
      return askStacks(doing)
    case 'events':
      return askEvents(doing)
    case 'caches':
      return askCaches(doing)
    case 'duplicates':
      return askDuplicates(doing)
    case 'cyclic':
      return askCyclic(doing)
    case 'collector':
      return askCollector(doing, question.settings)
    case 'dump':
      return askDump(doing, question.file, question.later)
  }
}

/** A session that cannot be left as it should be has still an end. */
async function undone(session: HeapSession): Promise<Detached> {
  try {
    return await session.detach()
  } catch (error) {
    if (!isNoAnswer(error)) throw error
    return { restored: [], leftBehind: [`${error.message}: what was done to it undoes itself within some seconds`] }
  }
}

/** `node 20.20.2`, `go`; undefined where it is not known. */
function runtimeText(program: LiveProgram | NotLive): string | undefined {
  if ('why' in program) return program.runtime
  const { runtime, version } = program.detection
  return version === undefined ? runtime : `${runtime} ${version}`
}

function titleOf({ process: { pid, name }, runtime }: HeapOwner): string {
  return clean(`${pid} ${name}: ${runtime ?? 'not known what runs it'}`)
}
