/**
 * A small program on the terminal layer, for the tests to play with: shows what is typed, and ends as it is told to.
 * Its first argument is JSON for what differs from a plain stage.
 */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { ColourDepth } from '../../../src/terminal/colour.ts'
import { colourDepth } from '../../../src/terminal/colour.ts'
import { Frame } from '../../../src/terminal/frame.ts'
import { type Terminal, withScreen } from '../../../src/terminal/screen.ts'
import { BOLD, heatOf, style } from '../../../src/terminal/style.ts'
import { darkTheme, lightTheme } from '../../../src/terminal/theme.ts'

interface Stage {
  readonly mouse?: boolean
  readonly ascii?: boolean
  readonly colours?: ColourDepth
  readonly follow?: boolean
  /** Text shown in the middle. */
  readonly text?: string
  /** Ends as soon as it has drawn once. */
  readonly brief?: boolean
  /** Draws another frame over and over, so that whatever happens happens in the middle of one. */
  readonly busy?: boolean
  /** Has something to do before it ends or is stopped, which takes so long. */
  readonly settlesMs?: number
}

const stage: Stage = JSON.parse(process.argv[2] ?? '{}')
const events: string[] = []
let frames = 0

function draw(terminal: Terminal): void {
  frames++
  const frame = new Frame(terminal.width, terminal.height)
  const area = frame.area()
  area.put(0, 0, `stage ${terminal.width}x${terminal.height}`, style('title', 'headerBack', BOLD))
  area.put(0, 1, stage.text ?? 'plain text')
  area.put(0, 2, 'hot', heatOf(100))
  area.put(4, 2, 'cold', heatOf(0))
  area.put(9, 2, 'chosen', style('selectionText', 'selectionBack'))
  const room = terminal.height - 4
  for (const [i, event] of events.slice(-room).entries()) area.put(0, 3 + i, event)
  if (stage.busy === true) {
    const noise = String.fromCharCode(0x41 + (frames % 26))
    for (let y = 3; y < terminal.height; y++) area.fillRow(y, noise, heatOf((frames + y) % 101), 40)
  }
  const half = terminal.width >> 1
  terminal.show(frame, [
    { id: 'left', rect: { x: 0, y: 0, width: half, height: terminal.height } },
    { id: 'right', rect: { x: half, y: 0, width: terminal.width - half, height: terminal.height } },
  ])
}

/** Tells the test something where the terminal cannot. */
function note(line: string): void {
  const log = process.env['STAGE_LOG']
  if (log !== undefined) appendFileSync(log, `${line}\n`)
}

async function play(terminal: Terminal): Promise<string> {
  let resolve = (_: string): void => undefined
  let reject = (_: Error): void => undefined
  const promise = new Promise<string>((done, failed) => {
    resolve = done
    reject = failed
  })
  let bytes = 0
  let drawsInVain = 0
  const loop =
    stage.busy === true
      ? setInterval(() => {
          draw(terminal)
          drawsInVain = terminal.bytesWritten() === bytes ? drawsInVain + 1 : 0
          bytes = terminal.bytesWritten()
          if (drawsInVain === 20) note('the terminal takes nothing')
        }, 1)
      : undefined
  const actions: Record<string, () => void> = {
    q: () => resolve('said goodbye'),
    t: () => reject(new Error('thrown by run')),
    x: () =>
      setImmediate(() => {
        throw new Error('nobody catches this')
      }),
    r: () => void Promise.reject(new Error('nobody awaits this')),
    e: () => process.exit(7),
    'C-z': () => terminal.suspend(),
    'C-l': () => terminal.redraw(),
    y: () => terminal.copy('naïve text'),
    d: () => terminal.setTheme(darkTheme),
    l: () => terminal.setTheme(lightTheme),
    b: () => terminal.setTheme('auto'),
  }
  terminal.onInput(event => {
    const act = event.kind === 'key' ? actions[event.key] : undefined
    if (act !== undefined) {
      act()
      return
    }
    events.push(event.kind === 'key' ? `key ${event.key}` : JSON.stringify(event))
    draw(terminal)
  })
  terminal.onResize(() => draw(terminal))
  draw(terminal)
  if (stage.brief === true) resolve('was brief')
  try {
    return await promise
  } finally {
    clearInterval(loop)
    if (stage.busy === true) note(`drew ${frames} frames`)
  }
}

/** What has to be done before the end, as slow as told. */
function settle(what: string): Promise<void> | undefined {
  const { settlesMs } = stage
  if (settlesMs === undefined) return undefined
  return new Promise(resolve =>
    setTimeout(() => {
      note(what)
      resolve()
    }, settlesMs),
  )
}

// Something that would keep the process alive if leaving did not end it.
const server = createServer().listen(0, '127.0.0.1')

const said = await withScreen(
  {
    input: process.stdin,
    output: process.stdout,
    env: process.env,
    mouse: stage.mouse ?? true,
    ascii: stage.ascii ?? false,
    colours: stage.colours ?? colourDepth(process.env, { noColour: false }),
    theme: stage.follow === true ? 'auto' : darkTheme,
    onLeave: () => note('left'),
    settle: () => settle('settled'),
    beforeStop: () => settle('settled before the stop')?.then(() => () => note('goes on')),
  },
  play,
)
server.close()
console.log(said)
