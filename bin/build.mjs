/**
 * Bundles `src/main.ts` into `dist/ntop.cjs`: one script, whose modules are evaluated when they are first needed, so that
 * `ntop --version` or `ntop --json` never pays for the screen. Beside it lie {@link APART}, what few ever need; of each what V8
 * compiled of it; and {@link HELPERS}.
 *
 * Also a program: `node bin/build.mjs` builds at once, stale or not.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { isMissing } from './missing.mjs'

/** @import { BuildOptions, Metafile, OutputFile, Plugin } from 'esbuild' */
/**
 * A bundle as esbuild made it, still in memory.
 * @typedef {{ metafile: Metafile, outputFiles: OutputFile[] }} Bundle
 * @typedef {{ root?: string, outdir?: string }} Place the project's folder, and where the bundle goes (default: `dist` in it)
 */

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const PROGRAM = 'ntop.cjs'
/** Programs of their own, each what Node loads as any script: the libraries that know any system, and who closes what a Node opens once ntop is gone. */
const HELPERS = [
  { entry: 'sources/portable/child/program.ts', made: 'portable.cjs' },
  { entry: 'runtime/node/close-late.ts', made: 'close-late.cjs' },
]
/**
 * What stands beside the program, for nobody is to wait for what is seldom used: the portable source where the kernel's
 * files are read, what lists no processes, what gets into running programs, what shows their heaps, what reads and writes
 * files for that, and what compares heaps that were kept. Below `src/`, and what is made of it. What it has in common with the program is in each: it keeps
 * no state, and what is handed over is known by what it can do or by its name, not by its class.
 */
export const APART = [
  { entry: 'sources/portable/open.ts', made: 'portable-source.cjs' },
  { entry: 'cli/subcommands.ts', made: 'subcommands.cjs' },
  { entry: 'cli/heap-files.ts', made: 'heap-files.cjs' },
  { entry: 'runtime/live.ts', made: 'live.cjs' },
  { entry: 'ui/heap/look-inside.ts', made: 'live-heap.cjs' },
  { entry: 'cli/compare-heaps.ts', made: 'compare-heaps.cjs' },
]
const STAMP = 'built-from.json'
const LICENSES = 'THIRD-PARTY-LICENSES.txt'

/** Everything beside `src/` that decides what the bundle looks like. */
const INGREDIENTS = ['bin/build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json']

/** What blessed's terminal widget would like to have, and systeminformation on a Mac: where they are missing it goes without. */
const EXTERNAL = ['term.js', 'pty.js', 'macos-temperature-sensor', 'osx-temperature-sensor', 'koffi']

/**
 * blessed's screen requires these of its modules, and of Node's, for what the terminal layer does by itself; nothing of
 * them is ever called. They are two thirds of what blessed weighs.
 *
 * @type {Plugin}
 */
const withoutUnusedBlessed = {
  name: 'without-unused-blessed',
  setup(build) {
    build.onResolve({ filter: /(^|\/)(program|log|unicode)$|^(assert|child_process)$/ }, ({ path, importer }) =>
      /[\\/]blessed[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'unused' } : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }))
  },
}

/**
 * What stands {@link APART} is loaded from there where it is imported when it is needed.
 *
 * @type {Plugin}
 */
const apart = {
  name: 'apart',
  setup(build) {
    const names = APART.map(({ entry }) => basename(entry, '.ts')).join('|')
    build.onResolve({ filter: new RegExp(`/(?:${names})\\.ts$`) }, ({ kind, path, resolveDir }) => {
      const asked = resolve(resolveDir, path).split(sep).join('/')
      const found = APART.find(({ entry }) => asked.endsWith(`/src/${entry}`))
      return kind === 'dynamic-import' && found !== undefined ? { path: `./${found.made}`, external: true } : undefined
    })
  },
}

/**
 * @param {Place} [place]
 * @returns {Required<Place>}
 */
function whole({ root = projectRoot, outdir = join(root, 'dist') } = {}) {
  return { root, outdir }
}

/**
 * How the programs are bundled, and all that is bundled as they are; nothing is written by esbuild itself, see {@link publish}.
 *
 * @param {string} [root] the project's folder
 * @returns {BuildOptions & { write: false, metafile: true }}
 */
export function bundling(root = projectRoot) {
  return {
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    // What is run by others than Node is taken in as the text that it is.
    loader: { '.py': 'text' },
    external: EXTERNAL,
    plugins: [withoutUnusedBlessed],
    // One byte a character: half the memory, and half the time to read and to check.
    charset: 'ascii',
    define: { NTOP_VERSION: JSON.stringify(versionOf(root)) },
    // Names stay, so that a stack trace can be read without its map.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    metafile: true,
    write: false,
  }
}

/**
 * The program, and beside it what stands apart, with the helper programs.
 *
 * @param {Place} [place]
 * @returns {BuildOptions & { write: false, metafile: true }}
 */
export function bundleOptions(place) {
  const { root, outdir } = whole(place)
  return {
    ...bundling(root),
    plugins: [withoutUnusedBlessed, apart],
    // What stands apart is required: a script that V8 compiled ahead has no way to import.
    supported: { 'dynamic-import': false },
    entryPoints: {
      [basename(PROGRAM, '.cjs')]: join(root, 'src', 'main.ts'),
      ...Object.fromEntries(
        [...APART, ...HELPERS].map(({ entry, made }) => [basename(made, '.cjs'), join(root, 'src', entry)]),
      ),
    },
    outdir,
    outExtension: { '.js': '.cjs' },
  }
}

