/** Recorded `/proc` trees: which case holds what is told in `test/fixtures/proc/README.md`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Absolute path of a recorded `/proc`, such as `linux-6.18`: what `--procfs` takes. */
export function procFixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/proc/${name}`, import.meta.url))
}

/** A file of it as bytes: `procFile('linux-6.18/330/stat')`. */
export function procFile(path: string): Buffer {
  return readFileSync(procFixture(path))
}

/** A file of it that the kernel alone wrote, as text. */
export function procText(path: string): string {
  return procFile(path).toString('utf8')
}
