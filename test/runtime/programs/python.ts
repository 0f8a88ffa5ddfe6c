/**
 * Prints as JSON what is seen of the collectors of these processes, for a user other than who runs the tests.
 *
 *     python.mjs PID…
 */
import { readPythonPassive } from '../../../src/runtime/python/passive.ts'
import { openSight } from '../python/pythons.ts'

const sight = openSight()
const seen = []
for (const pid of process.argv.slice(2)) {
  const found = sight.lookAt(Number(pid))
  seen.push(typeof found === 'string' ? found : await readPythonPassive(found.id, sight))
}
sight.close()
console.log(JSON.stringify(seen))
