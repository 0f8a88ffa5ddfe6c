import { readFileSync, statSync } from 'node:fs'
import { clean } from '../../model/text.ts'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'

const LOOK_MS = 1_000

/**
 * Names of users from passwd(5), or of groups from group(5). Names that only a directory service knows are not found:
 * their number is shown. The file is looked at once a second at most, and read again when it has changed.
 */
export class NameFile {
  readonly #path: string | undefined
  readonly #now: () => number
  #names = new Map<number, string>()
  /** The file's time of change when it was read. */
  #changedMs: number | undefined
  #lookedAtMs: number | undefined

  /**
   * @param path undefined where nothing knows these numbers
   * @param now monotonic milliseconds
   */
  constructor(path: string | undefined, now: () => number) {
    this.#path = path
    this.#now = now
  }

  /** The name, or the number itself. */
  nameOf(id: number): string {
    this.#look()
    return this.#names.get(id) ?? String(id)
  }

  /** Whether the name is one that {@link nameOf} can give. */
  has(name: string): boolean {
    this.#look()
    return [...this.#names.values()].includes(name)
  }

  #look(): void {
    const nowMs = this.#now()
    if (this.#path === undefined || (this.#lookedAtMs !== undefined && nowMs - this.#lookedAtMs < LOOK_MS)) return
    this.#lookedAtMs = nowMs
    this.#refresh(this.#path)
  }

  #refresh(path: string): void {
    try {
      const changedMs = statSync(path).mtimeMs
      if (changedMs === this.#changedMs) return
      this.#names = parseNames(readFileSync(path, 'utf8'))
      this.#changedMs = changedMs
    } catch (error) {
      // Without a descriptor left, what was read before still holds.
      if (!isGone(error) && !isDenied(error) && !isOutOfDescriptors(error)) throw error
    }
  }
}

/** passwd(5) `name:password:UID:…` and group(5) `name:password:GID:…`; the first of several names for one number counts. */
export function parseNames(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':')
    if (!name || name.startsWith('#') || id === undefined || !/^\d+$/.test(id)) continue
    const number = Number(id)
    if (!names.has(number)) names.set(number, clean(name))
  }
  return names
}
