// What is it doing? It looks for a text with a pattern that backtracks, and takes a core with that. Ends with its input.
/** @param {string} text */
function isName(text) {
  return /^(?:[a-z]+\s?)+$/.test(text)
}

/** @param {string[]} names */
function checkAll(names) {
  return names.filter(isName)
}

function work() {
  checkAll(['ada lovelace', 'grace hopper', `${'a'.repeat(23)}!`])
  setImmediate(work)
}

console.log('isName() takes a core')
work()
process.stdin.resume().on('end', () => process.exit(0))
