/**
 * Starts a helper, asks it for the processes and prints its pid: then it ends without having closed it; or, told to `wait`, goes on
 * until it is ended; or, told to `close`, closes it and says when it has ended.
 *
 *     asks.mjs HELPER-PROGRAM [wait | close]
 */
import { helper } from '../../../../src/sources/portable/helper.ts'

const [program = '', then] = process.argv.slice(2)
const asker = helper({ program, platform: process.platform, environment: process.env })
await asker.ask('processes')
console.log(asker.pid)
if (then === 'wait') setInterval(() => {}, 60_000)
if (then === 'close') {
  asker.close()
  await asker.ended()
  console.log('ended')
}
