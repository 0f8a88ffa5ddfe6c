/**
 * For a pid namespace of its own: whether the built program asks for koffi beside so many processes, its own and this
 * one's among them, and how many it tells of; printed as JSON, an object for each of what it is run with.
 *
 *     loaded.mjs CHILD PRELOAD NTOP COUNT...
 */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { Target } from '../target.ts'

const [program = '', preload = '', ntop = '', ...counts] = process.argv.slice(2)
const target = await Target.start(program)
/** This program, the children's parent, and the one that is looked at. */
let alive = 3

const run = (...args: readonly string[]) => {
  rmSync(`${preload}.asked`, { force: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, ntop, ...args], {
    encoding: 'utf8',
  })
  if (status !== 0 || stderr !== '') throw new Error(`ntop ${args.join(' ')} ended with ${status}: ${stderr}`)
  return { stdout, asks: existsSync(`${preload}.asked`) }
}

const found: unknown[] = []
for (const count of counts.map(Number)) {
  await target.pids(`idle ${count - alive}`)
  alive = count
  const { stdout, asks } = run('--json', '--once', '-d', '0.1')
  found.push({ processes: JSON.parse(stdout).processes.length, asks, asksForVersion: run('--version').asks })
}
console.log(JSON.stringify(found))
await target.end()
