import type { ProcessState } from '../../model/process.ts'
import type { Platform } from './platform.ts'

/**
 * The letters of ps(1) that mean something else than Linux's, by the system's manual page.
 *
 * - macOS: `I` has slept for more than 20 seconds, `U` waits uninterruptibly.
 * - FreeBSD: `I` as on macOS, `L` waits for a lock of the kernel, `W` is an idle thread of interrupts.
 */
const OF_BSD: Readonly<Record<string, ProcessState>> = { I: 'S', U: 'D', L: 'D', W: 'I' }

const LETTERS = new Set(['R', 'S', 'D', 'Z', 'T', 't', 'I', 'X', 'x', 'W', 'P', 'K'])

/** The state of a process as Linux names it, by the first letter that ps(1) prints; Windows tells of none. */
export function processState(letter: string | undefined, platform: Platform): ProcessState | undefined {
  if (letter === undefined || platform === 'win32') return undefined
  const state = platform === 'linux' ? letter : (OF_BSD[letter] ?? letter)
  return LETTERS.has(state) ? state : undefined
}