/**
 * Builds all of them.
 *
 * @param {Place} [place]
 * @returns {Promise<void>}
 * @throws esbuild's `BuildFailure`, whose message names file and line
 */
export async function build(place) {
  // Not before the installation has been seen to: the check for staleness needs no package.
  const esbuild = await import('esbuild')
  const madeFrom = ingredients(whole(place).root)
  publish(await esbuild.build(bundleOptions(place)), madeFrom, place)
}

/**
 * Whether `dist/` is missing or was built from other sources than those there now. Costs a few milliseconds.
 *
 * @param {Place} [place]
 * @returns {boolean}
 */
export function isStale(place) {
  const { root, outdir } = whole(place)
  const stamp = readIfThere(join(outdir, STAMP))
  return stamp === undefined || stamp.madeFrom !== ingredients(root)
}

/**
 * Paths, sizes and times of all that the bundle is made from, so that a file that was deleted shows as well. Take it
 * before building: what is changed meanwhile then counts as newer.
 *
 * @param {string} root
 * @returns {string}
 */
export function ingredients(root) {
  const sources = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  // What V8 compiled serves only the very version that compiled it.
  const lines = [`node ${process.version} ${process.arch}`]
  for (const path of [...INGREDIENTS, ...sources.sort()]) {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat !== undefined) lines.push(`${path} ${stat.size} ${stat.mtimeMs}`)
  }
  return lines.join('\n')
}

/**
 * Puts a bundle in place while programs of the former one may be running or starting: each file by a rename, a script
 * after its cache, and the program last.
 *
 * @param {Bundle} bundle
 * @param {string} madeFrom what {@link ingredients} said before the build
 * @param {Place} [place]
 */
export function publish({ metafile, outputFiles }, madeFrom, place) {
  const { root, outdir } = whole(place)
  // The helpers first: a program that is there finds it, and all that stands beside it.
  const files = outputFiles.toSorted((a, b) => Number(a.path.endsWith(PROGRAM)) - Number(b.path.endsWith(PROGRAM)))
  const caches = files.flatMap(({ path, contents, text }) => {
    if (isLoaded(path)) return [putScript(path, text)]
    putInPlace(path, contents)
    return []
  })
  for (const name of readdirSync(outdir)) {
    if (name.endsWith('.cache') && !caches.includes(name)) rmSync(join(outdir, name), { force: true })
  }
  putInPlace(join(outdir, LICENSES), licences(root, Object.keys(metafile.inputs)))
  putInPlace(join(outdir, STAMP), `${JSON.stringify({ madeFrom })}\n`)
}

/**
 * Whether `bin/ntop.js` loads it: all but the helpers, which Node runs, and maps.
 *
 * @param {string} path
 */
function isLoaded(path) {
  return path.endsWith('.cjs') && !HELPERS.some(({ made }) => made === basename(path))
}

/**
 * A script as `bin/ntop.js` loads it, with what V8 compiled of it. V8 tells a cache that fits only by the length of the
 * source, so the script ends with a hash of itself, and its cache is named after that.
 *
 * @param {string} path
 * @param {string} text
 * @returns {string} the name of its cache
 */
function putScript(path, text) {
  mustBeAscii(text)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  // As a function already: to put that round it at each start would copy the whole script twice.
  const script = `(function(exports,require,module,__filename,__dirname){${text}\n})//${hash}\n`
  const cache = `${basename(path)}.${hash}.cache`
  putInPlace(join(dirname(path), cache), compiled(path, script))
  putInPlace(path, script)
  return cache
}

/**
 * A script is read as one byte a character. esbuild escapes all others but in regular expressions and tagged templates.
 *
 * @param {string} text
 * @throws names the place when there is another character
 */
function mustBeAscii(text) {
  const found = /.{0,40}[^\x00-\x7f].{0,40}/.exec(text)
  if (found !== null) throw new Error(`write what is not ASCII as \\u…, the bundle would be read wrongly: ${found[0]}`)
}

/**
 * What V8 makes of a script, all functions included, so that none has to be compiled on the way to the first frame.
 *
 * @param {string} filename
 * @param {string} source
 * @returns {Buffer}
 */
function compiled(filename, source) {
  setFlagsFromString('--no-lazy')
  const script = new Script(source, { filename })
  setFlagsFromString('--lazy')
  return script.createCachedData()
}

/**
 * Writes beside the file and renames, so that nobody ever reads half of it.
 *
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
function putInPlace(path, contents) {
  mkdirSync(dirname(path), { recursive: true })
  const half = `${path}.${process.pid}.half`
  writeFileSync(half, contents)
  renameSync(half, path)
}

/**
 * The licences of the packages that were bundled: they ask to be handed on with every copy.
 *
 * @param {string} root
 * @param {string[]} inputs paths of the bundle's sources, relative to the root
 * @returns {string}
 */
function licences(root, inputs) {
  const packages = new Set()
  for (const input of inputs) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    if (folder !== undefined) packages.add(folder)
  }
  return [...packages]
    .sort()
    .map(folder => licence(join(root, folder)))
    .join('\n')
}

/**
 * @param {string} folder
 * @returns {string}
 */
function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name))
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  return `${name} ${version} (${license})\n${text}`
}

/**
 * @param {string} root
 * @returns {string}
 */
function versionOf(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}

/**
 * @param {string} path
 * @returns {{ madeFrom: string } | undefined}
 */
function readIfThere(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build().catch(error => {
    process.stderr.write(`ntop: ${error.message}\n`)
    process.exitCode = 1
  })
}
