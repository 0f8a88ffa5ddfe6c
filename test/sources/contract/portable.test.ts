import { linuxSource } from '../../../src/sources/linux/source.ts'
import { bundledHelper } from '../portable/real-helper.ts'
import { agreementOf } from './agreement.ts'
import { contractOf } from './contract.ts'
import { openPortable } from './sources.ts'

const program = await bundledHelper()
const open = () => openPortable(program)

contractOf('portable', open, { opened: ['portable', program], patienceMs: 10_000, listMs: 500 })

agreementOf('the Linux and the portable source', linuxSource, open)
