/** Where a path leads to for a process whose root is not ours: a link there that begins with `/` means its root. */
import { readlink } from 'node:fs'
import type { InPool } from '../sources/linux/binaries/pieces.ts'
import { refused } from '../sources/linux/reader.ts'
import type { Refusal } from '../sources/process-files.ts'

/** As many links as the kernel follows, path_resolution(7). */
const MOST_LINKS = 40
/** What a chain of links may not make longer and longer, and more parts than any path has. */
const MOST_PARTS = 2048

export type Resolved = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: Refusal }

/**
 * The same place as a path of ours, without a link in it but the process's own root or working directory at its
 * beginning; whether there is something at its end is not asked.
 *
 * @param folder the process's own in the kernel's tree: `/proc/4711`
 * @param path relative ones begin at its working directory
 */
export function resolveFor(inPool: InPool, folder: string, path: string): Promise<Resolved> {
  return inPool<Resolved>(done => new Resolving(folder, path, done).step())
}

class Resolving {
  readonly #folder: string
  readonly #done: (result: Resolved) => void
  #base: 'root' | 'cwd'
  /** What is still to be gone, the next part last. */
  readonly #left: string[]
  #gone: string[] = []
  #links = 0

  constructor(folder: string, path: string, done: (result: Resolved) => void) {
    this.#folder = folder
    this.#done = done
    this.#base = path.startsWith('/') ? 'root' : 'cwd'
    this.#left = path.split('/').reverse()
  }

  get #path(): string {
    return [this.#folder, this.#base, ...this.#gone].join('/')
  }

  step(): void {
    let part = this.#left.pop()
    for (; part === '' || part === '.' || part === '..'; part = this.#left.pop()) if (part === '..') this.#leave()
    if (part === undefined) this.#done({ ok: true, path: this.#path })
    else this.#enter(part)
  }

  #leave(): void {
    const last = this.#gone.at(-1)
    // Above the root is the root; what is above the working directory the kernel knows.
    if (last !== undefined && last !== '..') this.#gone.pop()
    else if (this.#base === 'cwd') this.#gone.push('..')
  }

  #enter(part: string): void {
    this.#gone.push(part)
    readlink(this.#path, (error, target) => {
      if (error === null) this.#follow(target)
      // It is there, and no link.
      else if (error.code === 'EINVAL') this.step()
      else this.#done(refused(error))
    })
  }

  #follow(target: string): void {
    this.#links++
    this.#gone.pop()
    if (target.startsWith('/')) {
      this.#base = 'root'
      this.#gone = []
    }
    this.#left.push(...target.split('/').reverse())
    if (this.#links > MOST_LINKS || this.#left.length > MOST_PARTS) this.#done({ ok: false, why: 'absent' })
    else this.step()
  }
}
