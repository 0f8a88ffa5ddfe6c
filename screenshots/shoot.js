/**
 * `npm run shots [-- name…]`: starts the built program in a terminal, presses keys by the table in `scenes.ts` and draws
 * what it shows to `screenshots/*.svg` and `*.png`.
 *
 * Pictures are published, and the processes of whoever takes them are nobody's business: so all happens in a namespace
 * of process ids, pid_namespaces(7), in which only the processes started for the pictures are to be seen, and where their
 * control group is the root.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { prepare } from '../bin/prepare.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)

const program = join('node_modules', '.cache', 'ntop', 'screenshots', 'shoot.mjs')

/** @returns {string[]} */
function namespace() {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  return ['unshare', ...asRoot, '--pid', '--fork', '--kill-child', '--mount-proc', '--uts', '--cgroup']
}

/**
 * @param {string[]} command
 * @param {'inherit' | 'pipe'} stdio
 */
function run([file = '', ...args], stdio) {
  return spawnSync(file, args, { stdio, encoding: 'utf8' })
}

const probe = run([...namespace(), 'true'], 'pipe')
if (probe.status !== 0) {
  const why = probe.error?.message ?? probe.stderr.trim()
  process.stderr.write(`Pictures are taken in a namespace of their own, which this system does not allow: ${why}\n`)
  process.exit(1)
}

await prepare({ install: false, build: true })
await build({
  entryPoints: [join('screenshots', 'shoot.ts')],
  outfile: program,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
})

const stage = ['sh', '-c', 'hostname web-3 && exec node "$@"', 'sh', relative(root, program), ...process.argv.slice(2)]
process.exitCode = run([...namespace(), ...stage], 'inherit').status ?? 1
