import { existsSync, rmSync } from 'node:fs'
import type { ProcessId } from '../../../src/model/process.ts'
import type { Effect } from '../../../src/runtime/detection.ts'
import { attachJava } from '../../../src/runtime/java/attach.ts'
import { detectJava, type JavaDetection } from '../../../src/runtime/java/detect.ts'
import type { HeapSession, NotAttached } from '../../../src/runtime/session.ts'
import { compileHeap, Jvm } from './jvm.ts'
import { thisSystem } from './system.ts'

/** A session with a JVM, which has all of these. */
export type Session = Required<Pick<HeapSession, 'types' | 'collect' | 'stacks' | 'events' | 'dump'>> & HeapSession

/** JVMs of one test, which end with it, and what is attached to them. */
export class JavaTargets {
  /** Pids that a signal was sent to. */
  readonly signalled: number[] = []
  readonly system = { ...thisSystem(), kill: (pid: number, signal: number) => this.#kill(pid, signal) }
  #classes: Awaited<ReturnType<typeof compileHeap>>
  #jvms: Jvm[] = []
  #sessions: Session[] = []

  async compile(java: string): Promise<void> {
    this.#classes = java === '' ? undefined : await compileHeap(java)
  }

  /** @param before another command that starts it */
  async start(java: string, options: readonly string[] = [], before: readonly string[] = []): Promise<Jvm> {
    const [command = java, ...args] = [
      ...before,
      java,
      '-Xmx64m',
      ...options,
      '-cp',
      this.#classes?.folder ?? '',
      'Heap',
    ]
    const jvm = await Jvm.start(command, ...args)
    this.#jvms.push(jvm)
    return jvm
  }

  id(pid: number): ProcessId {
    const seen = this.system.lookAt(pid)
    if (typeof seen === 'string') throw new Error(`it is ${seen}`)
    return seen.id
  }

  async detect(pid: number): Promise<JavaDetection> {
    const found = await detectJava(this.id(pid), this.system)
    if (found === undefined || 'why' in found) throw new Error(`taken for ${JSON.stringify(found)}`)
    return found
  }

  async tryTo(pid: number, consent: readonly Effect[], signal = new AbortController().signal) {
    const given: HeapSession | NotAttached = await attachJava(this.id(pid), consent, this.system, signal)
    if (!('failed' in given)) this.#sessions.push(given as Session)
    return given
  }

  async attach({ pid }: { readonly pid: number }, consent: readonly Effect[]): Promise<Session> {
    const given = await this.tryTo(pid, consent)
    if ('failed' in given) throw new Error(given.failed)
    return given as Session
  }

  /** Why it is not attached to. */
  async whyNot(pid: number, consent: readonly Effect[]): Promise<string> {
    const given = await this.tryTo(pid, consent)
    if (!('failed' in given)) throw new Error('it is attached to')
    return given.failed
  }

  /** Files that make it listen, where it looks for them. */
  triggers({ pid }: { readonly pid: number }): string[] {
    return [`/tmp/.attach_pid${pid}`, `/proc/${pid}/cwd/.attach_pid${pid}`].filter(existsSync)
  }

  #kill(pid: number, signal: number): void {
    this.signalled.push(pid)
    process.kill(pid, signal)
  }

  async end(): Promise<void> {
    this.signalled.length = 0
    for (const session of this.#sessions.splice(0)) await session.detach()
    for (const jvm of this.#jvms.splice(0)) {
      await jvm.end()
      // One that is killed leaves it there.
      rmSync(`/tmp/.java_pid${jvm.pid}`, { force: true })
    }
  }

  close(): void {
    this.#classes?.remove()
    this.system.close()
  }
}
