import { readFileSync, statSync } from 'node:fs'
import { clean } from '../../model/text.ts'
import { isDenied, isGone } from '../errors.ts'

/**
 * Names of users from passwd(5). Names that only a directory service knows are not found: their number is shown.
 * The file is read again when an unknown number turns up and the file has changed since.
 */
export class Users {
  readonly #path: string
  #names = new Map<number, string>()
  #readAtMs = -1

  constructor(path = '/etc/passwd') {
    this.#path = path
  }

  nameOf(uid: number): string {
    const known = this.#names.get(uid)
    if (known !== undefined) return known
    this.#refresh()
    const name = this.#names.get(uid) ?? String(uid)
    this.#names.set(uid, name)
    return name
  }

  #refresh(): void {
    try {
      const changedMs = statSync(this.#path).mtimeMs
      if (changedMs === this.#readAtMs) return
      this.#readAtMs = changedMs
      this.#names = parsePasswd(readFileSync(this.#path, 'utf8'))
    } catch (error) {
      if (!isGone(error) && !isDenied(error)) throw error
    }
  }
}

/** passwd(5): `name:password:UID:GID:…`; the first of several names for one number counts. */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':')
    if (!name || name.startsWith('#') || uid === undefined || !/^\d+$/.test(uid)) continue
    const number = Number(uid)
    if (!names.has(number)) names.set(number, clean(name))
  }
  return names
}
