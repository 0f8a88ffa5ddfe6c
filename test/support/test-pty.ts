import { onTestFinished } from 'vitest'
import { openPty, type PtyOptions, type PtyProgram } from './pty.ts'

/** Starts a program in a terminal for the test that is running; whatever becomes of the test, it is ended with it. */
export function openTestPty(options: PtyOptions): PtyProgram {
  const program = openPty(options)
  onTestFinished(() => program.end())
  return program
}
