/** `ntop inspect --json` of the pid in NTOP_TEST_PID, as whoever runs it may see it. */
import { runInspect } from '../../../src/inspect/run.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'

const source = linuxSource()
const pid = Number(process.env['NTOP_TEST_PID'])
process.exitCode = await runInspect(source, pid, { json: true, intervalMs: 1 }, process)
source.close()
