/** Counts what this program asks of the system, call by call, by what was asked for. */
import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Whatever opens a file, whatever only looks at a name, and whatever lists a folder. */
const OPENING = ['open', 'openSync', 'readFile', 'readFileSync'] as const
const LOOKING = ['stat', 'statSync', 'lstat', 'lstatSync', 'existsSync', 'access', 'accessSync'] as const
const LINKS = ['readlink', 'readlinkSync'] as const
const LISTING = ['readdir', 'readdirSync', 'opendir', 'opendirSync'] as const
const SIZES = ['statfs', 'statfsSync'] as const
const READING = ['read', 'readSync'] as const
const STARTING = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const

// biome-ignore lint/suspicious/noExplicitAny: these stand for functions of every kind
type Anything = (...args: any[]) => any

/** How often each thing was asked for: `open /proc/PID/stat`, `read /proc/stat`, `list /proc`, `start cat`. */
export type Counts = Readonly<Record<string, number>>

/** From when it is made on, until the end of the program, for it cannot be undone. */
export class Calls {
  readonly #paths = new Map<number, string>()
  #counts: Record<string, number> = {}

  constructor() {
    for (const name of OPENING) this.#wrap(fs, name, ([path], result) => this.#opened(path, result))
    for (const name of LOOKING) this.#wrap(fs, name, ([path]) => this.#count('look at', path))
    for (const name of LINKS) this.#wrap(fs, name, ([path]) => this.#count('link', path))
    for (const name of LISTING) this.#wrap(fs, name, ([path]) => this.#count('list', path))
    for (const name of SIZES) this.#wrap(fs, name, () => this.#count('size of', 'a mount'))
    for (const name of READING) this.#wrap(fs, name, ([fd]) => this.#count('read', this.#paths.get(Number(fd)) ?? fd))
    for (const name of STARTING) this.#wrap(childProcess, name, ([program]) => this.#count('start', program))
    syncBuiltinESMExports()
  }

  /** What was counted since this was asked last. */
  take(): Counts {
    const counts = this.#counts
    this.#counts = {}
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #opened(path: unknown, result: unknown): void {
    this.#count('open', path)
    if (typeof result === 'number') this.#paths.set(result, String(path))
  }

  #count(what: string, path: unknown): void {
    const anyone = String(path)
      .replace(/^\/proc\/\d+/, '/proc/PID')
      .replace(/^(\/proc\/PID\/task\/)\d+/, '$1TID')
    const key = `${what} ${anyone}`
    this.#counts[key] = (this.#counts[key] ?? 0) + 1
  }

  #wrap<T extends object>(module: T, name: keyof T & string, called: (args: unknown[], result: unknown) => void): void {
    const original = module[name] as Anything
    const counting = (...args: unknown[]): unknown => {
      const result: unknown = original(...args)
      called(args, result)
      return result
    }
    // With what `promisify` makes of it.
    Object.assign(module, { [name]: Object.assign(counting, original) })
  }
}
