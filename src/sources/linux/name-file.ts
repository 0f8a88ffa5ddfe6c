import { readFileSync, statSync } from 'node:fs'
import { clean } from '../../model/text.ts'
import { isDenied, isGone } from '../errors.ts'

/**
 * Names of users from passwd(5), or of groups from group(5). Names that only a directory service knows are not found:
 * their number is shown. The file is read again when an unknown number turns up and the file has changed since.
 */
export class NameFile {
  readonly #path: string
  #names = new Map<number, string>()
  #readAtMs = -1

  constructor(path: string) {
    this.#path = path
  }

  nameOf(id: number): string {
    const known = this.#names.get(id)
    if (known !== undefined) return known
    this.#refresh()
    const name = this.#names.get(id) ?? String(id)
    this.#names.set(id, name)
    return name
  }

  #refresh(): void {
    try {
      const changedMs = statSync(this.#path).mtimeMs
      if (changedMs === this.#readAtMs) return
      this.#readAtMs = changedMs
      this.#names = parseNames(readFileSync(this.#path, 'utf8'))
    } catch (error) {
      if (!isGone(error) && !isDenied(error)) throw error
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
