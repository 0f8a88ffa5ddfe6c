/** What happens on the played machine: for `openStage({ change })`. */
import type { RawSample } from '../../src/model/sample.ts'

/** Some processes' CPU time moves on as told, in milliseconds a second. */
export function running(msPerSec: Readonly<Record<number, number>>) {
  return (sample: RawSample, second: number): RawSample => ({
    ...sample,
    processes: sample.processes.map(record => {
      const ms = msPerSec[record.pid]
      return ms === undefined ? record : { ...record, userMs: ms * second }
    }),
  })
}

/** A process ends. */
export function without(pid: number, fromSec: number) {
  return (sample: RawSample, second: number): RawSample =>
    second < fromSec ? sample : { ...sample, processes: sample.processes.filter(record => record.pid !== pid) }
}
