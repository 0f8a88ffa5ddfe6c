import { fileURLToPath } from 'node:url'
import { bundleProgram } from '../support/bundle.ts'
import { openPty, type PtyOptions, type PtyProgram, sttyState } from '../support/pty.ts'

const source = fileURLToPath(new URL('programs/stage.ts', import.meta.url))

/** The command of the stage, `programs/stage.ts`, with its settings. */
export async function stageCommand(settings: object = {}): Promise<[string, ...string[]]> {
  return [process.execPath, await bundleProgram(source), JSON.stringify(settings)]
}

export type StagePty = Omit<PtyOptions, 'command' | 'args'>

/** The stage in a terminal of its own, its first frame on the screen. */
export async function openStage(settings: object = {}, pty: StagePty = {}): Promise<PtyProgram> {
  const [command, ...args] = await stageCommand(settings)
  const program = openPty({ ...pty, command, args })
  await program.until('stage ')
  return program
}

/** Private modes that a terminal has on when nobody uses it: wrapping at the margin and the cursor. */
export const UNTOUCHED_MODES = [7, 25]

/** What the program left of the terminal after its end, to be compared with {@link UNTOUCHED}. */
export function leftBehind(program: PtyProgram) {
  return {
    alternate: program.alternate(),
    modes: [...program.modes()].sort((a, b) => a - b),
    raw: / -icanon/.test(sttyState(program)),
    // What is printed next must have the terminal's own colours.
    coloured: program
      .cells()
      .some(row => row.some(cell => cell.foreground !== 'default' || cell.background !== 'default')),
  }
}

export const UNTOUCHED = { alternate: false, modes: UNTOUCHED_MODES, raw: false, coloured: false }
