/**
 * The helper program as somebody to ask: started with the first question, and again after it has ended.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { isDenied, isGone } from '../errors.ts'
import { type Answered, type Answers, type Asker, type Kind, NoAnswer, type Question, type Reply } from './answers.ts'
import { helperEnvironment } from './helper-environment.ts'

export interface HelperOptions {
  /** File of the program. */
  readonly program: string
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[]
}

export interface Helper extends Asker {
  /** Settled when none of the programs that were started is there any more; keeps our process from ending before. */
  ended(): Promise<void>
}

/** Where the build has put it: beside the program. */
export function helperProgram(): string {
  return join(__dirname, 'portable.cjs')
}

/** After {@link Asker.close} another question starts another program. Waiting for nothing it does not keep ours from ending. */
export function helper(options: HelperOptions): Helper {
  let running: Running | undefined
  const all = new Set<Running>()

  function started(): Running {
    if (running?.takesQuestions) return running
    const next = start(options)
    all.add(next)
    next.ended.then(() => all.delete(next))
    running = next
    return next
  }

  return {
    get pid() {
      return running?.takesQuestions ? running.pid : undefined
    },
    ask: async (kind, names) => await started().ask(kind, names),
    close() {
      // One that is worn, too, while it is at something yet.
      for (const one of all) one.end()
      running = undefined
    },
    async ended() {
      await Promise.all([...all].map(one => one.awaitEnd()))
    },
  }
}

/** @throws a {@link NoAnswer} where the system has no memory for it, or takes no environment of that length */
function start(options: HelperOptions): Running {
  try {
    return new Running(options)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw cannotBeStarted(error)
    throw error
  }
}

function cannotBeStarted({ message }: Error): NoAnswer {
  return new NoAnswer(`the helper cannot be started: ${message}`)
}

interface Waiting {
  readonly kind: Kind
  resolve(answered: Answered<Kind>): void
  reject(error: NoAnswer): void
}

/** One run of the program. */
class Running {
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #platform: NodeJS.Platform
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #takesQuestions = true
  #there = true
  #isKilled = false

  constructor({ program, platform, environment, nodeOptions = [] }: HelperOptions) {
    this.#platform = platform
    const child = spawn(process.execPath, [...nodeOptions, program], {
      env: helperEnvironment(environment, platform),
      // What the libraries say of their troubles is not for our screen.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // A group of its own, which is ended whole.
      detached: platform !== 'win32',
      windowsHide: true,
    })
    this.#child = child
    this.#keepsUs(false)
    child.on('message', (reply: Reply) => this.#onReply(reply))
    this.ended = new Promise(resolve => {
      const end = (why: NoAnswer): void => {
        this.#there = false
        this.#takesQuestions = false
        this.#rejectAll(why)
        resolve()
      }
      child.once('exit', (code, signal) => {
        // By itself, or by others: what it has started is there yet. Nobody has had the time to become leader of this group.
        this.#kill()
        end(new NoAnswer(`the helper has ended (${signal ?? code})`))
      })
      child.on('error', error => {
        // No process at all; of others the exit follows.
        if (child.pid === undefined) end(cannotBeStarted(error))
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get takesQuestions(): boolean {
    return this.#takesQuestions
  }

  ask<K extends Kind>(kind: K, names: readonly string[] | undefined): Promise<Answered<K>> {
    this.#lastId++
    const id = this.#lastId
    const question: Question = names === undefined ? { id, kind } : { id, kind, names }
    return new Promise((resolve, reject) => {
      const settle = resolve as (answered: Answered<Kind>) => void
      this.#waiting.set(id, { kind, resolve: settle, reject })
      // No process, and no channel to it: why is told in a moment.
      if (this.#child.pid === undefined) return
      this.#keepsUs(true)
      this.#child.send(question, error => {
        if (error) this.#take(id)?.reject(new NoAnswer(`the helper cannot be asked: ${error.message}`))
      })
    })
  }

  /** Keeps our process from ending before that. */
  awaitEnd(): Promise<void> {
    this.#child.ref()
    return this.ended
  }

  end(): void {
    this.#takesQuestions = false
    this.#rejectAll(new NoAnswer('the helper is closed'))
    // Of a group until its leader's end has been seen, the number cannot be another's.
    if (this.#there) this.#kill()
  }

  /** Once: of the same group nobody is left then. */
  #kill(): void {
    const { pid } = this.#child
    if (this.#isKilled || pid === undefined) return
    this.#isKilled = true
    if (this.#platform === 'win32') this.#child.kill('SIGKILL')
    else killGroup(pid)
  }

  #onReply(reply: Reply): void {
    const waiting = this.#take(reply.id)
    if ('answer' in reply && reply.worn) this.#takesQuestions = false
    if (!this.#takesQuestions && this.#waiting.size === 0) this.end()
    if (waiting === undefined) return
    if ('error' in reply) waiting.reject(new NoAnswer(reply.error))
    else waiting.resolve(onOurClock(reply))
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#keepsUs(false)
    return waiting
  }

  #rejectAll(why: NoAnswer): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#keepsUs(false)
    for (const { reject } of all) reject(why)
  }

  /** Whether it, and its channel, keep our process from ending. */
  #keepsUs(keeps: boolean): void {
    const { channel } = this.#child
    if (keeps) {
      this.#child.ref()
      channel?.ref()
    } else {
      this.#child.unref()
      channel?.unref()
    }
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    // It has ended by itself just now, with all the others; of a group of zombies macOS says that it may not be signalled.
    if (!isGone(error) && !isDenied(error)) throw error
  }
}

/** process.hrtime() counts from some moment of the machine's, performance.now() from our start. */
function onOurClock({ answer, atMs }: { answer: Answers[Kind]; atMs: number }): Answered<Kind> {
  const [seconds, nanoseconds] = process.hrtime()
  const originMs = seconds * 1000 + nanoseconds / 1e6 - performance.now()
  const value = isListing(answer) ? answer.map(one => ({ ...one, readAtMs: one.readAtMs - originMs })) : answer
  return { value, atMs: atMs - originMs }
}

function isListing(answer: Answers[Kind]): answer is Answers['processes'] {
  return Array.isArray(answer) && answer.length > 0 && 'readAtMs' in answer[0]
}
