/** `/proc/PID/autogroup`: the group that the scheduler has put its session into, sched(7). */
import type { Autogroup } from '../model/rare-facts.ts'

/** Of `/autogroup-25 nice 0`; undefined for anything else, as for a process that is in none. */
export function parseAutogroup(text: string): Autogroup | undefined {
  const [, id, nice] = /^\/autogroup-(\d{1,15}) nice (-?\d{1,2})\n?$/.exec(text) ?? []
  return id === undefined ? undefined : { id: Number(id), nice: Number(nice) }
}
