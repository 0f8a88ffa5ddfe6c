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
  const file = join(dirname(__dirname), 'dist', 'ntop.cjs')
  const source = readIfThere(file)
  if (source === undefined) {
    process.stderr.write('ntop is not built yet: run "npm start" once in its folder.\n')
    process.exitCode = 1
    return
  }
  /** @type {{ exports: { main?: () => unknown } }} */
  const program = { exports: {} }
  const { createRequire } = require('node:module')
  compiled(file, source.toString('latin1'))(program.exports, createRequire(file), program, file, dirname(file))
  if (program.exports.main !== undefined) program.exports.main()
}

/**
 * The program, which is written as a function. The build kept what V8 made of it, under the hash that the program ends with; another
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
