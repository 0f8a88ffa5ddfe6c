/** What runs a program: the names that runtimes go by, and the files that they are installed as. */

export interface Runtime {
  /** `node`, `python` */
  readonly name: string
  /** As far as it is told: `20.20.2`, `3.11`. */
  readonly version: string | undefined
}

/**
 * Why a program's file tells of no runtime. `none`: it has the marks of none. `mute`: it is of a kind that has no marks.
 * `elsewhere`: it lies where a server or a program answers for it, which may never do so, and was not looked at. `denied`,
 * `gone`, `locked`, `absent`: it cannot be read.
 */
export type NoRuntime = 'none' | 'mute' | 'elsewhere' | 'denied' | 'gone' | 'locked' | 'absent'

/** What was found by looking at the file that a process runs. */
export type FoundRuntime = Runtime | { readonly name: undefined; readonly why: NoRuntime }

interface Named {
  readonly name: string
  /** Of its file, with the version where that is part of it. */
  readonly file: RegExp
  /** Its file always has its marks: one of that name which has none is something else. */
  readonly isMarked?: true
}

const NAMES: readonly Named[] = [
  { name: 'node', file: /^node(?:js)?-?(\d+)?$/, isMarked: true },
  { name: 'deno', file: /^deno$/ },
  { name: 'bun', file: /^bun$/ },
  { name: 'python', file: /^python(\d+(?:\.\d+)*)?[dmtu]{0,3}$/, isMarked: true },
  { name: 'pypy', file: /^pypy(\d+(?:\.\d+)*)?(?:-c)?$/ },
  { name: 'java', file: /^java$/, isMarked: true },
  { name: 'dotnet', file: /^dotnet$/ },
  { name: 'mono', file: /^mono(?:-sgen|-boehm)?(?:\d+)?$/ },
  { name: 'ruby', file: /^ruby(?:(\d+(?:\.\d+)+)|\d+)?$/, isMarked: true },
  { name: 'perl', file: /^perl(?:(\d+(?:\.\d+)+)|\d+)?$/, isMarked: true },
  { name: 'php', file: /^php(?:-fpm|-cgi|dbg)?(?:(\d+(?:\.\d+)+)|\d+)?$/, isMarked: true },
  { name: 'erlang', file: /^beam(?:\.smp)?$/ },
  { name: 'luajit', file: /^luajit(?:-?(\d+(?:\.\d+)+)[-.\w]*)?$/ },
  { name: 'lua', file: /^lua(?:-?(\d+(?:\.\d+)+)|\d+)?$/ },
  { name: 'julia', file: /^julia$/ },
  { name: 'R', file: /^R$/ },
]

/** The runtime that installs a file of this name; the version by the name alone. */
export function runtimeCalled(file: string): (Runtime & { readonly isMarked: boolean }) | undefined {
  for (const { name, file: pattern, isMarked = false } of NAMES) {
    const match = pattern.exec(file)
    if (match !== null) return { name, version: match[1], isMarked }
  }
  return undefined
}

/**
 * What runs a program, by what was found in its file and by the file's name.
 *
 * @param exe its path, as the kernel tells it: one that was removed since ends in ` (deleted)`
 */
export function runtimeOfFile(exe: string, found: FoundRuntime | undefined): Runtime | undefined {
  const path = exe.replace(/ \(deleted\)$/, '')
  const called = runtimeCalled(path.slice(path.lastIndexOf('/') + 1))
  if (found?.name !== undefined)
    return { name: found.name, version: found.version ?? (called?.name === found.name ? called.version : undefined) }
  if (called === undefined || (found?.why === 'none' && called.isMarked)) return undefined
  return { name: called.name, version: called.version }
}

/** Where the next major version is another runtime in all but name; of others the minor one counts too. */
const BY_MAJOR: ReadonlySet<string> = new Set(['node', 'deno', 'bun', 'java', 'dotnet', 'erlang'])

/** `node 20`, `python 3.11`; Java 8 calls itself 1.8. */
export function runtimeText({ name, version }: Runtime): string {
  if (version === undefined) return name
  const [major, minor] = (name === 'java' ? version.replace(/^1\./, '') : version).match(/\d+/g) ?? []
  if (major === undefined) return name
  return minor === undefined || BY_MAJOR.has(name) ? `${name} ${major}` : `${name} ${major}.${minor}`
}

/** What such texts are ordered by: 3.11 comes after 3.9, and what has no version before all that have one. */
export function runtimeOrder(text: string): string {
  return text.replace(/\d+/g, digits => digits.padStart(6, '0'))
}
