/**
 * For namespaces of its own, where `/proc/cpuinfo` is the file that is given: which model of processors four samples have, and
 * how often somebody else was asked for it; printed as JSON.
 *
 *     nameless.mjs CPUINFO
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { linuxSource } from '../../../src/sources/linux/source.ts'

const [cpuinfo = ''] = process.argv.slice(2)
// Of an ARM server, which has numbers for its maker and its model.
writeFileSync(cpuinfo, 'processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n')
execFileSync('mount', ['--bind', cpuinfo, '/proc/cpuinfo'])
let asked = 0
const source = linuxSource({
  async askCpuModel() {
    asked++
    return 'ARM Neoverse-N1'
  },
})
const models: (string | null)[] = []
for (let i = 0; i < 5; i++) models.push((await source.scan({ everyone: new Set() })).host.cpuModel ?? null)
console.log(JSON.stringify({ models, asked }))
source.close()
