/**
 * `npm run dev`: builds on every change of a source file and starts the program anew, with the arguments given after
 * `--`. Ends when the program is left by the user.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleOptions, ingredients, publish } from './build.mjs'
import { prepareOrExit } from './prepare.mjs'

/** @import { ChildProcess } from 'node:child_process' */

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const program = fileURLToPath(new URL('./ntop.js', import.meta.url))

await prepareOrExit({ install: true, build: false })
const esbuild = await import('esbuild')

/** @type {ChildProcess | undefined} */
let running
/** Changes come faster than programs end; each waits for the one before. */
let turn = Promise.resolve()
let madeFrom = ''

/** Both share one terminal, so the old program has given it back before the new one takes it. */
async function stop() {
  const child = running
  if (child === undefined) return
  running = undefined
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

function start() {
  const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  running = child
  child.once('exit', (code, signal) => {
    if (child !== running) return
    if (code === 0) process.exit(0)
    process.stderr.write(`ntop ended (${signal ?? code}); it starts again with the next change.\n`)
  })
}

const context = await esbuild.context({
  ...bundleOptions({ root }),
  plugins: [
    ...(bundleOptions({ root }).plugins ?? []),
    {
      name: 'restart',
      setup(build) {
        build.onStart(() => {
          madeFrom = ingredients(root)
        })
        build.onEnd(result => {
          const from = madeFrom
          turn = turn.then(async () => {
            await stop()
            const { errors, metafile, outputFiles } = result
            if (metafile === undefined || outputFiles === undefined || errors.length > 0) {
              const lines = await esbuild.formatMessages(errors, { kind: 'error', color: process.stderr.isTTY })
              process.stderr.write(lines.join(''))
              return
            }
            publish({ metafile, outputFiles }, from, { root })
            start()
          })
        })
      },
    },
  ],
})

// What the keyboard sends goes to the whole group: the program decides, and its end is ours.
process.on('SIGINT', () => {})
process.on('SIGQUIT', () => {})
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stop().finally(() => process.exit(signal === 'SIGTERM' ? 143 : 129))
  })
}
await context.watch()
