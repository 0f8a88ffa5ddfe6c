/** Recorded trees that a test may change. */
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { procFixture } from '../support/fixtures.ts'
import { emptyFolder } from './screen.ts'

/** A copy of a recorded tree, removed with the test. */
export function copiedTree(name = 'linux-6.18'): string {
  const folder = emptyFolder()
  cpSync(procFixture(name), folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

/** Makes files of a tree wait for ever when they are read: a named pipe that nobody writes to does. */
export function neverAnswers(tree: string, pid: number, ...files: readonly string[]): void {
  for (const file of files) {
    const path = join(tree, String(pid), file)
    rmSync(path, { force: true })
    execFileSync('mkfifo', [path])
  }
}
