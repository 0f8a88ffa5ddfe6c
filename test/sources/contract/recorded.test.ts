import { linuxSource } from '../../../src/sources/linux/source.ts'
import { fixtureTree } from '../tree.ts'
import { contractOfRecorded } from './contract.ts'

// Not linux-3.10, where a core is offline whose time is in that of all.
for (const tree of ['linux-6.18', 'linux-2.6.32']) {
  contractOfRecorded(`recorded ${tree}`, tree, ({ procfs, sysfs }) => linuxSource({ procfs, sysfs }), {
    opened: ['recorded', fixtureTree(tree)],
  })
}
