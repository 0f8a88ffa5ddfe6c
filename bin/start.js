// `npm start`: gets a clone ready where it is not, and becomes the program. No newer syntax than bin/ntop.js.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const supported = major > 20 || (major === 20 && minor >= 19)

/** @type {Promise<void>} */
const ready = supported
  ? import('./prepare.mjs').then(({ prepareOrExit }) => prepareOrExit({ install: true, build: true }))
  : Promise.resolve() // bin/ntop.js says what to do

ready.then(() => require('./ntop.js'))
