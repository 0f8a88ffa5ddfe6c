/**
 * For a pid namespace of its own: what is told of processes that have ended, printed as JSON.
 *
 *     ended.mjs CHILD
 */
import { derive } from '../../../src/model/derive.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { Target } from '../target.ts'

const target = await Target.start(process.argv[2] ?? '')
const source = linuxSource()
const before = derive(undefined, await source.scan({ everyone: new Set() }))
await target.ask('breed 5 20')
const { endedCpu, sample } = derive(before, await source.scan({ everyone: new Set() }))
console.log(
  JSON.stringify({
    seesEveryone: sample.seesEveryone,
    hasAll: endedCpu?.all !== undefined,
    under: endedCpu?.under.map(({ name }) => name),
  }),
)
source.close()
await target.end()
