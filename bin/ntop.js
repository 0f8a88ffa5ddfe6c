#!/usr/bin/env node
// Only syntax that Node 10 reads: an old Node is to say what to do, not to trip. A script and no module: Node's module
// loader costs 20 ms, which is a fifth of the way to the first frame.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `ntop needs Node.js 20.19 or newer, and this is ${process.versions.node}. ` +
      'Get one from https://nodejs.org or from your version manager, for instance: nvm install 22\n',
  )
  process.exitCode = 1
} else {
  start()
}

function start() {
  const { dirname, join } = require('node:path')
  const { createRequire } = require('node:module')
  const folder = join(dirname(__dirname), 'dist')
  const ofNode = createRequire(join(folder, 'ntop.cjs'))
  /** @type {Map<string, { exports: object }>} */
  const loaded = new Map()
  const program = load('./ntop.cjs')
  if (program === undefined) {
    process.stderr.write('ntop is not built yet: run "npm start" once in its folder.\n')
    process.exitCode = 1
    return
  }
  if (program.main !== undefined) program.main()

  /**
   * What a script of ours has to offer: the program, and what stands beside it once that is asked for. Undefined where
   * there is no such file.
   *
   * @param {string} name
   * @returns {{ main?: () => unknown } | undefined}
   */
  function load(name) {
    const before = loaded.get(name)
    if (before !== undefined) return before.exports
    const file = join(folder, name)
    const source = readIfThere(file)
    if (source === undefined) return undefined
    const script = { exports: {} }
    loaded.set(name, script)
    compiled(file, source.toString('latin1'))(script.exports, ask, script, file, folder)
    return script.exports
  }

  /**
   * What those scripts have for `require`.
   *
   * @param {string} name
   */
  function ask(name) {
    return (name.startsWith('./') ? load(name) : undefined) || ofNode(name)
  }
}

/**
 * A script, which is written as a function. The build kept what V8 made of it, under the hash that it ends with; another
 * version of Node refuses that by itself, and compiles anew.
 *
 * @param {string} filename
 * @param {string} source
 */
function compiled(filename, source) {
  const { Script } = require('node:vm')
  const cachedData = readIfThere(`${filename}.${source.slice(-17, -1)}.cache`)
  const script = new Script(source, cachedData === undefined ? { filename } : { filename, cachedData })
  return script.runInThisContext()
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return require('node:fs').readFileSync(path)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}
