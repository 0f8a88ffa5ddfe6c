import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundling } from '../../bin/build.mjs'

/** CommonJS packages inside an ES module still ask for `require` and `__dirname`. */
const COMMONJS_NAMES =
  'import{createRequire as commonjsRequire}from"node:module";' +
  'const require=commonjsRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bundles = new Map<string, Promise<string>>()

/**
 * Bundles a small TypeScript program as the product is bundled, and returns the path of a file that node can run.
 *
 * @param entry path of the program's source, in the project
 * @throws esbuild's `BuildFailure`, whose message names file and line
 */
export function bundleProgram(entry: string): Promise<string> {
  let bundled = bundles.get(entry)
  if (bundled === undefined) {
    bundled = bundle(entry)
    bundles.set(entry, bundled)
  }
  return bundled
}

async function bundle(entry: string): Promise<string> {
  // Beside the packages, so that those which are not bundled are found from there.
  const outfile = join(root, 'node_modules', '.cache', 'ntop', relative(root, resolve(entry)).replace(/\.ts$/, '.mjs'))
  const { outputFiles } = await build({
    ...bundling(),
    entryPoints: [entry],
    outfile,
    // Unlike the product these programs wait at their top level, which only a module may.
    format: 'esm',
    banner: { js: COMMONJS_NAMES },
    sourcemap: false,
  })
  mkdirSync(dirname(outfile), { recursive: true })
  for (const file of outputFiles) {
    // Another test file may be bundling or starting the same program.
    const half = `${file.path}.${process.pid}.half`
    writeFileSync(half, file.contents)
    renameSync(half, file.path)
  }
  return outfile
}
