import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPty } from '../test/support/pty.ts'
import { DARK, LIGHT } from './palette.ts'
import { monospaceFonts, toPng } from './png.ts'
import { SCENES, type Scene } from './scenes.ts'
import { toSvg } from './svg.ts'
import { type RunningTargets, startTargets } from './targets.ts'

/** Seconds between the samples of a photographed program: short, so that its graphs fill soon. */
const INTERVAL = 0.5

/** Takes the pictures with these names, all if none is given, in the project's folder, the current one. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter(name => !SCENES.some(scene => scene.name === name))
  if (unknown.length > 0) {
    throw new Error(`no such picture: ${unknown.join(', ')}; there are ${SCENES.map(scene => scene.name).join(', ')}`)
  }
  const fonts = monospaceFonts()
  const targets = startTargets(join('screenshots', 'targets'), mayBecomeAnybody())
  try {
    for (const scene of SCENES) {
      if (names.length > 0 && !names.includes(scene.name)) continue
      const svg = await photograph(scene, targets)
      writeFileSync(join('screenshots', `${scene.name}.svg`), svg)
      writeFileSync(join('screenshots', `${scene.name}.png`), toPng(svg, fonts))
      process.stdout.write(`screenshots/${scene.name}.png\n`)
    }
  } finally {
    await targets.end()
  }
}

async function photograph(scene: Scene, targets: RunningTargets): Promise<string> {
  const look = scene.light ? LIGHT : DARK
  const { columns, rows } = scene
  const endProgram = scene.program === undefined ? undefined : targets.also(scene.program)
  const program = openPty({
    command: 'node',
    args: ['bin/ntop.js', '-d', String(INTERVAL), ...(scene.flags ?? [])],
    columns,
    rows,
    background: look.background,
  })
  try {
    await program.until(() => program.frames() >= scene.samples, scene.samples * INTERVAL * 1000 + 30_000)
    for (const { press, shows, samples = 0 } of scene.steps) {
      const before = program.frames()
      await program.until(() => program.frames() >= before + samples, samples * INTERVAL * 1000 + 30_000)
      const drawn = program.frames()
      program.type(...press)
      const shown =
        typeof shows === 'string' ? (rows: string) => rows.includes(shows) : (rows: string) => shows.test(rows)
      await program.until(screen => program.frames() > drawn && shown(screen.join('\n')))
    }
    await program.settled()
    return toSvg({ cells: program.cells(), title: program.title() || 'ntop', look })
  } catch (error) {
    throw new Error(`${scene.name}: ${error instanceof Error ? error.message : error}`, { cause: error })
  } finally {
    await program.end()
    await endProgram?.()
  }
}

/** Root of the machine may start processes as any user; root of a user namespace knows only itself. */
function mayBecomeAnybody(): boolean {
  if (process.getuid?.() !== 0) return false
  const [first = ''] = readFileSync('/proc/self/uid_map', 'utf8').split('\n')
  return Number(first.trim().split(/\s+/)[2]) > 65_535
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
})
