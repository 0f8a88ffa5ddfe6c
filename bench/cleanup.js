/** Whatever happens, nothing that was started or written for a measurement is left behind. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @type {Set<() => void>} */
const open = new Set()

/**
 * @param {() => void} close done once, by whoever calls what this returns or when the program leaves
 * @returns {() => void}
 */
export function closing(close) {
  const once = () => {
    if (open.delete(once)) close()
  }
  open.add(once)
  return once
}

/** Ends what is still open when the program leaves, the last first, also when a signal makes it. */
export function closeAllOnExit() {
  process.on('exit', () => {
    for (const close of [...open].reverse()) close()
  })
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ])) {
    process.on(signal, () => process.exit(128 + number))
  }
}

/**
 * @param {string} [below] another folder than the system's for such things
 * @returns {string} a folder that goes when we do: a shell of its own waits for the end of its input, which comes even
 *   when we are killed
 */
export function temporaryFolder(below = tmpdir()) {
  mkdirSync(below, { recursive: true })
  const folder = mkdtempSync(join(below, 'ntop-bench-'))
  const guard = spawn('sh', ['-c', 'read -r _; rm -rf -- "$1"', 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.unref()
  closing(() => {
    rmSync(folder, { recursive: true, force: true })
    guard.stdin.end()
  })
  return folder
}
