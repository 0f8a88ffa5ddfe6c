/**
 * Starts a helper, asks it for the processes and prints its pid: then it ends without having closed it, or, told to `wait`, goes on
 * until it is ended.
 *
 *     asks.mjs HELPER-PROGRAM [wait]
 */
import { helper } from '../../../../src/sources/portable/helper.ts'

const [program = '', wait] = process.argv.slice(2)
const asker = helper({ program, platform: process.platform, environment: process.env })
await asker.ask('processes')
console.log(asker.pid)
if (wait !== undefined) setInterval(() => {}, 60_000)
