#!/usr/bin/env node
// Only syntax that Node 10 reads, be it as a script or as a module: an old Node is to say what to do, not to trip.
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
  cacheCompiledCode()
  const program = '../dist/main.js'
  import(program).catch(error => {
    // Anything else is the program's own failure: thrown again, Node shows it whole.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/dist\/main\.js' imported from/.test(error.message)) throw error
    process.stderr.write('ntop is not built yet: run "npm start" once in its folder.\n')
    process.exitCode = 1
  })
}

/**
 * From Node 22.8 on, compiled code may be kept between runs. In the user's own folder: the default one, below /tmp,
 * could be filled by anybody, and a monitor is often run by root.
 */
function cacheCompiledCode() {
  const { enableCompileCache } = /** @type {{ enableCompileCache?: (folder: string) => unknown }} */ (
    /** @type {unknown} */ (process.getBuiltinModule('node:module'))
  )
  const { XDG_CACHE_HOME, HOME } = process.env
  const caches = XDG_CACHE_HOME || (HOME ? `${HOME}/.cache` : '')
  if (enableCompileCache && caches.startsWith('/')) enableCompileCache(`${caches}/ntop`)
}
