import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Programs that come first in PATH, in place of the system's own, and say each time when they are started. */
export class ProgramsOnPath {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ntop-path-'))
  readonly #log = join(this.#folder, 'log')
  readonly #path = process.env['PATH']

  constructor() {
    writeFileSync(this.#log, '')
    process.env['PATH'] = `${this.#folder}${delimiter}${this.#path}`
  }

  /** Does the same as the system's own. */
  watch(name: string): void {
    const own = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], {
      encoding: 'utf8',
      env: { PATH: this.#path },
    }).trim()
    this.replace(name, `exec ${own} "$@"`)
  }

  /** Does something else: lines of a shell. */
  replace(name: string, script: string): void {
    writeFileSync(join(this.#folder, name), `#!/bin/sh\necho "${name} $*" >>${this.#log}\n${script}\n`, { mode: 0o755 })
  }

  /** With which arguments they were started so far. */
  get started(): string[] {
    return readFileSync(this.#log, 'utf8').split('\n').slice(0, -1)
  }

  restore(): void {
    process.env['PATH'] = this.#path
    rmSync(this.#folder, { recursive: true })
  }
}
