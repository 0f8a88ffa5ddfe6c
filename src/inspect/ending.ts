import { signalByNumber } from '../control/signals.ts'

/** How a process ended, of its status as wait(2) has it: `by SIGKILL`, `with exit code 3`. */
export function endingText(status: number): string {
  const number = status & 0x7f
  if (number === 0) return `with exit code ${(status >> 8) & 0xff}`
  const name = signalByNumber(number)?.name
  const core = (status & 0x80) === 0 ? '' : ', and left a core dump'
  return `${name === undefined ? `by signal ${number}` : `by SIG${name}`}${core}`
}
